"""Topics as they lie in the store, and which of them something is written in."""

from collections import Counter
from collections.abc import Iterable

import apsw
from msgspec.structs import replace

from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.history import MessagePage
from heliograph.domain.messages import Draft, Message
from heliograph.domain.peers import channel_of
from heliograph.domain.topics import BEGINS_TOPIC, COLORS, GENERAL, Topic, topic_of
from heliograph.storage.sqlite import people, queries, rows

_SQL = queries.load("topics")

_GENERAL_TITLE = "General"


def topic(row: rows.Row) -> Topic:
    """From the columns of the statement `topic`."""
    return Topic(
        id=row[0],
        title=row[1],
        icon_color=row[2],
        icon_emoji_id=row[3],
        creator_id=row[4],
        date=row[5],
        closed=bool(row[6]),
        hidden=bool(row[7]),
        pin=row[8],
        since=row[9],
    )


def known(db: apsw.Connection, channel_id: int, topic_id: int) -> Topic | None:
    row = db.execute(_SQL.topic, (channel_id, topic_id)).fetchone()
    return topic(row) if row else None


def among(db: apsw.Connection, channel_id: int, ids: Iterable[int]) -> dict[int, Topic]:
    """Those of the topics that are there, by id."""
    found = rows.fetch(db, _SQL.among, (channel_id, people.as_json(ids)))
    return {row[0]: topic(row) for row in found}


def with_topics(db: apsw.Connection, page: MessagePage) -> MessagePage:
    """A page with the topics of forums that its messages are in, and who made those."""
    seen = [one for one in page.sees if isinstance(one, SeenChannel) and one.channel.forum]
    topics: list[tuple[int, Topic]] = []
    for forum in seen:
        peer_id = forum.channel.peer_id
        ids = {_topic_of(one) for one in page.messages if one.peer_id == peer_id}
        topics += [(peer_id, one) for one in among(db, forum.channel.id, sorted(ids)).values()]
    if not topics:
        return page
    also = people.shown(db, seen[0].viewer_id, (one.creator_id for _, one in topics))
    sees = tuple(dict.fromkeys((*page.sees, *also)))
    return replace(page, sees=sees, topics=tuple(topics))


def _topic_of(message: Message) -> int:
    """The topic that a message is shown in; what tells of its making begins it."""
    return message.id if message.action == BEGINS_TOPIC else topic_of(message.extras)


def within(db: apsw.Connection, peer_id: int, topic_id: int, ids: Iterable[int]) -> tuple[int, ...]:
    """Those of a supergroup's messages that are in a topic or in another thread, in their order;
    with 0 all of them."""
    if not topic_id:
        return tuple(ids)
    found = rows.fetch(db, _SQL.places_of, (peer_id, channel_of(peer_id), people.as_json(ids)))
    return tuple(row[0] for row in found if topic_id in row[1:])


def counted(db: apsw.Connection, peer_id: int, ids: Iterable[int]) -> Counter[int]:
    """How many of a forum's messages are in which topic."""
    found = rows.fetch(db, _SQL.places_of, (peer_id, channel_of(peer_id), people.as_json(ids)))
    return Counter(row[1] for row in found)


def begin_general(db: apsw.Connection, channel: Channel, *, date: int) -> None:
    """Have a supergroup be a forum, in whose General topic is what was said so far."""
    fields = (_GENERAL_TITLE, COLORS[0], channel.creator_id, date)
    db.execute(_SQL.begin_general, (channel.id, channel.peer_id, *fields))


def written_in(db: apsw.Connection, channel: Channel, draft: Draft) -> Topic | None:
    """The topic of a forum that something is to be written in; None if that is gone.

    An answer is where what it answers is; what names no topic is in General.
    """
    topic_id = draft.thread_id or GENERAL
    if draft.reply_to_id is not None and draft.reply_peer_id is None:
        row = db.execute(_SQL.root_of, (channel.peer_id, draft.reply_to_id)).fetchone()
        topic_id = row[0] if row else draft.reply_to_id
        if known(db, channel.id, topic_id) is None:
            # What was said before the group was a forum.
            topic_id = draft.thread_id or GENERAL
    return known(db, channel.id, topic_id)
