"""A server whose power can fail: its store then holds what a disk may hold that was cut off."""

import random
import sys
from pathlib import Path

from support.play_server import PlayServer
from support.powercut.disk import disk_at
from support.powercut.recording import Recording

_TESTS = Path(__file__).parents[2]


class MainsServer(PlayServer):
    """`heliograph serve` on a disk that is recorded. Who wants to see losses has it synced less."""

    def __init__(
        self,
        folder: Path,
        *,
        environment: dict[str, str] | None = None,
        synchronous: str = "FULL",
    ) -> None:
        self._journal = folder.parent / f"{folder.name}-journal"
        spoil = f"synchronous={synchronous}+journal={self._journal}"
        super().__init__(
            folder,
            command=[sys.executable, "-m", "support.powercut.spoilt_server", spoil],
            environment={**(environment or {}), "PYTHONPATH": str(_TESTS)},
        )

    async def cut_power(self, dice: random.Random) -> None:
        """End it at once; of what was not synced the dice leave some, in any order."""
        await self.kill()
        recording = Recording.read_journal(self._journal)
        disk = disk_at(recording, len(recording))
        image = disk.after_cut(dice)
        for name in {*disk.inodes(), *image}:
            (self.folder / name).unlink(missing_ok=True)
        for name, content in image.items():
            (self.folder / name).write_bytes(content)
        for shared_memory in self.folder.glob("*-shm"):
            shared_memory.unlink()
