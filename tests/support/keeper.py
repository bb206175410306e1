"""Losing a play's server, and bringing it back from its backup."""

import asyncio

from support.play_server import HELIOGRAPH, PlayServer

PASSPHRASE = "a passphrase for the play"


async def heliograph(*arguments: object) -> str:
    """Run a command to its end; gives what it said."""
    process = await asyncio.create_subprocess_exec(
        *(HELIOGRAPH, *map(str, arguments)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


class Keeper:
    """Makes one backup of a server, and brings the server back from it."""

    def __init__(self, server: PlayServer) -> None:
        self.server = server
        self.file = server.folder.parent / "backup.tar"
        self.secret = server.folder.parent / "passphrase"
        self.secret.touch(0o600)
        self.secret.write_text(PASSPHRASE)

    async def back_up(self) -> None:
        """While the server runs."""
        folder = self.server.folder
        said = await heliograph(
            *("backup", self.file, "--data-dir", folder, "--passphrase-file", self.secret)
        )
        assert "keys sealed" in said

    async def lose_all_and_restore(self) -> None:
        """As after the loss of a machine: nothing is left but the backup."""
        folder = self.server.folder
        await self.server.kill()
        folder.rename(folder.with_name(f"{folder.name}-lost-{len(list(folder.parent.iterdir()))}"))
        said = await heliograph(
            *("restore", self.file, "--data", folder, "--passphrase-file", self.secret)
        )
        assert "restored" in said
        await self.server.start()
