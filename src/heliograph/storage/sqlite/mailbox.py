"""What every change of a mailbox shares: finding messages, taking the next pts, logging."""

import enum

import apsw

from heliograph.domain.messages import Message
from heliograph.storage.sqlite import polls, queries, rows
from heliograph.storage.sqlite.blobs import pack_ids

_SQL = queries.load("messages")


class Kind(enum.IntEnum):
    """log.kind, as stored."""

    EDITED = 2
    DELETED = 3
    READ_INBOX = 4
    READ_OUTBOX = 5
    PINNED = 6
    UNPINNED = 7
    FOLDERS = 8
    LEAPT = 9
    """The store was restored: `message_id` is the top id before, `top_id` the one after it."""
    CONTENTS_READ = 10
    HELD = 11
    """What decisions hold of the message changed: it is told again, and nobody edited it."""


def message(db: apsw.Connection, owner_id: int, message_id: int) -> Message | None:
    row = db.execute(_SQL.message, (owner_id, message_id)).fetchone()
    return polls.shown(db, (rows.message(row),))[0] if row else None


def advance(
    db: apsw.Connection,
    owner_id: int,
    *,
    kind: Kind,
    date: int,
    pts_count: int = 1,
    unread_change: int = 0,
    message_id: int | None = None,
    peer_id: int | None = None,
    still_unread: int | None = None,
    ids: tuple[int, ...] = (),
) -> int:
    """Move a mailbox on by `pts_count`, log why, and give its new pts."""
    moved = (owner_id, pts_count, date, unread_change)
    ((pts, top_id),) = rows.fetch(db, _SQL.advance_mailbox, moved)
    packed = pack_ids(ids) if ids else None
    db.execute(
        _SQL.log_change,
        (
            *(owner_id, pts, top_id, pts_count, int(kind), date),
            *(message_id, peer_id, still_unread, packed),
        ),
    )
    return int(pts)


def current_pts(db: apsw.Connection, owner_id: int) -> int:
    """The mailbox's pts; LookupError if there is no such account."""
    row = db.execute(_SQL.pts, (owner_id,)).fetchone()
    if row is None:
        raise LookupError(f"no mailbox {owner_id}")
    return int(row[0])
