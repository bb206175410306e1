"""The session: salts, sequence numbers, containers, announcing and bounds."""

import struct

from heliograph.mtproto import packing
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.outgoing import PACKET_BYTES_MAX
from heliograph.mtproto.salts import Salts
from heliograph.mtproto.session import Query
from support.session_rig import (
    BAD_SALT,
    MSGS_ACK,
    NEW_SESSION,
    PING,
    PONG,
    QUERY,
    RPC_RESULT,
    SESSION_ID,
    Rig,
    container,
    longs,
    settled,
)

UPDATE = b"\x78\xd4\xde\x1fupdate.."
TOO_LONG = struct.pack("<I", 0xE317AF7E)


# --- salts ------------------------------------------------------------------------------------


def test_4_7_a_wrong_salt_draws_48_and_nothing_is_processed() -> None:
    rig = Rig()
    msg_id, events = rig.send(QUERY, salt=rig.salt ^ 1, seqno=5)
    assert events == []
    (got,) = rig.hear()
    assert struct.unpack("<Iqiiq", got.body) == (BAD_SALT, msg_id, 5, 48, rig.salt)
    _, events = rig.send(QUERY)
    assert len(events) == 1


def test_5_3_every_wrong_salt_is_corrected_even_zero() -> None:
    rig = Rig()
    for salt in (0, 1, -1, 1 << 62):
        rig.send(QUERY, salt=salt)
        assert [got.kind for got in rig.hear()] == [BAD_SALT]


def test_5_3_a_refused_query_may_come_again_under_its_id() -> None:
    rig = Rig()
    msg_id, _ = rig.send(QUERY, salt=7)
    _, events = rig.send(QUERY, msg_id=msg_id)
    assert [event.msg_id for event in events if isinstance(event, Query)] == [msg_id]


def test_5_3_an_outlived_salt_is_corrected_on_a_session_that_used_it() -> None:
    rig = settled()
    salt = rig.salt
    rig.now += 3601
    _, events = rig.send(QUERY, salt=salt)
    assert events == []
    assert rig.hear()[-1].kind == BAD_SALT


# --- sequence numbers and ids -----------------------------------------------------------------


def test_4_6_no_order_of_seqno_is_asked_for() -> None:
    rig = Rig()
    for seqno in (9, 1, 1, 400, -3):
        _, events = rig.send(QUERY, seqno=seqno)
        assert len(events) == 1


def test_4_8_notifications_carry_fresh_ids_with_the_servers_time() -> None:
    rig = Rig()
    rig.send(QUERY, salt=1)
    (first,) = rig.hear()
    rig.now += 100
    rig.send(QUERY, msg_id=rig.msg_id() | 1)
    (second,) = rig.hear()
    assert first.msg_id >> 32 == int(rig.now) - 100
    assert second.msg_id >> 32 == int(rig.now)


def test_4_9_content_counts_up_and_service_messages_do_not() -> None:
    rig = Rig()
    msg_id, _ = rig.send(QUERY)
    rig.send(struct.pack("<Iq", PING, 1), seqno=0)
    rig.session.reply(msg_id, b"answer..")
    rig.session.push(UPDATE)
    heard = rig.hear()
    assert [(got.kind, got.seqno) for got in heard] == [
        (NEW_SESSION, 1),
        (PONG, 2),
        (RPC_RESULT, 3),
        (int.from_bytes(UPDATE[:4], "little"), 5),
    ]
    assert rig.packets[-1][1] % 2 == 0
    rig.send(struct.pack("<Iq", PING, 2), seqno=0)
    assert [got.seqno for got in rig.hear()] == [6]


# --- containers -------------------------------------------------------------------------------


def test_6_1_containers_of_1020_messages_are_taken_in_order() -> None:
    rig = Rig()
    ids = [rig.msg_id() for _ in range(1020)]
    _, events = rig.send(container(*((number, 1, QUERY) for number in ids)))
    assert [event.msg_id for event in events if isinstance(event, Query)] == ids


def test_6_1_several_messages_leave_in_one_container_above_their_ids() -> None:
    rig = settled()
    rig.packets.clear()
    ids = [rig.send(QUERY)[0] for _ in range(5)]
    for number in ids:
        rig.session.reply(number, b"answer..")
    heard = rig.hear()
    assert [got.req_msg_id for got in heard] == ids
    assert len(rig.packets) == 1
    assert all(got.container == rig.packets[0][0] > got.msg_id for got in heard)


def test_6_1_an_rpc_error_is_the_last_of_its_packet() -> None:
    rig = settled()
    rig.packets.clear()
    refused = packing.rpc_error(400, "PEER_ID_INVALID")
    ids = [rig.send(QUERY)[0] for _ in range(5)]
    answers = (b"answer..", refused, refused, b"answer..", b"answer..")
    for number, answer in zip(ids, answers, strict=True):
        rig.session.reply(number, answer)
    heard = rig.hear()
    assert [got.req_msg_id for got in heard] == ids
    packets = [got.container or got.msg_id for got in heard]
    assert packets[0] == packets[1] != packets[2] != packets[3] == packets[4]


def test_6_1_outgoing_containers_are_bounded() -> None:
    rig = settled(SessionLimits(unacked_bytes=1 << 30, gzip_over_bytes=1 << 30))
    rig.packets.clear()
    for size in (PACKET_BYTES_MAX // 2, PACKET_BYTES_MAX // 2, PACKET_BYTES_MAX * 3, 8):
        rig.session.reply(rig.send(QUERY)[0], bytes(size))
    assert len(rig.hear()) == 4
    assert len(rig.packets) == 4


def test_6_1_one_false_inner_message_does_not_hold_up_the_others() -> None:
    rig = settled()
    good, bad = rig.msg_id(), rig.msg_id() | 1
    _, events = rig.send(container((good, 1, QUERY), (bad, 3, QUERY)), msg_id=rig.msg_id() + 8)
    assert [event.msg_id for event in events if isinstance(event, Query)] == [good]
    (got,) = rig.hear()
    assert got.req_msg_id == bad
    assert got.body[16] == 18


def test_6_4_msg_copy_is_handed_on_as_a_query_to_be_refused() -> None:
    rig = settled()
    _, (event,) = rig.send(struct.pack("<I", 0xE06046B2) + bytes(32))
    assert isinstance(event, Query)


def test_empty_bodies_and_empty_containers_do_no_harm() -> None:
    rig = settled()
    rig.send(container())
    _, (event,) = rig.send(b"")
    assert isinstance(event, Query)
    assert rig.hear() == []


# --- announcing -------------------------------------------------------------------------------


def test_8_1_a_session_is_announced_once_and_first() -> None:
    rig = Rig()
    msg_id, _ = rig.send(struct.pack("<Iq", PING, 1))
    rig.send(QUERY)
    heard = rig.hear()
    assert heard[0].kind == NEW_SESSION
    assert [got.kind for got in heard].count(NEW_SESSION) == 1
    _, first_msg_id, _, salt = struct.unpack("<Iqqq", heard[0].body)
    assert (first_msg_id, salt) == (msg_id, rig.salt)
    assert heard[0].seqno % 2 == 1


def test_8_1_first_msg_id_is_the_lowest_of_a_container() -> None:
    rig = Rig()
    old, new = rig.msg_id(ago_s=20), rig.msg_id()
    rig.send(container((new, 1, QUERY), (old, 3, QUERY)))
    assert rig.hear()[0].req_msg_id == old


def test_8_1_refused_messages_announce_nothing() -> None:
    rig = Rig()
    rig.send(QUERY, salt=1)
    rig.send(QUERY, msg_id=rig.msg_id() | 2)
    assert NEW_SESSION not in [got.kind for got in rig.hear()]
    rig.send(QUERY)
    assert rig.hear()[0].kind == NEW_SESSION


def test_8_1_unique_ids_differ() -> None:
    unique = set()
    for _ in range(3):
        rig = Rig()
        rig.send(QUERY)
        unique.add(rig.hear()[0].body[12:20])
    assert len(unique) == 3


def test_8_4_a_new_process_refuses_the_old_salt_and_announces_the_session() -> None:
    before = Rig()
    before.settle()
    after = Rig(salts=Salts(b"another start".ljust(32)))
    _, events = after.send(QUERY, salt=before.salt)
    assert events == []
    assert after.hear()[0].kind == BAD_SALT
    after.send(QUERY)
    assert after.hear()[0].kind == NEW_SESSION


# --- abuse ------------------------------------------------------------------------------------


def test_16_3_packets_recorded_before_a_restart_are_refused() -> None:
    before = Rig()
    msg_id, _ = before.send(QUERY)
    after = Rig(salts=Salts(b"another start".ljust(32)))
    _, events = after.send(QUERY, msg_id=msg_id, salt=before.salt)
    assert events == []


def test_16_3_an_early_ended_session_stays_closed_to_its_old_packets() -> None:
    before = Rig()
    msg_id, _ = before.send(QUERY)
    after = Rig(floor=before.session.highest_msg_id)
    _, events = after.send(QUERY, msg_id=msg_id)
    assert events == []
    (got,) = after.hear()
    assert got.body[16] == 20
    _, events = after.send(QUERY, msg_id=msg_id + 4)
    assert len(events) == 1


def test_16_3_a_replayed_packet_draws_no_updates_to_its_connection() -> None:
    rig = settled()
    msg_id, _ = rig.send(QUERY)
    stranger = rig.session.open_link()
    rig.send(QUERY, msg_id=msg_id, link=stranger)
    assert rig.session.push(UPDATE) is rig.link
    assert rig.session.reply(msg_id, b"answer..") is rig.link
    rig.session.close_link(rig.link, rig.now)
    assert rig.session.push(UPDATE) is None


def test_16_4_a_full_queue_of_updates_becomes_one_updates_too_long() -> None:
    rig = settled(SessionLimits(pushes=10))
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"answer..")
    for _ in range(50):
        rig.session.push(UPDATE)
    heard = rig.hear()
    assert [got.req_msg_id for got in heard if got.kind == RPC_RESULT] == [msg_id]
    assert [got.body for got in heard if got.kind != RPC_RESULT] == [TOO_LONG]
    rig.session.push(UPDATE)
    assert [got.body for got in rig.hear()] == [UPDATE]


def test_16_4_updates_without_a_connection_are_bounded_as_well() -> None:
    rig = settled(SessionLimits(pushes=10))
    rig.session.close_link(rig.link, rig.now)
    for _ in range(11):
        rig.session.push(UPDATE)
    assert rig.unsent.used_bytes == 0
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    assert [got.body for got in rig.hear()] == [TOO_LONG]


def test_16_4_updates_are_dropped_when_the_process_holds_too_much() -> None:
    rig = settled()
    rig.unsent.limit_bytes = 0
    rig.session.push(UPDATE)
    rig.session.push(UPDATE)
    rig.session.push(UPDATE)
    assert [got.body for got in rig.hear()] == [TOO_LONG]


def test_16_4_answers_nobody_fetches_overflow_and_go_with_the_session() -> None:
    rig = settled(SessionLimits(unsent_bytes=10_000, gzip_over_bytes=1 << 20))
    answered = 0
    while not rig.session.overflowed:
        rig.session.reply(rig.send(QUERY)[0], bytes(1000))
        answered += 1
    assert answered == 10
    rig.session.close_link(rig.link, rig.now)
    assert rig.session.overflowed
    rig.session.close()
    assert not rig.session.overflowed
    assert (rig.unsent.used_bytes, rig.unacked.used_bytes) == (0, 0)


def test_16_4_acks_nobody_reads_are_bounded_and_end_with_the_connection() -> None:
    rig = settled()
    msg_id = rig.send(QUERY)[0]
    for _ in range(3):
        rig.send(QUERY, msg_id=msg_id)
    assert [got.body for got in rig.hear()] == [longs(MSGS_ACK, msg_id)]
    for n in range(packing.VECTOR_MAX + 10):
        rig.session.outbox.ack(n)
    (acks,) = rig.hear()
    assert acks.body == longs(MSGS_ACK, *range(packing.VECTOR_MAX))
    rig.send(QUERY, msg_id=msg_id)
    rig.session.close_link(rig.link, rig.now)
    rig.link = rig.session.open_link()
    rig.send(longs(MSGS_ACK), seqno=0)
    assert not rig.hear()


def test_16_4_budgets_return_to_zero_when_a_session_ends() -> None:
    rig = Rig(SessionLimits(pushes=5))
    for n in range(20):
        msg_id, _ = rig.send(QUERY)
        if n % 2:
            rig.session.reply(msg_id, bytes(2000))
        rig.session.push(UPDATE)
        if n % 3 == 0:
            rig.hear()
    assert rig.unsent.used_bytes > 0
    assert rig.unacked.used_bytes > 0
    rig.session.close()
    assert (rig.unsent.used_bytes, rig.unacked.used_bytes) == (0, 0)
    assert rig.session.session_id == SESSION_ID


def test_16_4_what_is_said_after_the_end_of_a_session_is_neither_counted_nor_kept() -> None:
    rig = Rig()
    running, _ = rig.send(QUERY)
    rig.session.close()
    rig.session.reply(running, bytes(2000))
    rig.session.push(UPDATE)
    rig.session.tell(rig.link, bytes(2000))
    rig.session.answer_once(rig.link, rig.msg_id(), bytes(2000))
    rig.session.outbox.answer(running, bytes(2000), None, urgent=True)
    rig.send(struct.pack("<Iq", PING, 1))
    assert (rig.unsent.used_bytes, rig.unacked.used_bytes, rig.seen.used_bytes) == (0, 0, 0)
    assert rig.session.outbox.backlog.bytes == 0
    assert rig.hear() == []


def test_16_4_a_session_that_ended_before_it_said_anything_says_nothing() -> None:
    rig = Rig()
    rig.session.close()
    rig.send(struct.pack("<Iq", PING, 1))
    assert (rig.unsent.used_bytes, rig.hear()) == (0, [])
