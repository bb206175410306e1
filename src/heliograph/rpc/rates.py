"""How often somebody may call: token buckets, by the kind of call.

https://core.telegram.org/api/errors#420-flood
"""

import enum
from collections import OrderedDict
from math import ceil

from heliograph.config import Limits
from heliograph.domain.errors import Wait


class Rate(enum.IntEnum):
    """What is counted: CALLS and FILE_PARTS per key, the others per account."""

    CALLS = 0
    MESSAGES = 1
    RESOLVES = 2
    IMPORTS = 3
    PROFILES = 4
    SEARCHES = 5
    STATUSES = 6
    PRIVACY = 7
    ACTIVITIES = 8
    LISTS = 9
    ENCRYPTIONS = 10
    FILE_PARTS = 11
    CHATS = 12


class Buckets:
    """One token bucket per subject; a subject not heard of for a while has a full one.

    `most` calls at once, and `most` more over every `window_s` seconds. At most `subjects_max`
    buckets are kept, the one longest unused is forgotten first.
    """

    def __init__(self, most: int, window_s: int, *, subjects_max: int = 100_000) -> None:
        self._most = float(most)
        self._per_s = most / window_s
        self._subjects_max = subjects_max
        self._levels: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def spend(self, subject: int, now: float, cost: int = 1) -> None:
        """Take `cost` tokens at monotonic time `now`, or raise FLOOD_WAIT_x."""
        level = self._level(subject, now)
        if level < cost:
            raise Wait(ceil((min(cost, self._most) - level) / self._per_s))
        self._levels[subject] = (level - cost, now)

    def charge(self, subject: int, now: float, cost: int) -> None:
        """Take tokens for what was done already: those it lacks are waited for by the next.

        For one window at most.
        """
        level = self._level(subject, now)
        self._levels[subject] = (max(level - cost, -self._most), now)

    def _level(self, subject: int, now: float) -> float:
        """The tokens there are now; makes room for a subject not heard of."""
        levels = self._levels
        known = levels.get(subject)
        if known is None:
            if len(levels) >= self._subjects_max:
                levels.popitem(last=False)
            return self._most
        levels.move_to_end(subject)
        return min(self._most, known[0] + (now - known[1]) * self._per_s)

    def __len__(self) -> int:
        return len(self._levels)


class Rates:
    """The buckets of every kind, with the configured bounds."""

    def __init__(self, limits: Limits) -> None:
        minute, hour, day = 60, 3600, 86_400
        self._buckets = (
            Buckets(limits.calls_per_key_per_minute, minute),
            Buckets(limits.messages_per_account_per_minute, minute),
            Buckets(limits.resolves_per_account_per_hour, hour),
            Buckets(limits.contacts_imported_per_day, day),
            Buckets(limits.profile_changes_per_account_per_hour, hour),
            Buckets(limits.searches_per_account_per_minute, minute),
            Buckets(limits.status_changes_per_account_per_minute, minute),
            Buckets(limits.privacy_changes_per_account_per_hour, hour),
            Buckets(limits.activities_per_account_per_minute, minute),
            Buckets(limits.lists_per_account_per_minute, minute),
            Buckets(limits.encrypted_requests_per_account_per_hour, hour),
            Buckets(limits.file_parts_per_key_per_minute, minute),
            Buckets(limits.chat_changes_per_account_per_hour, hour),
        )

    def spend(self, rate: Rate, subject: int, now: float, cost: int = 1) -> None:
        """Count `cost` against the subject's bound, or raise FLOOD_WAIT_x."""
        self._buckets[rate].spend(subject, now, cost)

    def charge(self, rate: Rate, subject: int, now: float, cost: int) -> None:
        """Count what was done already; the next must wait for what is lacking."""
        self._buckets[rate].charge(subject, now, cost)
