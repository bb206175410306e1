"""What a mailbox went through after some pts."""

from collections.abc import Mapping

import apsw
from msgspec.structs import replace

from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.history import Difference
from heliograph.domain.messages import Deleted, Edited, Message, ReadInbox, ReadOutbox
from heliograph.storage.sqlite import history, people, queries, rows
from heliograph.storage.sqlite.blobs import unpack_ids
from heliograph.storage.sqlite.mailbox import Kind

_SQL = queries.load("history")


def difference(db: apsw.Connection, owner_id: int, *, pts: int, limit: int) -> Difference:
    """See `ports.store.MessageOperations.difference`; the people stand in `sees` of the whole."""
    state = history.state(db, owner_id)
    log = rows.fetch(db, _SQL.log_after, (owner_id, pts, max(1, limit)))
    wanted = {row[4] for row in log if row[2] in (Kind.ARRIVED, Kind.EDITED)}
    messages = history.by_ids(db, owner_id, wanted)
    final = not log or log[-1][0] == state.pts
    if not final:
        state = replace(state, pts=log[-1][0], date=log[-1][3])
    changes = (_change(owner_id, row, messages) for row in log)
    peers = {row[5] for row in log if row[5] is not None}
    return Difference(
        changes=tuple(change for change in changes if change is not None),
        state=state,
        sees=people.seen_in(db, owner_id, messages.values(), others=peers),
        final=final,
    )


def _change(owner_id: int, row: rows.Row, messages: Mapping[int, Message]) -> MailboxChange | None:
    """The change a log row stands for, None if its message is gone."""
    pts, pts_count, kind, _, message_id, peer_id, unread, ids = row
    if kind == Kind.DELETED:
        return Deleted(owner_id=owner_id, pts=pts, pts_count=pts_count, ids=unpack_ids(ids))
    if kind == Kind.READ_INBOX:
        return ReadInbox(
            owner_id=owner_id,
            pts=pts,
            pts_count=pts_count,
            peer_id=peer_id,
            max_id=message_id,
            still_unread=unread,
        )
    if kind == Kind.READ_OUTBOX:
        return ReadOutbox(
            owner_id=owner_id, pts=pts, pts_count=pts_count, peer_id=peer_id, max_id=message_id
        )
    message = messages.get(message_id)
    if message is None:
        return None
    if kind == Kind.ARRIVED:
        return MessageArrived(owner_id=owner_id, pts=pts, message=message, sees=())
    return Edited(owner_id=owner_id, pts=pts, pts_count=pts_count, message=message, sees=())
