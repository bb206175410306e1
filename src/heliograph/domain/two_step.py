"""Two-step verification of one account: its password, recovery address and what waits to happen.

A password is known by its verifier alone. A change that names a new recovery address waits as a
whole until the code sent there was entered, as clients tell their users.

https://core.telegram.org/api/srp
"""

import enum
import hmac
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.mail import is_mail_address
from heliograph.domain.passwords import NewSalts
from heliograph.domain.srp import Verifier, is_verifier

HINT_LENGTH_MAX = 255
# Clients append 32 bytes to salt1; fewer than 16 would let two people share a salt.
ADDED_SALT_BYTES_MIN = 16
ADDED_SALT_BYTES_MAX = 64
SECURE_SECRET_BYTES_MAX = 1024


class TwoStepLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How long everything lives (seconds) and how often it may be tried."""

    challenge_lifetime_s: int = 300
    wait_s: int = 3600
    window_s: int = 86_400
    attempts_per_account: int = 20
    attempts_per_address: int = 100
    code_digits: int = 6
    code_lifetime_s: int = 3600
    code_attempts: int = 5
    letters_per_account: int = 10
    letters_per_recipient: int = 10
    reset_delay_s: int = 7 * 86_400
    reset_retry_s: int = 7 * 86_400


class SecureSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A client's own secret, encrypted with the password; the server only keeps it."""

    salt: bytes
    secret: bytes
    secret_id: int


class NewPassword(msgspec.Struct, frozen=True, kw_only=True):
    """A password to set; without a verifier there is to be none any more."""

    verifier: Verifier | None
    hint: str = ""


class NewSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change; None leaves a part as it is, an empty `email` takes the address away."""

    password: NewPassword | None = None
    email: str | None = None
    secure: SecureSecret | None = None


class MailCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that was sent by mail; `mac` hides it."""

    mac: bytes
    created: int
    attempts: int = 0


class PendingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits for its new recovery address to be confirmed."""

    email: str
    code: MailCode
    change: NewSettings


class TwoStep(msgspec.Struct, frozen=True, kw_only=True):
    """All there is of an account's two-step verification.

    `generation` rises with every change of the password. `reset_at` is when a requested reset may
    be carried out, `retry_at` from when another may be requested after one was declined.
    """

    generation: int = 0
    verifier: Verifier | None = None
    hint: str = ""
    email: str | None = None
    secure: SecureSecret | None = None
    changed: int = 0
    pending: PendingChange | None = None
    recovery: MailCode | None = None
    reset_at: int | None = None
    retry_at: int | None = None


class TwoStepContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a change is decided on.

    `account_letters` and `recipient_letters` are the dates of mails sent within the window, to
    anybody for the account and to the named recipient for anybody; `code_mail` is where login
    codes of the account's number go by mail.
    """

    state: TwoStep
    account_letters: tuple[int, ...] = ()
    recipient_letters: tuple[int, ...] = ()
    code_mail: str | None = None


Outcome = TypeVar("Outcome")


class Decided(msgspec.Struct, Generic[Outcome], frozen=True, kw_only=True):
    """What the store keeps from now on and the caller is told; `letter` counts a mail.

    `keeps_account` calls a deletion off that waits for who has the password.
    """

    state: TwoStep
    outcome: Outcome
    letter: bool = False
    keeps_account: bool = False


class Settled(enum.Enum):
    """What became of a change."""

    UNCONFIRMED = "unconfirmed"
    SET = "set"
    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"


class Verdict(enum.Enum):
    """What a code that was entered is worth; a wrong one is counted, so it is no exception."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"


class ChangeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody changes the settings.

    `proven` is the generation whose password was proven, None if none was; `code` is ready to be
    sent to a new address; `by_mail` says whether mail can be sent at all.
    """

    new: NewSettings
    proven: int | None
    salts: NewSalts
    code: MailCode
    by_mail: bool
    date: int


def check_proven(state: TwoStep, proven: int | None) -> None:
    """PASSWORD_HASH_INVALID without a proof where one is needed, SRP_PASSWORD_CHANGED after it."""
    if state.verifier is None and proven is None:
        return
    if proven is None:
        raise errors.PasswordHashInvalid
    if state.verifier is None or proven != state.generation:
        raise errors.SrpPasswordChanged


def change_settings(
    request: ChangeRequest, context: TwoStepContext, limits: TwoStepLimits
) -> Decided[Settled]:
    """The change made, or waiting for its new address to be confirmed.

    https://core.telegram.org/method/account.updatePasswordSettings
    """
    state, new = context.state, request.new
    check_proven(state, request.proven)
    sets = new.password is not None and new.password.verifier is not None
    if state.verifier is None and not sets:
        raise errors.NewSettingsEmpty
    check_new(new, request.salts)
    if new.email and (sets or new.password is None) and new.email != state.email:
        _check_new_mail(new.email, context, by_mail=request.by_mail)
        check_letters(context, limits, request.date)
        pending = PendingChange(email=new.email, code=request.code, change=new)
        kept = replace(state, pending=pending)
        return Decided(state=kept, outcome=Settled.UNCONFIRMED, letter=True)
    changed = apply(state, new, request.date)
    return Decided(state=changed, outcome=_settled(state, changed))


def check_new(new: NewSettings, salts: NewSalts) -> None:
    """NEW_SALT_INVALID or NEW_SETTINGS_INVALID for what no client may send."""
    if new.password is not None:
        if len(new.password.hint) > HINT_LENGTH_MAX:
            raise errors.NewSettingsInvalid
        if new.password.verifier is not None:
            _check_verifier(new.password.verifier, salts)
    secure = new.secure
    if secure is not None:
        _check_salt(secure.salt, salts.secure)
        if len(secure.secret) > SECURE_SECRET_BYTES_MAX:
            raise errors.NewSettingsInvalid


def _check_verifier(verifier: Verifier, salts: NewSalts) -> None:
    if verifier.salt2 != salts.salt2:
        raise errors.NewSaltInvalid
    _check_salt(verifier.salt1, salts.salt1)
    if not is_verifier(verifier.value):
        raise errors.NewSettingsInvalid


def _check_salt(given: bytes, server_half: bytes) -> None:
    added = len(given) - len(server_half)
    if not given.startswith(server_half):
        raise errors.NewSaltInvalid
    if not ADDED_SALT_BYTES_MIN <= added <= ADDED_SALT_BYTES_MAX:
        raise errors.NewSaltInvalid


def _check_new_mail(email: str, context: TwoStepContext, *, by_mail: bool) -> None:
    if not by_mail or not is_mail_address(email):
        raise errors.EmailInvalid
    # One mailbox must not be both steps.
    if context.code_mail is not None and email.casefold() == context.code_mail.casefold():
        raise errors.EmailNotAllowed


def check_letters(context: TwoStepContext, limits: TwoStepLimits, date: int) -> None:
    """FLOOD_WAIT_x if another mail would be one too many for the account or the recipient."""
    check_rate(context.account_letters, limits.letters_per_account, limits.window_s, date)
    check_rate(context.recipient_letters, limits.letters_per_recipient, limits.window_s, date)


def check_rate(times: Sequence[int], most: int, window_s: int, date: int) -> None:
    """FLOOD_WAIT_x if so many things happened within the window; `times` rise."""
    if len(times) >= most:
        raise errors.Wait(times[len(times) - most] + window_s - date)


def apply(state: TwoStep, new: NewSettings, date: int) -> TwoStep:
    """The state with the change made, whatever waited before it."""
    changed = replace(state, pending=None)
    if new.password is not None:
        changed = TwoStep(
            generation=state.generation + 1,
            verifier=new.password.verifier,
            hint=new.password.hint,
            email=state.email,
            changed=date,
        )
        if new.password.verifier is None:
            return replace(changed, hint="", email=None)
    if new.email is not None and (new.email or None) != changed.email:
        # A code that went to the address before must open nothing any more.
        changed = replace(changed, email=new.email or None, recovery=None)
    if new.secure is not None:
        changed = replace(changed, secure=new.secure)
    return changed


def without_password(state: TwoStep, date: int) -> TwoStep:
    """The state after the password was taken away."""
    return apply(state, NewSettings(password=NewPassword(verifier=None)), date)


def _settled(before: TwoStep, after: TwoStep) -> Settled:
    if before.generation == after.generation:
        return Settled.KEPT
    if after.verifier is None:
        return Settled.REMOVED
    return Settled.SET if before.verifier is None else Settled.CHANGED


def judge_code(
    code: MailCode | None, mac: bytes, *, date: int, limits: TwoStepLimits
) -> tuple[Verdict, MailCode | None]:
    """The verdict on an entered code, and the code with the attempt counted."""
    if code is None or code.attempts >= limits.code_attempts:
        return Verdict.EXPIRED, code
    if date > code.created + limits.code_lifetime_s:
        return Verdict.EXPIRED, code
    if not hmac.compare_digest(code.mac, mac):
        return Verdict.WRONG, replace(code, attempts=code.attempts + 1)
    return Verdict.RIGHT, code


def confirm_mail(
    context: TwoStepContext, mac: bytes, *, date: int, limits: TwoStepLimits
) -> Decided[tuple[Verdict, Settled]]:
    """The waiting change made, if the code is the one sent to its address.

    https://core.telegram.org/method/account.confirmPasswordEmail
    """
    state = context.state
    pending = state.pending
    if pending is None:
        return Decided(state=state, outcome=(Verdict.EXPIRED, Settled.KEPT))
    verdict, code = judge_code(pending.code, mac, date=date, limits=limits)
    if verdict is Verdict.RIGHT:
        changed = apply(state, pending.change, date)
        return Decided(state=changed, outcome=(verdict, _settled(state, changed)))
    counted = replace(state, pending=replace(pending, code=code or pending.code))
    return Decided(state=counted, outcome=(verdict, Settled.KEPT))


def resend_mail(
    context: TwoStepContext, code: MailCode, *, by_mail: bool, limits: TwoStepLimits
) -> Decided[str]:
    """A fresh code for the change that waits, and the address it goes to; or EMAIL_HASH_EXPIRED.

    https://core.telegram.org/method/account.resendPasswordEmail
    """
    pending = context.state.pending
    if pending is None or not by_mail:
        raise errors.EmailHashExpired
    check_letters(context, limits, code.created)
    state = replace(context.state, pending=replace(pending, code=code))
    return Decided(state=state, outcome=pending.email, letter=True)


def cancel_mail(context: TwoStepContext) -> Decided[None]:
    """Nothing waits any more; EMAIL_HASH_EXPIRED if nothing did.

    https://core.telegram.org/method/account.cancelPasswordEmail
    """
    if context.state.pending is None:
        raise errors.EmailHashExpired
    return Decided(state=replace(context.state, pending=None), outcome=None)
