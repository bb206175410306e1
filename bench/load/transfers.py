"""Files up and down: what a MiB costs, what ten transfers hold, how long messages take then."""

import asyncio
import os
import struct
import time
from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.codec import decode_as_written, encode
from load import processes, queries
from load.accounts import Person
from load.client import LoadClient, connect
from load.figures import percentile
from load.meter import Meter
from load.server import Server

TRANSFERS = 10
PART_BYTES, RANGE_BYTES = 512 << 10, 1 << 20
AT_ONCE = 4
"""Requests under way in each transfer, as client libraries have it."""

WARM_UP_S = 0.5
MESSAGES_EVERY_S = 0.02
MIB = 1 << 20

_SAVE_BIG_FILE_PART = 0xDE7B673D


async def measure(server: Server, people: list[Person], *, size_bytes: int) -> dict[str, Any]:
    """MiB that a second of server CPU moves each way, and the messages of two others meanwhile."""
    talkers, movers = people[:2], people[2 : 2 + TRANSFERS]
    clients = [await connect(server.host, server.port, person.key) for person in movers]
    writer, reader = [await connect(server.host, server.port, one.key) for one in talkers]
    talk = _Talk(writer, reader, talkers[0])
    await talk.during(asyncio.sleep(WARM_UP_S * 4))
    result: dict[str, Any] = {"idle_p99_ms": percentile(talk.took_s, 99) * 1e3}
    idle_mib = processes.memory_mib(server.pid)
    parts = size_bytes // PART_BYTES
    ids = [int.from_bytes(os.urandom(8), "little", signed=True) for _ in clients]
    sending = (_send(client, upload, parts) for client, upload in zip(clients, ids, strict=True))
    result |= await _moved(server, talk, sending, "up", size_bytes)
    places = [
        await _document(client, upload, parts) for client, upload in zip(clients, ids, strict=True)
    ]
    fetching = (
        _fetch(client, where, size_bytes) for client, where in zip(clients, places, strict=True)
    )
    result |= await _moved(server, talk, fetching, "down", size_bytes)
    result["grown_mib"] = max(result["up_mib"], result["down_mib"]) - idle_mib
    for client in (*clients, writer, reader):
        client.close()
    return result


async def _moved(
    server: Server, talk: "_Talk", transfers: Any, name: str, size_bytes: int
) -> dict[str, Any]:
    watching = asyncio.ensure_future(_highest_mib(server))
    async with Meter(server) as meter:
        await talk.during(asyncio.gather(*transfers))
    watching.cancel()
    moved = TRANSFERS * size_bytes / MIB
    return {
        f"{name}_mib_per_cpu_s": moved / meter.cpu_s,
        f"{name}_mib_per_s": moved / meter.wall_s,
        f"{name}_p99_ms": percentile(talk.took_s, 99) * 1e3,
        f"{name}_mib": await asyncio.gather(watching, return_exceptions=True) and _highest[0],
        "other_cores": meter.other_cores,
    }


_highest = [0.0]


async def _highest_mib(server: Server) -> None:
    _highest[0] = 0.0
    while True:
        _highest[0] = max(_highest[0], processes.memory_mib(server.pid))
        await asyncio.sleep(0.05)


class _Talk:
    """One person writes to another while something else goes on."""

    def __init__(self, writer: LoadClient, reader: LoadClient, person: Person) -> None:
        self._writer = writer
        self._person = person
        self._sent: dict[int, float] = {}
        self._next = 0
        self.took_s: list[float] = []
        reader.on_push = self._arrived

    async def during(self, work: Any) -> None:
        """Write until the work is done; `took_s` then says how long each message took."""
        self.took_s = []
        busy = asyncio.ensure_future(work)
        while not busy.done():
            self._next += 1
            text = queries.marked(self._next, 64)
            self._sent[self._next] = time.perf_counter()
            person = self._person
            await self._writer.call(
                queries.send_message(person.friend_id, person.friend_hash, text)
            )
            await asyncio.sleep(MESSAGES_EVERY_S)
        await busy

    def _arrived(self, body: bytes) -> None:
        for number in queries.marks(body):
            self.took_s.append(time.perf_counter() - self._sent.pop(number))


async def _send(client: LoadClient, upload_id: int, parts: int) -> None:
    """All parts of a file, some at once; each holds its own number."""
    gate = asyncio.Semaphore(AT_ONCE)
    filling = os.urandom(PART_BYTES - 8)

    async def one(number: int) -> None:
        async with gate:
            head = struct.pack("<Iqii", _SAVE_BIG_FILE_PART, upload_id, number, parts)
            content = struct.pack("<q", number) + filling
            await client.call(head + queries.tl_bytes(content))

    await asyncio.gather(*map(one, range(parts)))


async def _document(client: LoadClient, upload_id: int, parts: int) -> types.Document:
    """What becomes of an upload that its sender keeps."""
    file = types.InputFileBig(id=upload_id, parts=parts, name="bench.bin")
    media = types.InputMediaUploadedDocument(file=file, mime_type="a/b", attributes=[])
    request = functions.messages.SendMedia(
        peer=types.InputPeerSelf(), media=media, message="", random_id=upload_id | 1
    )
    answer: Any = decode_as_written(await client.call(encode(request, queries.LAYER)))
    document: types.Document = answer.updates[1].message.media.document
    return document


async def _fetch(client: LoadClient, document: types.Document, size_bytes: int) -> None:
    """The whole of a file, some ranges at once."""
    gate = asyncio.Semaphore(AT_ONCE)
    where = types.InputDocumentFileLocation(
        id=document.id,
        access_hash=document.access_hash,
        file_reference=document.file_reference,
        thumb_size="",
    )

    async def one(offset: int) -> None:
        query = functions.upload.GetFile(location=where, offset=offset, limit=RANGE_BYTES)
        async with gate:
            body = await client.call(encode(query, queries.LAYER))
        if len(body) < RANGE_BYTES:
            raise RuntimeError(f"{len(body)} bytes at {offset}")

    await asyncio.gather(*map(one, range(0, size_bytes, RANGE_BYTES)))
