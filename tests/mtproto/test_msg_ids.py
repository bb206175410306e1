"""Message ids in both directions."""

import tracemalloc

import pytest

from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.msg_ids import (
    ACKED,
    REFUSED,
    SEEN_CROWDED,
    SEEN_MAX,
    SeenIds,
    ServerMsgIds,
)
from support.session_rig import BAD_MSG, QUERY, START, Rig, container

SECOND = 1 << 32


def code_of(rig: Rig) -> int:
    """The code of the only thing said, which is a bad_msg_notification."""
    (got,) = rig.hear()
    assert got.kind == BAD_MSG
    return int.from_bytes(got.body[16:20], "little")


def test_4_3_server_msg_ids_rise_and_are_odd() -> None:
    ids = ServerMsgIds()
    made = [ids.next(START, reply=bool(n % 2)) for n in range(1000)]
    assert made == sorted(set(made))
    assert [number % 4 for number in made[:4]] == [3, 1, 3, 1]
    assert made[-1] // SECOND == int(START)


def test_4_3_a_clock_stepping_back_lowers_no_msg_id() -> None:
    ids = ServerMsgIds()
    first = ids.next(START, reply=True)
    assert ids.next(START - 3600, reply=True) > first


def test_4_3_replies_are_1_and_others_3_modulo_4() -> None:
    rig = Rig()
    msg_id, _ = rig.send(QUERY)
    rig.session.reply(msg_id, b"result..")
    rig.session.push(b"update..")
    new_session, result, update = rig.hear()
    assert [got.msg_id % 4 for got in (new_session, result, update)] == [3, 1, 3]
    assert abs(result.msg_id / SECOND - rig.now) < 1


@pytest.mark.parametrize(
    ("offset_s", "low_bits", "code"),
    [(0, 1, 18), (0, 2, 18), (0, 3, 18), (-301, 0, 16), (31, 0, 17)],
)
def test_4_4_false_msg_ids_draw_their_codes(offset_s: int, low_bits: int, code: int) -> None:
    rig = Rig()
    msg_id = (int((rig.now + offset_s) * SECOND) & ~3) | low_bits
    _, events = rig.send(QUERY, msg_id=msg_id, seqno=7)
    assert events == []
    (got,) = rig.hear()
    assert got.kind == BAD_MSG
    assert got.req_msg_id == msg_id
    assert int.from_bytes(got.body[12:16], "little") == 7
    assert int.from_bytes(got.body[16:20], "little") == code


@pytest.mark.parametrize("offset_s", [-299, 0, 29])
def test_4_4_ids_inside_the_window_pass_without_fractional_bits(offset_s: int) -> None:
    rig = Rig()
    _, events = rig.send(QUERY, msg_id=(int(rig.now) + offset_s) * SECOND + 8)
    assert len(events) == 1


def test_4_4_container_and_message_may_not_share_an_id() -> None:
    rig = Rig()
    rig.settle()
    inner, outer = rig.msg_id(), rig.msg_id()
    rig.send(container((inner, 1, QUERY)), msg_id=outer)
    rig.hear()
    rig.send(QUERY, msg_id=outer)
    assert code_of(rig) == 19
    rig.send(container((rig.msg_id(ago_s=1), 1, QUERY)), msg_id=inner)
    assert code_of(rig) == 19


def test_4_4_nested_or_broken_containers_draw_64() -> None:
    rig = Rig()
    rig.settle()
    inner = container((rig.msg_id(), 1, QUERY))
    nested = container((rig.msg_id(), 1, inner))
    for body in (nested, nested[:-4], b"\xdc\xf8\xf1\x73" + b"\xff" * 4, b"\xdc\xf8\xf1\x73"):
        _, events = rig.send(body)
        assert events == []
        assert code_of(rig) == 64


def test_4_4_forgotten_ids_draw_20_and_never_count_as_new() -> None:
    rig = Rig()
    rig.settle()
    early = rig.msg_id()
    for _ in range(SEEN_MAX + 200):
        rig.send(QUERY)
        rig.session.close()
    _, events = rig.send(QUERY, msg_id=early)
    assert events == []


def test_4_5_inner_messages_may_be_older_than_the_window() -> None:
    rig = Rig()
    old, new = rig.msg_id(ago_s=500), rig.msg_id()
    _, events = rig.send(container((old, 1, QUERY), (new, 3, QUERY)))
    assert [event.msg_id for event in events] == [old, new]


def test_4_5_inner_ids_lie_below_their_container() -> None:
    rig = Rig()
    rig.settle()
    outer, inner = rig.msg_id(), rig.msg_id()
    _, events = rig.send(container((inner, 1, QUERY)), msg_id=outer)
    assert events == []
    assert code_of(rig) == 64


def test_16_3_seen_ids_are_bounded_and_those_dropped_stay_refused() -> None:
    seen = SeenIds(held=Budget(1 << 30))
    ids = [int((START + n / 100) * SECOND) & ~3 for n in range(20_000)]
    for number in ids:
        seen.add(number, START + 200)
    assert sum(number in seen for number in ids) <= SEEN_MAX + 64
    assert all(number in seen or number <= seen.floor for number in ids)


def test_16_3_in_a_crowd_each_session_remembers_less_and_refuses_the_rest() -> None:
    held = Budget(0)
    seen = SeenIds(held=held)
    ids = [int((START + n / 100) * SECOND) & ~3 for n in range(5_000)]
    for number in ids:
        seen.add(number, START + 50)
        seen.add_container(number + 4, START + 50)
    assert sum(number in seen for number in ids) <= SEEN_CROWDED + 64
    assert all(number in seen or number <= seen.floor for number in ids)
    assert 0 < held.used_bytes < 1 << 20
    seen.close()
    assert held.used_bytes == 0


def test_16_3_seen_ids_are_kept_for_the_whole_window() -> None:
    seen = SeenIds(held=Budget(1 << 30))
    ids = [(int(START) + n) * SECOND for n in range(1000)]
    for n, number in enumerate(ids):
        seen.add(number, START + n)
    assert all(number in seen for number in ids[-340:])
    assert ids[0] not in seen
    assert seen.floor >= ids[0]


def test_16_3_what_comes_after_the_end_of_a_session_is_not_remembered() -> None:
    held = Budget(1 << 30)
    seen = SeenIds(held=held)
    first, late = (int(START + n) * SECOND for n in range(2))
    seen.add(first, START)
    seen.close()
    seen.add(late, START)
    seen.add_container(late + 4, START)
    assert held.used_bytes == 0
    assert not seen.is_container(late + 4)
    assert late not in seen


def test_16_3_ids_are_remembered_in_whatever_order_they_came() -> None:
    seen = SeenIds(held=Budget(1 << 30))
    ids = [int(START + n) * SECOND for n in (3, 1, 4, 0, 2)]
    for number in ids:
        seen.add(number, START)
        seen.mark(number, REFUSED)
    seen.mark(ids[1], ACKED)
    assert seen.highest == ids[2]
    assert [seen.marks(number) for number in ids] == [REFUSED, REFUSED | ACKED, *3 * [REFUSED]]
    for absent in (ids[3] - 4, ids[4] + 4, ids[2] + 4):
        seen.mark(absent, ACKED)
        assert absent not in seen
        assert not seen.marks(absent)


def test_16_3_the_lowest_ids_fall_out_first() -> None:
    seen = SeenIds(held=Budget(1 << 30))
    ids = [int((START + n / 100) * SECOND) & ~3 for n in range(SEEN_MAX + 256)]
    for begin in range(0, len(ids), 3):
        for number in reversed(ids[begin : begin + 3]):
            seen.add(number, START + 50)
    assert ids[0] not in seen
    assert [number in seen for number in ids] == [number > seen.floor for number in ids]


def test_16_3_an_id_takes_no_more_than_is_counted_for_it() -> None:
    held = Budget(1 << 30)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        seen = SeenIds(held=held)
        for n in range(SEEN_MAX):
            seen.add(int(START + n) * SECOND, START + n / 100)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held.used_bytes >= 4096 * 10
    assert after - before <= held.used_bytes + 1024
