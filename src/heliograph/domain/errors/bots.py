"""Refusals about bots: their tokens, their commands, and what only they or only people may do."""

from heliograph.domain.errors.refused import Refused


class AccessTokenInvalid(Refused):
    token = "ACCESS_TOKEN_INVALID"


class AccessTokenExpired(Refused):
    token = "ACCESS_TOKEN_EXPIRED"


class BotMethodInvalid(Refused):
    """Only people may call it."""

    token = "BOT_METHOD_INVALID"


class UserBotRequired(Refused):
    """Only bots may call it."""

    token = "USER_BOT_REQUIRED"


class UserIsBot(Refused):
    """Bots do not write to each other."""

    token = "USER_IS_BOT"


class BotInvalid(Refused):
    token = "BOT_INVALID"


class BotGroupsBlocked(Refused):
    """Whoever made it lets nobody put it into groups."""

    token = "BOT_GROUPS_BLOCKED"


class BotCommandInvalid(Refused):
    token = "BOT_COMMAND_INVALID"


class BotCommandDescriptionInvalid(Refused):
    token = "BOT_COMMAND_DESCRIPTION_INVALID"


class LangCodeInvalid(Refused):
    token = "LANG_CODE_INVALID"


class StartParamInvalid(Refused):
    token = "START_PARAM_INVALID"


class BotOnesideNotAvail(Refused):
    token = "BOT_ONESIDE_NOT_AVAIL"


class BusinessConnectionInvalid(Refused):
    token = "BUSINESS_CONNECTION_INVALID"
