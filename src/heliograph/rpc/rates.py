"""How often somebody may call, by the kind of call.

https://core.telegram.org/api/errors#420-flood
"""

import enum

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets


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
    REPORTS = 13
    PUBLIC_POSTS = 14


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
            Buckets(limits.reports_per_account_per_hour, hour),
            Buckets(limits.public_searches_per_account_per_day, day),
        )

    def spend(self, rate: Rate, subject: int, now: float, cost: int = 1) -> None:
        """Count `cost` against the subject's bound, or raise FLOOD_WAIT_x."""
        self._buckets[rate].spend(subject, now, cost)

    def left(self, rate: Rate, subject: int, now: float) -> tuple[int, int]:
        """How many calls the subject has left, and for how many seconds it has none."""
        return self._buckets[rate].left(subject, now)

    def charge(self, rate: Rate, subject: int, now: float, cost: int) -> None:
        """Count what was done already; the next must wait for what is lacking."""
        self._buckets[rate].charge(subject, now, cost)
