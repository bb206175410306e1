"""Making, changing, listing and taking away topics of forums."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_log import Action, TopicEdited, TopicPinned, TopicTouched
from heliograph.domain.channel_messages import speaks_for_it
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.extras import NO_EXTRAS
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.messages import Draft
from heliograph.domain.notifications import NO_SETTINGS
from heliograph.domain.peers import channel_of, channel_peer
from heliograph.domain.people import Account
from heliograph.domain.telling import Told
from heliograph.domain.threads import Place
from heliograph.domain.topic_pages import SeenTopic, TopicPage, TopicQuery
from heliograph.domain.topics import GENERAL, Topic, Wrote, check_forum
from heliograph.storage.sqlite import (
    changing,
    channel_log,
    channel_sending,
    channels,
    chats,
    drafts,
    history,
    mailbox,
    paces,
    people,
    posts,
    preferences,
    queries,
    repeating,
    rows,
    threads,
    topic_rows,
)
from heliograph.storage.sqlite.send_context import Sides

_SQL = queries.load("topics")
_MENTIONS = queries.load("mentions")
_REACTIONS = queries.load("reactions")
_POLLS = queries.load("polls")

_ALL = -1
_LOOKED_THROUGH = 1_000
"""Topics among which titles are looked for."""

Make = Callable[[SeenChannel, Wrote], Told]
Edit = Callable[[SeenChannel, Account, Topic], tuple[Topic, Told]]
Pin = Callable[[SeenChannel, Sequence[Topic]], Sequence[Topic]]


def create(db: apsw.Connection, asker: Asker, *, decide: Make) -> Sent:
    """See `ports.topic_store.TopicOperations.create_topic`."""
    draft = _draft(asker)
    sides = channel_sending.load(db, draft)
    if sides.earlier is not None:
        return repeating.repeated(db, draft, sides=sides, earlier=sides.earlier)
    known = sides.context
    wrote = Wrote(account=known.sender.account, there=known.posted, anywhere=known.posted_anywhere)
    told = decide(_seen(sides), wrote)
    sent = _tell(db, asker, told, sides=sides, topic_id=0)
    fields = dict(told.arguments)
    look = (fields["title"], fields["icon_color"], fields.get("icon_emoji_id", 0))
    made = (asker.chat_id, sent.message.id, *look, sent.message.author_id, sent.message.date)
    db.execute(_SQL.add, made)
    paces.has_written(db, asker.account_id, asker.chat_id, date=asker.date)
    topic = topic_rows.known(db, asker.chat_id, sent.message.id)
    assert topic is not None
    _log(db, asker, TopicTouched(what="CreateTopic", topic=topic))
    return sent


def edit(db: apsw.Connection, asker: Asker, *, topic_id: int, decide: Edit) -> Sent:
    """See `ports.topic_store.TopicOperations.edit_topic`."""
    sides = channel_sending.load(db, _draft(asker))
    seen = _seen(sides)
    check_forum(seen)
    known = topic_rows.known(db, asker.chat_id, topic_id)
    if known is None:
        raise errors.TopicIdInvalid
    topic, told = decide(seen, sides.context.sender.account, known)
    _keep(db, asker.chat_id, topic)
    _log(db, asker, TopicEdited(before=known, after=topic))
    return _tell(db, asker, told, sides=sides, topic_id=topic_id)


def pin(
    db: apsw.Connection, asker: Asker, *, ids: Sequence[int], decide: Pin
) -> tuple[tuple[int, ...], bool]:
    """See `ports.topic_store.TopicOperations.pin_topics`."""
    seen = _readable(db, asker.account_id, channel_peer(asker.chat_id))
    found = topic_rows.among(db, asker.chat_id, ids)
    found |= {
        row[0]: topic_rows.topic(row) for row in rows.fetch(db, _SQL.pinned, (asker.chat_id,))
    }
    changed = decide(seen, list(found.values()))
    for one in changed:
        _keep(db, asker.chat_id, one)
        was, pinned = found[one.id].pin > 0, one.pin > 0
        if was != pinned:
            _log(db, asker, TopicPinned(topic=one, pinned=pinned))
    order = tuple(row[0] for row in rows.fetch(db, _SQL.pinned, (asker.chat_id,)))
    return order, bool(changed)


def drop(
    db: apsw.Connection,
    asker: Asker,
    *,
    topic_id: int,
    at_most: int,
    check: Callable[[SeenChannel], None],
) -> tuple[tuple[Deleted, ...], bool]:
    """See `ports.topic_store.TopicOperations.drop_topic`."""
    peer_id = channel_peer(asker.chat_id)
    check(_readable(db, asker.account_id, peer_id))
    topic = topic_rows.known(db, asker.chat_id, topic_id)
    if topic is None:
        raise errors.TopicIdInvalid
    ids = [row[0] for row in rows.fetch(db, _SQL.messages_of, (peer_id, topic_id, at_most))]
    more = len(ids) == at_most
    wanted = ids if more else [topic_id, *ids]
    gone = changing.delete_messages(db, peer_id, wanted, revoke=False, date=asker.date)
    if not more:
        _log(db, asker, TopicTouched(what="DeleteTopic", topic=topic))
    return gone, more


def page(db: apsw.Connection, query: TopicQuery) -> TopicPage:
    """See `ports.topic_store.TopicOperations.topics`."""
    channel_id = channel_of(query.peer_id)
    _readable(db, query.viewer_id, query.peer_id)
    first = query.offset_id <= 0
    below = history.PAST_ALL if first else query.offset_id
    limit = _LOOKED_THROUGH if query.words else query.limit
    found = list(rows.fetch(db, _SQL.pinned, (channel_id,))) if first else []
    found += rows.fetch(db, _SQL.page, (channel_id, below, limit))
    topics = [topic_rows.topic(row) for row in found]
    if query.words:
        words = query.words.casefold()
        topics = [one for one in topics if words in one.title.casefold()]
    return _page(db, query.viewer_id, query.peer_id, topics[: query.limit])


def by_ids(db: apsw.Connection, viewer_id: int, *, peer_id: int, ids: Sequence[int]) -> TopicPage:
    """See `ports.topic_store.TopicOperations.topics_by_id`."""
    _readable(db, viewer_id, peer_id)
    found = topic_rows.among(db, channel_of(peer_id), ids)
    known = [found[one] for one in dict.fromkeys(ids) if one in found]
    gone = tuple(one for one in dict.fromkeys(ids) if one not in found)
    return replace(_page(db, viewer_id, peer_id, known), gone=gone)


def _page(db: apsw.Connection, viewer_id: int, peer_id: int, topics: Iterable[Topic]) -> TopicPage:
    channel_id = channel_of(peer_id)
    row = db.execute(_SQL.read_at_all, (channel_id, viewer_id)).fetchone()
    read = row[0] if row else 0
    shown = _with_kept(db, _seen_topics(db, viewer_id, peer_id, topics, read))
    tops = dict.fromkeys(one.top_id for one in shown)
    found = posts.messages(db, viewer_id, peer_id, list(tops))
    named = [peer_id, viewer_id, *(one.topic.creator_id for one in shown)]
    named += chain.from_iterable(one.unsent.names for one in shown if one.unsent is not None)
    also = people.shown(db, viewer_id, named)
    sees = tuple(dict.fromkeys((*found.sees, *also)))
    return TopicPage(
        topics=shown,
        count=rows.number(db, _SQL.count, (channel_id,)),
        page=replace(found, sees=sees, pts=mailbox.current_pts(db, peer_id)),
    )


def _seen_topics(
    db: apsw.Connection, viewer_id: int, peer_id: int, topics: Iterable[Topic], read_at_all: int
) -> list[SeenTopic]:
    """How topics stand for somebody, who has read the forum as a whole up to an id."""
    of = {Place(peer_id, one.id): one for one in topics}
    stand = threads.threads(db, viewer_id, of, read_at_all=read_at_all)
    seen = []
    for place, topic in of.items():
        thread = stand[place]
        top_id = thread.top_id
        if not top_id and topic.id == GENERAL:
            top_id = rows.number(db, _SQL.top_of_general, (peer_id, topic.since))
        seen.append(
            SeenTopic(
                topic=topic,
                viewer_id=viewer_id,
                peer_id=peer_id,
                top_id=top_id or topic.id,
                read_inbox_max_id=thread.read_inbox_max_id,
                read_outbox_max_id=thread.read_outbox_max_id,
                unread=thread.unread,
            )
        )
    return seen


def _with_kept(db: apsw.Connection, topics: Sequence[SeenTopic]) -> tuple[SeenTopic, ...]:
    """Topics of one forum with what their viewer keeps of them and has not looked at in them."""
    if not topics:
        return ()
    viewer_id, peer_id = topics[0].viewer_id, topics[0].peer_id
    asked = (viewer_id, peer_id, _ALL)
    places = [(peer_id, one.topic.id) for one in topics]
    unsent = drafts.unsent_in(db, viewer_id, places)
    settings = preferences.settings_of_topics(db, viewer_id, places)
    mentions, reactions, votes = (
        topic_rows.counted(db, peer_id, [row[0] for row in rows.fetch(db, unread, asked)])
        for unread in (_MENTIONS.unread, _REACTIONS.unread, _POLLS.unread)
    )
    return tuple(
        replace(
            one,
            unread_mentions=mentions[one.topic.id],
            unread_reactions=reactions[one.topic.id],
            unread_votes=votes[one.topic.id],
            settings=settings.get((peer_id, one.topic.id), NO_SETTINGS),
            unsent=unsent.get((peer_id, one.topic.id)),
        )
        for one in topics
    )


def _keep(db: apsw.Connection, channel_id: int, topic: Topic) -> None:
    bits = (int(topic.closed), int(topic.hidden), topic.pin)
    db.execute(_SQL.keep, (channel_id, topic.id, topic.title, topic.icon_emoji_id, *bits))


def _log(db: apsw.Connection, asker: Asker, action: Action) -> None:
    channel_log.note(db, asker.chat_id, asker.account_id, [action], date=asker.date)


def _draft(asker: Asker) -> Draft:
    return Draft(
        sender_id=asker.account_id,
        recipient_id=channel_peer(asker.chat_id),
        random_id=asker.random_id,
        text="",
        date=asker.date,
    )


def _seen(sides: Sides) -> SeenChannel:
    seen = sides.context.channel
    assert seen is not None
    return seen


def _tell(db: apsw.Connection, asker: Asker, told: Told, *, sides: Sides, topic_id: int) -> Sent:
    """Say in a topic what became of it; what tells that it was made begins it."""
    body = chats.body_of(told, sender_id=asker.account_id, date=asker.date)
    in_topic = topic_id if topic_id != GENERAL else 0
    extras = replace(body.extras or NO_EXTRAS, thread_id=in_topic, topic=in_topic > 0)
    body = replace(body, extras=extras, as_chat=speaks_for_it(_seen(sides)))
    sent = channel_sending.write(db, _draft(asker), body, sides=sides)
    return replace(sent, random_id=asker.random_id)


def _readable(db: apsw.Connection, viewer_id: int, peer_id: int) -> SeenChannel:
    seen = channels.seen_channels(db, viewer_id, (peer_id,)).get(peer_id)
    if seen is None:
        raise errors.ChannelInvalid
    check_forum(seen)
    return seen
