"""A real server is lost and comes back from a backup: its public log stands still until it goes on
from the newest head that its witness knows, and what was shown to anybody is still in it."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

from heliograph.safety.log.notes import parse_note
from heliograph.server.control import ask
from heliograph.tl import functions, types
from heliograph.web.transparency.snapshot import FRESH_S
from support.accountable import ENVIRONMENT, Town, verified
from support.aftermath import read
from support.keeper import Keeper
from support.play_server import HELIOGRAPH, PlayServer
from support.powercut.watched_client import introduce, signed_up

REASONS = {"ground": "terms", "clause": "4.2", "facts": "It asks for passwords."}
LOGGED_WITHIN_S = 60


class Watched:
    """A server with a witness, and Bob who reports Alice again and again."""

    def __init__(self, server: PlayServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.page = Town(server).page

    async def witness(self, *more: str) -> tuple[int, str]:
        """Have the witness look; gives its exit code and what it says."""
        process = await asyncio.create_subprocess_exec(
            *(HELIOGRAPH, "witness", *more, f"--state={self.folder / 'witness'}"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode().strip()

    async def command(self, name: str, **args: Any) -> Any:
        return await asyncio.to_thread(
            partial(ask, self.server.folder, name, args, timeout_s=LOGGED_WITHIN_S)
        )

    async def decide(self) -> str:
        """Decide on the first case of the inbox."""
        (case, *_) = await self.command("safety.inbox", by="ann")
        what = {"case": case["id"], "by": "ann", "measures": ["warn"], **REASONS}
        made = await self.command("safety.decide", **what)
        # The port that was free, and not the 0 that asked for one.
        assert made["page"].startswith(f"{self.server.http}/decision/")
        return str(made["puid"])

    async def head(self, *, beyond: int) -> int:
        """How many entries are signed, once they are more than so many."""
        async with asyncio.timeout(LOGGED_WITHIN_S):
            while True:
                standing = await self.command("log.standing")
                if standing["size"] > beyond and not standing["waiting"]:
                    return int(standing["size"])
                await asyncio.sleep(0.2)


async def test_a_restored_log_goes_on_from_the_newest_head_that_its_witness_knows(
    tmp_path: Path,
) -> None:
    watched = Watched(PlayServer(tmp_path / "none"), tmp_path)
    _, key = await watched.witness("--name=witness.example")
    server = PlayServer(
        tmp_path / "data", environment={**ENVIRONMENT, "HELIOGRAPH_LOG_WITNESSES": key}
    )
    watched = Watched(server, tmp_path)
    try:
        await server.start()
        bob = await signed_up(server, "99966000061", "Bob")
        await (await signed_up(server, "99966000062", "Alice")).close()
        alice = await introduce(server, bob, "99966000062")

        async def report() -> None:
            reason = types.InputReportReasonFake()
            await bob.call(functions.account.ReportPeer(peer=alice, reason=reason, message="x"))

        await report()
        first = await watched.decide()
        kept = await watched.head(beyond=0)
        assert (await watched.witness(server.http))[0] == 0
        keeper = Keeper(server)
        await keeper.back_up()

        await report()
        lost = await watched.decide()
        grown = await watched.head(beyond=kept)
        assert (await watched.witness(server.http))[0] == 0
        copy = tmp_path / "copy"
        assert await verified(server, tmp_path / "heads.json", save=copy) == ""
        await bob.close()
        await keeper.lose_all_and_restore()

        # What is due may happen, and nothing is signed that the witness might know otherwise.
        await watched.command("jobs.release")
        assert lost not in str(read(server.folder, "SELECT puid FROM safety_decisions"))
        held = (await watched.command("log.standing"))["held"]
        assert "has yet to show the newest head it knows" in held
        assert parse_note(await watched.page("/log/checkpoint")).checkpoint.size <= kept
        code, said = await watched.witness(server.http)
        assert code != 0
        assert f"the log had {grown} entries" in said
        held = (await watched.command("log.standing"))["held"]
        assert f"knows {grown} entries" in held
        bob = await signed_in(server, bob)
        await bob.call(
            functions.account.ReportPeer(
                peer=alice, reason=types.InputReportReasonSpam(), message="again"
            )
        )
        after = await watched.decide()
        standing = await watched.command("log.standing")
        assert (standing["size"] <= kept, standing["waiting"] > 0) == (True, True)
        assert "the log had" in await verified(server, tmp_path / "heads.json")

        brought = await watched.command("log.adopt", folder=str(copy))
        assert brought["adopted"] == grown - standing["size"]
        # It may know more than whoever sent that on.
        assert "has yet to show" in (await watched.command("log.standing"))["held"]
        assert (await watched.witness(server.http))[0] == 0
        await watched.head(beyond=grown)
        assert (await watched.witness(server.http))[0] == 0
        # The table that was shown before is a minute old then.
        await server.pass_time(FRESH_S)
        assert await verified(server, tmp_path / "heads.json") == ""
        for puid in (first, after):
            assert "c2sp.org/tlog-proof" in await watched.page(f"/log/proof/{puid}")
        await bob.close()
    finally:
        await server.kill()


async def signed_in(server: PlayServer, before: Any) -> Any:
    """The same device, connected anew."""
    again = type(before)(before.key)
    await again.connect(server.host, server.port)
    return again
