"""Refusals about who may do what in supergroups and channels.

https://core.telegram.org/api/rights
"""

from heliograph.domain.errors.refused import Refused


class RightForbidden(Refused):
    code = 403
    token = "RIGHT_FORBIDDEN"


class UserAdminInvalid(Refused):
    token = "USER_ADMIN_INVALID"


class AdminsTooMuch(Refused):
    token = "ADMINS_TOO_MUCH"


class BotsTooMuch(Refused):
    token = "BOTS_TOO_MUCH"


class AdminRankInvalid(Refused):
    token = "ADMIN_RANK_INVALID"


class AdminRankEmojiNotAllowed(Refused):
    token = "ADMIN_RANK_EMOJI_NOT_ALLOWED"


class ParticipantIdInvalid(Refused):
    token = "PARTICIPANT_ID_INVALID"


class UserBot(Refused):
    token = "USER_BOT"


class BroadcastIdInvalid(Refused):
    token = "BROADCAST_ID_INVALID"


class MegagroupRequired(Refused):
    token = "MEGAGROUP_REQUIRED"


class MegagroupGeoRequired(Refused):
    token = "MEGAGROUP_GEO_REQUIRED"


class MegagroupIdInvalid(Refused):
    token = "MEGAGROUP_ID_INVALID"


class MegagroupPrehistoryHidden(Refused):
    token = "MEGAGROUP_PREHISTORY_HIDDEN"


class LinkNotModified(Refused):
    token = "LINK_NOT_MODIFIED"


class ChatLinkExists(Refused):
    token = "CHAT_LINK_EXISTS"
