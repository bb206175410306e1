"""Refusals about the list of chats, its folders, and the time that messages in one are kept."""

from heliograph.domain.errors.refused import Refused


class ChatNotModified(Refused):
    token = "CHAT_NOT_MODIFIED"


class PinnedDialogsTooMuch(Refused):
    token = "PINNED_DIALOGS_TOO_MUCH"


class FolderIdEmpty(Refused):
    token = "FOLDER_ID_EMPTY"


class FolderIdInvalid(Refused):
    token = "FOLDER_ID_INVALID"


class FilterIdInvalid(Refused):
    token = "FILTER_ID_INVALID"


class FilterNotSupported(Refused):
    token = "FILTER_NOT_SUPPORTED"


class FilterTitleEmpty(Refused):
    token = "FILTER_TITLE_EMPTY"


class FilterIncludeEmpty(Refused):
    token = "FILTER_INCLUDE_EMPTY"


class MinDateInvalid(Refused):
    token = "MIN_DATE_INVALID"


class MaxDateInvalid(Refused):
    token = "MAX_DATE_INVALID"


class TtlPeriodInvalid(Refused):
    token = "TTL_PERIOD_INVALID"


class MessageNotReadYet(Refused):
    token = "MESSAGE_NOT_READ_YET"


class MessageTooOld(Refused):
    token = "MESSAGE_TOO_OLD"


class YourPrivacyRestricted(Refused):
    code = 403
    token = "YOUR_PRIVACY_RESTRICTED"
