"""What happened: published after the commit, with the record itself."""

import msgspec

from heliograph.domain.account_events import AccountChange
from heliograph.domain.bot_events import BotUpdate
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Shown
from heliograph.domain.encrypted_events import EncryptedEvent
from heliograph.domain.message_changes import (
    ContentsRead,
    Deleted,
    Edited,
    FoldersChanged,
    ReadInbox,
    ReadOutbox,
)
from heliograph.domain.messages import Message
from heliograph.domain.people import Account, Seen
from heliograph.domain.pins import Pinned
from heliograph.domain.spreading import Place
from heliograph.domain.typing import Activity


class Origin(msgspec.Struct, frozen=True):
    """The session that asked for a change: it learns of it by the result and gets no push."""

    auth_key_id: int
    session_id: int


class MessageArrived(msgspec.Struct, frozen=True, kw_only=True):
    """A new message in the mailbox of `owner_id`; takes one pts. As in `Sent`, `called` are those
    whom a supergroup's is to."""

    owner_id: int
    pts: int
    message: Message
    sees: tuple[Shown, ...]
    pts_count: int = 1
    called: tuple[int, ...] = ()

    @property
    def unheeded(self) -> tuple[int, ...]:
        """Nobody has looked yet."""
        return self.called


MailboxChange = (
    MessageArrived
    | Edited
    | Deleted
    | ReadInbox
    | ReadOutbox
    | ContentsRead
    | Pinned
    | FoldersChanged
)


class MailboxAdvanced(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox moved on to `change.pts`."""

    change: MailboxChange
    origin: Origin | None = None


class ChatMessageArrived(msgspec.Struct, frozen=True, kw_only=True):
    """A new message in a group: `message` as its sender has it, `places` everybody else's copies.

    `sees` is who is shown with it, as the sender sees them; how others do is looked up for those
    who listen and have not been shown them.
    """

    message: Message
    places: tuple[Place, ...]
    sees: tuple[Shown, ...]


class ChannelMembership(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody came into a channel, or is in it no longer.

    What was said up to `hidden_up_to` is not for them.
    """

    account_id: int
    peer_id: int
    inside: bool
    hidden_up_to: int = 0


class PostPollChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody voted in the poll of a channel's message, or it is closed."""

    message: Message
    origin: Origin | None = None


class PostReacted(msgspec.Struct, frozen=True, kw_only=True):
    """There are other reactions to a channel's message."""

    message: Message
    origin: Origin | None = None


class ChannelTyped(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is doing something in a supergroup, or in a topic or thread of it."""

    peer_id: int
    sender_id: int
    activity: Activity
    thread_id: int = 0


class PostCount(msgspec.Struct, frozen=True):
    """How often a post was seen and passed on."""

    message_id: int
    views: int
    forwards: int


class PostsCounted(msgspec.Struct, frozen=True, kw_only=True):
    """Posts were seen or passed on more often; the accounts are those who look at them."""

    peer_id: int
    account_ids: tuple[int, ...]
    counts: tuple[PostCount, ...]


class ChannelReshaped(msgspec.Struct, frozen=True, kw_only=True):
    """A channel is another than it was: what it is called, how it looks, what may be done there."""

    channel: Channel
    origin: Origin | None = None


class TopicsPinned(msgspec.Struct, frozen=True, kw_only=True):
    """Topics of a forum stand pinned in another `order`; one that is `changed` is pinned now, or is
    no longer."""

    peer_id: int
    order: tuple[int, ...]
    changed: int = 0
    origin: Origin | None = None


class ChatTyped(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is doing something in a group; `audience` is everybody else in it."""

    chat_id: int
    sender_id: int
    audience: tuple[int, ...]
    activity: Activity


class AccountChanged(msgspec.Struct, frozen=True, kw_only=True):
    """How an account looks changed; `audience` are the accounts to tell, with itself.

    `photo` says that it was its photo, its colours or what warns of it, else it was its name or
    username.
    """

    account: Account
    audience: tuple[int, ...]
    photo: bool = False
    origin: Origin | None = None


class StatusChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody came or left; `audience` are the accounts to tell, as far as they may know.

    `online_until` is in the past for somebody who left. `coarse` also tells those who see no more
    than "recently": what they may see has changed.
    """

    account_id: int
    online_until: int
    audience: tuple[int, ...]
    coarse: bool = False


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is doing something in their dialog with `owner_id`, who sees them as `sender`."""

    owner_id: int
    sender: Seen
    activity: Activity


class AccountUpdated(msgspec.Struct, frozen=True, kw_only=True):
    """Something only the account's own devices are told; `sees` is everybody named in it."""

    owner_id: int
    change: AccountChange
    sees: tuple[Shown, ...] = ()
    origin: Origin | None = None


class BotTold(msgspec.Struct, frozen=True, kw_only=True):
    """Something only a bot is told."""

    update: BotUpdate


class AccountPhoneChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An account has another number; `audience` as in `AccountChanged`, as far as they may know."""

    account_id: int
    audience: tuple[int, ...]
    origin: Origin | None = None


class LoginTokenAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """Another device accepted the token that a key shows: its sessions are to ask again."""

    auth_key_id: int


class PushRegistered(msgspec.Struct, frozen=True, kw_only=True):
    """A device of the account wants to be told of messages while it is not connected."""

    account_id: int


Event = (
    MailboxAdvanced
    | ChatMessageArrived
    | ChatTyped
    | ChannelMembership
    | ChannelReshaped
    | TopicsPinned
    | ChannelTyped
    | PostPollChanged
    | PostReacted
    | PostsCounted
    | AccountChanged
    | AccountPhoneChanged
    | AccountUpdated
    | BotTold
    | StatusChanged
    | Typed
    | LoginTokenAccepted
    | PushRegistered
    | EncryptedEvent
)
