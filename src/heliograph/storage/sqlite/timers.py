"""Dialogs whose messages go by themselves, and when the other side read what."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.account_events import TimerChanged
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.storage.sqlite import changing, people, queries, rows, sending

_SQL = queries.load("clearing")


def set_timer(
    db: apsw.Connection,
    draft: Draft,
    *,
    period: int,
    decide: Callable[[Draft, SendContext], Body],
) -> Sent:
    """See `ports.clearing_store.ClearingOperations.set_timer`."""
    sent = sending.append_private(db, draft, decide)
    sending.keep_timer(db, (draft.sender_id, draft.recipient_id), period)
    return sent


def load_timers(db: apsw.Connection, owner_id: int, subjects: Sequence[str]) -> list[TimerChanged]:
    """After how many seconds messages of each dialog go by now."""
    found = rows.fetch(db, _SQL.periods, (owner_id, people.as_json(map(int, subjects))))
    return [TimerChanged(peer_id=row[0], period=row[1]) for row in found]


def expire(db: apsw.Connection, *, now: int, at_most: int) -> tuple[Deleted, ...]:
    """See `ports.clearing_store.ClearingOperations.expire`."""
    due = [row[0] for row in rows.fetch(db, _SQL.expired, (now, at_most))]
    return changing.delete_bodies(db, due, date=now)


def read_at(db: apsw.Connection, owner_id: int, peer_id: int, message_id: int) -> int | None:
    """See `ports.clearing_store.ClearingOperations.read_at`."""
    ((date,),) = rows.fetch(db, _SQL.read_at, (owner_id, peer_id, message_id))
    return None if date is None else int(date)
