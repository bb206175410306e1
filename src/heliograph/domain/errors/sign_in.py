"""Refusals of signing in: numbers, codes, login tokens, keys and devices."""

from heliograph.domain.errors.refused import Refused, Wait


class PhoneNumberInvalid(Refused):
    token = "PHONE_NUMBER_INVALID"


class PhoneNumberBanned(Refused):
    token = "PHONE_NUMBER_BANNED"


class PhoneCodeInvalid(Refused):
    token = "PHONE_CODE_INVALID"


class PhoneCodeExpired(Refused):
    token = "PHONE_CODE_EXPIRED"


class PhoneCodeEmpty(Refused):
    token = "PHONE_CODE_EMPTY"


class PhoneCodeHashEmpty(Refused):
    token = "PHONE_CODE_HASH_EMPTY"


class PhoneNumberOccupied(Refused):
    token = "PHONE_NUMBER_OCCUPIED"


class FirstNameInvalid(Refused):
    token = "FIRSTNAME_INVALID"


class LastNameInvalid(Refused):
    token = "LASTNAME_INVALID"


class CodeDeliveryUnavailable(Refused):
    code = 406
    token = "SEND_CODE_UNAVAILABLE"


class PhoneNotOccupied(Refused):
    token = "PHONE_NOT_OCCUPIED"


class AuthKeyUnregistered(Refused):
    code = 401
    token = "AUTH_KEY_UNREGISTERED"


class AuthKeyPermEmpty(Refused):
    code = 401
    token = "AUTH_KEY_PERM_EMPTY"


class EncryptedMessageInvalid(Refused):
    token = "ENCRYPTED_MESSAGE_INVALID"


class TempAuthKeyEmpty(Refused):
    token = "TEMP_AUTH_KEY_EMPTY"


class TempAuthKeyAlreadyBound(Refused):
    token = "TEMP_AUTH_KEY_ALREADY_BOUND"


class AuthBytesInvalid(Refused):
    token = "AUTH_BYTES_INVALID"


class DcIdInvalid(Refused):
    token = "DC_ID_INVALID"


class AuthTokenInvalid(Refused):
    """No login token, or another key's; the pages also spell it AUTH_TOKEN_INVALIDX."""

    token = "AUTH_TOKEN_INVALID"


class AuthTokenExpired(Refused):
    token = "AUTH_TOKEN_EXPIRED"


class AuthTokenAlreadyAccepted(Refused):
    token = "AUTH_TOKEN_ALREADY_ACCEPTED"


class AuthTokenException(Refused):
    """The account is signed in on the showing device already."""

    token = "AUTH_TOKEN_EXCEPTION"


class UserDeactivatedBan(Refused):
    code = 401
    token = "USER_DEACTIVATED_BAN"


class EmailVerifyExpired(Refused):
    token = "EMAIL_VERIFY_EXPIRED"


class PasskeyCredentialNotFound(Refused):
    token = "PASSKEY_CREDENTIAL_NOT_FOUND"


class FreshResetForbidden(Refused):
    """Whoever has just come in must not throw the others out."""

    code = 406
    token = "FRESH_RESET_AUTHORISATION_FORBIDDEN"


class TtlDaysInvalid(Refused):
    token = "TTL_DAYS_INVALID"


class FreshChangePhoneForbidden(Refused):
    code = 406
    token = "FRESH_CHANGE_PHONE_FORBIDDEN"


class TwoFactorConfirmWait(Wait):
    """The account is deleted after so many seconds unless its password is entered before."""

    token = "2FA_CONFIRM_WAIT"


class CodeHashInvalid(Refused):
    token = "CODE_HASH_INVALID"


class HashInvalid(Refused):
    token = "HASH_INVALID"
