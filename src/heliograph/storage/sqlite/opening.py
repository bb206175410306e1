"""What recipients look at or listen to, and what goes once they did."""

from collections import defaultdict
from collections.abc import Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.extras import DocumentMedia, Extras, PhotoMedia
from heliograph.domain.fleeting import ONCE, gone, ttl_of
from heliograph.domain.message_changes import ContentsRead, Edited, Sent
from heliograph.domain.peers import is_channel
from heliograph.storage.sqlite import (
    changing,
    files,
    mentions,
    people,
    post_contents,
    posts,
    queries,
    rows,
)
from heliograph.storage.sqlite.blobs import pack_extras, unpack_extras

_SQL = queries.load("opening")


def wait(db: apsw.Connection, sent: Sent, body_id: int) -> Sent:
    """Have everybody who has a message shown that nobody has opened it; notes to oneself are.

    In a group each reader opens it for themselves, and the first of them for its author.
    """
    if is_channel(sent.message.peer_id):
        return post_contents.wait(db, sent)
    if sent.delivered is None and not sent.spread:
        return sent
    db.execute(_SQL.wait, (body_id,))
    sent = replace(sent, message=replace(sent.message, unopened=True))
    if sent.delivered is None:
        return sent
    return replace(sent, delivered=replace(sent.delivered, unopened=True))


def open_contents(
    db: apsw.Connection, owner_id: int, ids: Sequence[int], *, date: int
) -> tuple[ContentsRead, ...]:
    """See `ports.opening_store.OpeningOperations.open_contents`."""
    opened: dict[int, set[int]] = defaultdict(set)
    opened[owner_id].update(mentions.heed(db, owner_id, ids))
    for body_id, extras in rows.fetch(db, _SQL.unopened, (owner_id, people.as_json(ids))):
        for copy_owner_id, message_id in rows.fetch(db, _SQL.open_copies, (body_id, owner_id)):
            opened[copy_owner_id].add(message_id)
        if ttl := ttl_of(_media(unpack_extras(extras))):
            db.execute(_SQL.go_at, (body_id, date if ttl == ONCE else date + ttl))
    owners = sorted(opened, key=lambda one: one != owner_id)
    return tuple(mentions.read(db, owner, sorted(opened[owner]), date=date) for owner in owners)


def open_posts(
    db: apsw.Connection, account_id: int, peer_id: int, ids: Sequence[int], *, date: int
) -> tuple[tuple[int, ChannelContentsRead], ...]:
    """See `ports.opening_store.OpeningOperations.open_posts`."""
    shown = posts.messages(db, account_id, peer_id, ids).messages
    return post_contents.open_posts(db, account_id, peer_id, shown, date=date)


def expire_opened(db: apsw.Connection, *, now: int, at_most: int) -> tuple[Edited, ...]:
    """See `ports.opening_store.OpeningOperations.expire_opened`."""
    edited: list[Edited] = []
    for body_id, blob in rows.fetch(db, _SQL.over, (now, at_most)):
        extras = unpack_extras(blob)
        media = _media(extras)
        assert extras is not None
        assert media is not None
        left = pack_extras(replace(extras, media=gone(media)))
        db.execute(_SQL.leave, (body_id, left))
        file = media.photo if isinstance(media, PhotoMedia) else media.document
        files.let_go(db, body_id, file.id)
        files.withdraw(db, file.id)
        owner_id, message_id = db.execute(_SQL.any_copy, (body_id,)).get
        edited += changing.edited_copies(db, owner_id, message_id, date=now)
    db.execute(_SQL.gone, (now, at_most))
    return tuple(edited)


def _media(extras: Extras | None) -> DocumentMedia | PhotoMedia | None:
    media = extras.media if extras is not None else None
    return media if isinstance(media, DocumentMedia | PhotoMedia) else None
