"""Login codes, invitations and accounts: who may sign in, and what a code answers.

https://core.telegram.org/api/auth
"""

import enum
import hmac
from collections.abc import Sequence
from typing import Protocol

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.people import Account
from heliograph.domain.phones import phone_digits

MIN_PHONE_DIGITS = 5
MAX_PHONE_DIGITS = 15
MAX_NAME_LENGTH = 64
# Kept where nobody may sign up: no MAC is empty, so no code that is entered fits.
UNGUESSABLE = b""


class Registration(enum.StrEnum):
    """Who may open an account."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


class CodeLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How many codes are issued, how long one lives (seconds) and how often it may be guessed.

    `attempts` are for one code, `guesses_per_phone` for all codes of a number within
    `guess_window_s`.
    """

    digits: int = 5
    lifetime_s: int = 300
    attempts: int = 5
    window_s: int = 3600
    per_phone: int = 5
    per_address: int = 20
    guesses_per_phone: int = 20
    guess_window_s: int = 86_400


class CodeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks for a code. `code_hash` names the request, `code_mac` hides the code itself.

    `replaces` is the `code_hash` of an earlier one for the number, which ends with this one issued.
    """

    phone: str
    address: str
    auth_key_id: int
    code_hash: str
    code_mac: bytes
    replaces: str | None = None
    date: int


class LoginCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that was asked for. `deliver` says whether anybody is told it."""

    phone: str
    address: str
    auth_key_id: int
    code_hash: str
    code_mac: bytes
    created: int
    attempts: int = 0
    verified: bool = False
    deliver: bool = True


class CodeContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a code request is decided on.

    `*_times` are the dates of the codes asked for within the window, oldest first;
    `invite_mac` is the MAC of a live invitation's code for this number; `replaced` is the code to
    be replaced, if it lives.
    """

    account: Account | None
    invite_mac: bytes | None
    replaced: LoginCode | None = None
    phone_times: tuple[int, ...]
    address_times: tuple[int, ...]
    has_sessions: bool = False


def normalise_phone(phone: str) -> str:
    """Digits only, or PHONE_NUMBER_INVALID."""
    digits = phone_digits(phone)
    if not MIN_PHONE_DIGITS <= len(digits) <= MAX_PHONE_DIGITS:
        raise errors.PhoneNumberInvalid
    return digits


def check_unoccupied(account: Account | None) -> None:
    """PHONE_NUMBER_OCCUPIED if the number, whose account this is, has one."""
    if account is not None:
        raise errors.PhoneNumberOccupied


def issue_code(
    request: CodeRequest, context: CodeContext, registration: Registration, limits: CodeLimits
) -> LoginCode:
    """The code to keep, or FLOOD_WAIT_x. The caller's answer is the same whoever has an account.

    PHONE_CODE_EXPIRED if it would replace one that is not the caller's or lives no more.
    """
    if request.replaces is not None:
        check_live(context.replaced, request, limits)
    _check_rate(context.phone_times, limits.per_phone, limits.window_s, request.date)
    _check_rate(context.address_times, limits.per_address, limits.window_s, request.date)
    known = context.account is not None
    deliver = False
    if not known and context.invite_mac is not None and registration is not Registration.CLOSED:
        code_mac = context.invite_mac
    elif known or registration is Registration.OPEN:
        code_mac, deliver = request.code_mac, True
    else:
        code_mac = UNGUESSABLE
    return LoginCode(
        phone=request.phone,
        address=request.address,
        auth_key_id=request.auth_key_id,
        code_hash=request.code_hash,
        code_mac=code_mac,
        created=request.date,
        deliver=deliver,
    )


class CodeHolder(Protocol):
    """What tells whose a code is: the number it is for and the key it was asked for by."""

    @property
    def phone(self) -> str: ...

    @property
    def auth_key_id(self) -> int: ...

    @property
    def date(self) -> int: ...


def check_live(code: LoginCode | None, holder: CodeHolder, limits: CodeLimits) -> None:
    """PHONE_CODE_EXPIRED unless the code may be replaced or cancelled by its holder.

    Also for a while after its own time: that is when people press "send again".
    """
    if code is None or code.phone != holder.phone or code.auth_key_id != holder.auth_key_id:
        raise errors.PhoneCodeExpired
    if holder.date > code.created + 2 * limits.lifetime_s:
        raise errors.PhoneCodeExpired


class Cancellation(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants no code any more."""

    phone: str
    code_hash: str
    auth_key_id: int
    date: int


def _check_rate(times: tuple[int, ...], most: int, window_s: int, now: int) -> None:
    if len(times) >= most:
        raise errors.Wait(times[len(times) - most] + window_s - now)


class CodeAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody enters a code; `code_mac` is the MAC of what was entered.

    `password_until` is how long the key may offer the password, if the account has one;
    wrong guesses at codes asked for after `guesses_since` count against this one.
    """

    phone: str
    code_hash: str
    code_mac: bytes
    auth_key_id: int
    address: str
    client: ClientInfo
    authorization_hash: int
    password_until: int
    guesses_since: int
    date: int


class AttemptContext(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt is decided on: the code asked for and who has the number.

    `asks_password` says that the account has a password which the key has not proven. `guessed`
    are the codes of the number that were guessed wrong: when asked for, oldest first; how often.
    `held` says that its account was deleted under a measure that holds still.
    """

    code: LoginCode | None
    account: Account | None
    asks_password: bool = False
    guessed: tuple[tuple[int, int], ...] = ()
    held: bool = False


class AttemptResult(enum.Enum):
    """What the store writes, and the caller is told."""

    WRONG = "wrong"
    EXPIRED = "expired"
    BANNED = "banned"
    SIGN_UP = "sign up"
    PASSWORD = "password"
    SIGNED_IN = "signed in"


class Entered(CodeHolder, Protocol):
    """A code that was entered, as its MAC."""

    @property
    def code_mac(self) -> bytes: ...


class AccountCode(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in enters a code that was sent for something else than signing in.

    `code_mac` is of what was entered; wrong guesses at codes asked for after `guesses_since` count
    against this one.
    """

    account_id: int
    phone: str
    code_hash: str
    code_mac: bytes
    auth_key_id: int
    guesses_since: int
    date: int


class CodeStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What an entered code is judged by; `guessed` is as in `AttemptContext`."""

    code: LoginCode | None
    guessed: tuple[tuple[int, int], ...] = ()


class Guess(enum.Enum):
    """What an entered code is worth; a wrong one is counted, so it is no exception."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"


def judge_guess(
    code: LoginCode | None,
    entered: Entered,
    *,
    guessed: Sequence[tuple[int, int]],
    limits: CodeLimits,
) -> Guess:
    """Compares an entered code with the one that was sent, whatever it is for.

    `guessed` is as in `AttemptContext`: FLOOD_WAIT once the number was guessed at too often. An
    attempt on a code that is not there is no guess: strangers must not use up a person's attempts.
    """
    if code is None or code.phone != entered.phone or code.auth_key_id != entered.auth_key_id:
        return Guess.EXPIRED
    if code.attempts >= limits.attempts or entered.date > code.created + limits.lifetime_s:
        return Guess.EXPIRED
    if sum(times for _, times in guessed) >= limits.guesses_per_phone:
        raise errors.Wait(guessed[0][0] + limits.guess_window_s - entered.date)
    right = hmac.compare_digest(code.code_mac, entered.code_mac)
    return Guess.RIGHT if right else Guess.WRONG


def check_code(attempt: CodeAttempt, context: AttemptContext, limits: CodeLimits) -> AttemptResult:
    """Judges an attempt. FLOOD_WAIT_x."""
    guess = judge_guess(context.code, attempt, guessed=context.guessed, limits=limits)
    if guess is Guess.EXPIRED:
        return AttemptResult.EXPIRED
    if guess is Guess.WRONG:
        return AttemptResult.WRONG
    if context.account is None:
        return AttemptResult.BANNED if context.held else AttemptResult.SIGN_UP
    if context.account.disabled:
        return AttemptResult.BANNED
    return AttemptResult.PASSWORD if context.asks_password else AttemptResult.SIGNED_IN


class SignUp(msgspec.Struct, frozen=True, kw_only=True):
    """A verified number becomes an account."""

    phone: str
    code_hash: str
    first_name: str
    last_name: str
    auth_key_id: int
    address: str
    client: ClientInfo
    authorization_hash: int
    date: int


class SignUpContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-up is decided on; `signed_in` is the account the calling key already carries.

    `held` is as in `AttemptContext`.
    """

    code: LoginCode | None
    account: Account | None
    signed_in: int | None
    held: bool = False


def may_sign_up(request: SignUp, context: SignUpContext, limits: CodeLimits) -> Account | None:
    """The account a repeat already made, None to make it now, or the refusal.

    A client that missed the answer repeats the call: the same key gets the same account.
    """
    code = context.code
    if code is None or code.phone != request.phone or code.auth_key_id != request.auth_key_id:
        raise errors.PhoneCodeExpired
    if request.date > code.created + 2 * limits.lifetime_s:
        raise errors.PhoneCodeExpired
    if not code.verified:
        raise errors.PhoneCodeInvalid
    if context.account is not None:
        if context.signed_in == context.account.id:
            return context.account
        raise errors.PhoneNumberOccupied
    if context.held:
        raise errors.PhoneNumberBanned
    check_name(request.first_name, request.last_name)
    return None


def check_name(first_name: str, last_name: str) -> None:
    """FIRSTNAME_INVALID or LASTNAME_INVALID; lengths count characters."""
    if not first_name.strip() or len(first_name) > MAX_NAME_LENGTH:
        raise errors.FirstNameInvalid
    if len(last_name) > MAX_NAME_LENGTH:
        raise errors.LastNameInvalid


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt's outcome; account and authorization are there when it is SIGNED_IN.

    `ended` are the keys that were logged out because the result is PASSWORD.
    """

    result: AttemptResult
    account: Account | None = None
    authorization: Authorization | None = None
    has_other_sessions: bool = False
    ended: Sequence[int] = ()


class Invite(msgspec.Struct, frozen=True, kw_only=True):
    """One invitation: whoever holds the number and its code may open the account once."""

    phone: str
    code_mac: bytes
    created: int
    expires: int
