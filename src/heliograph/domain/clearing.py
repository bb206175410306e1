"""Clearing a dialog, whole or between two dates.

https://core.telegram.org/method/messages.deleteHistory
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.message_changes import Deleted, Edited


class Clearing(msgspec.Struct, frozen=True, kw_only=True):
    """What is to go from a dialog: up to `max_id`, sent between the dates; 0 bounds nothing.

    `revoke` takes it from the other side as well. `keep_place` leaves a mark in the place of the
    newest message, so that the dialog stays where it is in the list.
    """

    owner_id: int
    peer_id: int
    max_id: int = 0
    min_date: int = 0
    max_date: int = 0
    revoke: bool = False
    keep_place: bool = False

    def check(self) -> "Clearing":
        """MIN_DATE_INVALID, MAX_DATE_INVALID or MSG_ID_INVALID for what bounds nothing."""
        if self.min_date < 0:
            raise errors.MinDateInvalid
        if self.max_date < 0 or (self.max_date and self.max_date < self.min_date):
            raise errors.MaxDateInvalid
        if self.max_id < 0:
            raise errors.MsgIdInvalid
        return self


class Cleared(msgspec.Struct, frozen=True, kw_only=True):
    """What went, the owner's part first; what stands in the newest's place; whether more is left.

    `pts` and `pts_count` are the owner's for all of it. `unpinned` is the folder at whose top the
    emptied dialog stood, None if it did not.
    """

    parts: tuple[Deleted, ...]
    mark: Edited | None = None
    more: bool = False
    unpinned: int | None = None
    pts: int
    pts_count: int
