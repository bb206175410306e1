"""Refusals about groups, who is in them, and the links into them."""

from heliograph.domain.errors.refused import Refused


class ChatAdminRequired(Refused):
    token = "CHAT_ADMIN_REQUIRED"


class ChatGuestSendForbidden(Refused):
    code = 403
    token = "CHAT_GUEST_SEND_FORBIDDEN"


class UserBannedInChannel(Refused):
    token = "USER_BANNED_IN_CHANNEL"


class UserRestricted(Refused):
    code = 403
    token = "USER_RESTRICTED"


class ChatWriteForbidden(Refused):
    code = 403
    token = "CHAT_WRITE_FORBIDDEN"


class ChatTitleEmpty(Refused):
    token = "CHAT_TITLE_EMPTY"


class ChatAboutTooLong(Refused):
    token = "CHAT_ABOUT_TOO_LONG"


class ChatAboutNotModified(Refused):
    token = "CHAT_ABOUT_NOT_MODIFIED"


class UserNotParticipant(Refused):
    token = "USER_NOT_PARTICIPANT"


class UserAlreadyParticipant(Refused):
    token = "USER_ALREADY_PARTICIPANT"


class UserNotMutualContact(Refused):
    token = "USER_NOT_MUTUAL_CONTACT"


class UserKicked(Refused):
    token = "USER_KICKED"


class UsersTooMuch(Refused):
    token = "USERS_TOO_MUCH"


class UsersTooFew(Refused):
    token = "USERS_TOO_FEW"


class UserCreator(Refused):
    token = "USER_CREATOR"


class BannedRightsInvalid(Refused):
    token = "BANNED_RIGHTS_INVALID"


class InviteHashEmpty(Refused):
    token = "INVITE_HASH_EMPTY"


class InviteHashExpired(Refused):
    token = "INVITE_HASH_EXPIRED"


class InviteRevokedMissing(Refused):
    token = "INVITE_REVOKED_MISSING"


class InviteRequestSent(Refused):
    token = "INVITE_REQUEST_SENT"


class ChatInvitePermanent(Refused):
    token = "CHAT_INVITE_PERMANENT"


class ExpireDateInvalid(Refused):
    token = "EXPIRE_DATE_INVALID"


class UsageLimitInvalid(Refused):
    token = "USAGE_LIMIT_INVALID"


class HideRequesterMissing(Refused):
    token = "HIDE_REQUESTER_MISSING"


class ChatSendPlainForbidden(Refused):
    code = 403
    token = "CHAT_SEND_PLAIN_FORBIDDEN"


class ChatSendMediaForbidden(Refused):
    code = 403
    token = "CHAT_SEND_MEDIA_FORBIDDEN"


class ChatSendPhotosForbidden(Refused):
    code = 403
    token = "CHAT_SEND_PHOTOS_FORBIDDEN"


class ChatSendVideosForbidden(Refused):
    code = 403
    token = "CHAT_SEND_VIDEOS_FORBIDDEN"


class ChatSendRoundvideosForbidden(Refused):
    code = 403
    token = "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"


class ChatSendAudiosForbidden(Refused):
    code = 403
    token = "CHAT_SEND_AUDIOS_FORBIDDEN"


class ChatSendVoicesForbidden(Refused):
    code = 403
    token = "CHAT_SEND_VOICES_FORBIDDEN"


class ChatSendDocsForbidden(Refused):
    code = 403
    token = "CHAT_SEND_DOCS_FORBIDDEN"


class ChatSendStickersForbidden(Refused):
    code = 403
    token = "CHAT_SEND_STICKERS_FORBIDDEN"


class ChatSendGifsForbidden(Refused):
    code = 403
    token = "CHAT_SEND_GIFS_FORBIDDEN"


class ChatSendPollForbidden(Refused):
    code = 403
    token = "CHAT_SEND_POLL_FORBIDDEN"


class MsgTooOld(Refused):
    token = "MSG_TOO_OLD"


class ChatTooBig(Refused):
    token = "CHAT_TOO_BIG"
