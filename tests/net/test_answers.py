"""Answers that cannot be sent harm nobody but the call they are for."""

import struct
import threading

import pytest

from heliograph.mtproto.constructors import UPLOAD_FILE
from heliograph.mtproto.inflate import deflate
from heliograph.net import queries
from heliograph.net.node_session import NodeSession
from heliograph.net.queries import BUSY, INTERNAL
from support.net_place import ECHO, LARGE, OpenPlace, Place, eventually

QUERY = struct.pack("<II", ECHO, 5)


async def test_16_4_long_answers_are_packed_beside_the_loop(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def watched(result: bytes, *, over_bytes: int) -> bytes:
        threads.append(threading.current_thread())
        return deflate(result, over_bytes=over_bytes)

    monkeypatch.setattr(queries, "deflate", watched)
    client = await place.signed()
    text = struct.pack("<I", ECHO) + b"abcd" * 100_000
    assert await client.call(text) == text
    assert len(await client.call(struct.pack("<II", LARGE, 400_000))) == 400_000
    file = struct.pack("<I", UPLOAD_FILE) + b"abcd" * 100_000
    assert await client.call(file) == file
    assert len(threads) == 2, "parts of files are not packed"
    assert threading.main_thread() not in threads


async def test_16_4_answers_that_wait_to_be_packed_are_bounded(open_place: OpenPlace) -> None:
    place = await open_place(inbound_bytes_total=8 * 300_000)
    client = await place.signed()
    assert await client.call(struct.pack("<II", LARGE, 300_000)) == BUSY
    assert len(await client.call(struct.pack("<II", LARGE, 290_000))) == 290_000
    await eventually(lambda: place.used()["inbound"] == 0)


@pytest.mark.parametrize("size_bytes", [100_004, 20 << 20])
async def test_16_4_an_answer_too_large_to_leave_is_a_fault_of_one_call(
    open_place: OpenPlace, size_bytes: int
) -> None:
    """Above 16 MiB it would not even fit into a gzip_packed."""
    place = await open_place(outbound_bytes_per_session=100_000)
    client = await place.signed()
    assert await client.call(struct.pack("<II", LARGE, size_bytes)) == INTERNAL
    assert await client.call(QUERY) == QUERY


async def test_9_3_an_answer_that_fails_on_its_way_leaves_the_others_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = await place.signed(), await place.signed()
    await client.call(QUERY)
    with monkeypatch.context() as broken:
        broken.setattr(NodeSession, "reply", _break)
        client.send(QUERY)
        await eventually(lambda: len(place.calls) == 2)
        await eventually(lambda: place.server.counts()["queries"] == 0)
    assert await client.call(QUERY) == QUERY
    assert await other.call(QUERY) == QUERY


def _break(*_: object) -> None:
    raise OverflowError("a broken session")
