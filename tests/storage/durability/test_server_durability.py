"""The real server: under strace no answer leaves before its sync, and on a failing disk it ends."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from heliograph.storage.sqlite import native
from heliograph.tl import functions, types
from support.play_server import PlayServer
from support.powercut.strace_log import TRACED, Answer, answers, carried, parse
from support.powercut.watched_client import WatchedClient, introduce, signed_up

TESTS = Path(__file__).parents[2]
ALICE, BOB = "99966000001", "99966000002"
ROUNDS = 10
TRACE_ENDS_WITHIN_S = 10
FATAL_STATUS = 70
WRITES = 60 if native.load() else 150
"""When a disk fails: after people signed in. The log is written in larger pieces by C."""


def server_with(folder: Path, spoil: str, under: Sequence[str] = ()) -> PlayServer:
    """A server whose store is spoilt as `spoilt_server` says, perhaps traced."""
    command = [*under, sys.executable, "-m", "support.powercut.spoilt_server", spoil]
    return PlayServer(folder / "data", command=command, environment={"PYTHONPATH": str(TESTS)})


async def write_in_many_ways(client: WatchedClient, peer: object, *, number: int) -> None:
    """Three changes, each answered before the next is asked for."""
    sent = await client.call(
        functions.messages.SendMessage(peer=peer, message=f"n {number}", random_id=number + 1)
    )
    [message_id] = [u.id for u in sent.updates if isinstance(u, types.UpdateMessageID)]
    await client.call(
        functions.messages.EditMessage(peer=peer, id=message_id, message=f"n {number}, edited")
    )
    await client.call(functions.messages.DeleteMessages(id=[message_id], revoke=True))


async def traced_answers(folder: Path, spoil: str) -> list[Answer]:
    """What a trace of the server says of the answers to one client's changes."""
    assert shutil.which("strace"), "strace is not installed"
    trace = folder / "trace"
    # -D: the server stays our child, the tracer is beside it.
    strace = ["strace", "-D", "-f", "-yy", "-s", "16", "-o", str(trace)]
    strace += ["-e", f"trace={TRACED}"]
    async with running(server_with(folder, spoil, strace)) as server:
        bob = await signed_up(server, BOB, "Bob")
        await bob.close()
        alice = await signed_up(server, ALICE, "Alice")
        peer = await introduce(server, alice, BOB)
        before = alice.watched.received
        for number in range(ROUNDS):
            await write_in_many_ways(alice, peer, number=number)
        port = alice.port
        assert await server.stop() == 0
    calls = parse(await finished(trace))
    assert carried(calls, socket=f"->127.0.0.1:{port}") == alice.watched.received
    return answers(
        calls,
        socket=f"->127.0.0.1:{port}",
        log="-wal",
        is_answer=lambda start, end: start >= before and alice.answered_in(start, end),
    )


@asynccontextmanager
async def running(server: PlayServer) -> AsyncIterator[PlayServer]:
    """The server, started, and killed at the end if it still runs."""
    await server.start()
    try:
        yield server
    finally:
        await server.kill()


async def finished(trace: Path) -> list[str]:
    """The lines of a trace, once the tracer has seen the server's end."""
    async with asyncio.timeout(TRACE_ENDS_WITHIN_S):
        # A file has no event to wait for.
        while "+++ exited with 0 +++" not in (text := read(trace)).splitlines()[-1]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return text.splitlines()


def read(path: Path) -> str:
    return path.read_text(errors="replace")


async def test_every_answer_of_the_server_waits_for_the_sync_that_covers_it(
    tmp_path: Path,
) -> None:
    found = await traced_answers(tmp_path, "nothing")
    assert len(found) == 3 * ROUNDS
    assert [answer for answer in found if not answer.covered] == []


async def test_without_syncs_no_answer_of_the_server_is_covered(tmp_path: Path) -> None:
    found = await traced_answers(tmp_path, "synchronous=OFF")
    assert len(found) == 3 * ROUNDS
    assert [answer for answer in found if answer.covered] == []


@pytest.mark.parametrize("error", ["io", "full"])
@pytest.mark.parametrize(("operation", "passes"), [("write", WRITES), ("sync", 40)])
async def test_the_server_ends_when_its_disk_fails_and_has_acknowledged_nothing_lost(
    operation: str, passes: int, error: str, tmp_path: Path
) -> None:
    async with running(server_with(tmp_path, f"fail={operation},{error},{passes}")) as failing:
        bob = await signed_up(failing, BOB, "Bob")
        await bob.close()
        alice = await signed_up(failing, ALICE, "Alice")
        peer = await introduce(failing, alice, BOB)
        texts = await send_until_it_fails(alice, peer)
        assert texts
        assert await failing.ended() == FATAL_STATUS
        assert "ending the process" in read(failing.log)
    async with running(PlayServer(tmp_path / "data")) as sound:
        again = WatchedClient(alice.key)
        await again.connect(sound.host, sound.port)
        there = await texts_with(again, peer)
        await again.close()
        assert await sound.stop() == 0
    assert [text for text in texts if text not in there] == []
    assert len(set(there)) == len(there)


async def texts_with(client: WatchedClient, peer: object) -> list[str]:
    """The whole dialog."""
    everything = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    history = await client.call(
        functions.messages.GetHistory(peer=peer, limit=100, hash=0, **everything)
    )
    return [message.message for message in history.messages]


async def send_until_it_fails(client: WatchedClient, peer: object) -> list[str]:
    """Texts that were acknowledged, in order."""
    texts: list[str] = []
    while len(texts) < 90:
        text = f"number {len(texts)}"
        request = functions.messages.SendMessage(peer=peer, message=text, random_id=len(texts) + 1)
        try:
            await client.call(request)
        except Exception:
            return texts
        texts.append(text)
    pytest.fail("the disk did not fail")
