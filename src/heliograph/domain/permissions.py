"""Who may do what in a group: by role, by what is forbidden to all, and to one until when.

https://core.telegram.org/api/rights
"""

import enum

import msgspec

from heliograph.domain import errors


class Role(enum.IntEnum):
    """What somebody is in a group; numbered as they are stored."""

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

ALL_ADMIN = BASIC_ADMIN | AdminRight.ADD_ADMINS | AdminRight.ANONYMOUS | AdminRight.MANAGE_TOPICS

_ALSO_MEMBERS = {
    AdminRight.CHANGE_INFO: Right.CHANGE_INFO,
    AdminRight.INVITE_USERS: Right.INVITE_USERS,
    AdminRight.PIN_MESSAGES: Right.PIN_MESSAGES,
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is in a group and what limits them.

    `rights` are an admin's own, `banned` what is forbidden to them alone until `until` (Unix
    seconds, 0 for good), `default_banned` what is forbidden to everybody who is no admin.
    """

    role: Role
    rights: AdminRight = BASIC_ADMIN
    banned: Right = NOTHING
    until: int = 0
    default_banned: Right = NOTHING

    def banned_now(self, now: int) -> Right:
        """All that is forbidden to a member at that time."""
        own = self.banned if not self.until or now < self.until else NOTHING
        return widened(own | self.default_banned)


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

    An admin whose own rights leave out to change, invite or pin may do so if all members may.
    """
    if not is_inside(standing.role):
        return False
    if standing.role is Role.CREATOR:
        return True
    if standing.role is Role.ADMIN:
        own = next((admin for admin, also in _ALSO_MEMBERS.items() if also == right), None)
        return own is None or bool(own & standing.rights) or not right & standing.default_banned
    return not right & standing.banned_now(now)


def may_administer(standing: Standing, right: AdminRight, *, now: int) -> bool:
    """Whether somebody may do what admins do, as an admin or where every member may."""
    if standing.role is Role.CREATOR:
        return True
    if standing.role is Role.ADMIN and right & standing.rights:
        return True
    also = _ALSO_MEMBERS.get(right)
    return also is not None and may(standing, also, now=now)


def check_inside(role: Role) -> None:
    """USER_NOT_PARTICIPANT for who left or was removed, PEER_ID_INVALID for who never came."""
    if role is Role.STRANGER:
        raise errors.PeerIdInvalid
    if not is_inside(role):
        raise errors.UserNotParticipant


def check_administers(standing: Standing, right: AdminRight, *, now: int) -> None:
    """CHAT_ADMIN_REQUIRED unless somebody may; as `check_inside` for who is not in the group."""
    check_inside(standing.role)
    if not may_administer(standing, right, now=now):
        raise errors.ChatAdminRequired
