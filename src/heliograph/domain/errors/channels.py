"""Refusals about supergroups and channels."""

from heliograph.domain.errors.refused import Refused, Wait


class ChannelPrivate(Refused):
    token = "CHANNEL_PRIVATE"


class ChannelsTooMuch(Refused):
    token = "CHANNELS_TOO_MUCH"


class UserChannelsTooMuch(Refused):
    token = "USER_CHANNELS_TOO_MUCH"


class SecondsInvalid(Refused):
    token = "SECONDS_INVALID"


class SlowmodeWait(Wait):
    token = "SLOWMODE_WAIT"


class SlowmodeMultiMsgsDisabled(Refused):
    token = "SLOWMODE_MULTI_MSGS_DISABLED"


class ChannelsAdminPublicTooMuch(Refused):
    token = "CHANNELS_ADMIN_PUBLIC_TOO_MUCH"


class ChatPublicRequired(Refused):
    token = "CHAT_PUBLIC_REQUIRED"


class ChannelForumMissing(Refused):
    token = "CHANNEL_FORUM_MISSING"


class ChatDiscussionUnallowed(Refused):
    token = "CHAT_DISCUSSION_UNALLOWED"


class TopicClosed(Refused):
    token = "TOPIC_CLOSED"


class TopicDeleted(Refused):
    token = "TOPIC_DELETED"


class TopicIdInvalid(Refused):
    token = "TOPIC_ID_INVALID"


class TopicNotModified(Refused):
    token = "TOPIC_NOT_MODIFIED"


class TopicTitleEmpty(Refused):
    token = "TOPIC_TITLE_EMPTY"


class PinnedTooMuch(Refused):
    token = "PINNED_TOO_MUCH"


class BoostsRequired(Refused):
    token = "BOOSTS_REQUIRED"


class ParticipantsTooFew(Refused):
    token = "PARTICIPANTS_TOO_FEW"
