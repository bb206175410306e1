"""Files up and down: what a MiB costs, and what ten transfers at once hold."""

import asyncio
import os
import struct
from collections.abc import Coroutine, Sequence
from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.codec import decode_as_written, encode
from load import processes, queries
from load.accounts import Person
from load.client import LoadClient, connect
from load.meter import Meter
from load.server import Server

TRANSFERS = 10
PART_BYTES = RANGE_BYTES = 512 << 10
AT_ONCE = 4
"""Requests under way in each transfer, as client libraries have it."""

WATCHED_EVERY_S = 0.05
MIB = 1 << 20

_SAVE_BIG_FILE_PART = 0xDE7B673D


async def measure(server: Server, people: list[Person], *, size_bytes: int) -> dict[str, Any]:
    """MiB that a second of server CPU moves each way, and how far its memory grows by that."""
    clients = [await connect(server.host, server.port, person.key) for person in people[:TRANSFERS]]
    idle_mib = processes.resident_mib(server.pid)
    kept: list[types.Document] = []
    up = await _moved(server, send_up(clients, size_bytes, kept), size_bytes)
    down = await _moved(server, fetch(clients, kept, size_bytes), size_bytes)
    for client in clients:
        client.close()
    return {
        **{f"up_{name}": value for name, value in up.items()},
        **{f"down_{name}": value for name, value in down.items()},
        "grown_mib": max(up["memory_mib"], down["memory_mib"]) - idle_mib,
        "other_cores": max(up["other_cores"], down["other_cores"]),
        "stolen_cores": max(up["stolen_cores"], down["stolen_cores"]),
    }


async def send_up(
    clients: Sequence[LoadClient], size_bytes: int, kept: list[types.Document]
) -> None:
    """A file from each at once, to themselves; `kept` is what became of them, in order."""
    parts = size_bytes // PART_BYTES

    async def one(client: LoadClient) -> types.Document:
        upload_id = int.from_bytes(os.urandom(8), "little", signed=True)
        await _send(client, upload_id, parts)
        return await _document(client, upload_id, parts)

    kept += await asyncio.gather(*map(one, clients))


async def fetch(
    clients: Sequence[LoadClient], documents: Sequence[types.Document], size_bytes: int
) -> None:
    """The whole of each file, all at once."""
    wanted = zip(clients, documents, strict=True)
    await asyncio.gather(*(_fetch(client, one, size_bytes) for client, one in wanted))


async def _moved(
    server: Server, transfers: Coroutine[Any, Any, None], size_bytes: int
) -> dict[str, float]:
    highest = [0.0]
    watching = asyncio.ensure_future(watch(server, highest))
    async with Meter(server) as meter:
        await transfers
    watching.cancel()
    moved = TRANSFERS * size_bytes / MIB
    return {
        "mib_per_cpu_s": moved / meter.cpu_s,
        "mib_per_s": moved / meter.wall_s,
        "memory_mib": highest[0],
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }


async def watch(server: Server, highest: list[float]) -> None:
    """Note the most memory that the server has held, until it is cancelled."""
    while True:
        highest[0] = max(highest[0], processes.resident_mib(server.pid))
        await asyncio.sleep(WATCHED_EVERY_S)


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
