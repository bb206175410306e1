"""gzip_packed around queries and results."""

import gzip
import os
import struct
import zlib

import pytest

from heliograph.mtproto.inflate import deflate
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.session import Query
from support.mtproto_client import read_tl_bytes, tl_bytes
from support.session_rig import QUERY, RPC_RESULT, Rig, container

GZIP_PACKED = struct.pack("<I", 0x3072CFA1)
BODY = QUERY + b"text" * 300


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
def test_6_3_packed_queries_arrive_unpacked(compress: object) -> None:
    rig = Rig()
    packed = GZIP_PACKED + tl_bytes(compress(BODY))  # type: ignore[operator]
    _, (event,) = rig.send(packed)
    assert isinstance(event, Query)
    assert bytes(event.body) == BODY


def test_6_3_packed_messages_inside_a_container_arrive() -> None:
    rig = Rig()
    packed = GZIP_PACKED + tl_bytes(gzip.compress(BODY))
    _, events = rig.send(container((rig.msg_id(), 1, packed), (rig.msg_id(), 3, QUERY)))
    assert [bytes(event.body) for event in events if isinstance(event, Query)] == [BODY, QUERY]


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x08notagzip\x00\x00\x00",
        tl_bytes(gzip.compress(BODY)[:-9]),
        tl_bytes(gzip.compress(bytes(1 << 20))),
        tl_bytes(gzip.compress(os.urandom(70_000))),
        b"\xfe\xff\xff\xff",
    ],
    ids=["empty", "garbage", "cut off", "bomb", "too large", "length lies"],
)
def test_6_3_bad_or_growing_packs_are_refused(packed: bytes) -> None:
    rig = Rig(SessionLimits(inflated_bytes=66_000))
    rig.settle()
    msg_id, events = rig.send(GZIP_PACKED + packed)
    assert events == []
    (got,) = rig.hear()
    assert (got.kind, got.req_msg_id) == (RPC_RESULT, msg_id)
    assert b"INPUT_FETCH_ERROR" in got.body


INVOKE_WITH_LAYER = struct.pack("<Ii", 0xDA9B0D0D, 227)


@pytest.mark.parametrize(("constructor", "arrives"), [(0xB304A621, True), (0x12345678, False)])
@pytest.mark.parametrize("before", [b"", INVOKE_WITH_LAYER, INVOKE_WITH_LAYER + bytes(200)])
def test_6_3_a_part_of_a_file_may_be_nothing_but_zeros(
    constructor: int, arrives: bool, before: bytes
) -> None:
    """Telethon packs file parts, mtcute also what stands before the first; half a megabyte of
    zeros shrinks to a thousandth."""
    rig = Rig()
    body = before + struct.pack("<Iqi", constructor, 1, 0) + tl_bytes(bytes(512 << 10))
    _, events = rig.send(GZIP_PACKED + tl_bytes(gzip.compress(body)))
    assert [bytes(event.body) for event in events if isinstance(event, Query)] == [body] * arrives


def test_6_3_a_packet_has_one_allowance_for_all_its_packs() -> None:
    rig = Rig(SessionLimits(inflated_bytes=2 * len(BODY) + 4))
    rig.settle()
    packed = GZIP_PACKED + tl_bytes(gzip.compress(BODY))
    numbers = [rig.msg_id() for _ in range(5)]
    bodies = [packed, packed, packed, GZIP_PACKED + tl_bytes(gzip.compress(QUERY)), QUERY]
    _, events = rig.send(container(*((n, 1, b) for n, b in zip(numbers, bodies, strict=True))))
    assert [e.msg_id for e in events if isinstance(e, Query)] == [*numbers[:2], numbers[4]]
    refused = {got.req_msg_id for got in rig.hear() if b"INPUT_FETCH_ERROR" in got.body}
    assert refused == {*numbers[2:4]}
    _, (event,) = rig.send(packed)
    assert isinstance(event, Query)


def test_6_3_a_running_query_is_not_refused_for_its_packet_when_repeated() -> None:
    rig = Rig(SessionLimits(inflated_bytes=len(BODY)))
    rig.settle()
    packed = GZIP_PACKED + tl_bytes(gzip.compress(BODY))
    running, _ = rig.send(packed)
    fresh = rig.msg_id()
    _, (event,) = rig.send(container((fresh, 3, packed), (running, 1, packed)))
    assert isinstance(event, Query)
    assert event.msg_id == fresh
    assert not any(got.kind == RPC_RESULT for got in rig.hear())


def test_6_3_a_pack_in_a_pack_is_refused() -> None:
    rig = Rig()
    rig.settle()
    inner = GZIP_PACKED + tl_bytes(gzip.compress(QUERY))
    msg_id, events = rig.send(GZIP_PACKED + tl_bytes(gzip.compress(inner)))
    assert events == []
    (got,) = rig.hear()
    assert got.req_msg_id == msg_id
    assert b"INPUT_FETCH_ERROR" in got.body


def test_6_3_long_results_are_packed_when_that_is_shorter() -> None:
    rig = Rig()
    rig.settle()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, BODY)
    (got,) = rig.hear()
    assert got.body[12:16] == GZIP_PACKED
    packed, _ = read_tl_bytes(got.body, 16)
    assert gzip.decompress(packed) == BODY


def test_6_3_noise_short_results_and_files_go_as_they_are() -> None:
    noise = os.urandom(4096)
    upload_file = struct.pack("<I", 0x096A18D5) + bytes(4096)
    for result in (noise, upload_file, bytes(1024)):
        assert deflate(result, over_bytes=1024) == result
