"""Refusals: what a user may not do, each with the code and token client libraries know.

https://core.telegram.org/api/errors
"""

from typing import ClassVar


class Refused(Exception):
    """The user may not; carries the `rpc_error` code and token. Never logged as a fault."""

    code: ClassVar[int] = 400
    token: ClassVar[str] = "BAD_REQUEST"

    def __init__(self) -> None:
        super().__init__(self.token)

    @property
    def text(self) -> str:
        """What goes into `rpc_error.error_message`."""
        return self.token


class Wait(Refused):
    """A refusal that ends by itself; `seconds` is how long to wait."""

    code = 420
    token = "FLOOD_WAIT"

    def __init__(self, seconds: int) -> None:
        self.seconds = max(1, seconds)
        super().__init__()

    @property
    def text(self) -> str:
        return f"{self.token}_{self.seconds}"


class KeyCollision(Exception):
    """The agreed auth_key_id exists already: the client must try again (dh_gen_retry)."""


# Sign-in


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


class BotCommandInvalid(Refused):
    token = "BOT_COMMAND_INVALID"


class BotCommandDescriptionInvalid(Refused):
    token = "BOT_COMMAND_DESCRIPTION_INVALID"


class LangCodeInvalid(Refused):
    token = "LANG_CODE_INVALID"


class StartParamInvalid(Refused):
    token = "START_PARAM_INVALID"


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


# Two-step verification


class SessionPasswordNeeded(Refused):
    code = 401
    token = "SESSION_PASSWORD_NEEDED"


class PasswordHashInvalid(Refused):
    token = "PASSWORD_HASH_INVALID"


class PasswordEmpty(Refused):
    token = "PASSWORD_EMPTY"


class PasswordRecoveryNa(Refused):
    token = "PASSWORD_RECOVERY_NA"


class PasswordRecoveryExpired(Refused):
    token = "PASSWORD_RECOVERY_EXPIRED"


class SrpIdInvalid(Refused):
    token = "SRP_ID_INVALID"


class SrpAInvalid(Refused):
    token = "SRP_A_INVALID"


class SrpPasswordChanged(Refused):
    token = "SRP_PASSWORD_CHANGED"


class NewSaltInvalid(Refused):
    token = "NEW_SALT_INVALID"


class NewSettingsEmpty(Refused):
    token = "NEW_SETTINGS_EMPTY"


class NewSettingsInvalid(Refused):
    token = "NEW_SETTINGS_INVALID"


class EmailInvalid(Refused):
    token = "EMAIL_INVALID"


class EmailNotAllowed(Refused):
    token = "EMAIL_NOT_ALLOWED"


class EmailHashExpired(Refused):
    token = "EMAIL_HASH_EXPIRED"


class EmailInstallMissing(Refused):
    token = "EMAIL_INSTALL_MISSING"


class EmailUnconfirmed(Refused):
    """The change waits for a code of `length` digits that was sent to the new address."""

    token = "EMAIL_UNCONFIRMED"

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__()

    @property
    def text(self) -> str:
        return f"{self.token}_{self.length}"


class CodeEmpty(Refused):
    token = "CODE_EMPTY"


class CodeInvalid(Refused):
    token = "CODE_INVALID"


class ResetRequestMissing(Refused):
    token = "RESET_REQUEST_MISSING"


class TmpPasswordDisabled(Refused):
    token = "TMP_PASSWORD_DISABLED"


# Peers


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


class ContactNameEmpty(Refused):
    token = "CONTACT_NAME_EMPTY"


# Profiles


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


# Privacy and settings


class PrivacyKeyInvalid(Refused):
    token = "PRIVACY_KEY_INVALID"


class PrivacyValueInvalid(Refused):
    token = "PRIVACY_VALUE_INVALID"


class PrivacyTooLong(Refused):
    token = "PRIVACY_TOO_LONG"


class AutoarchiveNotAvailable(Refused):
    token = "AUTOARCHIVE_NOT_AVAILABLE"


class PremiumAccountRequired(Refused):
    code = 403
    token = "PREMIUM_ACCOUNT_REQUIRED"


class SensitiveChangeForbidden(Refused):
    code = 403
    token = "SENSITIVE_CHANGE_FORBIDDEN"


class PrivacyPremiumRequired(Refused):
    code = 403
    token = "PRIVACY_PREMIUM_REQUIRED"


class SettingsInvalid(Refused):
    token = "SETTINGS_INVALID"


class ContactReqMissing(Refused):
    token = "CONTACT_REQ_MISSING"


class ContactMissing(Refused):
    token = "CONTACT_MISSING"


class TypesEmpty(Refused):
    token = "TYPES_EMPTY"


# Catalogues and configuration


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


# Messages


class MessageEmpty(Refused):
    token = "MESSAGE_EMPTY"


class MessageTooLong(Refused):
    token = "MESSAGE_TOO_LONG"


class MessageIdInvalid(Refused):
    token = "MESSAGE_ID_INVALID"


class MessageNotModified(Refused):
    token = "MESSAGE_NOT_MODIFIED"


class MessageAuthorRequired(Refused):
    code = 403
    token = "MESSAGE_AUTHOR_REQUIRED"


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


# Reactions, polls and pins


class ReactionEmpty(Refused):
    token = "REACTION_EMPTY"


class ReactionInvalid(Refused):
    token = "REACTION_INVALID"


class ReactionsTooMany(Refused):
    token = "REACTIONS_TOO_MANY"


class PollQuestionInvalid(Refused):
    token = "POLL_QUESTION_INVALID"


class PollAnswersInvalid(Refused):
    token = "POLL_ANSWERS_INVALID"


class PollAnswerInvalid(Refused):
    token = "POLL_ANSWER_INVALID"


class PollOptionInvalid(Refused):
    token = "POLL_OPTION_INVALID"


class PollOptionDuplicate(Refused):
    token = "POLL_OPTION_DUPLICATE"


class QuizCorrectAnswersEmpty(Refused):
    token = "QUIZ_CORRECT_ANSWERS_EMPTY"


class QuizCorrectAnswersTooMuch(Refused):
    token = "QUIZ_CORRECT_ANSWERS_TOO_MUCH"


class QuizCorrectAnswerInvalid(Refused):
    token = "QUIZ_CORRECT_ANSWER_INVALID"


class MessagePollClosed(Refused):
    token = "MESSAGE_POLL_CLOSED"


class OptionInvalid(Refused):
    token = "OPTION_INVALID"


class OptionsTooMuch(Refused):
    token = "OPTIONS_TOO_MUCH"


class RevoteNotAllowed(Refused):
    token = "REVOTE_NOT_ALLOWED"


class PollVoteRequired(Refused):
    code = 403
    token = "POLL_VOTE_REQUIRED"


class BroadcastForbidden(Refused):
    """Who voted for what is a secret in this poll."""

    code = 403
    token = "BROADCAST_FORBIDDEN"


class ChatNotModified(Refused):
    token = "CHAT_NOT_MODIFIED"


class MediaPrevInvalid(Refused):
    token = "MEDIA_PREV_INVALID"


class BotOnesideNotAvail(Refused):
    token = "BOT_ONESIDE_NOT_AVAIL"


# Invocation


class InputMethodInvalid(Refused):
    token = "INPUT_METHOD_INVALID"


class InputConstructorInvalid(Refused):
    token = "INPUT_CONSTRUCTOR_INVALID"


class InputFetchError(Refused):
    token = "INPUT_FETCH_ERROR"


class InputRequestTooLong(Refused):
    token = "INPUT_REQUEST_TOO_LONG"


class ConnectionNotInited(Refused):
    token = "CONNECTION_NOT_INITED"


class ConnectionLayerInvalid(Refused):
    token = "CONNECTION_LAYER_INVALID"


class UpdateAppToLogin(Refused):
    code = 406
    token = "UPDATE_APP_TO_LOGIN"


class MsgWaitFailed(Refused):
    # Android and iOS expect 500, TDLib takes either.
    code = 500
    token = "MSG_WAIT_FAILED"


class MsgWaitTimeout(Refused):
    # iOS and TDLib expect 400.
    token = "MSG_WAIT_TIMEOUT"


class TakeoutInvalid(Refused):
    token = "TAKEOUT_INVALID"


class TakeoutRequired(Refused):
    token = "TAKEOUT_REQUIRED"


class BusinessConnectionInvalid(Refused):
    token = "BUSINESS_CONNECTION_INVALID"


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


class UserPrivacyRestricted(Refused):
    code = 403
    token = "USER_PRIVACY_RESTRICTED"


class Internal(Refused):
    code = 500
    token = "INTERNAL"


class WorkerBusy(Refused):
    code = 500
    token = "WORKER_BUSY_TOO_LONG_RETRY"


# Files


class FilePartInvalid(Refused):
    token = "FILE_PART_INVALID"


class FilePartsInvalid(Refused):
    token = "FILE_PARTS_INVALID"


class OffsetInvalid(Refused):
    token = "OFFSET_INVALID"


class LocationInvalid(Refused):
    token = "LOCATION_INVALID"


# End-to-end chats


class DhGAInvalid(Refused):
    token = "DH_G_A_INVALID"


class ChatIdTaken(Refused):
    """400 here: clients try a 500 again, and the id they chose stays somebody's."""

    token = "RANDOM_ID_DUPLICATE"


class RandomLengthInvalid(Refused):
    token = "RANDOM_LENGTH_INVALID"


class EncryptionAlreadyAccepted(Refused):
    token = "ENCRYPTION_ALREADY_ACCEPTED"


class EncryptionAlreadyDeclined(Refused):
    token = "ENCRYPTION_ALREADY_DECLINED"


class EncryptionDeclined(Refused):
    token = "ENCRYPTION_DECLINED"


class EncryptionIdInvalid(Refused):
    token = "ENCRYPTION_ID_INVALID"


class ChatIdEmpty(Refused):
    token = "CHAT_ID_EMPTY"


class DataInvalid(Refused):
    token = "DATA_INVALID"


class DataTooLong(Refused):
    token = "DATA_TOO_LONG"


class MaxQtsInvalid(Refused):
    token = "MAX_QTS_INVALID"


class FileEmpty(Refused):
    """The token's spelling is the live service's."""

    token = "FILE_EMTPY"
