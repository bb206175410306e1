"""Service messages: answers that are not wrapped, and what the session makes of them."""

import struct

import pytest

from heliograph.mtproto.service import DestroySession, DisconnectLater, HttpWait
from support.session_rig import MSGS_ACK, PING, PONG, QUERY, RPC_RESULT, Rig, longs

STATE_REQ, STATE_INFO = 0xDA69FB52, 0x04DEB57D
RESEND_REQ, RESEND_ANS_REQ = 0x7D861A08, 0x8610BAEB


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.settle()
    return made


def test_9_1_ping_is_answered_by_pong_with_both_ids(rig: Rig) -> None:
    msg_id, events = rig.send(struct.pack("<Iq", PING, -77), seqno=0)
    assert events == []
    (pong,) = rig.hear()
    assert struct.unpack("<Iqq", pong.body) == (PONG, msg_id, -77)
    assert pong.seqno % 2 == 0


def test_9_1_ping_delay_disconnect_asks_for_a_deadline(rig: Rig) -> None:
    _, events = rig.send(struct.pack("<Iqi", 0xF3427B8C, 5, 137), seqno=0)
    assert events == [DisconnectLater(137)]
    assert [got.kind for got in rig.hear()] == [PONG]


def test_9_1_a_repeated_ping_is_answered_again(rig: Rig) -> None:
    msg_id, _ = rig.send(struct.pack("<Iq", PING, 1), seqno=0)
    rig.send(struct.pack("<Iq", PING, 1), seqno=0, msg_id=msg_id)
    assert [got.kind for got in rig.hear()] == [PONG, PONG]


def test_5_2_future_salts_are_bare_and_name_the_query(rig: Rig) -> None:
    msg_id, _ = rig.send(struct.pack("<Ii", 0xB921BD04, 3), seqno=0)
    (got,) = rig.hear()
    constructor, req_msg_id, now, count = struct.unpack_from("<Iqii", got.body)
    assert (constructor, req_msg_id, now, count) == (0xAE500895, msg_id, int(rig.now), 3)
    assert len(got.body) == 20 + 3 * 16
    assert struct.unpack_from("<iiq", got.body, 20)[2] == rig.salt


def test_5_2_content_seqnos_of_service_messages_are_acknowledged_too(rig: Rig) -> None:
    msg_id, _ = rig.send(struct.pack("<Iq", PING, 1), seqno=1)
    assert sorted(got.kind for got in rig.hear()) == sorted([PONG, MSGS_ACK])
    assert rig.said[-1].body == longs(MSGS_ACK, msg_id)


def test_an_odd_msgs_ack_is_not_acknowledged(rig: Rig) -> None:
    rig.send(longs(MSGS_ACK, 1, 2, 3), seqno=5)
    assert rig.hear() == []


def test_6_1_ack_vectors_of_8192_are_taken_and_larger_ones_refused(rig: Rig) -> None:
    rig.send(longs(MSGS_ACK, *range(8192)), seqno=0)
    assert rig.hear() == []
    rig.send(longs(MSGS_ACK, *range(8193)), seqno=0)
    (got,) = rig.hear()
    assert got.kind == RPC_RESULT
    assert b"INPUT_FETCH_ERROR" in got.body


def test_7_3_states_tell_running_answered_unknown_and_future_queries(rig: Rig) -> None:
    low = rig.msg_id(ago_s=5)
    running, _ = rig.send(QUERY)
    answered, _ = rig.send(QUERY)
    rig.session.reply(answered, b"answer..")
    rig.hear()
    high = rig.msg_id() + (100 << 32)
    msg_id, _ = rig.send(longs(STATE_REQ, running, answered, low, high))
    info = next(got for got in rig.hear() if got.kind == STATE_INFO)
    assert info.req_msg_id == msg_id
    assert info.body[12:17] == bytes((4, 4 | 32, 4 | 8 | 32 | 64, 2, 3))


def test_7_4_resend_req_repeats_under_the_same_id_or_tells_the_state(rig: Rig) -> None:
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    (first,) = rig.hear()
    rig.send(longs(RESEND_REQ, first.msg_id), seqno=0)
    (again,) = rig.hear()
    assert (again.msg_id, again.seqno, again.body) == (first.msg_id, first.seqno, first.body)
    assert again.container > first.msg_id
    rig.send(longs(RESEND_REQ, first.msg_id, first.msg_id), seqno=0)
    assert [got.msg_id for got in rig.hear()] == [first.msg_id]
    rig.send(longs(RESEND_REQ, 12345), seqno=0)
    assert [got.kind for got in rig.hear()] == [STATE_INFO]


def test_7_4_resend_ans_req_takes_the_ids_of_queries(rig: Rig) -> None:
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    (first,) = rig.hear()
    rig.send(longs(RESEND_ANS_REQ, msg_id), seqno=0)
    (again,) = rig.hear()
    assert again.body == first.body


def test_8_5_destroy_session_is_left_to_the_caller(rig: Rig) -> None:
    _, events = rig.send(struct.pack("<Iq", 0xE7512126, 99))
    assert events == [DestroySession(rig.link, 99)]


def test_9_2_rpc_drop_answer_is_answered_inside_rpc_result(rig: Rig) -> None:
    msg_id, _ = rig.send(struct.pack("<Iq", 0x58E4A740, 4))
    (got,) = rig.hear()
    assert got.body == struct.pack("<IqI", RPC_RESULT, msg_id, 0x5E2AD36E)


def test_9_4_http_wait_is_left_to_the_caller_and_never_acknowledged(rig: Rig) -> None:
    _, events = rig.send(struct.pack("<Iiii", 0x9299359F, 0, 0, 25000), seqno=1)
    assert events == [HttpWait(0, 0, 25_000)]
    assert rig.hear() == []


@pytest.mark.parametrize("constructor", [PING, 0xF3427B8C, 0xB921BD04, MSGS_ACK, 0xE7512126])
def test_16_2_cut_off_service_messages_are_refused(rig: Rig, constructor: int) -> None:
    msg_id, events = rig.send(struct.pack("<I", constructor), seqno=0)
    assert events == []
    (got,) = rig.hear()
    assert (got.kind, got.req_msg_id) == (RPC_RESULT, msg_id)
    assert b"INPUT_FETCH_ERROR" in got.body
