"""Who may do what in a group or channel: by role, and by what is forbidden to all or to one.

https://core.telegram.org/api/rights
"""

import enum

import msgspec

from heliograph.domain import errors


class Kind(enum.IntEnum):
    """What the rules are of: a basic group, a supergroup, a channel that only admins write in.

    https://core.telegram.org/api/channel
    """

    BASIC = 0
    SUPERGROUP = 1
    CHANNEL = 2


class Role(enum.IntEnum):
    """What somebody is in a group; numbered as they are stored.

    Who was removed from a supergroup or channel is kept out of it until when that ends, and then
    is a stranger there.
    """

    STRANGER = -1
    LEFT = 0
    REMOVED = 1
    MEMBER = 2
    ADMIN = 3
    CREATOR = 4


class Right(enum.IntFlag):
    """What may be forbidden; numbered as the flags of `chatBannedRights`.

    https://core.telegram.org/constructor/chatBannedRights
    """

    VIEW_MESSAGES = 1 << 0
    SEND_MESSAGES = 1 << 1
    SEND_MEDIA = 1 << 2
    SEND_STICKERS = 1 << 3
    SEND_GIFS = 1 << 4
    SEND_GAMES = 1 << 5
    SEND_INLINE = 1 << 6
    EMBED_LINKS = 1 << 7
    SEND_POLLS = 1 << 8
    CHANGE_INFO = 1 << 10
    INVITE_USERS = 1 << 15
    PIN_MESSAGES = 1 << 17
    MANAGE_TOPICS = 1 << 18
    SEND_PHOTOS = 1 << 19
    SEND_VIDEOS = 1 << 20
    SEND_ROUNDVIDEOS = 1 << 21
    SEND_AUDIOS = 1 << 22
    SEND_VOICES = 1 << 23
    SEND_DOCS = 1 << 24
    SEND_PLAIN = 1 << 25
    EDIT_RANK = 1 << 26
    SEND_REACTIONS = 1 << 27
    MANAGE_LINKED_PEERS = 1 << 28


class AdminRight(enum.IntFlag):
    """What an admin may be allowed; numbered as the flags of `chatAdminRights`.

    https://core.telegram.org/constructor/chatAdminRights
    """

    CHANGE_INFO = 1 << 0
    POST_MESSAGES = 1 << 1
    EDIT_MESSAGES = 1 << 2
    DELETE_MESSAGES = 1 << 3
    BAN_USERS = 1 << 4
    INVITE_USERS = 1 << 5
    PIN_MESSAGES = 1 << 7
    ADD_ADMINS = 1 << 9
    ANONYMOUS = 1 << 10
    MANAGE_CALL = 1 << 11
    OTHER = 1 << 12
    MANAGE_TOPICS = 1 << 13
    POST_STORIES = 1 << 14
    EDIT_STORIES = 1 << 15
    DELETE_STORIES = 1 << 16
    MANAGE_DIRECT_MESSAGES = 1 << 17
    MANAGE_RANKS = 1 << 18
    MANAGE_LINKED_PEERS = 1 << 19
    MANAGE_WELCOME_MESSAGES = 1 << 20


NOTHING = Right(0)

MEDIA = (
    Right.SEND_STICKERS
    | Right.SEND_GIFS
    | Right.SEND_GAMES
    | Right.SEND_INLINE
    | Right.EMBED_LINKS
    | Right.SEND_POLLS
    | Right.SEND_PHOTOS
    | Right.SEND_VIDEOS
    | Right.SEND_ROUNDVIDEOS
    | Right.SEND_AUDIOS
    | Right.SEND_VOICES
    | Right.SEND_DOCS
)
"""All that `SEND_MEDIA` stands for."""

SENDING = Right.SEND_MESSAGES | Right.SEND_MEDIA | Right.SEND_PLAIN | MEDIA
"""All that needs a message."""

_OF_GUESTS = SENDING | Right.SEND_REACTIONS
_OF_SUBSCRIBERS = Right.VIEW_MESSAGES | Right.SEND_REACTIONS

BASIC_ADMIN = (
    AdminRight.CHANGE_INFO
    | AdminRight.DELETE_MESSAGES
    | AdminRight.BAN_USERS
    | AdminRight.INVITE_USERS
    | AdminRight.PIN_MESSAGES
    | AdminRight.MANAGE_CALL
    | AdminRight.OTHER
)
"""What every admin of a basic group may: they are all alike."""

_IN_BOTH = (
    AdminRight.CHANGE_INFO
    | AdminRight.DELETE_MESSAGES
    | AdminRight.BAN_USERS
    | AdminRight.INVITE_USERS
    | AdminRight.ADD_ADMINS
    | AdminRight.MANAGE_CALL
    | AdminRight.OTHER
    | AdminRight.POST_STORIES
    | AdminRight.EDIT_STORIES
    | AdminRight.DELETE_STORIES
    | AdminRight.MANAGE_WELCOME_MESSAGES
)

ADMIN_RIGHTS = {
    Kind.BASIC: BASIC_ADMIN,
    Kind.SUPERGROUP: _IN_BOTH
    | AdminRight.PIN_MESSAGES
    | AdminRight.ANONYMOUS
    | AdminRight.MANAGE_TOPICS
    | AdminRight.MANAGE_RANKS,
    Kind.CHANNEL: _IN_BOTH
    | AdminRight.POST_MESSAGES
    | AdminRight.EDIT_MESSAGES
    | AdminRight.MANAGE_DIRECT_MESSAGES,
}
"""What an admin may be allowed; `MANAGE_LINKED_PEERS` is of communities alone."""

BANNABLE = {
    Kind.BASIC: ~(Right.VIEW_MESSAGES | Right.MANAGE_LINKED_PEERS),
    Kind.SUPERGROUP: ~Right.MANAGE_LINKED_PEERS,
    Kind.CHANNEL: Right.VIEW_MESSAGES,
}
"""What may be forbidden to one; to all the same, but to look."""

_ALSO_MEMBERS = {
    AdminRight.CHANGE_INFO: Right.CHANGE_INFO,
    AdminRight.INVITE_USERS: Right.INVITE_USERS,
    AdminRight.PIN_MESSAGES: Right.PIN_MESSAGES,
    AdminRight.MANAGE_TOPICS: Right.MANAGE_TOPICS,
}
_ALSO_ADMINS = {also: own for own, also in _ALSO_MEMBERS.items()}

# In a channel members only look and react.
_IN_CHANNEL = {
    **dict.fromkeys(SENDING, AdminRight.POST_MESSAGES),
    Right.CHANGE_INFO: AdminRight.CHANGE_INFO,
    Right.INVITE_USERS: AdminRight.INVITE_USERS,
    Right.PIN_MESSAGES: AdminRight.EDIT_MESSAGES,
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is in a group and what limits them.

    `rights` are an admin's own, `banned` what is forbidden to them alone until `until` (Unix
    seconds, 0 for good), `default_banned` what is forbidden to everybody who is no admin. `bot`
    is a program, which has no say but as an admin; `guests` says that who is not in it may write.
    """

    role: Role
    rights: AdminRight = BASIC_ADMIN
    banned: Right = NOTHING
    until: int = 0
    default_banned: Right = NOTHING
    kind: Kind = Kind.BASIC
    bot: bool = False
    guests: bool = False

    def role_now(self, now: int) -> Role:
        """The role at that time: whose removal has ended is a stranger."""
        over = self.role is Role.REMOVED and bool(self.until) and now >= self.until
        return Role.STRANGER if over else self.role

    def banned_now(self, now: int) -> Right:
        """All that is forbidden to a member at that time."""
        own = self.banned if not self.until or now < self.until else NOTHING
        return widened(own | self.default_banned)

    @property
    def administers(self) -> bool:
        """Whether somebody is an admin or the creator."""
        return self.role >= Role.ADMIN

    @property
    def anonymous(self) -> bool:
        """Whether somebody writes in a supergroup as the supergroup."""
        if self.kind is not Kind.SUPERGROUP or not self.administers:
            return False
        return bool(self.rights & AdminRight.ANONYMOUS)


def widened(banned: Right) -> Right:
    """With what a forbidden thing stands for: who may not write may send nothing at all."""
    if banned & Right.VIEW_MESSAGES:
        return banned | SENDING | Right.SEND_REACTIONS
    if banned & Right.SEND_MESSAGES:
        return banned | SENDING
    if banned & Right.SEND_MEDIA:
        return banned | MEDIA
    return banned


def is_inside(role: Role) -> bool:
    """Whether somebody with the role gets what is said in the group."""
    return role >= Role.MEMBER


def may(standing: Standing, right: Right, *, now: int) -> bool:
    """Whether somebody may do what can be forbidden; admins and the creator may send anything.

    An admin whose own rights leave out to change, invite, pin or make topics may do so if all
    members may.
    """
    role = standing.role_now(now)
    if not is_inside(role):
        open_to_all = standing.guests and standing.kind is Kind.SUPERGROUP
        writes = open_to_all and role is not Role.REMOVED
        return writes and bool(right & _OF_GUESTS) and not right & standing.banned_now(now)
    if role is Role.CREATOR:
        return True
    if standing.kind is Kind.CHANNEL:
        own = _IN_CHANNEL.get(right)
        if own is None:
            return bool(right & _OF_SUBSCRIBERS)
        return role is Role.ADMIN and bool(own & standing.rights)
    own = _ALSO_ADMINS.get(right)
    if role is Role.ADMIN:
        if own is None or own & standing.rights:
            return True
        return not standing.bot and not right & standing.default_banned
    if standing.bot and own is not None:
        return False
    return not right & standing.banned_now(now)


def may_administer(standing: Standing, right: AdminRight, *, now: int) -> bool:
    """Whether somebody may do what admins do, as an admin or where every member may."""
    if is_given(standing, right):
        return True
    also = _ALSO_MEMBERS.get(right)
    return also is not None and may(standing, also, now=now)


def may_edit(standing: Standing, *, own: bool, now: int) -> bool:
    """Whether somebody may change a message there, `own` if they wrote it.

    https://core.telegram.org/api/rights
    """
    if standing.kind is not Kind.CHANNEL:
        return own and (is_inside(standing.role) or standing.guests)
    if may_administer(standing, AdminRight.EDIT_MESSAGES, now=now):
        return True
    return own and may_administer(standing, AdminRight.POST_MESSAGES, now=now)


def may_delete(standing: Standing, *, own: bool, now: int) -> bool:
    """Whether somebody may take a message away for everybody, `own` if they wrote it."""
    if may_administer(standing, AdminRight.DELETE_MESSAGES, now=now):
        return True
    if standing.kind is not Kind.CHANNEL:
        return own and (is_inside(standing.role) or standing.guests)
    return own and may_administer(standing, AdminRight.POST_MESSAGES, now=now)


def may_list(standing: Standing, *, hidden: bool) -> bool:
    """Whether somebody may see who is in it: subscribers are for admins, and hidden members too."""
    if standing.administers:
        return True
    return is_inside(standing.role) and standing.kind is not Kind.CHANNEL and not hidden


def is_given(standing: Standing, right: AdminRight) -> bool:
    """Whether somebody has a right as an admin, whatever every member may."""
    if standing.role is Role.CREATOR:
        return True
    given = right & standing.rights & ADMIN_RIGHTS[standing.kind]
    return standing.role is Role.ADMIN and bool(given)


def check_admin(standing: Standing, right: AdminRight) -> None:
    """CHAT_ADMIN_REQUIRED for who has not been given the right, whatever every member may."""
    check_inside(standing.role)
    if not is_given(standing, right):
        raise errors.ChatAdminRequired


def check_inside(role: Role) -> None:
    """USER_NOT_PARTICIPANT for who left or was removed, PEER_ID_INVALID for who never came.

    Of basic groups: whether a supergroup or channel may be looked at is asked before.
    """
    if role is Role.STRANGER:
        raise errors.PeerIdInvalid
    if not is_inside(role):
        raise errors.UserNotParticipant


def check_owns(role: Role) -> None:
    """CHAT_ADMIN_REQUIRED for everybody but the creator."""
    if role is not Role.CREATOR:
        raise errors.ChatAdminRequired


def check_administers(standing: Standing, right: AdminRight, *, now: int) -> None:
    """CHAT_ADMIN_REQUIRED unless somebody may; as `check_inside` for who is in no basic group."""
    if standing.kind is Kind.BASIC:
        check_inside(standing.role)
    if not may_administer(standing, right, now=now):
        raise errors.ChatAdminRequired
