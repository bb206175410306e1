"""What devices are told of supergroups and channels, and who is to hear of a post."""

from collections.abc import Iterable, Sequence

import apsw

from heliograph.domain.messages import Message
from heliograph.domain.notifications import (
    NO_SETTINGS,
    NotifyScope,
    NotifySettings,
    NotifyTarget,
    in_force,
    is_muted,
    of_called,
)
from heliograph.domain.peers import channel_of
from heliograph.domain.push import PushBounds
from heliograph.domain.push_notices import PushContext
from heliograph.domain.topics import topic_of
from heliograph.storage.sqlite import channels, people, posts, preferences, queries, rows
from heliograph.storage.sqlite.blobs import unpack_notify

_SQL = queries.load("push_posts")
_PUSH = queries.load("push")
_TOPICS = queries.load("kept_of_topics")


def members_after(
    db: apsw.Connection, *, channel_id: int, after_id: int, at_most: int
) -> Sequence[int]:
    """See `ports.push_post_store.PushPostOperations.members_after`."""
    found = rows.fetch(db, _SQL.members_after, (channel_id, after_id, at_most))
    return [row[0] for row in found]


def listeners(
    db: apsw.Connection, *, peer_id: int, message_id: int, account_ids: Sequence[int], now: int
) -> Sequence[tuple[int, bool]]:
    """See `ports.push_post_store.PushPostOperations.post_listeners`."""
    channel = channels.known(db, channel_of(peer_id))
    message = posts.by_ids(db, posts.NOBODY, peer_id, (message_id,)).get(message_id)
    if channel is None or channel.closed or message is None:
        return ()
    place = (channel.id, message_id)
    wanted = people.as_json(account_ids)
    found = rows.fetch(db, _SQL.unread_by, (*place, wanted, message.sender_id))
    reading = [row[0] for row in found]
    called = {row[0] for row in rows.fetch(db, _SQL.called, (*place, people.as_json(reading)))}
    scope = NotifyScope.BROADCASTS if channel.broadcast else NotifyScope.CHATS
    topic_id = topic_of(message.extras) if channel.forum else 0
    muted = _muted(db, reading, peer_id, scope, topic_id=topic_id, now=now) - called
    if called and not message.as_chat:
        muted |= _muted(db, called, message.sender_id, NotifyScope.USERS, now=now)
    return [(account_id, account_id in muted) for account_id in reading]


def _muted(
    db: apsw.Connection,
    account_ids: Iterable[int],
    peer_id: int,
    scope: NotifyScope,
    *,
    topic_id: int = 0,
    now: int,
) -> set[int]:
    """For whom of the accounts a dialog is muted, or what is in a topic of it."""
    wanted = people.as_json(account_ids)
    own = _settings(db, _SQL.settings_among, (wanted, int(NotifyScope.PEER), peer_id))
    kind = _settings(db, _SQL.settings_among, (wanted, int(scope), 0))
    topic = {}
    if topic_id:
        topic = _settings(db, _TOPICS.settings_among, (wanted, peer_id, topic_id))
    return {
        one
        for one in topic.keys() | own.keys() | kind.keys()
        if is_muted(topic.get(one), own.get(one), kind.get(one), now=now)
    }


def _settings(
    db: apsw.Connection, statement: str, asked: tuple[str | int, ...]
) -> dict[int, NotifySettings]:
    found = rows.fetch(db, statement, asked)
    return {row[0]: unpack_notify(row[1]) or NO_SETTINGS for row in found}


def context(
    db: apsw.Connection, owner_id: int, peer_id: int, message_id: int
) -> PushContext | None:
    """See `ports.push_store.PushOperations.push_context`, of a channel's message."""
    seen = channels.seen_channels(db, owner_id, (peer_id,)).get(peer_id)
    if seen is None or not seen.inside:
        return None
    message = posts.message(db, owner_id, peer_id, message_id)
    (member,) = channels.members_among(db, seen.channel.id, (owner_id,))
    if message is None or member.read_inbox_max_id >= message_id:
        return None
    sender = None
    if not message.as_chat:
        sender = next(iter(people.seen(db, owner_id, (message.sender_id,))), None)
    return PushContext(
        message=message,
        sender=sender,
        chat_title=seen.channel.title,
        settings=settings(
            db, message, topic_id=topic_of(message.extras) if seen.channel.forum else 0
        ),
        unread=rows.number(db, _PUSH.unread, (owner_id,)),
    )


def settings(db: apsw.Connection, message: Message, *, topic_id: int = 0) -> NotifySettings:
    """What makes the owner's devices ring for a message, in a topic if it is in one: whom it names
    or answers hears of it as of whoever wrote it."""
    owner_id = message.owner_id
    found = in_force(*preferences.settings_of_dialog(db, owner_id, message.peer_id))
    if topic_id:
        target = NotifyTarget(NotifyScope.PEER, message.peer_id, topic_id)
        found = in_force(preferences.notify_settings(db, owner_id, target), found)
    if not message.calls_owner:
        return found
    author = None
    if not message.as_chat:
        author = in_force(*preferences.settings_of_dialog(db, owner_id, message.sender_id))
    return of_called(found, author)


def delete(
    db: apsw.Connection, *, peer_id: int, ids: Sequence[int], now: int, bounds: PushBounds
) -> int:
    """See `ports.push_post_store.PushPostOperations.delete_post_push`."""
    gone = (peer_id, people.as_json(ids))
    db.execute(_SQL.drop_deleted, gone)
    return len(rows.fetch(db, _SQL.tell_deleted, (*gone, now, now + bounds.lifetime_s)))


def edit(
    db: apsw.Connection, *, peer_id: int, ids: Sequence[int], now: int, bounds: PushBounds
) -> int:
    """See `ports.push_post_store.PushPostOperations.edit_post_push`."""
    edited = (peer_id, people.as_json(ids), now, now + bounds.lifetime_s)
    return len(rows.fetch(db, _SQL.tell_edited, edited))
