"""What a client with a key may do to its session: false containers, packs, replays, hoarding."""

import gzip
import struct

import pytest

from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.packing import CONTAINER_MAX
from heliograph.mtproto.session import Query
from support.mtproto_client import tl_bytes
from support.session_rig import (
    BAD_MSG,
    MSGS_ACK,
    PING,
    PONG,
    QUERY,
    RPC_RESULT,
    Rig,
    container,
    longs,
    settled,
)

ANSWER = b"answer.."
RESEND_REQ, RESEND_ANS_REQ, DROP_ANSWER = 0x7D861A08, 0x8610BAEB, 0x58E4A740
UPDATE = b"\x78\xd4\xde\x1fupdate.."
GZIP_PACKED = struct.pack("<I", 0x3072CFA1)


def faults(rig: Rig) -> dict[int, int]:
    """Which messages were refused, with the code."""
    said = (got for got in rig.hear() if got.kind == BAD_MSG)
    return {struct.unpack_from("<q", g.body, 4)[0]: g.body[16] for g in said}


def test_4_4_inner_message_below_the_floor_draws_20() -> None:
    rig = Rig()
    old = rig.msg_id()
    after = Rig(floor=old)
    after.now += 1
    _, events = after.send(container((old, 1, QUERY)))
    assert events == []
    assert faults(after) == {old: 20}


def test_4_4_inner_message_with_a_container_s_id_draws_19() -> None:
    rig = settled()
    first, _ = rig.send(container((rig.msg_id(), 1, QUERY)))
    rig.hear()
    _, events = rig.send(container((first, 1, QUERY)))
    assert events == []
    assert faults(rig) == {first: 19}


def test_4_5_inner_message_may_not_have_its_container_s_own_id() -> None:
    rig = settled()
    number = rig.msg_id()
    _, events = rig.send(container((number, 1, QUERY)), msg_id=number)
    assert events == []
    assert faults(rig) == {number: 64}


@pytest.mark.parametrize(
    "body",
    [
        container(*((n, 1, b"") for n in range(4, 4 * CONTAINER_MAX + 8, 4))),
        struct.pack("<II", 0x73F1F8DC, 2) + struct.pack("<qiI", 4, 1, 4) + QUERY,
        struct.pack("<IIqiI", 0x73F1F8DC, 1, 4, 1, 6) + QUERY + bytes(4),
        struct.pack("<IIqii", 0x73F1F8DC, 1, 4, 1, -4) + QUERY,
        container((4, 1, QUERY)) + bytes(20),
    ],
    ids=["too many", "fewer than counted", "odd length", "negative length", "stray bytes"],
)
def test_6_1_false_container_draws_64_and_nothing_in_it_runs(body: bytes) -> None:
    rig = settled()
    number, events = rig.send(body)
    assert events == []
    assert faults(rig) == {number: 64}


def test_6_1_fullest_container_and_some_stray_bytes_are_taken() -> None:
    rig = settled()
    numbers = [rig.msg_id() for _ in range(CONTAINER_MAX)]
    _, events = rig.send(container(*((n, 1, QUERY) for n in numbers)) + bytes(16))
    assert [e.msg_id for e in events if isinstance(e, Query)] == numbers


def test_6_1_packets_carry_a_thousand_messages_at_most() -> None:
    rig = settled()
    for _ in range(1001):
        rig.session.tell(rig.link, b"tiny")
    assert len({got.container for got in rig.hear()}) == 2


def test_6_3_pack_may_grow_a_hundredfold_but_not_a_thousandfold() -> None:
    # Below 64 KiB nothing is measured: what a bomb could win there is little.
    for size, runs in ((60_000, True), (80_000, False)):
        rig = settled()
        packed = gzip.compress(QUERY + bytes(size))
        assert size > 250 * len(packed)
        _, events = rig.send(GZIP_PACKED + tl_bytes(packed))
        assert [type(event) for event in events] == ([Query] if runs else [])


def test_7_2_own_bound_in_bytes_and_that_of_all_sessions_make_it_forget() -> None:
    for own, everybody in ((300, 1 << 30), (1 << 30, 300)):
        rig = settled(SessionLimits(unacked_bytes=own))
        rig.unacked.limit_bytes = everybody
        for _ in range(20):
            rig.session.push(UPDATE)
            rig.hear()
        assert rig.unacked.used_bytes <= 300


def test_16_4_waiting_updates_are_bounded_in_bytes() -> None:
    rig = settled(SessionLimits(pushes_bytes=1000))
    for _ in range(20):
        rig.session.push(UPDATE * 10)
    assert rig.unsent.used_bytes < 2000
    assert [got.kind for got in rig.hear()] == [0xE317AF7E]


def test_16_3_replayed_query_draws_no_kept_answer_from_the_client_s_own_connection() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, ANSWER)
    rig.hear()
    stranger = rig.session.open_link()
    rig.send(QUERY, msg_id=msg_id, link=stranger)
    assert rig.hear(stranger) == []
    assert [got.kind for got in rig.hear()] == [RPC_RESULT]


def test_16_3_repeat_on_the_only_connection_draws_its_answer_there() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, ANSWER)
    rig.hear()
    rig.session.close_link(rig.link, rig.now)
    again = rig.session.open_link()
    rig.send(QUERY, msg_id=msg_id, link=again)
    assert RPC_RESULT in [got.kind for got in rig.hear(again)]


def test_16_3_replayed_packet_takes_no_acks_from_the_client_s_own_connection() -> None:
    rig = settled()
    running, _ = rig.send(QUERY)
    stranger = rig.session.open_link()
    rig.send(QUERY, msg_id=running, link=stranger)
    assert rig.hear(stranger) == []
    (ack,) = rig.hear()
    assert ack.kind == MSGS_ACK
    assert running.to_bytes(8, "little") in ack.body


def test_16_3_replayed_ping_draws_no_more_than_its_pong() -> None:
    rig = settled()
    ping = struct.pack("<Iq", PING, 1)
    number, _ = rig.send(ping)
    rig.hear()
    rig.session.push(UPDATE)
    stranger = rig.session.open_link()
    rig.send(ping, msg_id=number, link=stranger)
    assert [got.kind for got in rig.hear(stranger)] == [PONG]


@pytest.mark.parametrize("constructor", [RESEND_REQ, RESEND_ANS_REQ])
def test_16_3_replayed_request_to_resend_draws_nothing_from_the_client_s_own_connection(
    constructor: int,
) -> None:
    rig = settled()
    query, _ = rig.send(QUERY)
    rig.session.reply(query, ANSWER)
    (answer,) = rig.hear()
    asking = longs(constructor, answer.msg_id)
    request, _ = rig.send(asking)
    rig.hear()
    stranger = rig.session.open_link()
    rig.send(asking, msg_id=request, link=stranger)
    assert RPC_RESULT not in [got.kind for got in rig.hear(stranger)]
    assert RPC_RESULT in [got.kind for got in rig.hear()]


@pytest.mark.parametrize("acknowledged", [False, True])
def test_16_3_replayed_request_to_drop_draws_nothing_from_the_client_s_own_connection(
    acknowledged: bool,
) -> None:
    rig = settled()
    dropping = struct.pack("<Iq", DROP_ANSWER, rig.msg_id())
    request, _ = rig.send(dropping)
    told = rig.hear()
    if acknowledged:
        rig.ack(*(got.msg_id for got in told))
    stranger = rig.session.open_link()
    rig.send(dropping, msg_id=request, link=stranger)
    assert rig.hear(stranger) == []
    assert [got.kind for got in rig.hear()] == [RPC_RESULT]
