"""Looking into threads: pages, the messages that they are about, how far somebody has read them."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_events import ThreadRead, ThreadReadByOthers
from heliograph.domain.channels import SeenChannel
from heliograph.domain.history import HistoryQuery, MessagePage, cut_mentions
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, channel_peer
from heliograph.domain.threads import Place, Thread
from heliograph.domain.topics import GENERAL
from heliograph.storage.sqlite import (
    account_events,
    channels,
    discussions,
    history,
    mailbox,
    people,
    posts,
    queries,
    replies,
    rows,
    topic_rows,
)
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("threads")
_TOPICS = queries.load("topics")

_COUNTED = 1_000
"""Unread messages of one thread, and newer ones than a page, that are counted."""


def opened(
    db: apsw.Connection, viewer_id: int, *, peer_id: int, message_id: int
) -> tuple[MessagePage, Thread]:
    """See `ports.thread_store.ThreadOperations.opened_thread`."""
    place, ids = _located(db, viewer_id, peer_id, message_id)
    page = posts.messages(db, viewer_id, place.peer_id, sorted(ids, reverse=True))
    if not page.messages:
        raise errors.MsgIdInvalid
    return _naming(db, viewer_id, page, peer_id), thread(db, viewer_id, place)


def page(db: apsw.Connection, query: HistoryQuery, *, message_id: int) -> MessagePage:
    """See `ports.thread_store.ThreadOperations.thread_page`."""
    viewer_id = query.owner_id
    place, _ = _located(db, viewer_id, query.peer_id, message_id)
    inside = replace(query, peer_id=place.peer_id)
    limit = max(0, query.limit)
    offset = history.offset_id(db, inside)
    below = query.max_id if query.max_id > 0 else history.PAST_ALL
    above = max(query.min_id, channels.hidden_up_to(db, viewer_id, place.peer_id))
    skip, ahead = max(0, query.add_offset), max(0, -query.add_offset)
    root, newer, older = _pages(db, place)
    # Of the `ahead` newer messages the page holds the newest `limit`.
    start = (max(offset, above + 1), below, max(0, ahead - limit), min(ahead, limit))
    ids = [row[0] for row in rows.fetch(db, newer, root[:2] + start + root[2:])] if ahead else []
    ids.reverse()
    if rest := limit - min(ahead, limit):
        wanted = (*root[:2], min(offset, below), above, skip, rest, *root[2:])
        ids += [row[0] for row in rows.fetch(db, older, wanted)]
    found = posts.by_ids(db, viewer_id, place.peer_id, ids)
    messages = cut_mentions([found[one] for one in ids if one in found])
    place_of = (place.peer_id, place.message_id)
    ahead_of = rows.number(db, _SQL.newer_count, (*place_of, ids[0], _COUNTED)) if ids else 0
    shown = MessagePage(
        messages=messages,
        count=thread(db, viewer_id, place).count,
        sees=people.seen_in(db, viewer_id, messages, others=(place.peer_id,)),
        offset_id_offset=ahead_of,
        pts=mailbox.current_pts(db, place.peer_id),
    )
    return _naming(db, viewer_id, topic_rows.with_topics(db, shown), query.peer_id)


def _pages(db: apsw.Connection, place: Place) -> tuple[tuple[int, ...], str, str]:
    """The statements that read pages of a thread, and what they are asked besides the page."""
    if place.message_id == GENERAL:
        general = topic_rows.known(db, channel_of(place.peer_id), GENERAL)
        if general is not None:
            asked = (place.peer_id, channel_of(place.peer_id), general.since)
            return asked, _TOPICS.general_newer, _TOPICS.general_older
    return (place.peer_id, place.message_id), _SQL.newer, _SQL.older


def thread(db: apsw.Connection, viewer_id: int, place: Place) -> Thread:
    """How a thread stands for somebody; one in which nothing was said yet is empty."""
    return threads(db, viewer_id, (place,))[place]


def threads(
    db: apsw.Connection, viewer_id: int, places: Iterable[Place], *, read_at_all: int = 0
) -> dict[Place, Thread]:
    """How threads stand for somebody.

    `read_at_all` is how far they read all of the group, where that counts for its threads.
    """
    stands = {one: Thread(peer_id=one.peer_id, root_id=one.message_id) for one in places}
    asked = people.as_json((one.peer_id, one.message_id) for one in stands)
    for peer_id, root_id, *row in rows.fetch(db, _SQL.threads, (asked, viewer_id)):
        count, channel_id, post_id, read, read_by_others, top_id = row
        place = Place(peer_id, root_id)
        stands[place] = Thread(
            peer_id=peer_id,
            root_id=root_id,
            count=count,
            top_id=top_id or 0,
            read_inbox_max_id=max(read, read_at_all),
            read_outbox_max_id=read_by_others,
            post=Place(channel_peer(channel_id), post_id) if channel_id else None,
        )
    # Of what nothing is above nothing is counted.
    newer = [one for one in stands.values() if one.top_id > one.read_inbox_max_id]
    marks = people.as_json((one.peer_id, one.root_id, one.read_inbox_max_id) for one in newer)
    for peer_id, root_id, unread in (
        rows.fetch(db, _SQL.unread, (marks, viewer_id, _COUNTED)) if newer else ()
    ):
        place = Place(peer_id, root_id)
        stands[place] = replace(stands[place], unread=unread)
    return stands


def read(
    db: apsw.Connection, account_id: int, *, peer_id: int, message_id: int, max_id: int
) -> tuple[ThreadRead | None, Sequence[tuple[int, ThreadReadByOthers]]]:
    """See `ports.thread_store.ThreadOperations.read_thread`."""
    place, _ = _located(db, account_id, peer_id, message_id)
    root = (place.peer_id, place.message_id)
    before = thread(db, account_id, place)
    now = min(max_id, before.top_id)
    if now <= before.read_inbox_max_id:
        return None, ()
    db.execute(_SQL.read_up_to, (account_id, *root, now)).fetchall()
    subject = _subject(place)
    account_events.note_passing(db, account_id, kind=Kind.THREAD_READ, subjects=(subject,))
    span = (*root, before.read_inbox_max_id, now, account_id)
    told = []
    for writer_id, top_id in rows.fetch(db, _SQL.writers, span):
        if not _allowed(db, writer_id, (subject,)):
            # Who was removed, or left what is private, hears no more of it.
            continue
        if not rows.fetch(db, _SQL.was_read_up_to, (writer_id, *root, top_id)):
            continue
        account_events.note_passing(db, writer_id, kind=Kind.THREAD_OUTBOX, subjects=(subject,))
        told.append((writer_id, _read_by_others(place, top_id)))
    return _read(replace(before, read_inbox_max_id=now)), told


def load_read(db: apsw.Connection, owner_id: int, subjects: Sequence[str]) -> Iterable[ThreadRead]:
    """How far the owner has read threads by now."""
    return map(_read, threads(db, owner_id, _allowed(db, owner_id, subjects)).values())


def load_read_by_others(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[ThreadReadByOthers]:
    """How far others have read what the owner wrote in threads."""
    known = threads(db, owner_id, _allowed(db, owner_id, subjects))
    return [_read_by_others(place, one.read_outbox_max_id) for place, one in known.items()]


def _located(
    db: apsw.Connection, viewer_id: int, peer_id: int, message_id: int
) -> tuple[Place, list[int]]:
    """Where what is said about a message stands, and the ids of what it is about there.

    CHANNEL_PRIVATE for who may not look into the one or the other, MSG_ID_INVALID.
    """
    seen = _readable(db, viewer_id, peer_id)
    if seen.channel.forum and topic_rows.known(db, seen.channel.id, message_id) is not None:
        # A newcomer may read in a topic that was made before them.
        return Place(peer_id, message_id), [message_id]
    known = posts.message(db, viewer_id, peer_id, message_id)
    if known is None:
        raise errors.MsgIdInvalid
    if not seen.channel.broadcast:
        root_id = replies.root_of(db, peer_id, message_id)
        root = known if root_id == message_id else posts.message(db, viewer_id, peer_id, root_id)
        ids = [root_id] if root is None else _album(db, viewer_id, root)
        return Place(peer_id, root_id), ids
    group_id = channel_peer(seen.channel.linked_id) if seen.channel.linked_id else 0
    album = _album(db, viewer_id, known)
    ids = [one for place, one in discussions.of_posts(db, peer_id, album) if place == group_id]
    if not ids:
        raise errors.MsgIdInvalid
    _readable(db, viewer_id, group_id)
    return Place(group_id, min(ids)), ids


def _readable(db: apsw.Connection, viewer_id: int, peer_id: int) -> SeenChannel:
    seen = channels.seen_channels(db, viewer_id, (peer_id,)).get(peer_id)
    if seen is None:
        raise errors.ChannelInvalid
    if not seen.readable:
        raise errors.ChannelPrivate
    return seen


def _album(db: apsw.Connection, viewer_id: int, post: Message) -> list[int]:
    """The ids of all that is shown as one with a post."""
    grouped_id = post.extras.grouped_id if post.extras is not None else 0
    if not grouped_id:
        return [post.id]
    near = range(post.id - replies.ALBUM_MOST + 1, post.id + replies.ALBUM_MOST)
    found = posts.by_ids(db, viewer_id, post.peer_id, near).values()
    return [one.id for one in found if one.extras and one.extras.grouped_id == grouped_id]


def _naming(db: apsw.Connection, viewer_id: int, page: MessagePage, peer_id: int) -> MessagePage:
    """The page, with the channel by whose post it was asked for."""
    also = people.shown(db, viewer_id, (peer_id,))
    return replace(page, sees=tuple(dict.fromkeys((*page.sees, *also))))


def _allowed(db: apsw.Connection, owner_id: int, subjects: Sequence[str]) -> list[Place]:
    """The threads that subjects name, of groups that the owner may look into."""
    places = [Place(*map(int, subject.split(":"))) for subject in subjects]
    seen = channels.seen_channels(db, owner_id, {place.peer_id for place in places})
    return [one for one in places if one.peer_id in seen and seen[one.peer_id].readable]


def _subject(place: Place) -> str:
    return f"{place.peer_id}:{place.message_id}"


def _read(known: Thread) -> ThreadRead:
    return ThreadRead(
        channel_id=channel_of(known.peer_id),
        root_id=known.root_id,
        max_id=known.read_inbox_max_id,
        post=known.post,
    )


def _read_by_others(place: Place, max_id: int) -> ThreadReadByOthers:
    return ThreadReadByOthers(
        channel_id=channel_of(place.peer_id), root_id=place.message_id, max_id=max_id
    )
