"""What comes twice and what goes twice: repeated queries, acknowledgements, resending."""

import struct
from random import Random

import pytest

from heliograph.mtproto.budgets import Allowance
from heliograph.mtproto.limits import SessionLimits
from support.session_rig import (
    BAD_SALT,
    MSGS_ACK,
    NEW_SESSION,
    PING,
    PONG,
    QUERY,
    Rig,
    container,
    longs,
    settled,
)

UPDATE = b"\x78\xd4\xde\x1fupdate.."
RESEND_REQ, RESEND_ANS_REQ = 0x7D861A08, 0x8610BAEB
TOO_LONG = struct.pack("<I", 0xE317AF7E)


# --- repeats ----------------------------------------------------------------------------------


def test_7_5_duplicate_query_runs_once_and_is_acknowledged_again() -> None:
    rig = settled()
    msg_id, events = rig.send(QUERY)
    assert len(events) == 1
    _, events = rig.send(QUERY, msg_id=msg_id)
    assert events == []
    (got,) = rig.hear()
    assert got.body == longs(MSGS_ACK, msg_id)


def test_7_5_duplicate_of_an_answered_query_draws_its_answer() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    (first,) = rig.hear()
    _, events = rig.send(QUERY, msg_id=msg_id)
    assert events == []
    (again,) = rig.hear()
    assert again.body == first.body
    assert again.msg_id > first.msg_id  # Pyrogram closes on the same id twice.


def test_7_5_duplicate_inside_a_container_runs_once() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    _, events = rig.send(container((msg_id, 1, QUERY), (msg_id, 1, QUERY)))
    assert events == []


def test_7_5_duplicate_after_the_ack_is_only_acknowledged() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    rig.ack(rig.hear()[0].msg_id)
    _, events = rig.send(QUERY, msg_id=msg_id)
    assert events == []
    assert [got.kind for got in rig.hear()] == [MSGS_ACK]


def test_7_5_duplicates_outlive_the_time_window() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.now += 320
    _, events = rig.send(QUERY, msg_id=msg_id)
    assert events == []
    assert [got.kind for got in rig.hear()] == [MSGS_ACK]


def test_7_5_second_answer_to_one_query_is_dropped() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    rig.session.reply(msg_id, b"another.")
    assert len(rig.hear()) == 1


# --- acks and resending -----------------------------------------------------------------------


@pytest.mark.parametrize("ask", ["resend", "resend answer", "repeat"])
def test_16_4_what_is_asked_for_again_is_bounded_a_minute(ask: str) -> None:
    """Thirty bytes ask for megabytes; whoever asks too often is told states instead."""
    answer = Random(1).randbytes(16 << 10)
    rig = settled(SessionLimits(repeated_bytes_per_minute=3 * len(answer) + 1000))
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, answer)
    (sent,) = rig.hear()

    def again() -> bool:
        if ask == "repeat":
            rig.send(QUERY, msg_id=msg_id)
        else:
            kind = RESEND_REQ if ask == "resend" else RESEND_ANS_REQ
            rig.send(longs(kind, sent.msg_id if ask == "resend" else msg_id), seqno=0)
        return any(got.body == sent.body for got in rig.hear())

    assert [again() for _ in range(5)] == [True, True, True, False, False]
    rig.now += 20
    assert [again(), again()] == [True, False]


def test_16_4_a_clock_that_steps_back_takes_nothing_of_what_may_be_repeated() -> None:
    allowance = Allowance(60)
    assert allowance.spend(30, 100.0)
    assert allowance.spend(30, 50.0)
    assert not allowance.spend(1, 50.5)
    assert allowance.spend(1, 51.0)


def test_7_1_a_slow_query_is_acknowledged_once_before_its_answer() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.tick(rig.now + 0.5)
    assert rig.hear() == []
    rig.session.tick(rig.now + 1.5)
    rig.session.tick(rig.now + 2.5)
    assert [got.body for got in rig.hear()] == [longs(MSGS_ACK, msg_id)]


def test_7_2_unacknowledged_content_is_sent_again_on_the_next_connection() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    rig.session.push(UPDATE)
    rig.send(struct.pack("<Iq", PING, 1), seqno=0)
    first = [got for got in rig.hear() if got.kind != PONG]
    rig.session.close_link(rig.link, rig.now)
    again = rig.session.open_link()
    rig.now += 3
    rig.send(struct.pack("<Iq", PING, 2), seqno=0, link=again)
    heard = rig.hear(again)
    assert [(got.msg_id, got.seqno, got.body) for got in heard[:2]] == [
        (got.msg_id, got.seqno, got.body) for got in first
    ]
    assert [got.kind for got in heard[2:]] == [PONG]


def test_7_2_what_was_asked_for_again_takes_its_old_place_after_a_loss() -> None:
    rig = settled()
    for body in (UPDATE, b"\x78\xd4\xde\x1flater...", b"\x78\xd4\xde\x1flatest.."):
        rig.session.push(body)
    sent = [got.msg_id for got in rig.hear()]
    rig.send(longs(RESEND_REQ, sent[0]), seqno=0)
    assert sent[0] in [got.msg_id for got in rig.hear()]
    rig.session.close_link(rig.link, rig.now)
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    assert [got.msg_id for got in rig.hear()] == sent


def test_7_2_acknowledged_content_is_forgotten() -> None:
    rig = settled()
    rig.session.push(UPDATE)
    rig.ack(rig.hear()[0].msg_id)
    assert rig.unacked.used_bytes == 0
    rig.session.close_link(rig.link, rig.now)
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    assert rig.hear() == []


def come_back(rig: Rig, *, after_s: float = 0) -> list[bytes]:
    """Lose the connection and open another; gives what is said on it."""
    rig.session.close_link(rig.link, rig.now)
    rig.now += after_s
    rig.session.tick(rig.now)
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    return [got.body for got in rig.hear()]


def test_7_2_old_content_is_not_sent_again_unasked() -> None:
    rig = settled()
    rig.session.reply(rig.send(QUERY)[0], b"answer..")
    rig.hear()
    assert come_back(rig, after_s=250) == []


@pytest.mark.parametrize("after_s", [250, 601])
def test_11_8_who_lost_an_update_long_ago_is_sent_for_the_difference(after_s: float) -> None:
    rig = settled()
    rig.session.push(UPDATE)
    rig.hear()
    assert come_back(rig, after_s=after_s) == [TOO_LONG]
    rig.ack(rig.said[-1].msg_id)
    assert rig.unacked.used_bytes == 0
    assert come_back(rig) == []


def test_7_2_what_nobody_acknowledges_is_forgotten_in_time() -> None:
    rig = settled()
    rig.session.push(UPDATE)
    rig.hear()
    rig.session.tick(rig.now + 601)
    assert rig.unacked.used_bytes == 0
    assert rig.hear() == []


def test_11_8_whose_connection_takes_a_forgotten_update_along_is_sent_for_it() -> None:
    rig = settled()
    rig.session.push(UPDATE)
    rig.hear()
    rig.now += 601
    rig.session.tick(rig.now)
    assert come_back(rig) == [TOO_LONG]
    rig.ack(rig.said[-1].msg_id)
    assert come_back(rig) == []


def test_7_2_above_the_bound_the_session_is_announced_anew_after_a_loss() -> None:
    rig = settled(SessionLimits(unacked_messages=3))
    for _ in range(5):
        rig.session.push(UPDATE)
    rig.hear()
    rig.session.close_link(rig.link, rig.now)
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    heard = rig.hear()
    assert heard[0].kind == NEW_SESSION
    assert heard[-1].body == TOO_LONG


def test_7_6_nothing_is_sent_twice_over_one_connection_unasked() -> None:
    rig = settled()
    for _ in range(20):
        rig.session.reply(rig.send(QUERY)[0], b"answer..")
        rig.session.push(UPDATE)
        rig.hear()
    ids = [got.msg_id for got in rig.said]
    assert ids == sorted(set(ids))


def test_7_6_what_is_sent_again_stands_before_what_waits_on_the_new_connection() -> None:
    """Also where a connection between was lost before it carried any of it."""
    rig = settled()
    rig.session.push(UPDATE)
    (first,) = rig.hear()
    for _ in range(2):
        rig.session.close_link(rig.link, rig.now)
        rig.link = rig.session.open_link()
        # A false salt says nothing for the connection: it draws a notice and no more.
        rig.send(longs(MSGS_ACK), seqno=0, salt=1)
        rig.send(longs(MSGS_ACK), seqno=0)
    again, *new = rig.hear()
    assert (again.msg_id, again.body) == (first.msg_id, UPDATE)
    assert [got.kind for got in new] == [BAD_SALT]
    assert all(got.msg_id > first.msg_id for got in new)


def test_8_2_answers_take_another_living_connection_when_theirs_is_gone() -> None:
    rig = settled()
    other = rig.session.open_link()
    rig.send(struct.pack("<Iq", PING, 1), seqno=0, link=other)
    rig.hear(other)
    msg_id, _ = rig.send(QUERY)
    rig.session.close_link(rig.link, rig.now)
    assert rig.session.reply(msg_id, b"answer..") is other
    assert [got.req_msg_id for got in rig.hear(other)] == [msg_id]


def test_8_2_an_answer_without_any_connection_waits_for_the_next() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    rig.session.close_link(rig.link, rig.now)
    assert rig.session.reply(msg_id, b"answer..") is None
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    assert [got.req_msg_id for got in rig.hear()] == [msg_id]
