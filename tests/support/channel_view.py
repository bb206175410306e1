"""What a client shows of its channels, kept up by what it is told as clients keep it.

https://core.telegram.org/api/updates
"""

from collections.abc import Container
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.definitions import class_name
from support.stage import RpcError
from support.talk import Talker

_PAGE = 100
_SLICE = 7
_GENERAL = 1
_PINNED = 3
_ANSWERED = 5

Line = tuple[Any, ...]


def kind_of(value: Any) -> str:
    """What a TL object is, whatever the layer."""
    return class_name(type(value).TL_NAME)


@dataclass
class ShownChannel:
    """One channel: its messages by id, how far it was read, and what the account is in it."""

    pts: int = 0
    lines: dict[int, Line] = field(default_factory=dict)
    signs: dict[int, Line] = field(default_factory=dict)
    polls: dict[int, int] = field(default_factory=dict)
    facts: Line = ()
    read_inbox: int = 0
    read_outbox: int = 0
    unread: int = 0
    marked: bool = False
    pinned: bool = False

    def last_read(self, *, above: int) -> int:
        """The last message of others up to the mark: clients raise it to their own themselves."""
        return self._last(self.read_inbox, above=above, out=False)

    def last_seen(self, *, above: int) -> int:
        """The last own message that others have read."""
        return self._last(self.read_outbox, above=above, out=True)

    def _last(self, mark: int, *, above: int, out: bool) -> int:
        among = (n for n, one in self.lines.items() if above < n <= mark and one[1] is out)
        return max(among, default=0)


def line(message: Any) -> Line:
    """A message as people see it, whatever the layer."""
    if kind_of(message) == "MessageService":
        return (kind_of(message.action), message.out, _peer(message.from_id))
    return (
        message.message,
        message.out,
        _peer(message.from_id),
        message.pinned,
        bool(message.edit_date) and not message.edit_hide,
        _answered(message.reply_to),
        _voters(getattr(message.media, "results", None)),
    )


def signs(reactions: Any) -> Line:
    """How many chose each reaction to a message."""
    found = getattr(reactions, "results", None) or []
    return tuple(sorted((one.reaction.emoticon, one.count) for one in found))


def _peer(peer: Any) -> str:
    return "" if peer is None else str(next(getattr(peer, one) for one in peer.TL_FIELDS))


def _answered(header: Any) -> int:
    return getattr(header, "reply_to_msg_id", None) or 0


def _voters(results: Any) -> tuple[int, ...]:
    found = getattr(results, "results", None) or []
    return tuple(one.voters or 0 for one in found)


def facts(chat: Any) -> Line:
    """What a channel is to somebody who is told of it whole."""
    if kind_of(chat) != "Channel" or chat.left:
        return ("out",)
    return (
        chat.title,
        chat.username,
        chat.creator,
        chat.signatures,
        chat.slowmode_enabled,
        chat.noforwards,
        _rights(chat.admin_rights),
        _rights(chat.banned_rights),
        _rights(chat.default_banned_rights),
    )


def _rights(rights: Any) -> tuple[str, ...]:
    return tuple(one for one in rights.TL_FIELDS if getattr(rights, one)) if rights else ()


class ChannelView:
    """Follows all channels of one account that it is told of."""

    def __init__(self, talker: Talker, hashes: dict[int, int]) -> None:
        self.talker = talker
        self.channels: dict[int, ShownChannel] = {}
        self.begun: dict[tuple[int, int], str] = {}
        """What the account has begun to write, by channel and topic, 0 for none."""
        self._hashes = hashes
        self._stale: set[int] = set()

    def copy(self) -> "ChannelView":
        """One that goes on by itself."""
        made = ChannelView(self.talker, self._hashes)
        made.channels = deepcopy(self.channels)
        made.begun = dict(self.begun)
        return made

    async def fetch(self) -> "ChannelView":
        """All of it as it is now."""
        self.channels.clear()
        for channel_id in self._hashes:
            await self._load(channel_id)
        self.begun.clear()
        for update in (await self.talker(functions.messages.GetAllDrafts())).updates:
            self._on_begun(update)
        return self

    async def _load(self, channel_id: int) -> None:
        """A channel from the beginning, dropped if it is out of reach."""
        self.channels.pop(channel_id, None)
        answer = await self.talker(functions.channels.GetChannels(id=[self._named(channel_id)]))
        told = facts(answer.chats[0])
        if told == ("out",):
            return
        shown = self.channels[channel_id] = ShownChannel(facts=told)
        dialog = await self.talker.dialog_with(self._peer(channel_id))
        self._take(shown, dialog)
        last = 0
        while True:
            page = await self.talker.history(self._peer(channel_id), offset_id=last, limit=_PAGE)
            for one in page:
                self._arrived(shown, one)
            if len(page) < _PAGE:
                return
            last = page[-1].id

    @staticmethod
    def _take(shown: ShownChannel, dialog: Any) -> None:
        shown.pts = dialog.pts
        shown.read_inbox, shown.read_outbox = dialog.read_inbox_max_id, dialog.read_outbox_max_id
        shown.unread, shown.marked, shown.pinned = (
            dialog.unread_count,
            dialog.unread_mark,
            dialog.pinned,
        )

    def _named(self, channel_id: int) -> types.InputChannel:
        return types.InputChannel(channel_id=channel_id, access_hash=self._hashes[channel_id])

    def _peer(self, channel_id: int) -> types.InputPeerChannel:
        return types.InputPeerChannel(channel_id=channel_id, access_hash=self._hashes[channel_id])

    def know(self, chats: list[Any]) -> None:
        """Take what is told of channels beside an update: of a `min` one only its names."""
        for chat in chats:
            shown = self.channels.get(chat.id)
            if shown is None:
                continue
            if getattr(chat, "min", False):
                shown.facts = (chat.title, chat.username, *shown.facts[2:])
            elif facts(chat) != ("out",):
                shown.facts = facts(chat)

    async def hear(self, envelopes: list[Any]) -> list[str]:
        """Apply what was pushed, in its order; gives the kinds that were of channels it has not."""
        strange = []
        for envelope in envelopes:
            self.know(envelope.chats)
            for update in envelope.updates:
                if not await self._hear(update):
                    strange.append(kind_of(update))
        return strange

    async def _hear(self, update: Any) -> bool:
        kind, channel_id = kind_of(update), channel_of(update)
        if kind == "UpdateMessagePoll":
            self._on_poll(update)
        if kind == "UpdatePinnedDialogs":
            await self._look_at_pins()
        if kind == "UpdateDraftMessage":
            self._on_begun(update)
        if channel_id not in self._hashes or kind == "UpdateDraftMessage":
            return True
        if kind == "UpdateChannel":
            await self._look_again(channel_id)
            return True
        shown = self.channels.get(channel_id)
        if shown is None:
            return False
        if kind == "UpdateChannelTooLong":
            await self.catch_up(channel_id)
        elif hasattr(update, "pts_count"):
            await self._in_order(shown, update)
        else:
            self._apply(shown, update)
        return True

    async def _look_again(self, channel_id: int) -> None:
        """As clients do who are told that a channel is another: reload it if they came or went."""
        answer = await self.talker(functions.channels.GetChannels(id=[self._named(channel_id)]))
        told = facts(answer.chats[0])
        known = self.channels.get(channel_id)
        if known is None or told == ("out",):
            await self._load(channel_id)
        else:
            known.facts = told

    async def _look_at_pins(self) -> None:
        """Another order, which clients ask for."""
        found = await self.talker(functions.messages.GetPinnedDialogs(folder_id=0))
        pinned = {getattr(one.peer, "channel_id", 0) for one in found.dialogs}
        for channel_id, shown in self.channels.items():
            shown.pinned = channel_id in pinned

    async def _in_order(self, shown: ShownChannel, update: Any) -> None:
        if update.pts <= shown.pts:
            # Clients drop what they have, as who came just when it was said.
            return
        assert update.pts - update.pts_count == shown.pts, f"a hole before {update}"
        shown.pts = update.pts
        self._apply(shown, update)

    def _apply(self, shown: ShownChannel, update: Any) -> None:
        act = getattr(self, f"_on_{kind_of(update)}", None)
        if act is not None:
            act(shown, update)

    def _on_UpdateNewChannelMessage(self, shown: ShownChannel, update: Any) -> None:
        self._arrived(shown, update.message)

    def _on_UpdateEditChannelMessage(self, shown: ShownChannel, update: Any) -> None:
        self._arrived(shown, update.message)

    def _on_UpdateMessageReactions(self, shown: ShownChannel, update: Any) -> None:
        if update.msg_id in shown.lines:
            shown.signs[update.msg_id] = signs(update.reactions)

    def _on_UpdateDeleteChannelMessages(self, shown: ShownChannel, update: Any) -> None:
        for one in update.messages:
            shown.lines.pop(one, None)
            shown.signs.pop(one, None)

    def _on_UpdatePinnedChannelMessages(self, shown: ShownChannel, update: Any) -> None:
        for one in update.messages:
            if one in shown.lines and len(shown.lines[one]) > _PINNED:
                before = shown.lines[one]
                shown.lines[one] = (*before[:_PINNED], update.pinned, *before[_PINNED + 1 :])

    def _on_UpdateReadChannelInbox(self, shown: ShownChannel, update: Any) -> None:
        shown.read_inbox, shown.unread = update.max_id, update.still_unread_count

    def _on_UpdateReadChannelOutbox(self, shown: ShownChannel, update: Any) -> None:
        shown.read_outbox = max(shown.read_outbox, update.max_id)

    def _on_UpdateDialogUnreadMark(self, shown: ShownChannel, update: Any) -> None:
        shown.marked = update.unread

    def _on_UpdateDialogPinned(self, shown: ShownChannel, update: Any) -> None:
        shown.pinned = update.pinned

    @staticmethod
    def _arrived(shown: ShownChannel, message: Any) -> None:
        shown.lines[message.id] = line(message)
        shown.signs[message.id] = signs(getattr(message, "reactions", None))
        poll = getattr(getattr(message, "media", None), "poll", None)
        if poll is not None:
            shown.polls[message.id] = poll.id

    def _on_poll(self, update: Any) -> None:
        # Older layers don't say which message it is of, and a poll may be in several.
        for shown in self.channels.values():
            for number, poll_id in shown.polls.items():
                if poll_id == update.poll_id and number in shown.lines:
                    before = shown.lines[number]
                    shown.lines[number] = (*before[:-1], _voters(update.results))

    async def _learn(self, update: Any) -> None:
        """Take what the difference of the account says beside its mailbox."""
        kind, channel_id = kind_of(update), channel_of(update)
        if kind == "UpdateDraftMessage":
            self._on_begun(update)
        elif kind == "UpdatePinnedDialogs":
            await self._look_at_pins()
        elif kind == "UpdateChannel":
            await self._look_again(channel_id)
        elif channel_id in self.channels and not hasattr(update, "pts_count"):
            self._apply(self.channels[channel_id], update)

    def _on_begun(self, update: Any) -> None:
        place = (channel_of(update), update.top_msg_id or 0)
        self.begun.pop(place, None)
        if kind_of(update.draft) == "DraftMessage":
            self.begun[place] = update.draft.message

    def begun_in(self, channel_id: int, topics: Container[int]) -> dict[int, str]:
        """What was begun in a channel and in those of its topics."""
        known = (
            (topic, text) for (place, topic), text in self.begun.items() if place == channel_id
        )
        return {topic: text for topic, text in known if topic <= _GENERAL or topic in topics}

    async def catch_up(self, channel_id: int) -> None:
        """By the channel's difference from where it was left."""
        shown = self.channels[channel_id]
        while True:
            query = functions.updates.GetChannelDifference(
                channel=self._named(channel_id),
                filter=types.ChannelMessagesFilterEmpty(),
                pts=shown.pts,
                limit=_SLICE,
            )
            try:
                found = await self.talker(query)
            except RpcError as refused:
                if refused.text != "CHANNEL_PRIVATE":
                    raise
                del self.channels[channel_id]
                return
            kind = kind_of(found)
            assert kind != "ChannelDifferenceTooLong"
            if kind == "ChannelDifferenceEmpty":
                shown.pts = found.pts
                return
            self.know(found.chats)
            for message in found.new_messages:
                self._arrived(shown, message)
            for update in found.other_updates:
                self._apply(shown, update)
            assert found.pts > shown.pts or found.final, "a slice that leads nowhere"
            shown.pts = found.pts
            if found.final:
                return

    async def come_back(self, start: Any) -> set[int]:
        """Ask for what was missed since a state, and of channels that are named; gives which."""
        pts, named = start.pts, set()
        while True:
            query = functions.updates.GetDifference(pts=pts, date=start.date, qts=0)
            found = await self.talker(query)
            if kind_of(found) == "DifferenceEmpty":
                break
            self.know(found.chats)
            for update in found.other_updates:
                if kind_of(update) in ("UpdateChannelTooLong", "UpdateChannel"):
                    named.add(channel_of(update))
                await self._learn(update)
            if kind_of(found) == "Difference":
                break
            pts = found.intermediate_state.pts
        for channel_id in named & self.channels.keys():
            await self.catch_up(channel_id)
        return named


def channel_of(update: Any) -> int:
    """Which channel an update is of, 0 for none."""
    for holder in (update, getattr(update, "message", None), getattr(update, "peer", None)):
        inner = getattr(holder, "peer_id", None) or getattr(holder, "peer", None)
        for one in (holder, inner):
            found = getattr(one, "channel_id", None)
            if found:
                return int(found)
    return 0


def _with_what_they_answer(lines: list[Line | None], channel: ShownChannel) -> list[Line | None]:
    """Both forms of a line, answering nothing if what one answers is gone: it is fetched since then
    as an answer to what that was about, or to nothing."""
    gone = any(
        line is not None and len(line) > _ANSWERED and line[_ANSWERED] not in channel.lines
        for line in lines
    )
    if not gone:
        return lines
    return [line and (*line[:_ANSWERED], 0, *line[_ANSWERED + 1 :]) for line in lines]


def differences(
    expected: ChannelView, found: ChannelView, *, hidden: dict[int, int], was_there: bool
) -> list[str]:
    """Where `found` shows something else, but what is hidden up to an id by now.

    Reactions take no pts: who was not there asks for them when they look at messages.
    """
    told = []
    for channel_id in sorted(expected.channels.keys() | found.channels.keys()):
        one, other = expected.channels.get(channel_id), found.channels.get(channel_id)
        if one is None or other is None:
            told.append(f"{channel_id}: {one}, not {other}")
            continue
        above = hidden.get(channel_id, 0)
        for number in sorted(one.lines.keys() | other.lines.keys()):
            is_so, shows = one.lines.get(number), other.lines.get(number)
            answers = _with_what_they_answer([is_so, shows], one)
            if number > above and answers[0] != answers[1]:
                told.append(f"{channel_id} #{number}: {is_so}, not {shows}")
            signs_are, signs_shown = one.signs.get(number), other.signs.get(number)
            if was_there and number > above and signs_are != signs_shown:
                told.append(f"{channel_id} #{number}: {signs_are}, not {signs_shown}")
        marks = [
            {
                "last_read": view.last_read(above=above),
                "last_seen": view.last_seen(above=above),
                # What was begun in a topic goes with it, which clients know.
                "begun": of.begun_in(channel_id, one.lines),
            }
            for of, view in ((expected, one), (found, other))
        ]
        for part in marks[0]:
            if marks[0][part] != marks[1][part]:
                told.append(f"{channel_id} {part}: {marks[0][part]}, not {marks[1][part]}")
        for part in ("pts", "facts", "marked", "pinned"):
            is_so, shows = getattr(one, part), getattr(other, part)
            if is_so != shows:
                told.append(f"{channel_id} {part}: {is_so}, not {shows}")
    return told
