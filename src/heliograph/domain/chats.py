"""Basic groups: the records, how one viewer sees them, and what may become of them.

https://core.telegram.org/api/channel#basic-groups
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.peers import chat_peer
from heliograph.domain.people import Account, Seen
from heliograph.domain.permissions import NOTHING, Right, Role, Standing, is_inside
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.domain.telling import Told


class Chat(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """A basic group. `members` counts who is in it, `version` its changes of who that is.

    `banned` is what members may not do, `reactions` None for all; `closed` says that its creator
    has deleted it, or that it goes on as the supergroup `migrated_to`, which is 0 for none.
    """

    id: int
    title: str
    about: str = ""
    date: int
    version: int = 1
    creator_id: int
    members: int
    banned: Right = NOTHING
    noforwards: bool = False
    ttl_period: int = 0
    photo: ShownPhoto | None = None
    reactions: ChosenReactions | None = None
    closed: bool = False
    migrated_to: int = 0

    @property
    def peer_id(self) -> int:
        """What stands in the place of an account's id."""
        return chat_peer(self.id)


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is or was in a group."""

    account_id: int
    role: Role
    inviter_id: int
    date: int


class SeenChat(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """A group with what it is to one viewer."""

    chat: Chat
    viewer_id: int
    role: Role

    @property
    def standing(self) -> Standing:
        """What the viewer is there and what limits them."""
        return Standing(role=self.role, default_banned=self.chat.banned)


Shown = Seen | SeenChat | SeenChannel
"""What a viewer must be shown with a message or a dialog."""


def is_demoted(shown: Shown) -> bool:
    """Whether it is found by its exact address alone, or not even shown there."""
    match shown:
        case Seen():
            return shown.account.demoted
        case SeenChannel():
            withheld = shown.held is not None and shown.held.withheld
            return shown.channel.demoted or withheld
    return False


def peer_of(shown: Shown) -> int:
    """The peer that a dialog with it has."""
    if isinstance(shown, SeenChannel):
        return shown.channel.peer_id
    return shown.account.id if isinstance(shown, Seen) else shown.chat.peer_id


class ChatLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits; lengths count characters.

    https://core.telegram.org/api/config#client-configuration
    """

    members: int = 200
    title_length: int = 128
    about_length: int = 255


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a change of which group, when, and under which random_id it is told of."""

    account_id: int
    chat_id: int
    date: int
    random_id: int


class ChatContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a change of a group is decided on: true at the moment it commits.

    `members` are all that are or were in it, `named` those the change is about as the asker sees
    them.
    """

    chat: Chat
    actor: Account
    members: tuple[Member, ...]
    named: tuple[Seen, ...] = ()

    def member(self, account_id: int) -> Member | None:
        """Somebody who is or was in the group."""
        return next((one for one in self.members if one.account_id == account_id), None)

    def role_of(self, account_id: int) -> Role:
        found = self.member(account_id)
        return Role.STRANGER if found is None else found.role

    @property
    def standing(self) -> Standing:
        """What the asker is in the group."""
        return Standing(role=self.role_of(self.actor.id), default_banned=self.chat.banned)

    @property
    def inside(self) -> tuple[Member, ...]:
        """Those who are in it."""
        return tuple(one for one in self.members if is_inside(one.role))


class ChatDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written: the group, those of its members who changed, what is told of it.

    `teller_id` is who says it, None for who asked. Whoever comes is shown up to so many of the
    last messages (`shown_before`).
    """

    chat: Chat
    changed: tuple[Member, ...] = ()
    told: Told | None = None
    teller_id: int | None = None
    shown_before: int = 0


def counted(context: ChatContext, changed: Sequence[Member], **fields: object) -> Chat:
    """The group with other members: their number, and a version of their own."""
    roles = {one.account_id: one.role for one in (*context.members, *changed)}
    inside = sum(is_inside(role) for role in roles.values())
    chat = context.chat
    return replace(chat, members=inside, version=chat.version + 1, **fields)


def check_title(title: str, limits: ChatLimits) -> str:
    """The title to keep. CHAT_TITLE_EMPTY."""
    title = " ".join(title.split())[: limits.title_length]
    if not title:
        raise errors.ChatTitleEmpty
    return title


def check_about(about: str, limits: ChatLimits) -> str:
    """CHAT_ABOUT_TOO_LONG."""
    about = about.strip()
    if len(about) > limits.about_length:
        raise errors.ChatAboutTooLong
    return about


def check_open(context: ChatContext) -> None:
    """PEER_ID_INVALID for a group that was deleted; USER_DEACTIVATED_BAN."""
    context.actor.check_enabled()
    if context.chat.closed:
        raise errors.PeerIdInvalid
