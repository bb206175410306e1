"""Which case comes first, and what no number of reports can do."""

import pytest

from heliograph.safety.priority import (
    DAY_S,
    HOUR_S,
    NEW_ACCOUNT_S,
    WHOLE,
    Heard,
    Reporter,
    believed,
    deadline,
    gravest,
    is_doubtful,
    rank,
    severity,
    weigh,
)
from heliograph.safety.reports import Way

NOW = 1_700_000_000
SCAM = ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "")
SPAM = ("STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "")
TERROR = ("STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY", "KEYWORD_TERRORIST_CONTENT")
KNOWN = Reporter(created=NOW - 10 * NEW_ACCOUNT_S)
NEW = Reporter(created=NOW - 1)
WRONG = Reporter(created=0, upheld=1, rejected=9)
RIGHT = Reporter(created=0, upheld=9, rejected=0)


def heard(codes: tuple[str, str], weight: int, *, doubtful: bool = False) -> Heard:
    return Heard(category=codes[0], keyword=codes[1], weight=weight, doubtful=doubtful)


def place(
    codes: tuple[str, str],
    *,
    reach: int = 0,
    weight: int = WHOLE,
    opened: int = NOW,
    doubtful: bool = False,
) -> int:
    """Where a case stands of which all say the same."""
    due, clock = deadline(Way.IN_APP, category=codes[0], keyword=codes[1], opened=opened)
    grave = believed([heard(codes, weight, doubtful=doubtful)])
    return rank(grave=grave, reach=reach, weight=weight, due=due, clock=clock).place


@pytest.mark.parametrize(
    ("codes", "grave"),
    [(SPAM, 1), (SCAM, 3), (TERROR, 5), ((SCAM[0], "KEYWORD_PHISHING"), 4), (("?", ""), 2)],
)
def test_severity_is_the_keywords_if_it_has_one(codes: tuple[str, str], grave: int) -> None:
    assert severity(*codes) == grave


@pytest.mark.parametrize(
    ("reporter", "doubtful"),
    [
        (KNOWN, False),
        (NEW, True),
        (Reporter(created=NOW, upheld=1), False),
        (WRONG, True),
        (RIGHT, False),
        # At the bounds themselves.
        (Reporter(created=NOW - NEW_ACCOUNT_S), False),
        (Reporter(created=NOW - NEW_ACCOUNT_S + 1), True),
        (Reporter(created=0, upheld=1, rejected=2), False),
        (Reporter(created=0, upheld=1, rejected=3), True),
    ],
)
def test_who_is_doubtful(reporter: Reporter, doubtful: bool) -> None:
    assert is_doubtful(reporter, now=NOW) is doubtful


def test_a_crowd_weighs_less_than_linear() -> None:
    assert weigh(KNOWN, crowd=0, now=NOW) == WHOLE
    assert weigh(RIGHT, crowd=0, now=NOW) > 1.8 * WHOLE
    assert weigh(NEW, crowd=0, now=NOW) == WHOLE // 2
    assert weigh(NEW, crowd=2, now=NOW) == WHOLE // 6
    assert weigh(Reporter(created=0, upheld=9, unheard=True), crowd=0, now=NOW) == 0
    hundred = sum(weigh(NEW, crowd=before, now=NOW) for before in range(100))
    assert hundred < 3 * WHOLE
    thousand = sum(weigh(WRONG, crowd=before, now=NOW) for before in range(1000))
    assert thousand < 4 * WHOLE


@pytest.mark.parametrize(
    ("way", "codes", "time_s"),
    [
        (Way.IN_APP, SPAM, 7 * DAY_S),
        (Way.NOTICE, SPAM, 3 * DAY_S),
        (Way.IN_APP, TERROR, HOUR_S),
        (Way.TRUSTED_FLAGGER, TERROR, HOUR_S),
        (Way.TRUSTED_FLAGGER, SCAM, DAY_S),
        (Way.AUTHORITY, SPAM, HOUR_S),
        # Grave by the category alone.
        (Way.NOTICE, ("STATEMENT_CATEGORY_VIOLENCE", ""), DAY_S),
    ],
)
def test_the_shortest_clock_counts(way: Way, codes: tuple[str, str], time_s: int) -> None:
    due, clock = deadline(way, category=codes[0], keyword=codes[1], opened=NOW)
    assert due == NOW + time_s
    assert clock


def test_grave_comes_before_loud() -> None:
    assert place(TERROR) < place(SCAM, reach=1_000_000, weight=1_000 * WHOLE)


def test_what_reaches_more_or_is_said_by_more_comes_earlier() -> None:
    assert place(SCAM, reach=10_000) < place(SCAM, reach=10) < place(SCAM)
    assert place(SCAM, weight=8 * WHOLE) < place(SCAM)


def test_what_waits_long_comes_up() -> None:
    assert place(SPAM, opened=NOW - 10 * DAY_S) < place(SCAM, reach=10)


def test_the_graver_heading_counts() -> None:
    assert gravest(SCAM, TERROR) == TERROR
    assert gravest(TERROR, SCAM) == TERROR
    assert gravest(SCAM, ("STATEMENT_CATEGORY_ANIMAL_WELFARE", "")) == SCAM


def test_a_case_is_ranked_by_how_grave_it_is_who_says_so_and_whom_it_reaches() -> None:
    made = rank(grave=3, reach=9, weight=WHOLE, due=NOW, clock="a promise")
    assert made.priority == 20 * 3 + 8 + 5
    assert (made.place, made.due, made.clock) == (NOW - 73 * HOUR_S, NOW, "a promise")
    assert rank(grave=3, reach=-1, weight=0, due=NOW, clock="").priority == 20 * 3
    assert rank(grave=0, reach=-1, weight=0, due=NOW, clock="").priority == 0


def crowd(count: int) -> int:
    """What so many new accounts weigh at once."""
    return sum(weigh(NEW, crowd=before, now=NOW) for before in range(count))


SUICIDE = ("STATEMENT_CATEGORY_SELF_HARM", "KEYWORD_SUICIDE")
CHILDREN = ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL")
GRAVE = (SCAM[0], "KEYWORD_PHISHING")


@pytest.mark.parametrize(
    ("said", "grave"),
    [
        ([], 0),
        ([heard(TERROR, WHOLE)], 5),
        ([heard(TERROR, 2)], 5),
        # One new account, a crowd of them, somebody who is not heard.
        ([heard(TERROR, crowd(1), doubtful=True)], 5 * 0.375),
        ([heard(TERROR, crowd(3), doubtful=True)], 5 * 0.6875),
        ([heard(TERROR, crowd(100), doubtful=True)], 5 * 0.75),
        ([heard(TERROR, 0)], 0),
        ([heard(SPAM, crowd(1), doubtful=True)], 0.375),
        # Life and children, by the keyword or by the category alone.
        ([heard(SUICIDE, crowd(1), doubtful=True)], 5 * 0.6875),
        ([heard(CHILDREN, crowd(1), doubtful=True)], 5 * 0.6875),
        ([heard(CHILDREN, crowd(100), doubtful=True)], 5 * 0.875),
        ([heard(CHILDREN, 0)], 5 * 0.5),
        ([heard(("STATEMENT_CATEGORY_VIOLENCE", ""), crowd(1), doubtful=True)], 4 * 0.6875),
        # Those who are known say that it is spam, and one new account that it is terror.
        ([heard(SPAM, 9 * WHOLE), heard(TERROR, crowd(1), doubtful=True)], 5 * 0.375),
        ([heard(SCAM, WHOLE), heard(TERROR, crowd(1), doubtful=True)], 3),
    ],
)
def test_how_grave_it_is_depends_on_who_says_so(said: list[Heard], grave: float) -> None:
    assert believed(said) == pytest.approx(grave, abs=0.01)


def test_one_new_account_does_not_put_its_report_before_all_others() -> None:
    new = {"weight": crowd(1), "doubtful": True}
    order = [
        place(TERROR),
        place(CHILDREN, **new),
        place(GRAVE),
        place(TERROR, **new),
        place(SCAM),
    ]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_nor_does_a_crowd_of_them() -> None:
    for codes in (TERROR, CHILDREN):
        assert place(codes) < place(codes, weight=crowd(1_000), doubtful=True)


def test_what_may_be_about_life_or_a_child_is_seen_before_what_is_only_grave() -> None:
    for codes in (CHILDREN, SUICIDE):
        assert place(codes, weight=crowd(1), doubtful=True) < place(GRAVE)
        # Of those who are not heard any more, too, it is before what is no such harm.
        assert place(codes, weight=0) < place(SCAM)
