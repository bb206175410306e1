"""Messages that name their owner or answer them, and who has read what in a group."""

from collections.abc import Sequence

import apsw

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.message_changes import ContentsRead
from heliograph.domain.peers import is_channel
from heliograph.storage.sqlite import (
    history,
    mailbox,
    people,
    post_contents,
    queries,
    rows,
    topic_rows,
)
from heliograph.storage.sqlite.mailbox import Kind, advance

_SQL = queries.load("mentions")

_ALL = -1


def heed(db: apsw.Connection, owner_id: int, ids: Sequence[int]) -> list[int]:
    """Note that the owner has looked at those of the messages that name them; gives which."""
    found = rows.fetch(db, _SQL.unread_among, (owner_id, people.as_json(ids)))
    _unmark(db, owner_id, [(row[0], row[1]) for row in found])
    return [row[0] for row in found]


def heed_dialog(
    db: apsw.Connection, owner_id: int, peer_id: int, *, at_most: int, date: int
) -> ContentsRead:
    """See `ports.mention_store.MentionOperations.heed_dialog`."""
    found = rows.fetch(db, _SQL.unread, (owner_id, peer_id, at_most))
    _unmark(db, owner_id, [(row[0], peer_id) for row in found])
    return read(db, owner_id, sorted(row[0] for row in found), date=date)


def heed_channel(
    db: apsw.Connection, account_id: int, peer_id: int, *, thread_id: int, at_most: int
) -> ChannelContentsRead:
    """See `ports.mention_store.MentionOperations.heed_channel`."""
    found = rows.fetch(db, _SQL.unread, (account_id, peer_id, _ALL if thread_id else at_most))
    ids = topic_rows.within(db, peer_id, thread_id, [row[0] for row in found])
    return post_contents.heed(db, account_id, peer_id, ids[:at_most])


def _unmark(db: apsw.Connection, owner_id: int, copies: Sequence[tuple[int, int]]) -> None:
    db.executemany(_SQL.unmark, [(owner_id, message_id) for message_id, _ in copies])
    db.executemany(_SQL.drop, [(owner_id, *copy) for copy in copies])


def read(db: apsw.Connection, owner_id: int, ids: Sequence[int], *, date: int) -> ContentsRead:
    """Tell a mailbox that its owner, or who was to, has looked at these; none take no pts."""
    count = len(ids)
    pts = mailbox.current_pts(db, owner_id)
    if ids:
        kind = Kind.CONTENTS_READ
        pts = advance(db, owner_id, kind=kind, date=date, pts_count=count, ids=tuple(ids))
    return ContentsRead(owner_id=owner_id, pts=pts, pts_count=count, ids=tuple(ids), date=date)


def unread(db: apsw.Connection, query: HistoryQuery) -> MessagePage:
    """See `ports.mention_store.MentionOperations.unread_mentions`."""
    found = rows.fetch(db, _SQL.unread, (query.owner_id, query.peer_id, _ALL))
    ids = topic_rows.within(db, query.peer_id, query.thread_id, [row[0] for row in found])
    return history.page_of(db, query, ids)


def unread_counts(db: apsw.Connection, owner_id: int) -> dict[int, int]:
    """How many messages of each dialog name the owner who has not looked at them; no zeros."""
    return dict(rows.fetch(db, _SQL.unread_counts, (owner_id,)))


def readers(
    db: apsw.Connection, owner_id: int, peer_id: int, message_id: int
) -> tuple[tuple[int, int], ...]:
    """See `ports.mention_store.MentionOperations.readers`."""
    if is_channel(peer_id):
        return post_contents.readers(db, owner_id, peer_id, message_id)
    found = rows.fetch(db, _SQL.readers, (owner_id, message_id, peer_id))
    return tuple((row[0], row[1]) for row in found)
