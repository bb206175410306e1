"""When somebody was there, as exactly as a viewer may know it.

https://core.telegram.org/constructor/userStatusOnline
"""

import enum
from functools import lru_cache

import msgspec

ONLINE_S = 300
"""How long a client that says nothing more counts as there; help.getConfig tells clients."""

REPEAT_S = 30
"""Somebody who says sooner than this again that they are there is not told of once more."""

# Every message shows two people twice: within a second the same statuses are asked for again.
_KEPT = 4_096

_DAY_S = 86_400
_RECENTLY_DAYS = 3
_WEEK_DAYS = 7
_MONTH_DAYS = 30


class StatusKind(enum.StrEnum):
    """Named as the TL constructors are without `userStatus`."""

    EMPTY = "Empty"
    ONLINE = "Online"
    OFFLINE = "Offline"
    RECENTLY = "Recently"
    LAST_WEEK = "LastWeek"
    LAST_MONTH = "LastMonth"


class Status(msgspec.Struct, frozen=True, cache_hash=True):
    """A status for one viewer. `at` is when it ends (ONLINE) or began (OFFLINE), in Unix seconds.

    `by_me` says that the viewer could see more by showing more.
    """

    kind: StatusKind = StatusKind.EMPTY
    at: int = 0
    by_me: bool = False

    @property
    def exact(self) -> bool:
        return self.kind in (StatusKind.ONLINE, StatusKind.OFFLINE)


NO_STATUS = Status()

# By whether the viewer could see more: a list of dialogs shows hundreds of these.
_RECENTLY, _LAST_WEEK, _LAST_MONTH = (
    (Status(kind), Status(kind, by_me=True))
    for kind in (StatusKind.RECENTLY, StatusKind.LAST_WEEK, StatusKind.LAST_MONTH)
)


@lru_cache(maxsize=_KEPT)
def exact_status(now: int, online_until: int) -> Status:
    """Whether somebody is there, and until or since when."""
    kind = StatusKind.ONLINE if online_until > now else StatusKind.OFFLINE
    return Status(kind, online_until)


def coarse_status(now: int, online_until: int, *, by_me: bool) -> Status:
    """Roughly when somebody was there; `by_me` if the viewer's own choice is why no better.

    Told in whole days (UTC): it changes at midnight, so that whoever asks every second until it
    does learns no hour from it.
    """
    days_ago = now // _DAY_S - online_until // _DAY_S
    if days_ago < _RECENTLY_DAYS:
        return _RECENTLY[by_me]
    if days_ago < _WEEK_DAYS:
        return _LAST_WEEK[by_me]
    if days_ago < _MONTH_DAYS:
        return _LAST_MONTH[by_me]
    return NO_STATUS


def go_online(online_until: int, now: int) -> int | None:
    """Until when somebody counts as there who says so now; None if nobody need hear of it."""
    until = now + ONLINE_S
    return None if until - online_until < REPEAT_S else until


def go_offline(online_until: int, now: int) -> int | None:
    """When somebody left who says so now; None if they were gone."""
    return now if online_until > now else None
