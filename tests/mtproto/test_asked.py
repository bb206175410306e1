"""What a session says of the queries it was asked: their states, long answers, dropped ones."""

import os
import struct

import pytest

from heliograph.mtproto.asked import DETAILED_OVER_BYTES, Outcome
from heliograph.mtproto.outgoing import BULK_BYTES
from support.session_rig import (
    MSGS_ACK,
    PING,
    QUERY,
    RPC_RESULT,
    Got,
    Rig,
    container,
    longs,
    settled,
)

STATE_REQ, STATE_INFO = 0xDA69FB52, 0x04DEB57D
RESEND_REQ, DETAILED_INFO = 0x7D861A08, 0x276D3EC6
DROP_ANSWER = 0x58E4A740
UNKNOWN, RUNNING, DROPPED = 0x5E2AD36E, 0xCD78E586, 0xA43AD8B7
RPC_ERROR = struct.pack("<Ii", 0x2144CA19, 400) + b"\x03NO!"
UPDATE = b"\x78\xd4\xde\x1fupdate.."
ACKED, NO_ACK, IS_QUERY, ANSWERED, KNOWN = 8, 16, 32, 64, 128


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.settle()
    return made


def states(rig: Rig, *msg_ids: int) -> list[int]:
    """The status bytes of some ids."""
    rig.send(longs(STATE_REQ, *msg_ids))
    info = next(got for got in rig.hear() if got.kind == STATE_INFO)
    assert info.body[12] == len(msg_ids)
    return list(info.body[13 : 13 + len(msg_ids)])


def long_answer() -> bytes:
    """An answer too long to be repeated unasked, which does not compress."""
    return os.urandom(DETAILED_OVER_BYTES + 4)


# --- 7.3 -----------------------------------------------------------------------------------------


def test_7_3_a_query_goes_from_running_to_known(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    assert states(rig, query) == [4 | IS_QUERY]
    rig.now += 2
    rig.session.tick(rig.now)
    rig.hear()
    assert states(rig, query) == [4 | IS_QUERY | ACKED]
    rig.session.reply(query, b"done")
    assert states(rig, query) == [4 | IS_QUERY | ACKED | ANSWERED]
    answer = next(got for got in rig.said if got.kind == RPC_RESULT)
    rig.ack(answer.msg_id)
    assert states(rig, query) == [4 | IS_QUERY | ACKED | ANSWERED | KNOWN]


def test_7_3_an_answer_acknowledges_its_query(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    rig.session.reply(query, b"done")
    rig.hear()
    assert states(rig, query) == [4 | IS_QUERY | ACKED | ANSWERED]


def test_7_3_what_needs_no_ack_says_so(rig: Rig) -> None:
    ping, _ = rig.send(struct.pack("<Iq", PING, 1), seqno=0)
    odd_ping, _ = rig.send(struct.pack("<Iq", PING, 1), seqno=1)
    inner = rig.msg_id()
    outer, _ = rig.send(container((inner, 0, longs(MSGS_ACK))), seqno=2)
    rig.hear()
    assert states(rig, ping, odd_ping, outer, inner) == [4 | 16, 4 | 8, 4 | 16, 4 | 16]


def test_7_3_as_many_states_as_ids(rig: Rig) -> None:
    low, high = rig.msg_id(ago_s=5), rig.msg_id() + (100 << 32)
    assert states(rig, *[low, high] * 100) == [2, 3] * 100


def test_7_3_what_was_forgotten_is_unknown_and_not_merely_missed() -> None:
    floor = Rig().msg_id(ago_s=10)
    rig = settled(floor=floor)
    assert states(rig, floor - 4, floor, floor + 4) == [1, 1, 2]


def test_6_2_who_names_a_container_or_what_was_forgotten_waits_for_nothing() -> None:
    floor = Rig().msg_id(ago_s=10)
    rig = settled(floor=floor)
    outer, _ = rig.send(container((rig.msg_id(), 0, longs(MSGS_ACK))), seqno=2)
    found = [rig.session.asked.outcome(msg_id) for msg_id in (outer, floor, floor + 4)]
    assert found == [Outcome.DONE, Outcome.DONE, Outcome.UNKNOWN]


# --- 7.5, 7.7 ------------------------------------------------------------------------------------


def test_7_7_a_long_answer_is_named_to_a_repeated_query_and_sent_when_asked_for(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    rig.session.reply(query, long_answer())
    (answer,) = rig.hear()
    rig.send(QUERY, msg_id=query)
    (info,) = rig.hear()
    kind, msg_id, answer_id, size, state = struct.unpack("<Iqqii", info.body)
    assert (kind, msg_id, answer_id) == (DETAILED_INFO, query, answer.msg_id)
    assert (size, state) == (len(answer.body), 4 | IS_QUERY | ACKED | ANSWERED)
    assert info.seqno % 2 == 0
    rig.send(longs(RESEND_REQ, answer_id), seqno=0)
    (again,) = rig.hear()
    assert (again.msg_id, again.body) == (answer.msg_id, answer.body)


def test_7_7_a_long_answer_that_was_lost_is_sent_again_whole(rig: Rig) -> None:
    """Telethon would only acknowledge msg_detailed_info."""
    query, _ = rig.send(QUERY)
    rig.session.reply(query, long_answer())
    (answer,) = rig.hear()
    rig.session.close_link(rig.link, rig.now)
    other = rig.session.open_link()
    rig.send(struct.pack("<Iq", PING, 1), seqno=0, link=other)
    assert answer.body in [got.body for got in rig.hear(other)]


def test_7_5_a_short_answer_is_sent_again(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    rig.session.reply(query, b"done")
    (first,) = rig.hear()
    _, events = rig.send(QUERY, msg_id=query)
    assert events == []
    assert [got.body for got in rig.hear()] == [first.body]


# --- 8.2 -----------------------------------------------------------------------------------------


def test_8_2_updates_go_where_the_client_was_heard_last(rig: Rig) -> None:
    other = rig.session.open_link()
    for link in (other, rig.link, other):
        rig.send(struct.pack("<Iq", PING, 1), seqno=0, link=link)
        rig.hear(link)
        rig.session.push(UPDATE)
        assert [got.body for got in rig.hear(link)] == [UPDATE]


def test_8_2_updates_that_wait_on_a_silent_connection_move_along(rig: Rig) -> None:
    rig.session.push(UPDATE)
    query, _ = rig.send(QUERY)
    rig.session.reply(query, b"done")
    other = rig.session.open_link()
    rig.send(struct.pack("<Iq", PING, 1), seqno=0, link=other)
    assert UPDATE in [got.body for got in rig.hear(other)]
    assert [got.kind for got in rig.hear()] == [RPC_RESULT]
    assert rig.unsent.used_bytes == 0


def test_8_2_a_replayed_packet_moves_nothing(rig: Rig) -> None:
    ping, _ = rig.send(struct.pack("<Iq", PING, 1), seqno=0)
    rig.hear()
    stranger = rig.session.open_link()
    rig.send(struct.pack("<Iq", PING, 1), seqno=0, link=stranger, msg_id=ping)
    rig.session.push(UPDATE)
    assert UPDATE not in [got.body for got in rig.hear(stranger)]
    assert [got.body for got in rig.hear()] == [UPDATE]


# --- 9.2 -----------------------------------------------------------------------------------------


def drop(rig: Rig, query: int) -> list[Got]:
    """Drop a query's answer; gives what is heard, the answer to the request first."""
    msg_id, _ = rig.send(struct.pack("<Iq", DROP_ANSWER, query))
    return sorted(rig.hear(), key=lambda got: got.req_msg_id != msg_id)


def what(got: Got) -> int:
    """The constructor inside an rpc_result."""
    assert got.kind == RPC_RESULT
    return int.from_bytes(got.body[12:16], "little")


def test_9_2_what_nobody_asked_or_was_told_already_is_unknown(rig: Rig) -> None:
    (got,) = drop(rig, 4)
    assert what(got) == UNKNOWN
    query, _ = rig.send(QUERY)
    rig.session.reply(query, b"done")
    (answer,) = rig.hear()
    assert [what(got) for got in drop(rig, query)] == [UNKNOWN]
    rig.ack(answer.msg_id)
    assert [what(got) for got in drop(rig, query)] == [UNKNOWN]


def test_9_2_a_running_query_is_answered_so_too_and_runs_to_its_end(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    told, original = drop(rig, query)
    assert (what(told), what(original)) == (RUNNING, RUNNING)
    assert original.req_msg_id == query
    assert told.seqno % 2 == original.seqno % 2 == 1
    assert rig.session.asked.outcome(query) is Outcome.RUNNING
    assert rig.session.reply(query, b"done") is None
    assert rig.session.asked.outcome(query) is Outcome.DONE
    assert rig.hear() == []


def test_9_2_an_answer_that_waits_is_dropped_and_described(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    rig.session.reply(query, b"done")
    (got,) = drop(rig, query)
    kind, msg_id, seqno, size = struct.unpack_from("<Iqii", got.body, 12)
    assert (kind, size) == (DROPPED, 12 + 4)
    assert msg_id % 4 == 1
    assert seqno % 2 == 1
    assert rig.unsent.used_bytes == 0
    assert [what(got) for got in drop(rig, query)] == [UNKNOWN]


def test_9_2_an_answer_lost_with_its_connection_is_dropped(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    rig.session.reply(query, b"done")
    (answer,) = rig.hear()
    rig.session.close_link(rig.link, rig.now)
    other = rig.session.open_link()
    rig.send(struct.pack("<Iq", DROP_ANSWER, query), link=other)
    (got,) = [got for got in rig.hear(other) if got.kind == RPC_RESULT]
    assert struct.unpack_from("<Iqii", got.body, 12)[:2] == (DROPPED, answer.msg_id)


def test_9_2_a_repeated_request_to_drop_draws_the_same_answer(rig: Rig) -> None:
    query, _ = rig.send(QUERY)
    request = struct.pack("<Iq", DROP_ANSWER, query)
    msg_id, _ = rig.send(request)
    rig.hear()
    rig.send(request, msg_id=msg_id)
    assert [(got.req_msg_id, what(got)) for got in rig.hear()] == [(msg_id, RUNNING)]
    rig.send(QUERY, msg_id=query)
    assert [(got.req_msg_id, what(got)) for got in rig.hear()] == [(query, RUNNING)]


# --- what others wait for ------------------------------------------------------------------------


def test_an_outcome_is_known_as_long_as_the_query_is(rig: Rig) -> None:
    fine, _ = rig.send(QUERY)
    refused, _ = rig.send(QUERY)
    running, _ = rig.send(QUERY)
    ping, _ = rig.send(struct.pack("<Iq", PING, 1), seqno=0)
    rig.session.reply(fine, b"done")
    rig.session.reply(refused, RPC_ERROR)
    outcome = rig.session.asked.outcome
    assert outcome(fine) is outcome(ping) is Outcome.DONE
    assert outcome(refused) is Outcome.REFUSED
    assert outcome(running) is Outcome.RUNNING
    assert outcome(rig.msg_id()) is Outcome.UNKNOWN


# --- the order of answers ------------------------------------------------------------------------


def test_urgent_answers_go_ahead_of_bulky_ones_that_have_not_left(rig: Rig) -> None:
    queries = [rig.send(QUERY)[0] for _ in range(4)]
    small, bulky, bulkier, urgent = queries
    rig.session.reply(small, b"done")
    for query in (bulky, bulkier):
        rig.session.reply(query, os.urandom(BULK_BYTES))
    rig.session.reply(urgent, b"soon", urgent=True)
    heard = [got.req_msg_id for got in rig.hear()]
    assert heard == [small, urgent, bulky, bulkier]


def test_an_urgent_answer_stays_behind_what_is_sent_again(rig: Rig) -> None:
    bulky, _ = rig.send(QUERY)
    rig.session.reply(bulky, os.urandom(BULK_BYTES))
    rig.hear()
    rig.session.close_link(rig.link, rig.now)
    other = rig.session.open_link()
    urgent, _ = rig.send(QUERY, link=other)
    rig.session.reply(urgent, b"soon", urgent=True)
    ids = [got.msg_id for got in rig.hear(other)]
    assert ids == sorted(ids)
