"""Files go from each client library to another, and arrive as they were sent."""

import asyncio
import hashlib
import random
from pathlib import Path

import pytest

from support.actors import Actor
from support.play_server import PlayServer
from support.witness import Witness

pytestmark = pytest.mark.play

RING = (
    ("telethon", None),
    ("kurigram", None),
    ("tdlib", None),
    ("gramjs", 4),
    ("mtcute", None),
)
"""Kinds and the data centre each takes the server for: files are at home in the second."""

RECORD_BYTES = 24
"""Of one part in the journal of an upload."""
WAITING_WITHIN_S = 30

SMALL, LARGE = 1_500_007, 25_000_003
"""Bytes; above ten million clients send parts by another method."""


def make(path: Path, size: int, *, hollow: bool = False) -> str:
    """A file that nothing can make shorter, or one of next to nothing; gives its SHA-256."""
    content = bytes(size - 1) + b"!" if hollow else random.Random(size).randbytes(size)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


async def hand_on(sender: Actor, recipient: Actor, *, source: Path, target: Path) -> str:
    """Send a file and fetch it on the other side; gives the SHA-256 of what came."""
    from_name, to_name = f"{sender.kind}_f".replace(".", "_"), f"{recipient.kind}_f"
    await sender.do("resolve", username=to_name)
    await recipient.do("resolve", username=from_name)
    caption = f"from {sender.kind}"
    await sender.do("send_file", to=to_name, path=str(source), caption=caption)
    await sender.do("send", to=to_name, text=f"after {sender.kind}")
    await recipient.see_text(f"after {sender.kind}")
    return digest(await recipient.do("fetch_file", peer=from_name, path=str(target)))


@pytest.mark.parametrize(
    ("size", "hollow"),
    [
        (SMALL, False),
        pytest.param(LARGE, False, marks=pytest.mark.long),
        pytest.param(LARGE, True, marks=pytest.mark.long),
    ],
    ids=["small", "large", "hollow"],
)
async def test_what_each_library_sends_another_fetches(
    cast, tmp_path: Path, size: int, hollow: bool
) -> None:
    actors = [await cast(kind, name=kind, dc=dc) for kind, dc in RING]
    for actor in actors:
        await actor.do("set_username", username=f"{actor.kind}_f")
    for number, sender in enumerate(actors):
        source, target = tmp_path / f"{sender.kind}.bin", tmp_path / f"{sender.kind}-came.bin"
        sent = make(source, size + number, hollow=hollow)
        recipient = actors[(number + 1) % len(actors)]
        came = await hand_on(sender, recipient, source=source, target=target)
        assert came == sent, (sender.kind, recipient.kind)


async def test_15_3_a_file_goes_from_one_tdlib_to_another_in_secret(cast, tmp_path: Path) -> None:
    alice, bob = await cast("tdlib"), await cast("tdlib", name="Bob")
    await bob.do("set_username", username="bob_in_secret")
    chat = await alice.do("secret_ask", username="bob_in_secret")
    for actor in (alice, bob):
        await actor.see("secret_chat", lambda told: told["state"] == "ready")
    sent = make(tmp_path / "sealed.bin", SMALL)
    await alice.do("secret_send_file", chat=chat, path=str(tmp_path / "sealed.bin"))
    await alice.do("secret_send", chat=chat, texts=["after the file"])
    await bob.see_text("after the file")
    assert digest(await bob.do("secret_fetch_file", chat=chat)) == sent


@pytest.mark.parametrize(
    ("library", "size"),
    [
        # The slowest, which sends one part after the other.
        ("telethon", 12_000_001),
        *(
            pytest.param(kind, 40_000_001, marks=pytest.mark.long)
            for kind in ("kurigram", "tdlib", "gramjs", "mtcute")
        ),
    ],
)
async def test_an_upload_goes_on_where_a_killed_server_left_it(
    cast,
    tmp_path: Path,
    server: PlayServer,
    witnesses: dict[str, Witness],
    library: str,
    size: int,
) -> None:
    actor = await cast(library)
    source, target = tmp_path / "source.bin", tmp_path / "came.bin"
    sent = make(source, size)
    sending = asyncio.ensure_future(
        actor.do("send_file", to="me", path=str(source), caption="on and on")
    )
    before = await parts_waiting(server, at_least=5)
    await server.kill()
    await server.start()
    for witness in witnesses.values():
        await witness.reopen()
    assert await parts_waiting(server, at_least=before) >= before
    await sending
    assert digest(await actor.do("fetch_file", peer="me", path=str(target))) == sent
    assert list((server.folder / "uploads").iterdir()) == []


async def parts_waiting(server: PlayServer, *, at_least: int) -> int:
    """How many parts of the one upload lie on the server's disk; waits for some."""
    async with asyncio.timeout(WAITING_WITHIN_S):
        while True:
            journals = [*(server.folder / "uploads").glob("*.parts")]
            parts = sum(file.stat().st_size for file in journals) // RECORD_BYTES
            if parts >= at_least:
                return parts
            # A file has no event to wait for.
            await asyncio.sleep(0.005)
