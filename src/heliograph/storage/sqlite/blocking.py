"""Keeping people out, and bots, which are told so."""

import apsw
from msgspec.structs import replace

from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.domain.people import is_bot
from heliograph.storage.sqlite import bot_queue, people


def set_blocked(
    db: apsw.Connection,
    owner_id: int,
    blocked_id: int,
    blocked: bool,
    *,
    date: int = 0,
    stories: bool = False,
) -> PeerBlockedChanged | None:
    """See `ports.store.PeopleOperations.set_blocked`."""
    change = people.set_blocked(db, owner_id, blocked_id, blocked, date=date, stories=stories)
    if change is None or stories or not is_bot(blocked_id):
        return change
    told = bot_queue.tell_stopped(db, blocked_id, owner_id, stopped=blocked, date=date)
    return replace(change, for_bots=told)
