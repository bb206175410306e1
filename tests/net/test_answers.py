"""Answers that cannot be sent harm nobody but the call they are for."""

import struct

import pytest

from heliograph.net.queries import INTERNAL
from heliograph.net.sessions import NodeSession
from support.net_place import ECHO, LARGE, OpenPlace, Place, eventually

QUERY = struct.pack("<II", ECHO, 5)


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
