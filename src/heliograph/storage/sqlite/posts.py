"""What lies in channels' mailboxes, as somebody is shown it: one copy serves everybody."""

from collections.abc import Iterable, Mapping, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.history import MessagePage, cut_mentions
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, channel_peer, is_channel
from heliograph.domain.reactions import Tally
from heliograph.storage.sqlite import (
    channels,
    hearing,
    mailbox,
    people,
    polls,
    post_contents,
    queries,
    replies,
    rows,
    tallies,
    topic_rows,
    withholding,
)

_SQL = queries.load("posts")
_BY_ID = queries.load("messages").messages_by_ids

NOBODY = 0
"""The viewer of what is the same for everybody."""

Place = tuple[int, int]
"""A channel's peer, and an id there."""

REACTED = 2
"""A bit of a channel's copies.marks: there was a reaction to it."""

_MARKS = 12
"""Where a row of the view `messages` has the marks."""


def shown(db: apsw.Connection, viewer_id: int, found: Iterable[rows.Row]) -> list[Message]:
    """Messages of any mailboxes as the viewer is shown them."""
    found = list(found)
    messages = [rows.message(row) for row in found]
    if any(is_channel(one.owner_id) for one in messages):
        reacted = [one for one, row in zip(messages, found, strict=True) if row[_MARKS] & REACTED]
        beside = _Beside(db, viewer_id, messages, reacted)
        messages = [beside.shown(one) if is_channel(one.owner_id) else one for one in messages]
        messages = hearing.heard(db, viewer_id, messages)
        messages = replies.shown(db, viewer_id, messages)
    return polls.shown(db, messages)


class _Beside:
    """What is kept beside channels' messages: looked up only where a mark says that there is."""

    def __init__(
        self,
        db: apsw.Connection,
        viewer_id: int,
        messages: Iterable[Message],
        reacted: Iterable[Message],
    ) -> None:
        of_channels = [one for one in messages if is_channel(one.owner_id)]
        self._viewer_id = viewer_id
        self._counters = _counters(db, of_channels)
        self._protecting = _protecting(db, of_channels)
        self._tallies = _tallies(db, viewer_id, reacted)
        calling = [_place(one) for one in of_channels if one.calls_owner]
        self._calls = post_contents.calls_of(db, viewer_id, calling)
        dated = [(*_place(one), one.date) for one in of_channels if one.unopened]
        self._unopened = post_contents.unopened(db, viewer_id, dated)

    def shown(self, message: Message) -> Message:
        """The message as the viewer is shown it."""
        place = _place(message)
        views, forwards = self._counters.get(place, (0, 0))
        return replace(
            message,
            owner_id=self._viewer_id,
            noforwards=message.noforwards or message.sender_id in self._protecting,
            views=views,
            forwards=forwards,
            tally=self._tallies.get(place),
            calls_owner=place in self._calls,
            unheeded=self._calls.get(place, False),
            unopened=place in self._unopened,
        )


def _place(message: Message) -> tuple[int, int]:
    return channel_of(message.owner_id), message.id


def _tallies(
    db: apsw.Connection, viewer_id: int, marked: Iterable[Message]
) -> Mapping[Place, Tally]:
    """The reactions to those of channels among the messages that have some, by channel and id."""
    known = {_place(one): one for one in marked if is_channel(one.owner_id)}
    if not known:
        return {}
    closed = {place for place, one in known.items() if one.post}
    return tallies.tallies(db, viewer_id, known.keys(), posts=closed)


def _protecting(db: apsw.Connection, messages: Iterable[Message]) -> frozenset[int]:
    """The channels that protect what they say by now, of those from which posts came by themselves
    to the group beside them."""
    origins = {one.sender_id for one in messages if is_channel(one.sender_id)}
    if not origins:
        return frozenset()
    asked = people.as_json(channel_of(one) for one in origins)
    return frozenset(channel_peer(row[0]) for row in rows.fetch(db, _SQL.protecting, (asked,)))


def _counters(db: apsw.Connection, messages: Iterable[Message]) -> dict[Place, tuple[int, int]]:
    places = [(channel_of(one.owner_id), one.id) for one in messages if one.post and not one.action]
    if not places:
        return {}
    found = rows.fetch(db, _SQL.counters, (people.as_json(places),))
    return {(row[0], row[1]): (row[2], row[3]) for row in found}


def by_ids(
    db: apsw.Connection, viewer_id: int, peer_id: int, ids: Iterable[int]
) -> dict[int, Message]:
    """Those of a channel's messages that are there, by id."""
    found = rows.fetch(db, _BY_ID, (peer_id, people.as_json(ids)))
    return {message.id: message for message in shown(db, viewer_id, found)}


def as_author_reads(db: apsw.Connection, peer_id: int, message_id: int) -> Message | None:
    """A message of a channel as whoever said it reads it, which is all of it."""
    found = rows.fetch(db, _BY_ID, (peer_id, people.as_json((message_id,))))
    if not found:
        return None
    # One that came by itself from the channel beside it was said by that.
    shown_to = rows.message(found[0]).sender_id
    return next(iter(shown(db, shown_to, found)), None)


def for_anybody(db: apsw.Connection, peer_id: int, message_id: int) -> list[Message]:
    """A message of a channel without what anybody chose in it, all of it though it be withheld from
    some: to be told to nobody before it is known who sees it. Empty if it is gone."""
    found = list(by_ids(db, NOBODY, peer_id, (message_id,)).values())
    if not any(one.held is not None for one in found):
        return found
    whole = as_author_reads(db, peer_id, message_id)
    if whole is None:
        return []
    poll = None if whole.poll is None else replace(whole.poll, chosen=())
    return [replace(whole, owner_id=NOBODY, poll=poll, held=found[0].held)]


def as_seen(
    db: apsw.Connection, *, peer_id: int, message_id: int, viewer_ids: Sequence[int]
) -> Mapping[int, Message]:
    """See `ports.channel_store.ChannelOperations.post_as_seen`."""
    whole = as_author_reads(db, peer_id, message_id)
    return {} if whole is None else withholding.seen_by(db, whole, viewer_ids)


def message(db: apsw.Connection, viewer_id: int, peer_id: int, message_id: int) -> Message | None:
    """One message of a channel, None if it is not there or not for the viewer."""
    if message_id <= channels.hidden_up_to(db, viewer_id, peer_id):
        return None
    return by_ids(db, viewer_id, peer_id, (message_id,)).get(message_id)


def messages(db: apsw.Connection, viewer_id: int, peer_id: int, ids: Sequence[int]) -> MessagePage:
    """See `ports.channel_store.ChannelOperations.posts`."""
    hidden = channels.hidden_up_to(db, viewer_id, peer_id)
    wanted = [one for one in dict.fromkeys(ids) if one > hidden]
    found = by_ids(db, viewer_id, peer_id, wanted)
    page = cut_mentions([found[one] for one in wanted if one in found])
    sees = people.seen_in(db, viewer_id, page, others=(peer_id,))
    pts = mailbox.current_pts(db, peer_id)
    found_page = MessagePage(messages=page, count=len(page), sees=sees, pts=pts)
    return topic_rows.with_topics(db, found_page)


def count_views(db: apsw.Connection, counts: Mapping[Place, int]) -> None:
    """See `ports.channel_store.ChannelOperations.count_views`."""
    lines = [(channel_of(peer), message_id, more) for (peer, message_id), more in counts.items()]
    db.executemany(_SQL.count_views, lines)


def post_counts(db: apsw.Connection, places: Sequence[Place]) -> Mapping[Place, tuple[int, int]]:
    """See `ports.channel_store.ChannelOperations.post_counts`."""
    wanted = people.as_json((channel_of(peer_id), message_id) for peer_id, message_id in places)
    found = rows.fetch(db, _SQL.counters, (wanted,))
    return {(channel_peer(row[0]), row[1]): (row[2], row[3]) for row in found}


def count_forward(db: apsw.Connection, place: Place) -> None:
    """A post was passed on once more."""
    db.execute(_SQL.count_forward, (channel_of(place[0]), place[1]))


def tops(db: apsw.Connection, viewer_id: int, places: Iterable[Place]) -> list[Message]:
    """The newest messages of several channels."""
    found = rows.fetch(db, _SQL.of_places, (people.as_json(places),))
    return shown(db, viewer_id, found)
