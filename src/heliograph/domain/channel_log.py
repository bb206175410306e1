"""What admins are told of who did what in their channel, for two days.

https://core.telegram.org/api/recent-actions
"""

import enum
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import ChannelMember, SeenChannel
from heliograph.domain.chat_invites import ChatInvite, Joiner
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.messages import Message
from heliograph.domain.permissions import Right, Role
from heliograph.domain.topics import Topic

KEPT_S = 48 * 3_600
"""How long it is kept, whatever became of what it is about."""


class Sort(enum.StrEnum):
    """What may be asked for, as the flags of `channelAdminLogEventsFilter` are named.

    https://core.telegram.org/constructor/channelAdminLogEventsFilter
    """

    JOIN = enum.auto()
    LEAVE = enum.auto()
    INVITE = enum.auto()
    BAN = enum.auto()
    UNBAN = enum.auto()
    KICK = enum.auto()
    UNKICK = enum.auto()
    PROMOTE = enum.auto()
    DEMOTE = enum.auto()
    INFO = enum.auto()
    SETTINGS = enum.auto()
    PINNED = enum.auto()
    EDIT = enum.auto()
    DELETE = enum.auto()
    INVITES = enum.auto()
    SEND = enum.auto()
    FORUMS = enum.auto()
    EDIT_RANK = enum.auto()


class TextChanged(msgspec.Struct, frozen=True, kw_only=True, tag=1):
    """`what`, here and below, is as the action's TL constructor is named: `ChangeTitle`."""

    what: str
    before: str
    after: str


class NumberChanged(msgspec.Struct, frozen=True, kw_only=True, tag=2):
    what: str
    before: int
    after: int


class Switched(msgspec.Struct, frozen=True, kw_only=True, tag=3):
    what: str
    on: bool


class PhotoChanged(msgspec.Struct, frozen=True, kw_only=True, tag=4):
    """The ids of the photos, 0 for none."""

    before_id: int
    after_id: int


class ReactionsChanged(msgspec.Struct, frozen=True, kw_only=True, tag=5):
    before: ChosenReactions | None
    after: ChosenReactions | None


class DefaultsChanged(msgspec.Struct, frozen=True, kw_only=True, tag=6):
    """What is forbidden to all."""

    before: Right
    after: Right


class Came(msgspec.Struct, frozen=True, kw_only=True, tag=7):
    """Who did it came by themselves."""


class Went(msgspec.Struct, frozen=True, kw_only=True, tag=8):
    """Who did it left."""


class Brought(msgspec.Struct, frozen=True, kw_only=True, tag=9):
    member: ChannelMember


class AdminChanged(msgspec.Struct, frozen=True, kw_only=True, tag=10):
    before: ChannelMember
    after: ChannelMember


class LimitsChanged(msgspec.Struct, frozen=True, kw_only=True, tag=11):
    """What is forbidden to one alone."""

    before: ChannelMember
    after: ChannelMember


class RankChanged(msgspec.Struct, frozen=True, kw_only=True, tag=12):
    account_id: int
    before: str
    after: str


class MessageTouched(msgspec.Struct, frozen=True, kw_only=True, tag=13):
    """A message that was deleted, pinned or unpinned, or whose poll was stopped."""

    what: str
    message: Message


class MessageEdited(msgspec.Struct, frozen=True, kw_only=True, tag=14):
    before: Message
    after: Message


class CameBy(msgspec.Struct, frozen=True, kw_only=True, tag=15):
    """Who did it came by a link, or asked and was let in by `approved_by`; `invite` is None for who
    asked by the name of the channel."""

    invite: ChatInvite | None = None
    approved_by: int = 0


class InviteTouched(msgspec.Struct, frozen=True, kw_only=True, tag=16):
    """A link that was changed, revoked or deleted; `after` is None unless it was changed."""

    what: str
    invite: ChatInvite
    after: ChatInvite | None = None


class TopicTouched(msgspec.Struct, frozen=True, kw_only=True, tag=17):
    """A topic that was made or deleted."""

    what: str
    topic: Topic


class TopicEdited(msgspec.Struct, frozen=True, kw_only=True, tag=18):
    before: Topic
    after: Topic


class TopicPinned(msgspec.Struct, frozen=True, kw_only=True, tag=19):
    """A topic that was pinned, or is no longer."""

    topic: Topic
    pinned: bool


class ColorChanged(msgspec.Struct, frozen=True, kw_only=True, tag=20):
    """The colour of the name or of the page, None for none."""

    what: str
    before: int | None
    after: int | None


Action = (
    TextChanged
    | NumberChanged
    | Switched
    | PhotoChanged
    | ReactionsChanged
    | DefaultsChanged
    | Came
    | Went
    | Brought
    | AdminChanged
    | LimitsChanged
    | RankChanged
    | MessageTouched
    | MessageEdited
    | CameBy
    | InviteTouched
    | TopicTouched
    | TopicEdited
    | TopicPinned
    | ColorChanged
)


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What `account_id` did when."""

    id: int
    date: int
    account_id: int
    action: Action


class LogAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries somebody wants, the newest first.

    `sorts` and `account_ids` are None for all; `words` (folded) stands in what was said or named;
    ids lie above `above_id` and, unless it is 0, below `below_id`. `viewer_id` is who asks, 0 for
    nobody in particular.
    """

    channel_id: int
    viewer_id: int = 0
    sorts: frozenset[Sort] | None = None
    account_ids: frozenset[int] | None = None
    words: str = ""
    below_id: int = 0
    above_id: int = 0
    limit: int
    date: int


def check_may_read(seen: SeenChannel) -> None:
    """CHAT_ADMIN_REQUIRED for who is no admin, CHANNEL_PRIVATE for who may not look into it."""
    if not seen.readable:
        raise errors.ChannelPrivate
    if not seen.standing.administers:
        raise errors.ChatAdminRequired


_SORTS: dict[type, Sort] = {
    TextChanged: Sort.INFO,
    NumberChanged: Sort.INFO,
    PhotoChanged: Sort.INFO,
    ColorChanged: Sort.INFO,
    ReactionsChanged: Sort.SETTINGS,
    DefaultsChanged: Sort.SETTINGS,
    Came: Sort.JOIN,
    Went: Sort.LEAVE,
    Brought: Sort.INVITE,
    RankChanged: Sort.EDIT_RANK,
    MessageEdited: Sort.EDIT,
    CameBy: Sort.JOIN,
    InviteTouched: Sort.INVITES,
    TopicTouched: Sort.FORUMS,
    TopicEdited: Sort.FORUMS,
    TopicPinned: Sort.FORUMS,
}


def sort_of(action: Action) -> Sort:
    """What it is asked for by."""
    match action:
        case Switched():
            return Sort.FORUMS if action.what in _OF_FORUMS else Sort.SETTINGS
        case AdminChanged():
            return Sort.PROMOTE if action.after.role >= Role.ADMIN else Sort.DEMOTE
        case LimitsChanged():
            return _sort_of_limits(action)
        case MessageTouched():
            return _OF_SIGHT[action.what]
    return _SORTS[type(action)]


_OF_FORUMS = {"ToggleForum"}
_OF_SIGHT = {
    "DeleteMessage": Sort.DELETE,
    "UpdatePinned": Sort.PINNED,
    "StopPoll": Sort.EDIT,
    "SendMessage": Sort.SEND,
}


def _sort_of_limits(action: LimitsChanged) -> Sort:
    if action.after.role is Role.REMOVED:
        return Sort.KICK
    if action.before.role is Role.REMOVED:
        return Sort.UNKICK
    return Sort.BAN if action.after.banned else Sort.UNBAN


def came_by(invite: ChatInvite | None, joiner: Joiner) -> Action:
    """How somebody came who did so by a link, or asked."""
    return CameBy(invite=invite, approved_by=joiner.approved_by)


def invite_changed(before: ChatInvite, after: ChatInvite) -> list[Action]:
    """What became of a link; who used it meanwhile is no change of it."""
    if after.revoked and not before.revoked:
        return [InviteTouched(what="ExportedInviteRevoke", invite=before)]
    if after == before:
        return []
    return [InviteTouched(what="ExportedInviteEdit", invite=before, after=after)]


def named_in(entry: LogEntry) -> list[int]:
    """The peers that an entry names."""
    ids = [entry.account_id]
    match entry.action:
        case Brought(member=member):
            ids += [member.account_id, member.inviter_id, member.by_id]
        case AdminChanged(before=before, after=after) | LimitsChanged(before=before, after=after):
            for one in (before, after):
                ids += [one.account_id, one.inviter_id, one.by_id]
        case RankChanged(account_id=account_id):
            ids.append(account_id)
        case CameBy(invite=invite, approved_by=approved_by):
            ids += [approved_by, invite.admin_id if invite is not None else 0]
        case InviteTouched(invite=invite):
            ids.append(invite.admin_id)
        case MessageTouched(message=message) | MessageEdited(after=message):
            ids += [message.author_id, *message.mentioned]
        case TopicTouched(topic=topic) | TopicEdited(after=topic) | TopicPinned(topic=topic):
            ids.append(topic.creator_id)
    return [one for one in dict.fromkeys(ids) if one]


def messages_in(action: Action) -> Sequence[Message]:
    """The messages that an entry shows, as they stood."""
    match action:
        case MessageTouched(message=message):
            return (message,)
        case MessageEdited(before=before, after=after):
            return (before, after)
    return ()


def with_messages(action: Action, shown: Sequence[Message]) -> Action:
    """An entry that shows others in the place of its messages."""
    match action:
        case MessageTouched():
            return replace(action, message=shown[0])
        case MessageEdited():
            return replace(action, before=shown[0], after=shown[1])
    return action


def said_in(action: Action) -> Sequence[str]:
    """The texts that an entry is found by."""
    match action:
        case TextChanged():
            return (action.before, action.after)
        case RankChanged():
            return (action.before, action.after)
        case CameBy(invite=ChatInvite() as invite) | InviteTouched(invite=invite):
            return (invite.title,)
        case MessageTouched(message=message):
            return (message.text,)
        case MessageEdited(before=before, after=after):
            return (before.text, after.text)
        case TopicTouched(topic=topic) | TopicPinned(topic=topic):
            return (topic.title,)
        case TopicEdited(before=before, after=after):
            return (before.title, after.title)
    return ()
