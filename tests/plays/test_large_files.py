"""A file of more than 2 GB goes from one client library to another, and can be read anywhere."""

import asyncio
import hashlib
import os
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient, ApiError
from support.play_server import PlayServer
from support.witness import Witness

pytestmark = [pytest.mark.play, pytest.mark.long, pytest.mark.timeout(2_400)]

MIB = 1 << 20
SIZE = 2_100 * MIB + 77
"""More than 2**31 bytes, and more parts than any client may send without the setting."""

MOVED_WITHIN_S = 1_200
MARK_BYTES = 1024
MARKED_EVERY = MIB // 2
HASHED_BYTES = 128 << 10
EDGE = 1 << 31


@pytest.fixture
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def server(form: str, tmp_path: Path) -> AsyncIterator[PlayServer]:
    """One that takes such files; they are gone from the disk when the play is over."""
    settings = {
        "HELIOGRAPH_FILE_SIZE_MIB": "4000",
        "HELIOGRAPH_BLOBS_SEALED": "yes" if form == "sealed" else "no",
    }
    made = PlayServer(tmp_path / "server", environment=settings)
    try:
        await made.start()
        yield made
        assert await made.stop() == 0, made.log.read_text()[-3000:]
    finally:
        for path in large_files(tmp_path):
            path.unlink()


def large_files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and p.stat().st_size > 100 * MIB]


def make(path: Path) -> str:
    """A file with holes, of which no two parts are the same; gives its SHA-256."""
    with path.open("wb") as file:
        for place in (*range(0, SIZE - MARK_BYTES, MARKED_EVERY), SIZE - MARK_BYTES):
            file.seek(place)
            file.write(random.Random(place).randbytes(MARK_BYTES))
    return digest(path)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes_of(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and SHA-256 of each 128 KiB."""
    with path.open("rb") as file:
        for offset in range(0, SIZE, HASHED_BYTES):
            piece = file.read(HASHED_BYTES)
            yield offset, len(piece), hashlib.sha256(piece).digest()


class Reader:
    """A device of the recipient's that asks for what it likes of the newest file."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client
        self._where: Any = None

    async def find(self, peer: Any) -> types.Document:
        nowhere = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
        query = functions.messages.GetHistory(peer=peer, limit=10, hash=0, **nowhere)
        found = (await self._client.call(query)).messages
        documents = [one.media.document for one in found if one.media]
        document: types.Document = documents[0]
        self._where = types.InputDocumentFileLocation(
            id=document.id,
            access_hash=document.access_hash,
            file_reference=document.file_reference,
            thumb_size="",
        )
        return document

    async def _call(self, query: Any) -> Any:
        """As often as an account may ask, then when it may again."""
        while True:
            try:
                return await self._client.call(query)
            except ApiError as refused:
                asked, _, seconds = refused.text.rpartition("_")
                if asked != "FLOOD_WAIT":
                    raise
                await asyncio.sleep(int(seconds))

    async def range(self, offset: int, limit: int, *, precise: bool = False) -> bytes:
        query = functions.upload.GetFile(
            location=self._where, offset=offset, limit=limit, precise=precise
        )
        content: bytes = (await self._client.call(query)).bytes
        return content

    async def hashes(self) -> list[tuple[int, int, bytes]]:
        """All of the file's, as clients ask for them."""
        found: list[tuple[int, int, bytes]] = []
        while True:
            offset = found[-1][0] + found[-1][1] if found else 0
            query = functions.upload.GetFileHashes(location=self._where, offset=offset)
            more = await self._call(query)
            if not more:
                return found
            found += [(one.offset, one.limit, one.hash) for one in more]


async def peer_of(client: ApiClient, username: str) -> types.InputPeerUser:
    found = await client.call(functions.contacts.ResolveUsername(username=username))
    (user,) = [one for one in found.users if one.id == found.peer.user_id]
    return types.InputPeerUser(user_id=user.id, access_hash=user.access_hash)


async def check_ranges(reader: Reader, source: Path) -> None:
    """On both sides of 2**31, at the end, and behind it, also where 32 bits would be at a start."""
    with source.open("rb") as file:
        for offset, limit, precise in (
            (0, MIB, False),
            (EDGE - MIB, MIB, False),
            (EDGE, MIB, False),
            (EDGE + 1024, 3 * 1024, True),
            (SIZE // MIB * MIB, 4096, False),
        ):
            content = os.pread(file.fileno(), limit, offset)
            assert await reader.range(offset, limit, precise=precise) == content, offset
    for behind in (SIZE // MIB * MIB + 4096, 1 << 32, (1 << 32) + EDGE, 1 << 40):
        assert await reader.range(behind, 4096) == b"", behind


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [("plain", "telethon", "tdlib"), ("sealed", "tdlib", "telethon")],
    indirect=["form"],
)
async def test_a_file_of_more_than_2_gb_is_the_same_at_the_other_end(
    cast, witnesses: dict[str, Witness], server: PlayServer, tmp_path: Path, first: str, second: str
) -> None:
    source = tmp_path / "source.bin"
    sent = await asyncio.to_thread(make, source)
    sender, recipient = await cast(first, name="Ann"), await cast(second, name="Ben")
    await sender.do("set_username", username="ann_of_2_gb")
    await recipient.do("set_username", username="ben_of_2_gb")
    await sender.do("resolve", username="ben_of_2_gb")
    await recipient.do("resolve", username="ann_of_2_gb")
    to = {"to": "ben_of_2_gb", "path": str(source), "caption": "all of it"}
    await sender.do("send_file", **to, within_s=MOVED_WITHIN_S)
    await sender.do("send", to="ben_of_2_gb", text="that was it")
    await recipient.see_text("that was it")
    client = ApiClient(witnesses[recipient.phone].key)
    await client.connect(server.host, server.port)
    reader = Reader(client)
    document = await reader.find(await peer_of(client, "ann_of_2_gb"))
    assert document.size == SIZE
    await check_ranges(reader, source)
    expected = await asyncio.to_thread(lambda: [*hashes_of(source)])
    assert await reader.hashes() == expected
    await client.close()
    target = {"peer": "ann_of_2_gb", "path": str(tmp_path / "came.bin")}
    came = await recipient.do("fetch_file", **target, within_s=MOVED_WITHIN_S)
    assert await asyncio.to_thread(digest, Path(came)) == sent
    for witness in witnesses.values():
        # On a slow machine it has been silent for longer than connections may be.
        await witness.reopen()
