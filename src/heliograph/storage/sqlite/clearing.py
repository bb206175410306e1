"""Clearing dialogs, in bounded steps."""

import apsw

from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.message_changes import Deleted, Edited
from heliograph.storage.sqlite import (
    account_events,
    changing,
    mailbox,
    orphans,
    people,
    queries,
    rows,
)

_SQL = queries.load("clearing")
_DIALOGS = queries.load("dialogs")
_SENDING = queries.load("sending")
_CLEARED = "HistoryClear"
"""Stands in the place of the newest message: the dialog keeps its place in the list."""


def clear_history(db: apsw.Connection, clearing: Clearing, *, at_most: int, date: int) -> Cleared:
    """See `ports.clearing_store.ClearingOperations.clear_history`."""
    owner, peer = clearing.owner_id, clearing.peer_id
    row = db.execute(_SQL.top, (owner, peer)).fetchone()
    top_id, pin, folder_id = row or (0, 0, 0)
    kept = top_id if clearing.keep_place else 0
    bounds = (clearing.max_id, kept, clearing.min_date, clearing.max_date)
    found = rows.fetch(db, _SQL.some, (owner, peer, *bounds, at_most + 1))
    ids = [line[0] for line in found[:at_most]]
    parts = changing.delete_messages(db, owner, ids, revoke=clearing.revoke, date=date)
    more = len(found) > at_most
    mark: Edited | None = None
    if kept and not more and not 0 < clearing.max_id < kept:
        mark, theirs = _leave_mark(db, clearing, kept, date=date)
        parts += theirs
    emptied = bool(pin) and not db.execute(_DIALOGS.folder_of, (owner, peer)).fetchone()
    if emptied:
        db.execute(_DIALOGS.set_pin, (owner, peer, 0))
        kind = account_events.Kind.PINNED_DIALOGS
        account_events.note(db, owner, kind=kind, subject=folder_id)
    return Cleared(
        parts=parts,
        mark=mark,
        more=more,
        unpinned=folder_id if emptied else None,
        pts=mark.pts if mark is not None else parts[0].pts,
        pts_count=parts[0].pts_count + (mark is not None),
    )


def _leave_mark(
    db: apsw.Connection, clearing: Clearing, message_id: int, *, date: int
) -> tuple[Edited | None, tuple[Deleted, ...]]:
    """Put a mark into the place of a message; with `revoke` the other side's copy goes."""
    owner = clearing.owner_id
    ((body_id, action),) = rows.fetch(db, _SQL.body_of, (owner, message_id))
    if action == _CLEARED:
        return None, ()
    db.execute(_SQL.add_mark, (body_id, _CLEARED))
    mark_id = db.last_insert_rowid()
    # Dropped and put back, so that whatever hangs on the message goes with it.
    ((peer_id, incoming),) = rows.fetch(db, _SQL.drop_copy, (owner, message_id))
    db.execute(_SENDING.add_copy, (owner, message_id, mark_id, peer_id, incoming))
    others = rows.fetch(db, _SQL.other_copies, (body_id,)) if clearing.revoke else []
    gone = [
        part
        for other_id, other_message_id in others
        for part in changing.delete_messages(
            db, other_id, [other_message_id], revoke=False, date=date
        )
    ]
    orphans.drop(db, (body_id,))
    copy = mailbox.message(db, owner, message_id)
    assert copy is not None
    pts = mailbox.advance(db, owner, kind=mailbox.Kind.EDITED, date=date, message_id=message_id)
    sees = people.seen_in(db, owner, (copy,))
    mark = Edited(owner_id=owner, pts=pts, pts_count=1, message=copy, sees=sees)
    return mark, tuple(gone)
