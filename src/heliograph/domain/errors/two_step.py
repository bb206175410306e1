"""Refusals of two-step verification: passwords, SRP, the e-mail address that recovers them."""

from heliograph.domain.errors.refused import Refused, Wait


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


class PasswordMissing(Refused):
    token = "PASSWORD_MISSING"


class PasswordTooFresh(Wait):
    code = 400
    token = "PASSWORD_TOO_FRESH"


class SessionTooFresh(Wait):
    code = 400
    token = "SESSION_TOO_FRESH"
