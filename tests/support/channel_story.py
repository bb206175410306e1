"""What happened in an account's channels: as it was pushed, as the difference tells it, as it is.

https://core.telegram.org/api/updates
"""

import asyncio
import itertools
from collections import defaultdict
from typing import Any, NamedTuple

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient
from support.topic_story import TopicStory

_PAGE = 100
_SHORT = 7
"""A slice so short that most channels take several."""
_SHORT_SLICES = 20
"""After so many, whole pages: a busy channel would take more calls than a client may make."""

_LOOKS = 20
_KINDS = (
    types.UpdateNewChannelMessage,
    types.UpdateEditChannelMessage,
    types.UpdateDeleteChannelMessages,
    types.UpdatePinnedChannelMessages,
)

_OF_TOPICS = (
    *_KINDS,
    types.UpdatePinnedForumTopic,
    types.UpdatePinnedForumTopics,
    types.UpdateReadChannelDiscussionInbox,
    types.UpdateReadChannelInbox,
)
_TOPICS_SINCE = 216
"""The layer from which on topics are asked for as the newest does."""

Shown = dict[int, tuple[Any, ...]]
"""Messages by id, as far as people see them."""


def _channel_of(update: Any) -> int:
    message = getattr(update, "message", None)
    peer = getattr(update, "peer", None) if message is None else message.peer_id
    # Topics are pinned in chats with bots, too, as far as the schema goes.
    number: int = getattr(update if peer is None else peer, "channel_id", 0)
    return number


def _told(action: Any) -> str:
    """What happened; of topics also how they are called and look."""
    of_topic = isinstance(action, types.MessageActionTopicCreate | types.MessageActionTopicEdit)
    return str(action) if of_topic else type(action).__name__


def _shown(message: Any) -> tuple[Any, ...]:
    words = isinstance(message, types.Message)
    said = message.message if words else _told(message.action)
    return said, message.out, str(message.from_id), words and message.pinned


def _apply(shown: Shown, update: Any) -> None:
    match update:
        case types.Message() | types.MessageService():
            shown[update.id] = _shown(update)
        case types.UpdateNewChannelMessage() | types.UpdateEditChannelMessage():
            shown[update.message.id] = _shown(update.message)
        case types.UpdateDeleteChannelMessages():
            for message_id in update.messages:
                shown.pop(message_id, None)
        case types.UpdatePinnedChannelMessages():
            for message_id in update.messages:
                if message_id in shown:
                    shown[message_id] = (*shown[message_id][:3], update.pinned)


class _Missed(NamedTuple):
    """What a difference told, messages and updates in their order, and the pts it ends with."""

    told: list[Any]
    pts: int


class _Followed(NamedTuple):
    """What a client that follows a channel shows of it.

    It has every message from the id `since` on. `beyond` is the pts that does not follow.
    """

    pts: int
    shown: Shown
    since: int | None
    beyond: int | None = None


class ChannelStory:
    """The pushes of one session, held against what the server says afterwards."""

    def __init__(self) -> None:
        self._pushed: dict[int, list[Any]] = defaultdict(list)
        self._came = itertools.count()
        self._arrived: dict[tuple[int, int], int] = {}
        """When each update came, by its channel and pts: one after the other."""
        self._reshaped: dict[int, list[int]] = defaultdict(list)
        """When an account was told that it is in a channel, or no longer."""
        self._caught: dict[int, dict[int, _Missed]] = defaultdict(dict)
        self._topics = TopicStory()

    def note(self, update: Any) -> None:
        """Take what was pushed, if it is of a channel.

        Who was out of it for a while missed what was said; `updateChannel` told them of both.
        """
        number = next(self._came)
        if isinstance(update, types.UpdateChannel):
            self._reshaped[update.channel_id].append(number)
        if isinstance(update, _OF_TOPICS):
            self._topics.note(_channel_of(update), update)
        if isinstance(update, _KINDS):
            channel_id = _channel_of(update)
            self._arrived[channel_id, update.pts] = number
            self._pushed[channel_id].append(update)

    async def catch_up(self, client: ApiClient) -> None:
        """Ask what was missed in the channels that were told of, after having been away.

        Nothing else tells what the server had no time to push. A channel that the account is out
        of goes on with a hole when it is back in it.
        """
        inside = await _channels(client)
        self._topics.lose_sight()
        for channel_id in list(self._pushed):
            if channel_id not in inside:
                self._reshaped[channel_id].append(next(self._came))
                continue
            pts = self._follow(channel_id).pts
            access_hash = inside[channel_id].access_hash
            missed = await _difference(client, channel_id, access_hash, pts=pts)
            if missed.pts > pts:
                self._caught[channel_id][pts] = missed
                for one in missed.told:
                    self._topics.note(channel_id, one)

    async def check(self, client: ApiClient) -> None:
        """Fails unless the three tell the same of every channel that the account is in."""
        for channel in (await _channels(client)).values():
            await self._check_one(client, channel)

    async def _check_one(self, client: ApiClient, channel: Any) -> None:
        told = ["nothing was looked at"]
        channel_id, access_hash = channel.id, channel.access_hash
        for _ in range(_LOOKS):
            lines, pts = await _fetch(client, channel_id, access_hash)
            fresh = {message.id: _shown(message) for message in lines}
            missed: Shown = {}
            end = _take(await _difference(client, channel_id, access_hash, pts=1), missed)
            told = [] if missed == fresh and end == pts else [f"missed {missed}, not {fresh}"]
            told += self._against(channel_id, fresh, pts)
            if channel.forum and client.layer >= _TOPICS_SINCE:
                there = not self._reshaped_since(channel_id)
                told += await self._topics.differences(
                    client, channel_id, access_hash, lines, was_there=there
                )
            if not told:
                return
            # Something is still on its way, and nothing tells that it is not.
            await asyncio.sleep(0.2)
        pytest.fail(f"channel {channel_id}: " + "\n".join(told))

    def _against(self, channel_id: int, fresh: Shown, pts: int) -> list[str]:
        """Where what was told as it came has a hole, or shows something else."""
        if not self._pushed[channel_id]:
            return []
        reached, shown, since, beyond = self._follow(channel_id)
        if beyond is not None:
            return [f"a hole between {reached} and {beyond}"]
        told = [f"told up to {reached}, not {pts}"] if reached != pts else []
        odd = {number for number, line in shown.items() if fresh.get(number) != line}
        if self._caught[channel_id] and since is not None:
            # Messages in a difference have no pts, so a hole there shows by nothing else.
            odd |= {number for number in fresh if number >= since} - shown.keys()
        return told + [f"#{n}: {fresh.get(n)}, not {shown.get(n)}" for n in sorted(odd)]

    def _follow(self, channel_id: int) -> _Followed:
        """Do what a client does with what was pushed, and with the differences it asked for."""
        pushed = sorted(self._pushed[channel_id], key=lambda update: int(update.pts))
        caught = self._caught[channel_id]
        shown: Shown = {}
        since: int | None = None
        reached = pushed[0].pts - pushed[0].pts_count
        asked = 0
        for place, update in enumerate(pushed):
            while reached in caught:
                asked = _take(caught[reached], shown)
                reached = asked
            if update.pts <= asked:
                continue
            if update.pts - update.pts_count != reached:
                if not self._was_out(channel_id, pushed, place):
                    return _Followed(reached, shown, since, update.pts)
                since = None
            reached = update.pts
            _apply(shown, update)
            if since is None and isinstance(update, types.UpdateNewChannelMessage):
                since = update.message.id
        while reached in caught:
            reached = _take(caught[reached], shown)
        return _Followed(reached, shown, since)

    def _reshaped_since(self, channel_id: int) -> bool:
        """Whether the account was out of the channel for a while after it was first told of it."""
        pushed = sorted(self._pushed[channel_id], key=lambda update: int(update.pts))
        holes = [
            (earlier.pts, later.pts - later.pts_count)
            for earlier, later in itertools.pairwise(pushed)
            if earlier.pts != later.pts - later.pts_count
        ]
        caught = [(start, missed.pts) for start, missed in self._caught[channel_id].items()]
        return any(
            not any(start <= hole[0] and hole[1] <= end for start, end in caught) for hole in holes
        )

    def _was_out(self, channel_id: int, pushed: list[Any], place: int) -> bool:
        """Whether the account was told around then that it left, or is back.

        `updateChannel` takes no pts: what is said in the channel may come an update before or after
        it.
        """
        around = pushed[max(0, place - 2) : place + 2]
        came = [self._arrived[channel_id, update.pts] for update in around]
        is_last = place + 1 >= len(pushed)
        return any(
            min(came) <= number and (is_last or number <= max(came))
            for number in self._reshaped[channel_id]
        )


def _take(missed: _Missed, shown: Shown) -> int:
    """Show what was missed; gives the pts that it ends with."""
    for one in missed.told:
        _apply(shown, one)
    return missed.pts


async def _channels(client: ApiClient) -> dict[int, Any]:
    """The channels that the account is in."""
    request = functions.messages.GetDialogs(
        offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=_PAGE, hash=0
    )
    found = await client.call(request)
    known = {chat.id: chat for chat in found.chats if hasattr(chat, "broadcast")}
    peers = [dialog.peer for dialog in found.dialogs]
    inside = [peer.channel_id for peer in peers if isinstance(peer, types.PeerChannel)]
    return {channel_id: known[channel_id] for channel_id in inside}


async def _fetch(client: ApiClient, channel_id: int, access_hash: int) -> tuple[list[Any], int]:
    """The messages of the channel as it is, and its pts."""
    peer = types.InputPeerChannel(channel_id=channel_id, access_hash=access_hash)
    lines: list[Any] = []
    last, pts = 0, 0
    while True:
        request = functions.messages.GetHistory(
            peer=peer,
            offset_id=last,
            offset_date=0,
            add_offset=0,
            limit=_PAGE,
            max_id=0,
            min_id=0,
            hash=0,
        )
        found = await client.call(request)
        pts = found.pts
        lines += found.messages
        if len(found.messages) < _PAGE:
            return lines, pts
        last = found.messages[-1].id


async def _difference(client: ApiClient, channel_id: int, access_hash: int, *, pts: int) -> _Missed:
    """All that the channel's difference tells from `pts` on."""
    channel = types.InputChannel(channel_id=channel_id, access_hash=access_hash)
    told: list[Any] = []
    for number in itertools.count():
        limit = _SHORT if number < _SHORT_SLICES else _PAGE
        request = functions.updates.GetChannelDifference(
            channel=channel, filter=types.ChannelMessagesFilterEmpty(), pts=pts, limit=limit
        )
        found = await client.call(request)
        if isinstance(found, types.updates.ChannelDifferenceEmpty):
            return _Missed(told, found.pts)
        told += [*found.new_messages, *found.other_updates]
        assert found.pts > pts, "a slice that does not move forward"
        pts = found.pts
        if found.final:
            break
    return _Missed(told, pts)
