"""What happened in an account's channels: as it was pushed, as the difference tells it, as it is.

https://core.telegram.org/api/updates
"""

import asyncio
from collections import defaultdict
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient

_PAGE = 100
_SLICE = 7
"""So short that most channels take several."""

_LOOKS = 20
_KINDS = (
    types.UpdateNewChannelMessage,
    types.UpdateEditChannelMessage,
    types.UpdateDeleteChannelMessages,
    types.UpdatePinnedChannelMessages,
)

Shown = dict[int, tuple[Any, ...]]
"""Messages by id, as far as people see them."""


def _channel_of(update: Any) -> int:
    message = getattr(update, "message", None)
    number: int = update.channel_id if message is None else message.peer_id.channel_id
    return number


def _shown(message: Any) -> tuple[Any, ...]:
    words = isinstance(message, types.Message)
    said = message.message if words else type(message.action).__name__
    return said, message.out, str(message.from_id), words and message.pinned


def _apply(shown: Shown, update: Any) -> None:
    match update:
        case types.UpdateNewChannelMessage() | types.UpdateEditChannelMessage():
            shown[update.message.id] = _shown(update.message)
        case types.UpdateDeleteChannelMessages():
            for message_id in update.messages:
                shown.pop(message_id, None)
        case types.UpdatePinnedChannelMessages():
            for message_id in update.messages:
                if message_id in shown:
                    shown[message_id] = (*shown[message_id][:3], update.pinned)


class ChannelStory:
    """The pushes of one session, held against what the server says afterwards."""

    def __init__(self) -> None:
        self._pushed: dict[int, list[Any]] = defaultdict(list)
        self._reshaped: set[int] = set()
        self._resumed: set[tuple[int, int]] = set()

    def note(self, update: Any) -> None:
        """Take what was pushed, if it is of a channel.

        Who was out of it for a while missed what was said; `updateChannel` told them of both.
        """
        if isinstance(update, types.UpdateChannel):
            self._reshaped.add(update.channel_id)
        if isinstance(update, _KINDS):
            channel_id = _channel_of(update)
            if channel_id in self._reshaped:
                self._reshaped.remove(channel_id)
                self._resumed.add((channel_id, update.pts))
            self._pushed[channel_id].append(update)

    async def check(self, client: ApiClient) -> None:
        """Fails unless the three tell the same of every channel that the account is in."""
        request = functions.messages.GetDialogs(
            offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=_PAGE, hash=0
        )
        found = await client.call(request)
        hashes = {chat.id: chat.access_hash for chat in found.chats if hasattr(chat, "broadcast")}
        for dialog in found.dialogs:
            if isinstance(dialog.peer, types.PeerChannel):
                named = (dialog.peer.channel_id, hashes[dialog.peer.channel_id])
                await self._check_one(client, *named)

    async def _check_one(self, client: ApiClient, channel_id: int, access_hash: int) -> None:
        told = ["nothing was looked at"]
        for _ in range(_LOOKS):
            fresh, pts = await _fetch(client, channel_id, access_hash)
            missed, end = await _replay(client, channel_id, access_hash)
            told = [] if missed == fresh and end == pts else [f"missed {missed}, not {fresh}"]
            told += self._against(channel_id, fresh, pts)
            if not told:
                return
            # Something is still on its way, and nothing tells that it is not.
            await asyncio.sleep(0.2)
        pytest.fail(f"channel {channel_id}: " + "\n".join(told))

    def _against(self, channel_id: int, fresh: Shown, pts: int) -> list[str]:
        """Where the pushes have a hole, or show something else."""
        pushed = sorted(self._pushed[channel_id], key=lambda update: int(update.pts))
        if not pushed:
            return []
        shown: Shown = {}
        reached = pushed[0].pts - pushed[0].pts_count
        for update in pushed:
            whole = update.pts - update.pts_count == reached
            if not whole and (channel_id, update.pts) not in self._resumed:
                return [f"a hole between {reached} and {update.pts}"]
            reached = update.pts
            _apply(shown, update)
        told = [f"pushed up to {reached}, not {pts}"] if reached != pts else []
        odd = [number for number, line in shown.items() if fresh.get(number) != line]
        return told + [f"#{number}: {fresh.get(number)}, not {shown[number]}" for number in odd]


async def _fetch(client: ApiClient, channel_id: int, access_hash: int) -> tuple[Shown, int]:
    """The channel as it is, and its pts."""
    peer = types.InputPeerChannel(channel_id=channel_id, access_hash=access_hash)
    shown: Shown = {}
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
        shown |= {message.id: _shown(message) for message in found.messages}
        if len(found.messages) < _PAGE:
            return shown, pts
        last = found.messages[-1].id


async def _replay(client: ApiClient, channel_id: int, access_hash: int) -> tuple[Shown, int]:
    """The channel by its difference from the beginning, and the pts that it ends with."""
    channel = types.InputChannel(channel_id=channel_id, access_hash=access_hash)
    shown: Shown = {}
    pts = 1
    while True:
        request = functions.updates.GetChannelDifference(
            channel=channel, filter=types.ChannelMessagesFilterEmpty(), pts=pts, limit=_SLICE
        )
        found = await client.call(request)
        if isinstance(found, types.updates.ChannelDifferenceEmpty):
            return shown, found.pts
        for message in found.new_messages:
            shown[message.id] = _shown(message)
        for update in found.other_updates:
            _apply(shown, update)
        assert found.pts > pts, "a slice that does not move forward"
        pts = found.pts
        if found.final:
            return shown, pts
