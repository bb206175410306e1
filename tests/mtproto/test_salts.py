"""Server salts."""

from heliograph.mtproto.salts import EPOCH_S, LIFETIME_S, Salts
from support.session_rig import START

KEY = 0x1234567890ABCDEF


def test_5_1_a_salt_lives_an_hour_and_overlaps_the_next_by_half() -> None:
    salts = Salts(b"k" * 32)
    begin = START // EPOCH_S * EPOCH_S
    salt = salts.current(KEY, begin)
    assert salts.current(KEY, begin + EPOCH_S - 1) == salt
    assert salts.current(KEY, begin + EPOCH_S) != salt
    for moment in (begin, begin + EPOCH_S, begin + LIFETIME_S - 1):
        assert salt in salts.accepted(KEY, moment)[0]
    assert salt not in salts.accepted(KEY, begin + LIFETIME_S)[0]


def test_5_1_what_is_accepted_holds_until_the_moment_given() -> None:
    salts = Salts(b"k" * 32)
    accepted, until = salts.accepted(KEY, START)
    assert salts.accepted(KEY, until - 0.01)[0] == accepted
    assert salts.accepted(KEY, until)[0] != accepted


def test_5_1_future_salts_are_those_that_will_be_current() -> None:
    salts = Salts(b"k" * 32)
    future = salts.future(KEY, START, count=1000)
    assert len(future) == 64
    for salt in future:
        assert salts.current(KEY, salt.valid_since) == salt.salt
        assert salt.valid_until - salt.valid_since == LIFETIME_S
    assert future[0].valid_since <= START < future[1].valid_since
    assert len(salts.future(KEY, START, count=-5)) == 1


def test_5_1_salts_differ_by_key_and_by_process() -> None:
    assert len({Salts(bytes([n]) * 32).current(KEY + m, START) for n in b"ab"
                for m in (0, 1)}) == 4  # fmt: skip


def test_2_9_the_agreed_salt_is_accepted_for_an_hour() -> None:
    salts = Salts(b"k" * 32)
    salts.adopt_first(KEY, 42, START)
    assert 42 in salts.accepted(KEY, START + 3599)[0]
    assert 42 not in salts.accepted(KEY, START + 3600)[0]
    assert 42 not in salts.accepted(KEY + 1, START)[0]


def test_16_3_first_salts_do_not_pile_up() -> None:
    salts = Salts(b"k" * 32)
    for n in range(100):
        salts.adopt_first(n, n, START + n)
    salts.adopt_first(200, 1, START + 3700)
    assert len(salts._first) == 1
