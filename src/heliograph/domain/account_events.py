"""What concerns an account alone and its devices must hear of; none of it takes a pts.

https://core.telegram.org/api/updates
"""

import enum

import msgspec

from heliograph.domain.authorizations import Authorization
from heliograph.domain.bot_events import BotUpdate
from heliograph.domain.chats import Chat, Member, Shown
from heliograph.domain.dialogs import Unsent
from heliograph.domain.messages import Message
from heliograph.domain.notifications import NotifySettings, NotifyTarget
from heliograph.domain.peers import channel_peer
from heliograph.domain.privacy import PrivacyKey, Rule, named_users
from heliograph.domain.threads import Place


class PeerBlockedChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account keeps somebody out, or from its stories, or no longer does.

    `for_bots` is what the bot is told that it is about.
    """

    peer_id: int
    blocked: bool
    stories_hidden: bool = False
    for_bots: tuple[BotUpdate, ...] = ()


class PrivacyChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account set other rules for a key."""

    key: PrivacyKey
    rules: tuple[Rule, ...]


class NotifySettingsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account wants other notifications; `settings` are all that is said for the target."""

    target: NotifyTarget
    settings: NotifySettings


class PeopleChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of the address book, or what is offered above dialogs; the event's `sees` say how.

    `bars_hidden` are those of `peer_ids` above whose dialogs nothing is offered any more.
    """

    peer_ids: tuple[int, ...]
    bars_hidden: tuple[int, ...] = ()


class ContactPhotoChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account chose a photo for a contact, or takes the contact's own again."""

    peer_id: int


class PersonChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom the account knows, or it itself, has another name or number by now.

    Who is there when it happens hears of it by `domain.events.AccountChanged`.
    """

    user_id: int


class UnsentChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account began to write something else in a dialog, or in a topic of it, None for nothing
    any more since `date`."""

    peer_id: int
    unsent: Unsent | None
    date: int
    topic_id: int = 0


class DialogPinned(msgspec.Struct, frozen=True, kw_only=True):
    """The account put a dialog at the top of its folder, or no longer keeps it there."""

    peer_id: int
    folder_id: int
    pinned: bool


class PinnedDialogsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at the top of a folder by now, the first first."""

    folder_id: int
    order: tuple[int, ...]


class ForumViewChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account sees a forum as one list of messages by now, or by its topics again."""

    peer_id: int
    as_messages: bool


class UnreadMarkChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account marked a dialog as unread, or no longer does."""

    peer_id: int
    unread: bool


class MessageReactionsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """There are other reactions to a message, or the owner has seen them; `by_id` is who has just
    chosen one, 0 for nobody."""

    message: Message
    by_id: int = 0


class PollChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody voted in the poll that a message shows, or it is closed."""

    message: Message


class RecentReactionsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Other reactions are the ones that the account used last."""


class ConfigChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Something that clients read from their configuration is the account's own choice."""


class FiltersChanged(msgspec.Struct, frozen=True):
    """The account has other views of its dialog list: clients ask for all of them again."""


class ScheduledChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A message waits to be sent, or waits as something else by now."""

    message: Message


class ScheduledGone(msgspec.Struct, frozen=True, kw_only=True):
    """Messages of a dialog wait no longer; `sent_ids` are what those were sent as, if all were."""

    peer_id: int
    ids: tuple[int, ...]
    sent_ids: tuple[int, ...] = ()


class DeviceSignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in; `asks` says that the others are to confirm that it was the owner."""

    device: Authorization
    asks: bool


class DeviceConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """One of the account's devices said that another is the owner's."""

    hash: int


class TimerChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent in a dialog goes after `period` seconds from now on, 0 for never."""

    peer_id: int
    period: int


class PinnedSavedChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at the top of Saved Messages by now, the first first."""

    order: tuple[int, ...]


class ChatPart(enum.Enum):
    """What of a group changed."""

    MEMBERS = enum.auto()
    CAME = enum.auto()
    WENT = enum.auto()
    ADMINS = enum.auto()
    RIGHTS = enum.auto()
    OTHERS = enum.auto()


class ChatChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A group is another than it was, in its `parts`; `members` are all who are in it, or those
    who changed where `parts` says nothing of them all."""

    chat: Chat
    parts: tuple[ChatPart, ...]
    members: tuple[Member, ...] = ()

    @property
    def names(self) -> tuple[int, ...]:
        """Whom a client must know to show it."""
        return (self.chat.peer_id, *(one.account_id for one in self.members))


class OfChannel(msgspec.Struct, frozen=True, kw_only=True):
    """Something about one channel."""

    channel_id: int

    @property
    def names(self) -> tuple[int, ...]:
        """Whom a client must know to show it."""
        return (channel_peer(self.channel_id),)


class ChannelChanged(OfChannel, frozen=True, kw_only=True):
    """A channel is another than it was, or what the account is in it."""


class ChannelMoved(OfChannel, frozen=True, kw_only=True):
    """A channel that the account is in has gone on to `pts`."""

    pts: int


class ChannelRead(OfChannel, frozen=True, kw_only=True):
    """The account has read a channel up to `max_id`; `pts` is where the channel is."""

    max_id: int
    still_unread: int
    pts: int
    folder_id: int = 0


class ChannelReadByOthers(OfChannel, frozen=True, kw_only=True):
    """Somebody has read what the account wrote in a supergroup, up to `max_id`."""

    max_id: int


class ChannelContentsRead(OfChannel, frozen=True, kw_only=True):
    """The account has looked at what these messages show, or somebody at what it sent there."""

    ids: tuple[int, ...]


class ThreadRead(OfChannel, frozen=True, kw_only=True):
    """The account has read a thread of a supergroup up to `max_id`; `post` is what it is about,
    where it is about the post of a channel."""

    root_id: int
    max_id: int
    post: Place | None = None

    @property
    def names(self) -> tuple[int, ...]:
        """Whom a client must know to show it."""
        own = channel_peer(self.channel_id)
        return (own,) if self.post is None else (own, self.post.peer_id)


class ThreadReadByOthers(OfChannel, frozen=True, kw_only=True):
    """Somebody has read what the account wrote in a thread, up to `max_id`."""

    root_id: int
    max_id: int


class ChannelCleared(OfChannel, frozen=True, kw_only=True):
    """The account cleared a supergroup for itself: what was said up to `max_id` is gone for it."""

    max_id: int


ChannelEvent = (
    ChannelCleared
    | ChannelChanged
    | ChannelMoved
    | ChannelRead
    | ChannelReadByOthers
    | ChannelContentsRead
    | ThreadRead
    | ThreadReadByOthers
)


class RequestsPending(msgspec.Struct, frozen=True, kw_only=True):
    """So many wait to be let into a group; `recent_ids` are the latest of them."""

    peer_id: int
    count: int
    recent_ids: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[int, ...]:
        """Whom a client must know to show it."""
        return (self.peer_id, *self.recent_ids)


DialogChange = (
    UnsentChanged
    | DialogPinned
    | PinnedDialogsChanged
    | UnreadMarkChanged
    | ForumViewChanged
    | TimerChanged
    | PinnedSavedChanged
)

AccountChange = (
    PeerBlockedChanged
    | PrivacyChanged
    | NotifySettingsChanged
    | PeopleChanged
    | ContactPhotoChanged
    | PersonChanged
    | DialogChange
    | FiltersChanged
    | MessageReactionsChanged
    | PollChanged
    | RecentReactionsChanged
    | ConfigChanged
    | ScheduledChanged
    | ScheduledGone
    | DeviceSignedIn
    | DeviceConfirmed
    | ChatChanged
    | ChannelEvent
    | RequestsPending
)


class AccountDifference(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since some date, each thing once and as it stands by now; `sees` is everybody
    named in it.

    `reached` is the date up to which all is told, where there is more than is told at once.
    """

    changes: tuple[AccountChange, ...]
    sees: tuple[Shown, ...]
    reached: int | None = None


NOTHING_CHANGED = AccountDifference(changes=(), sees=())


def people_named(change: AccountChange) -> tuple[int, ...]:
    """Whom a client must know to show the change."""
    match change:
        case (
            PeerBlockedChanged()
            | ContactPhotoChanged()
            | DialogPinned()
            | UnreadMarkChanged()
            | ForumViewChanged()
            | TimerChanged()
            | ScheduledGone()
        ):
            return (change.peer_id,)
        case UnsentChanged():
            return (change.peer_id, *(change.unsent.names if change.unsent is not None else ()))
        case (
            ChatChanged()
            | RequestsPending()
            | ChannelChanged()
            | ChannelMoved()
            | ChannelRead()
            | ChannelReadByOthers()
            | ChannelContentsRead()
            | ChannelCleared()
            | ThreadRead()
            | ThreadReadByOthers()
        ):
            return change.names
        case PinnedDialogsChanged() | PinnedSavedChanged():
            return change.order
        case PrivacyChanged():
            return tuple(named_users(change.rules))
        case NotifySettingsChanged():
            return (change.target.peer_id,) if change.target.peer_id else ()
        case PeopleChanged():
            return change.peer_ids
        case PersonChanged():
            return (change.user_id,)
        case MessageReactionsChanged() | PollChanged() | ScheduledChanged():
            message = change.message
            return (message.owner_id, message.peer_id, message.sender_id, *message.mentioned)
        case _:
            return ()
