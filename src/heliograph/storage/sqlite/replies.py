"""Which message is about which, and how much is said about each: counted as it is said."""

import json
from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.extras import NO_EXTRAS
from heliograph.domain.messages import Body, Message
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.threads import Place, Replies
from heliograph.domain.topics import BEGINS_TOPIC, GENERAL
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.blobs import unpack_extras

_SQL = queries.load("threads")
_TOPICS = queries.load("topics")

ALBUM_MOST = 10
"""Messages that are shown as one."""


def threaded(db: apsw.Connection, body: Body, *, peer_id: int, answers_id: int | None) -> Body:
    """What is said in a supergroup, with the message that it is about if it answers one.

    An answer to an answer is about what that one is about, as long as that is there.
    """
    if answers_id is None or body.post or body.action is not None:
        return body
    root_id = root_of(db, peer_id, answers_id)
    return replace(body, extras=replace(body.extras or NO_EXTRAS, thread_id=root_id))


def root_of(db: apsw.Connection, peer_id: int, message_id: int) -> int:
    """What is talked about where somebody answers a message of a supergroup: what that is about, or
    itself. Of an album that came from the channel beside it, its first message."""
    row = db.execute(_SQL.root_of, (peer_id, message_id)).fetchone()
    if row:
        known: int = row[0]
        return known
    near = (peer_id, message_id, message_id - ALBUM_MOST + 1)
    found = rows.fetch(db, _SQL.carried_before, near)
    carried = [(row[0], unpack_extras(row[1])) for row in found]
    grouped_id = carried[0][1].grouped_id if carried and carried[0][1] is not None else 0
    if not grouped_id:
        return message_id
    first: int = min(one for one, extras in carried if extras and extras.grouped_id == grouped_id)
    return first


def in_topic(body: Body, topic_id: int) -> Body:
    """What is said in a forum, with the topic that it is in; what is in General bears no mark."""
    if topic_id == GENERAL:
        return body
    return replace(body, extras=replace(body.extras or NO_EXTRAS, thread_id=topic_id, topic=True))


def enter(db: apsw.Connection, message: Message, *, forum: bool) -> None:
    """Count a message of a supergroup in the thread that it is in, if it is in one.

    In a forum all is in a topic, but for what a topic begins with.
    """
    root_id = message.extras.thread_id if message.extras is not None else 0
    if not root_id and forum and message.action != BEGINS_TOPIC:
        root_id = GENERAL
    if not root_id:
        return
    if forum:
        db.execute(_TOPICS.raise_top, (channel_of(message.peer_id), root_id, message.id))
    place, author_id = (message.peer_id, root_id), message.author_id
    db.execute(_SQL.begin, (*place, 0, 0))
    db.execute(_SQL.count, (*place, author_id))
    db.execute(_SQL.add, (message.peer_id, message.id, root_id, author_id))


def begin(db: apsw.Connection, root: Place, *, post: Place) -> None:
    """Note that a message is a channel's post, to be talked about there."""
    came_from = (channel_of(post.peer_id), post.message_id)
    db.execute(_SQL.begin, (root.peer_id, root.message_id, *came_from))


def shown(db: apsw.Connection, viewer_id: int, messages: Sequence[Message]) -> list[Message]:
    """Messages of channels, each with how much is said about it."""
    posts = [one for one in messages if one.post and one.action is None]
    others = [one for one in messages if not one.post and is_channel(one.peer_id)]
    known = _of_posts(db, viewer_id, posts) | _of_roots(db, others)
    if not known:
        return list(messages)
    return [
        replace(one, replies=known[place]) if (place := (one.peer_id, one.id)) in known else one
        for one in messages
    ]


def _of_posts(
    db: apsw.Connection, viewer_id: int, posts: Iterable[Message]
) -> dict[tuple[int, int], Replies]:
    peers = {channel_of(one.peer_id): one.peer_id for one in posts}
    if not peers:
        return {}
    wanted = people.as_json((channel_of(one.peer_id), one.id) for one in posts)
    return {
        (peers[channel_id], post_id): Replies(
            count=count,
            pts=pts,
            top_id=top_id or 0,
            place_id=place_id,
            recent_ids=tuple(json.loads(repliers)),
            read_max_id=read,
        )
        for channel_id, post_id, count, pts, top_id, place_id, repliers, read in rows.fetch(
            db, _SQL.of_posts, (wanted, viewer_id)
        )
    }


def _of_roots(db: apsw.Connection, messages: Iterable[Message]) -> dict[tuple[int, int], Replies]:
    wanted = [(one.peer_id, one.id) for one in messages]
    if not wanted:
        return {}
    return {
        (peer_id, root_id): Replies(count=count, pts=pts, top_id=top_id or 0)
        for peer_id, root_id, count, pts, top_id in rows.fetch(
            db, _SQL.of_roots, (people.as_json(wanted),)
        )
    }
