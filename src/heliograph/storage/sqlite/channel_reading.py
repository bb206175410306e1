"""Reading channels, and taking messages out of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import apsw

from heliograph.domain import errors
from heliograph.domain.account_events import ChannelCleared, ChannelRead
from heliograph.domain.channel_log import MessageTouched
from heliograph.domain.channels import SeenChannel
from heliograph.domain.message_changes import Deleted
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of
from heliograph.storage.sqlite import (
    account_events,
    changing,
    channel_log,
    channel_marks,
    channels,
    dialogs,
    mailbox,
    people,
    post_contents,
    posts,
    queries,
    rows,
)
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("channels")
_CONTENTS = queries.load("post_contents")

CheckDelete = Callable[[SeenChannel, Sequence[Message]], None]


def read(
    db: apsw.Connection, account_id: int, peer_id: int, *, max_id: int
) -> tuple[ChannelRead | None, Sequence[tuple[int, int]], bool]:
    """See `ports.channel_store.ChannelOperations.read_channel`."""
    channel_id = channel_of(peer_id)
    stand = channel_marks.stands(db, account_id, (channel_id,)).get(channel_id)
    if stand is None or not stand.inside:
        raise errors.ChannelPrivate
    before = stand.read_inbox_max_id
    now = max_id if 0 < max_id <= stand.top_id else stand.top_id
    cleared = dialogs.mark_unread(db, account_id, peer_id, False)
    if now <= before:
        return None, (), cleared
    span = (channel_id, account_id, peer_id, before, now, stand.top_id)
    db.execute(_SQL.read_up_to, span)
    account_events.note(db, account_id, kind=Kind.CHANNEL_READ, subject=channel_id)
    post_contents.note_read(db, account_id, peer_id, now)
    writers = rows.fetch(db, _SQL.writers, (peer_id, account_id, before, now))
    lines = [(channel_id, *one) for one in writers]
    found: list[Any] = db.executemany(_SQL.was_read_up_to, lines).fetchall() if lines else []
    told = [(int(writer_id), int(top_id)) for writer_id, top_id in found]
    for writer_id, _ in told:
        account_events.note(db, writer_id, kind=Kind.CHANNEL_OUTBOX, subject=channel_id)
    after = channel_marks.load_read(db, account_id, (str(channel_id),))
    return next(iter(after)), told, cleared


def delete(
    db: apsw.Connection,
    account_id: int,
    peer_id: int,
    ids: Sequence[int],
    *,
    date: int,
    check: CheckDelete,
) -> tuple[Deleted, ...]:
    """See `ports.channel_store.ChannelOperations.delete_posts`."""
    seen = channels.seen_channels(db, account_id, (peer_id,)).get(peer_id)
    if seen is None:
        raise errors.ChannelInvalid
    found = posts.by_ids(db, account_id, peer_id, ids)
    check(seen, list(found.values()))
    if not found:
        pts = mailbox.current_pts(db, peer_id)
        return (Deleted(owner_id=peer_id, pts=pts, pts_count=0, ids=()),)
    actions = [MessageTouched(what="DeleteMessage", message=one) for one in found.values()]
    channel_log.note(db, seen.channel.id, account_id, actions, date=date)
    return changing.delete_messages(db, peer_id, sorted(found), revoke=False, date=date)


def clear(
    db: apsw.Connection, account_id: int, peer_id: int, *, max_id: int
) -> ChannelCleared | None:
    """See `ports.channel_store.ChannelOperations.clear_channel`."""
    channel_id = channel_of(peer_id)
    stand = channel_marks.stands(db, account_id, (channel_id,)).get(channel_id)
    if stand is None or not stand.inside:
        raise errors.ChannelPrivate
    now = max_id if 0 < max_id <= stand.top_id else stand.top_id
    if not rows.fetch(db, _CONTENTS.hide_up_to, (channel_id, account_id, now)):
        return None
    account_events.note(db, account_id, kind=Kind.CHANNEL_CLEARED, subject=channel_id)
    post_contents.forget_calls(db, account_id, peer_id, up_to=now)
    return ChannelCleared(channel_id=channel_id, max_id=now)


def load_cleared(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[ChannelCleared]:
    """Up to where the owner has cleared supergroups."""
    wanted = (owner_id, people.as_json(map(int, subjects)))
    return [
        ChannelCleared(channel_id=channel_id, max_id=max_id)
        for channel_id, max_id in rows.fetch(db, _CONTENTS.hidden_in, wanted)
    ]
