"""Who is told that a member of a small group comes or goes."""

from heliograph.domain.interests import INTEREST_S, Interests

ANN, BEN, CAT = 1, 2, 3
GROUP, OTHER = -10, -20
NOW = 1_000


def test_who_was_shown_somebody_is_told_of_them_for_a_while() -> None:
    interests = Interests()
    interests.look(ANN, GROUP, [ANN, BEN], now=NOW)
    interests.look(ANN, GROUP, [CAT], now=NOW)
    for now, told in ((NOW + INTEREST_S - 1, {ANN}), (NOW + INTEREST_S, set[int]())):
        assert [interests.in_account(one, now=now) for one in (BEN, CAT)] == [told, told]
        # Nobody is told of themselves.
        assert interests.in_account(ANN, now=now) == set()


def test_who_looks_on_is_told_on() -> None:
    interests = Interests()
    interests.look(ANN, GROUP, [CAT], now=NOW)
    interests.look(BEN, GROUP, [CAT], now=NOW)
    interests.renew(ANN, GROUP, now=NOW + 100)
    interests.renew(BEN, OTHER, now=NOW + 100)
    assert interests.in_account(CAT, now=NOW + INTEREST_S) == {ANN}
    interests.renew(BEN, GROUP, now=NOW + INTEREST_S)
    assert interests.in_account(CAT, now=NOW + INTEREST_S) == {ANN}


def test_one_who_is_seen_in_two_groups_is_told_of_as_long_as_in_either() -> None:
    interests = Interests()
    interests.look(ANN, GROUP, [CAT], now=NOW)
    interests.look(ANN, OTHER, [CAT], now=NOW + 10)
    assert interests.in_account(CAT, now=NOW + INTEREST_S) == {ANN}
    assert interests.in_account(CAT, now=NOW + INTEREST_S + 10) == set()


def test_who_looked_longest_ago_is_forgotten_when_there_are_too_many() -> None:
    interests = Interests(kept_max=3)
    interests.look(ANN, GROUP, [10, 11], now=NOW)
    interests.look(BEN, GROUP, [10], now=NOW)
    interests.renew(ANN, GROUP, now=NOW + 1)
    interests.look(CAT, GROUP, [10], now=NOW + 2)
    assert interests.in_account(10, now=NOW + 2) == {ANN, CAT}
    interests.look(CAT, OTHER, [11, 12], now=NOW + 2)
    assert interests.in_account(11, now=NOW + 2) == {CAT}
