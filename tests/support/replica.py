"""What a client shows of an account, kept up by updates alone, as apps do.

A replica that starts from what the server shows and applies every update must show, in the end,
what the server shows then; so must one that slept and applied the difference.
"""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from heliograph.domain.privacy import PrivacyKey
from heliograph.tl import functions, registry, types
from support.api_client import ApiClient

_PAGE = 100
_LISTS = (0, 1)


@dataclass
class ShownMessage:
    """A message as far as people see it."""

    peer_id: int
    out: bool
    text: str
    pinned: bool
    reactions: tuple[tuple[str, int], ...]
    media: str
    poll_id: int = 0
    votes: tuple[Any, ...] = ()
    sender_id: int = 0
    mentions: bool = False


@dataclass
class ShownDialog:
    """What stands beside a dialog; how much is unread follows from its messages."""

    read_inbox: int = 0
    read_outbox: int = 0
    marked: bool = False
    folder: int = 0
    draft: str = ""
    mute_until: int = 0
    ttl_period: int = 0


def _person(peer: Any) -> int:
    """Whom a dialog is with: a person's id, or below 0 a group's or a channel's."""
    named = getattr(peer, "peer", peer)
    if isinstance(named, types.PeerChannel):
        return -(10**12) - int(named.channel_id)
    number: int = -named.chat_id if hasattr(named, "chat_id") else named.user_id
    return number


def _asked(peer_id: int, hashes: dict[int, int]) -> types.TypeInputPeer:
    if peer_id < 0:
        return types.InputPeerChat(chat_id=-peer_id)
    return types.InputPeerUser(user_id=peer_id, access_hash=hashes[peer_id])


def _reactions(found: Any) -> tuple[tuple[str, int], ...]:
    counted = found.results if found is not None else []
    return tuple(sorted((one.reaction.emoticon, one.count) for one in counted))


def _votes(poll: Any, results: Any) -> tuple[Any, ...]:
    """Whether a poll is closed, and by answer how many chose it and whether the viewer did."""
    counted = [(one.option, one.voters, one.chosen) for one in results.results or []]
    return (poll.closed, results.total_voters, *sorted(counted))


def _rules(found: Any) -> tuple[str, ...]:
    return tuple(map(str, found))


def _folder(found: Any) -> str:
    if not isinstance(found, types.DialogFilter):
        return type(found).__name__
    return f"{found.id} {found.title.text} {[_person(one) for one in found.include_peers]}"


def _usernames(found: Any) -> list[str]:
    """The names that are shown, of a user or an update."""
    several = [one.username for one in found.usernames or [] if one.active]
    return several or [name for name in (getattr(found, "username", None),) if name]


def _shown(message: Any) -> ShownMessage:
    words = isinstance(message, types.Message)
    media = message.media if words else None
    poll = media if isinstance(media, types.MessageMediaPoll) else None
    return ShownMessage(
        peer_id=_person(message.peer_id),
        # Notes to oneself carry no mark of their own.
        # What waited until it was due is told its author as well.
        out=(message.out or getattr(message, "saved_peer_id", None) is not None)
        and not getattr(message, "from_scheduled", False),
        text=message.message if words else type(message.action).__name__,
        pinned=words and message.pinned,
        reactions=_reactions(getattr(message, "reactions", None)),
        media=type(media).__name__ if media else "",
        poll_id=poll.poll.id if poll else 0,
        votes=_votes(poll.poll, poll.results) if poll else (),
        sender_id=_person(message.from_id) if message.from_id is not None else 0,
        mentions=words and message.mentioned and message.media_unread,
    )


@dataclass
class Replica:
    """Messages by id, dialogs by user, names by user, the pinned dialogs of both lists, the texts
    that wait by dialog and number, privacy by key, whom the account keeps out, its folders."""

    messages: dict[int, ShownMessage] = field(default_factory=dict)
    dialogs: dict[int, ShownDialog] = field(default_factory=lambda: defaultdict(ShownDialog))
    names: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    pinned: dict[int, list[int]] = field(default_factory=lambda: {0: [], 1: []})
    waiting: dict[tuple[int, int], str] = field(default_factory=dict)
    privacy: dict[str, tuple[str, ...]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    all_muted_until: int = 0
    folders: list[str] | None = None
    """None once they changed: clients ask for them again."""

    @classmethod
    async def fetch(cls, client: ApiClient) -> "Replica":
        """What the server shows now."""
        made = cls()
        for folder in _LISTS:
            await made._fetch_list(client, folder)
        await made._fetch_settings(client)
        return made

    def copy(self) -> "Replica":
        """One that goes on by itself."""
        return deepcopy(self)

    async def _fetch_list(self, client: ApiClient, folder: int) -> None:
        request = functions.messages.GetDialogs(
            offset_date=0,
            offset_id=0,
            offset_peer=types.InputPeerEmpty(),
            limit=_PAGE,
            hash=0,
            folder_id=folder,
        )
        found = await client.call(request)
        self.know(found.users, found.chats)
        hashes = {user.id: user.access_hash for user in found.users}
        for dialog in found.dialogs:
            # What a channel goes through is its own sequence, and no mailbox's.
            if isinstance(dialog, types.Dialog) and not isinstance(dialog.peer, types.PeerChannel):
                self._take(dialog)
                user_id = _person(dialog.peer)
                await self._fetch_messages(client, user_id, _asked(user_id, hashes))

    async def _fetch_settings(self, client: ApiClient) -> None:
        for key in PrivacyKey:
            name = f"inputPrivacyKey{key}"
            if registry.at_layer(name, client.layer) is not None:
                asked = getattr(types, f"InputPrivacyKey{key}")()
                found = await client.call(functions.account.GetPrivacy(key=asked))
                self.privacy[str(key)] = _rules(found.rules)
        blocked = await client.call(functions.contacts.GetBlocked(offset=0, limit=_PAGE))
        self.blocked = {_person(one.peer_id) for one in blocked.blocked}
        everybody = types.InputNotifyUsers()
        settings = await client.call(functions.account.GetNotifySettings(peer=everybody))
        self.all_muted_until = settings.mute_until or 0
        found = await client.call(functions.messages.GetDialogFilters())
        self.folders = [_folder(one) for one in getattr(found, "filters", found)]

    def _take(self, dialog: types.Dialog) -> None:
        user_id, draft = _person(dialog.peer), dialog.draft
        folder = dialog.folder_id or 0
        self.dialogs[user_id] = ShownDialog(
            read_inbox=dialog.read_inbox_max_id,
            read_outbox=dialog.read_outbox_max_id,
            marked=dialog.unread_mark,
            folder=folder,
            draft=getattr(draft, "message", ""),
            mute_until=getattr(dialog.notify_settings, "mute_until", None) or 0,
            ttl_period=dialog.ttl_period or 0,
        )
        if dialog.pinned:
            self.pinned[folder].append(user_id)

    async def _fetch_messages(
        self, client: ApiClient, user_id: int, peer: types.TypeInputPeer
    ) -> None:
        last = 0
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
            self.know(found.users, found.chats)
            for message in found.messages:
                self.messages[message.id] = _shown(message)
            if len(found.messages) < _PAGE:
                break
            last = found.messages[-1].id
        found = await client.call(functions.messages.GetScheduledHistory(peer=peer, hash=0))
        for message in found.messages:
            self.waiting[user_id, message.id] = _shown(message).text

    def know(self, users: list[Any], chats: list[Any]) -> None:
        """Take the names of people and groups that an answer brought."""
        for chat in chats:
            if isinstance(chat, types.Chat):
                facts = (chat.creator, chat.left, chat.deactivated, chat.noforwards)
                self.names[-chat.id] = (chat.title, chat.participants_count, *facts)
            elif isinstance(chat, types.ChatForbidden):
                self.names[-chat.id] = (chat.title,)
        for user in users:
            if isinstance(user, types.User) and not user.min:
                self.names[user.id] = (user.first_name, user.last_name, *_usernames(user))

    def add(self, message: Any) -> None:
        """A message that arrived."""
        self.messages[message.id] = _shown(message)
        if isinstance(message, types.Message) and message.saved_peer_id is not None:
            # A note to oneself is read as it is written.
            dialog = self.dialogs[_person(message.peer_id)]
            dialog.read_inbox = dialog.read_outbox = message.id

    def apply(self, update: Any) -> None:
        """One update, as a client takes it; kinds that show nothing here are let be."""
        act = getattr(self, f"_on_{type(update).__name__}", None)
        if act is not None:
            act(update)

    def _on_UpdateNewMessage(self, update: Any) -> None:
        self.add(update.message)

    def _on_UpdateEditMessage(self, update: Any) -> None:
        self.messages[update.message.id] = _shown(update.message)

    def _on_UpdateDeleteMessages(self, update: Any) -> None:
        for message_id in update.messages:
            self.messages.pop(message_id, None)

    def _on_UpdateReadMessagesContents(self, update: Any) -> None:
        for message_id in update.messages:
            if message_id in self.messages:
                self.messages[message_id].mentions = False

    def _on_UpdatePinnedMessages(self, update: Any) -> None:
        for message_id in update.messages:
            if message_id in self.messages:
                self.messages[message_id].pinned = update.pinned

    def _on_UpdateMessageReactions(self, update: Any) -> None:
        in_mailbox = not isinstance(update.peer, types.PeerChannel)
        if in_mailbox and update.msg_id in self.messages:
            self.messages[update.msg_id].reactions = _reactions(update.reactions)

    def _on_UpdateReadHistoryInbox(self, update: Any) -> None:
        self.dialogs[_person(update.peer)].read_inbox = update.max_id

    def _on_UpdateReadHistoryOutbox(self, update: Any) -> None:
        self.dialogs[_person(update.peer)].read_outbox = update.max_id

    def _on_UpdateDialogUnreadMark(self, update: Any) -> None:
        self.dialogs[_person(update.peer)].marked = update.unread

    def _on_UpdateDraftMessage(self, update: Any) -> None:
        self.dialogs[_person(update.peer)].draft = getattr(update.draft, "message", "")

    def _on_UpdateNotifySettings(self, update: Any) -> None:
        if isinstance(update.peer, types.NotifyPeer):
            until = update.notify_settings.mute_until or 0
            self.dialogs[_person(update.peer)].mute_until = until
        elif isinstance(update.peer, types.NotifyUsers):
            self.all_muted_until = update.notify_settings.mute_until or 0

    def _on_UpdatePeerHistoryTTL(self, update: Any) -> None:
        self.dialogs[_person(update.peer)].ttl_period = update.ttl_period or 0

    def _on_UpdateFolderPeers(self, update: Any) -> None:
        for moved in update.folder_peers:
            user_id = _person(moved.peer)
            before = self.dialogs[user_id].folder
            self.dialogs[user_id].folder = moved.folder_id
            if before != moved.folder_id and user_id in self.pinned[before]:
                self.pinned[before].remove(user_id)

    def _on_UpdateDialogPinned(self, update: Any) -> None:
        if isinstance(update.peer, types.DialogPeer):
            pins, user_id = self.pinned[update.folder_id or 0], _person(update.peer)
            if user_id in pins:
                pins.remove(user_id)
            if update.pinned:
                pins.insert(0, user_id)

    def _on_UpdatePinnedDialogs(self, update: Any) -> None:
        if update.order is not None:
            order = [_person(one) for one in update.order if isinstance(one, types.DialogPeer)]
            self.pinned[update.folder_id or 0] = order

    def _on_UpdateUserName(self, update: Any) -> None:
        names = update.first_name or None, update.last_name or None
        self.names[update.user_id] = (*names, *_usernames(update))

    def _on_UpdateMessagePoll(self, update: Any) -> None:
        # Older layers don't say which message it is of, and a poll may be in several.
        for message in self.messages.values():
            if message.poll_id == update.poll_id:
                message.votes = _votes(update.poll, update.results)

    def _on_UpdateNewScheduledMessage(self, update: Any) -> None:
        message = update.message
        self.waiting[_person(message.peer_id), message.id] = _shown(message).text

    def _on_UpdateDeleteScheduledMessages(self, update: Any) -> None:
        for message_id in update.messages:
            self.waiting.pop((_person(update.peer), message_id), None)

    def _on_UpdatePrivacy(self, update: Any) -> None:
        key = type(update.key).__name__.removeprefix("PrivacyKey")
        self.privacy[key] = _rules(update.rules)

    def _on_UpdatePeerBlocked(self, update: Any) -> None:
        user_id = _person(update.peer_id)
        (self.blocked.add if update.blocked else self.blocked.discard)(user_id)

    def _on_UpdateDialogFilters(self, update: Any) -> None:
        self.folders = None

    def view(self) -> dict[int, dict[str, Any]]:
        """Each dialog that has messages, as people see it."""
        shown: dict[int, dict[str, Any]] = {}
        for message_id, message in sorted(self.messages.items()):
            lines = shown.setdefault(message.peer_id, {"messages": {}})["messages"]
            lines[message_id] = message
        for user_id, view in shown.items():
            dialog = self.dialogs[user_id]
            pins = self.pinned[dialog.folder]
            view["dialog"] = dialog
            view["name"] = self.names.get(user_id)
            view["pin"] = pins.index(user_id) if user_id in pins else None
            view["unread"] = sum(
                not line.out and number > dialog.read_inbox
                for number, line in view["messages"].items()
            )
        return shown


def differences(expected: Replica, found: Replica) -> list[str]:
    """Where `found` shows something else, in words."""
    one, other = expected.view(), found.view()
    told = [f"dialogs {sorted(one)} and {sorted(other)}"] if one.keys() != other.keys() else []
    for user_id in one.keys() & other.keys():
        for part, is_so in one[user_id].items():
            shows = other[user_id][part]
            if shows != is_so and part == "messages":
                odd = {n for n in is_so.keys() | shows.keys() if is_so.get(n) != shows.get(n)}
                told += [f"{user_id} #{n}: {is_so.get(n)}, not {shows.get(n)}" for n in sorted(odd)]
            elif shows != is_so:
                told.append(f"{user_id} {part}: {is_so}, not {shows}")
    return told + _different_settings(expected, found)


def _different_settings(expected: Replica, found: Replica) -> list[str]:
    told = [
        f"privacy of {key}: {expected.privacy[key]}, not {found.privacy[key]}"
        # A layer knows some of the keys.
        for key in sorted(expected.privacy.keys() & found.privacy.keys())
        if expected.privacy[key] != found.privacy[key]
    ]
    for part in ("waiting", "blocked", "all_muted_until", "folders"):
        is_so, shows = getattr(expected, part), getattr(found, part)
        if shows != is_so and not (part == "folders" and None in (is_so, shows)):
            told.append(f"{part}: {is_so}, not {shows}")
    return told
