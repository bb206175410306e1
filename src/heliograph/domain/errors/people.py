"""Refusals about whom a call names, and about what people say of themselves."""

from heliograph.domain.errors.refused import Refused


class PeerIdInvalid(Refused):
    token = "PEER_ID_INVALID"


class UserIdInvalid(Refused):
    token = "USER_ID_INVALID"


class MsgIdInvalid(Refused):
    token = "MSG_ID_INVALID"


class ChannelInvalid(Refused):
    token = "CHANNEL_INVALID"


class ChatIdInvalid(Refused):
    token = "CHAT_ID_INVALID"


class ContactIdInvalid(Refused):
    token = "CONTACT_ID_INVALID"


class ContactMissing(Refused):
    token = "CONTACT_MISSING"


class ContactNameEmpty(Refused):
    token = "CONTACT_NAME_EMPTY"


class UsernameInvalid(Refused):
    token = "USERNAME_INVALID"


class UsernameOccupied(Refused):
    token = "USERNAME_OCCUPIED"


class UsernameNotModified(Refused):
    token = "USERNAME_NOT_MODIFIED"


class UsernameNotOccupied(Refused):
    token = "USERNAME_NOT_OCCUPIED"


class SearchQueryEmpty(Refused):
    token = "SEARCH_QUERY_EMPTY"


class AboutTooLong(Refused):
    token = "ABOUT_TOO_LONG"


class BirthdayInvalid(Refused):
    token = "BIRTHDAY_INVALID"


class UsernamesActiveTooMuch(Refused):
    token = "USERNAMES_ACTIVE_TOO_MUCH"


class OrderInvalid(Refused):
    token = "ORDER_INVALID"


class DocumentInvalid(Refused):
    token = "DOCUMENT_INVALID"


class FrozenMethodInvalid(Refused):
    """https://core.telegram.org/api/auth#frozen-accounts"""

    code = 420
    token = "FROZEN_METHOD_INVALID"


class ImportTokenInvalid(Refused):
    token = "IMPORT_TOKEN_INVALID"
