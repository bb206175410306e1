"""The topics of forums: as they were pushed, as the server lists them, and as their messages say.

https://core.telegram.org/api/forum
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from heliograph.tl import functions, types
from support.api_client import ApiClient

GENERAL = 1
_PAGE = 100


@dataclass
class ShownTopic:
    """A topic as far as people see it."""

    title: str
    icon_color: int
    icon: int
    closed: bool = False
    hidden: bool = False

    def edit(self, action: Any) -> None:
        """Take what a message tells of it."""
        self.title = self.title if action.title is None else action.title
        self.icon = self.icon if action.icon_emoji_id is None else action.icon_emoji_id
        self.closed = self.closed if action.closed is None else action.closed
        self.hidden = self.hidden if action.hidden is None else action.hidden


@dataclass
class FollowedForum:
    """What a client shows that hears of everything: topics by id, those that are pinned in their
    order, and how far each was read as far as it was told.

    It has every message from the id `first` on. What is pinned it knows unless it was away.
    """

    topics: dict[int, ShownTopic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    knows_pinned: bool = True
    read: dict[int, int] = field(default_factory=dict)
    read_at_all: int = 0
    first: int = 0

    def take(self, update: Any) -> None:
        """One update, or a message of a difference."""
        match update:
            case types.UpdateNewChannelMessage(message=message):
                self._arrived(message)
            case types.Message() | types.MessageService():
                self._arrived(update)
            case types.UpdateDeleteChannelMessages():
                for number in self.topics.keys() & set(update.messages):
                    del self.topics[number]
                    self._unpin(number)
            case types.UpdateReadChannelDiscussionInbox():
                self.read[update.top_msg_id] = update.read_max_id
            case types.UpdateReadChannelInbox():
                self.read_at_all = update.max_id
            case _:
                self._take_pins(update)

    def _take_pins(self, update: Any) -> None:
        match update:
            case types.UpdatePinnedForumTopic():
                self._unpin(update.topic_id)
                if update.pinned:
                    self.pinned.insert(0, update.topic_id)
            case types.UpdatePinnedForumTopics():
                self.pinned, self.knows_pinned = list(update.order or []), True

    def lose_sight(self) -> None:
        """What takes no pts was not heard of: clients ask for it anew."""
        self.knows_pinned = False
        self.read.clear()

    def _unpin(self, topic_id: int) -> None:
        self.pinned = [one for one in self.pinned if one != topic_id]

    def _arrived(self, message: Any) -> None:
        self.first = self.first or message.id
        match getattr(message, "action", None):
            case types.MessageActionTopicCreate() as made:
                look = ShownTopic(made.title, made.icon_color, made.icon_emoji_id or 0)
                self.topics[message.id] = look
            case types.MessageActionTopicEdit() as edited:
                known = self.topics.get(topic_of(message))
                if known is not None:
                    known.edit(edited)


class TopicStory:
    """What one session is pushed of the topics of its forums."""

    def __init__(self) -> None:
        self._followed: dict[int, FollowedForum] = defaultdict(FollowedForum)

    def note(self, channel_id: int, update: Any) -> None:
        """Take what was pushed or missed, in its order."""
        self._followed[channel_id].take(update)

    def lose_sight(self) -> None:
        """The session was away."""
        for one in self._followed.values():
            one.lose_sight()

    async def differences(
        self,
        client: ApiClient,
        channel_id: int,
        access_hash: int,
        lines: Sequence[Any],
        *,
        was_there: bool,
    ) -> list[str]:
        """Where the list of topics says something else than the messages, or than was pushed to who
        `was_there` all the while."""
        peer = types.InputPeerChannel(channel_id=channel_id, access_hash=access_hash)
        listed = await _listed(client, peer)
        told = _against_messages(listed, lines)
        return told + (self._against_pushed(channel_id, listed, lines) if was_there else [])

    def _against_pushed(
        self, channel_id: int, listed: Sequence[Any], lines: Sequence[Any]
    ) -> list[str]:
        followed, told = self._followed[channel_id], []
        by_id = {one.id: one for one in listed}
        for number, shown in followed.topics.items():
            fresh = by_id.get(number)
            if fresh is None or shown != _look(fresh):
                told.append(f"topic {number}: {fresh and _look(fresh)}, not {shown}")
        for number in by_id.keys() & followed.read.keys():
            read = max(followed.read[number], followed.read_at_all)
            ours = unread(lines, number, read=read)
            if ours != by_id[number].unread_count:
                told.append(f"topic {number}: {by_id[number].unread_count} unread, not {ours}")
        from_the_start = followed.first <= min(by_id.keys() - {GENERAL}, default=0)
        pinned = [one.id for one in listed if one.pinned]
        if followed.knows_pinned and from_the_start and followed.pinned != pinned:
            told.append(f"pinned {pinned}, not {followed.pinned}")
        return told


def _against_messages(listed: Sequence[Any], lines: Sequence[Any]) -> list[str]:
    """Each topic is there that was begun, its newest message is the newest in it, and as many are
    unread as lie above its mark."""
    begun = {
        one.id
        for one in lines
        if isinstance(getattr(one, "action", None), types.MessageActionTopicCreate)
    }
    ids = {one.id for one in listed} - {GENERAL}
    told = [] if begun == ids else [f"topics {sorted(ids)}, not {sorted(begun)}"]
    for topic in listed:
        inside = [one.id for one in lines if topic_of(one) == topic.id or one.id == topic.id]
        newest = max(inside, default=topic.id)
        if topic.id != GENERAL and topic.top_message != newest:
            told.append(f"topic {topic.id}: newest is {topic.top_message}, not {newest}")
        if topic.id != GENERAL:
            above = unread(lines, topic.id, read=topic.read_inbox_max_id)
            if above != topic.unread_count:
                told.append(f"topic {topic.id}: {topic.unread_count} unread, not {above}")
    return told


def topic_of(message: Any) -> int:
    """The topic that a message of a forum is in."""
    header = getattr(message, "reply_to", None)
    if not getattr(header, "forum_topic", False):
        return GENERAL
    number: int = header.reply_to_top_id or header.reply_to_msg_id
    return number


def unread(lines: Iterable[Any], topic_id: int, *, read: int) -> int:
    """How many messages of others in a topic lie above what was read."""
    return sum(one.id > read and not one.out and topic_of(one) == topic_id for one in lines)


def _look(topic: Any) -> ShownTopic:
    return ShownTopic(
        topic.title, topic.icon_color, topic.icon_emoji_id or 0, topic.closed, topic.hidden
    )


async def _listed(client: ApiClient, peer: types.InputPeerChannel) -> list[Any]:
    """All topics of a forum, the pinned first."""
    found: dict[int, Any] = {}
    offset = 0
    while True:
        page = await client.call(
            functions.messages.GetForumTopics(
                peer=peer, offset_date=0, offset_id=offset, offset_topic=0, limit=_PAGE
            )
        )
        topics = [one for one in page.topics if isinstance(one, types.ForumTopic)]
        new = {one.id: one for one in topics if one.id not in found}
        found |= new
        if len(topics) < _PAGE or not new:
            return list(found.values())
        offset = topics[-1].top_message
