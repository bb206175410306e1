"""Refusals of privacy rules, settings and configuration, with what devices register to be told."""

from heliograph.domain.errors.refused import Refused


class PrivacyValueInvalid(Refused):
    token = "PRIVACY_VALUE_INVALID"


class PrivacyTooLong(Refused):
    token = "PRIVACY_TOO_LONG"


class AutoarchiveNotAvailable(Refused):
    token = "AUTOARCHIVE_NOT_AVAILABLE"


class ColorInvalid(Refused):
    token = "COLOR_INVALID"


class CollectibleInvalid(Refused):
    token = "COLLECTIBLE_INVALID"


class PremiumAccountRequired(Refused):
    code = 403
    token = "PREMIUM_ACCOUNT_REQUIRED"


class PrivacyPremiumRequired(Refused):
    code = 403
    token = "PRIVACY_PREMIUM_REQUIRED"


class SettingsInvalid(Refused):
    token = "SETTINGS_INVALID"


class ContactReqMissing(Refused):
    token = "CONTACT_REQ_MISSING"


class TypesEmpty(Refused):
    token = "TYPES_EMPTY"


class DataJsonInvalid(Refused):
    token = "DATA_JSON_INVALID"


class TokenEmpty(Refused):
    token = "TOKEN_EMPTY"


class TokenInvalid(Refused):
    token = "TOKEN_INVALID"


class TokenTypeInvalid(Refused):
    token = "TOKEN_TYPE_INVALID"


class WebpushAuthInvalid(Refused):
    token = "WEBPUSH_AUTH_INVALID"


class WebpushKeyInvalid(Refused):
    token = "WEBPUSH_KEY_INVALID"


class WebpushTokenInvalid(Refused):
    token = "WEBPUSH_TOKEN_INVALID"


class StickersetInvalid(Refused):
    token = "STICKERSET_INVALID"


class LangCodeNotSupported(Refused):
    token = "LANG_CODE_NOT_SUPPORTED"


class UserPrivacyRestricted(Refused):
    code = 403
    token = "USER_PRIVACY_RESTRICTED"
