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
