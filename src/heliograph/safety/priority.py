"""Which case comes first: by how grave it is, whom it reaches, who says so, and the clock.

Numbers of reports move a case up or down the inbox and do nothing else.
"""

import math
from collections.abc import Iterable

import msgspec

from heliograph.safety.reports import Way

HOUR_S = 3_600
DAY_S = 86_400

WHOLE = 1_000
"""What a report by somebody reliable weighs."""

NEW_ACCOUNT_S = 7 * DAY_S
"""Whoever signed up less long ago is taken for new."""

CROWD_S = 6 * HOUR_S
"""Doubtful reports of one case within so long are taken for one crowd."""

_PLAIN = 2

_SEVERITY_OF_KEYWORD = {
    "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL": 5,
    "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE": 5,
    "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS": 5,
    "KEYWORD_TERRORIST_CONTENT": 5,
    "KEYWORD_HUMAN_TRAFFICKING": 5,
    "KEYWORD_TRAFFICKING_WOMEN_GIRLS": 5,
    "KEYWORD_SUICIDE": 5,
    "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING": 4,
    "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN": 4,
    "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE": 4,
    "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN": 4,
    "KEYWORD_PHISHING": 4,
}
_SEVERITY_OF_CATEGORY = {
    "STATEMENT_CATEGORY_PROTECTION_OF_MINORS": 4,
    "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY": 4,
    "STATEMENT_CATEGORY_VIOLENCE": 4,
    "STATEMENT_CATEGORY_SELF_HARM": 4,
    "STATEMENT_CATEGORY_CYBER_VIOLENCE": 3,
    "STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN": 3,
    "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH": 3,
    "STATEMENT_CATEGORY_SCAMS_AND_FRAUD": 3,
    "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS": 3,
    "STATEMENT_CATEGORY_ANIMAL_WELFARE": 3,
    "STATEMENT_CATEGORY_OTHER_VIOLATION_TC": 1,
    "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE": 1,
}
_AT_RISK = frozenset(
    {
        "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        "STATEMENT_CATEGORY_VIOLENCE",
        "STATEMENT_CATEGORY_SELF_HARM",
        "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
        "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE",
        "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS",
        "KEYWORD_HUMAN_TRAFFICKING",
        "KEYWORD_TRAFFICKING_WOMEN_GIRLS",
        "KEYWORD_SUICIDE",
    }
)
"""Where a child or somebody's life may be at stake: seen soon, whoever says so."""

_DOUBTED = 0.75
"""What a crowd of whom nobody is known is believed of how grave it is; one of them less."""

_TIME_OF_WAY = {
    Way.AUTHORITY: (HOUR_S, "an order of an authority"),
    Way.VICTIM: (DAY_S, "a victim asks, and what is hidden for them comes back after 72 hours"),
    Way.TRUSTED_FLAGGER: (DAY_S, "a trusted flagger's notice, DSA Art. 22"),
    Way.NOTICE: (3 * DAY_S, "a notice, DSA Art. 16"),
}
_TIME_OF_SEVERITY = {
    5: (HOUR_S, "life, children or terror"),
    4: (DAY_S, "grave harm"),
    3: (3 * DAY_S, "harm"),
}
_WITHOUT_HURRY = (7 * DAY_S, "our own promise")


class Reporter(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of who reports: when they signed up, how their reports of before ended, and
    whether theirs count for nothing for a time."""

    created: int = 0
    upheld: int = 0
    rejected: int = 0
    unheard: bool = False


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a case under one heading, and what those weigh together who say so: all that
    are `doubtful`, or all others."""

    category: str
    keyword: str
    weight: int
    doubtful: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case stands among the others."""

    priority: int
    due: int
    clock: str
    place: int


def severity(category: str, keyword: str = "") -> int:
    """How grave the harm is that the codes name: 1 (a bother) to 5 (life, children, terror)."""
    return _SEVERITY_OF_KEYWORD.get(keyword) or _SEVERITY_OF_CATEGORY.get(category, _PLAIN)


def accuracy(reporter: Reporter) -> float:
    """The share of somebody's reports that were right: one half until there is anything to go by.

    Laplace's rule of succession, so that a single report makes nobody infallible.
    """
    return (reporter.upheld + 1) / (reporter.upheld + reporter.rejected + 2)


def is_doubtful(reporter: Reporter, *, now: int) -> bool:
    """Whether somebody is new without having been right, or was wrong more often than not."""
    new = now - reporter.created < NEW_ACCOUNT_S and not reporter.upheld
    return new or accuracy(reporter) < 0.4


def weigh(reporter: Reporter, *, crowd: int, now: int) -> int:
    """What a report weighs, in thousandths, after `crowd` doubtful ones within `CROWD_S`.

    The first doubtful report weighs half as much as another, the n-th an n-th of that: a hundred
    at once weigh as three by people who are known.
    """
    if reporter.unheard:
        return 0
    if is_doubtful(reporter, now=now):
        return WHOLE // (2 * (1 + crowd))
    return round(WHOLE * 2 * accuracy(reporter))


def deadline(way: Way, *, category: str, keyword: str, opened: int) -> tuple[int, str]:
    """Until when to decide (Unix seconds), and what sets the clock: the shortest that applies."""
    times = [
        _TIME_OF_WAY.get(way, _WITHOUT_HURRY),
        _TIME_OF_SEVERITY.get(severity(category, keyword), _WITHOUT_HURRY),
    ]
    time_s, reason = min(times, key=lambda time: time[0])
    return opened + time_s, reason


def believed(said: Iterable[Heard]) -> float:
    """How grave a case is taken to be, as `severity`, by what is said of it under each heading.

    Somebody who is not doubtful is believed. Of others it counts what they weigh together, up to
    three quarters; where life or a child may be at stake half of it counts whoever says so.
    """
    return max((severity(one.category, one.keyword) * _share(one) for one in said), default=0.0)


def _share(heard: Heard) -> float:
    if not heard.doubtful and heard.weight:
        return 1.0
    share = _DOUBTED * min(1.0, heard.weight / WHOLE)
    at_risk = not _AT_RISK.isdisjoint((heard.category, heard.keyword))
    return (1 + share) / 2 if at_risk else share


def rank(*, grave: float, reach: int, weight: int, due: int, clock: str) -> Standing:
    """Where a case stands: `place` is its deadline less a head start for what is `believed` to be
    grave, reaches many and is said by people who are known, so that what waits long comes up by
    itself."""
    heard = math.log2(1 + weight / WHOLE)
    reached = math.log10(1 + max(0, reach))
    priority = round(20 * grave + 8 * heard + 5 * reached)
    return Standing(priority=priority, due=due, clock=clock, place=due - priority * HOUR_S)


def gravest(one: tuple[str, str], other: tuple[str, str]) -> tuple[str, str]:
    """The graver of two pairs of category and keyword, the first if they are alike."""
    return other if severity(*other) > severity(*one) else one
