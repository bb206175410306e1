"""Refusals of writing, editing, forwarding and scheduling messages."""

from heliograph.domain.errors.refused import Refused


class MessageEmpty(Refused):
    token = "MESSAGE_EMPTY"


class MessageTooLong(Refused):
    token = "MESSAGE_TOO_LONG"


class MessageIdInvalid(Refused):
    token = "MESSAGE_ID_INVALID"


class MessageIdRequired(Refused):
    """A report says what is wrong and not yet with which messages: clients let them be chosen."""

    token = "MESSAGE_ID_REQUIRED"


class MessageNotModified(Refused):
    token = "MESSAGE_NOT_MODIFIED"


class MessageAuthorRequired(Refused):
    code = 403
    token = "MESSAGE_AUTHOR_REQUIRED"


class MessageDeleteForbidden(Refused):
    code = 403
    token = "MESSAGE_DELETE_FORBIDDEN"


class MessageEditTimeExpired(Refused):
    token = "MESSAGE_EDIT_TIME_EXPIRED"


class EntityBoundsInvalid(Refused):
    token = "ENTITY_BOUNDS_INVALID"


class EntitiesTooLong(Refused):
    token = "ENTITIES_TOO_LONG"


class RandomIdDuplicate(Refused):
    code = 500
    token = "RANDOM_ID_DUPLICATE"


class RandomIdEmpty(Refused):
    token = "RANDOM_ID_EMPTY"


class ReplyMessageIdInvalid(Refused):
    token = "REPLY_MESSAGE_ID_INVALID"


class UserIsBlocked(Refused):
    code = 403
    token = "USER_IS_BLOCKED"


class YouBlockedUser(Refused):
    token = "YOU_BLOCKED_USER"


class InputUserDeactivated(Refused):
    token = "INPUT_USER_DEACTIVATED"


class MediaInvalid(Refused):
    token = "MEDIA_INVALID"


class MediaBlocked(MediaInvalid):
    """By a decision; whoever sends it is told no more than that it cannot be."""


class MediaEmpty(Refused):
    token = "MEDIA_EMPTY"


class EmoticonInvalid(Refused):
    token = "EMOTICON_INVALID"


class GeoPointInvalid(Refused):
    token = "GEO_POINT_INVALID"


class QuoteTextInvalid(Refused):
    token = "QUOTE_TEXT_INVALID"


class MessageIdsEmpty(Refused):
    token = "MESSAGE_IDS_EMPTY"


class ChatForwardsRestricted(Refused):
    token = "CHAT_FORWARDS_RESTRICTED"


class RandomIdInvalid(Refused):
    token = "RANDOM_ID_INVALID"


class SendAsPeerInvalid(Refused):
    token = "SEND_AS_PEER_INVALID"


class ScheduleDateInvalid(Refused):
    token = "SCHEDULE_DATE_INVALID"


class RequestMsgExpired(Refused):
    token = "REQUEST_MSG_EXPIRED"


class ScheduleDateTooLate(Refused):
    token = "SCHEDULE_DATE_TOO_LATE"


class ScheduleTooMuch(Refused):
    token = "SCHEDULE_TOO_MUCH"


class ScheduleStatusPrivate(Refused):
    token = "SCHEDULE_STATUS_PRIVATE"


class ScheduleBotNotAllowed(Refused):
    token = "SCHEDULE_BOT_NOT_ALLOWED"


class LimitInvalid(Refused):
    token = "LIMIT_INVALID"


class PersistentTimestampInvalid(Refused):
    token = "PERSISTENT_TIMESTAMP_INVALID"
