"""Signing in by a code that a signed-in device reads off the new one's screen.

https://core.telegram.org/api/qr-login
"""

import enum

import msgspec

from heliograph.domain import errors
from heliograph.domain.people import Account
from heliograph.domain.sign_in import SignedIn


class LoginTokenLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How long a token lives (seconds), and how many may live at once.

    `repeat_s` is how long the outcome of an accepted one is told again to who asks again.
    """

    lifetime_s: int = 30
    repeat_s: int = 60
    per_network: int = 100
    per_key: int = 4


class LoginToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token that a key may show. `digest` hides it; `expires` is a Unix second.

    Accounts in `except_ids` are signed in on the showing device already and may not accept it.
    """

    digest: bytes
    auth_key_id: int
    address: str
    network: str
    except_ids: tuple[int, ...] = ()
    expires: int
    accepted_by: int | None = None


class KeyStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What the showing key came to: whose it is, whose password it owes, who accepted it lately."""

    signed_in: int | None = None
    owes_password_of: int | None = None
    accepted_by: int | None = None


class ShowContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a request for a token is decided on; `living` are the ends of the network's others."""

    standing: KeyStanding
    living: tuple[int, ...] = ()


class Outcome(enum.Enum):
    """What a key that shows tokens is told."""

    SHOW = "show"
    PASSWORD = "password"
    SIGNED_IN = "signed in"


def show(token: LoginToken, context: ShowContext, limits: LoginTokenLimits, now: int) -> Outcome:
    """Whether to show this token, or what came of an earlier one. FLOOD_WAIT_x."""
    outcome = _came_to(context.standing)
    if outcome is Outcome.SHOW and len(context.living) >= limits.per_network:
        raise errors.Wait(min(context.living) - now)
    return outcome


def _came_to(standing: KeyStanding) -> Outcome:
    if standing.signed_in is not None:
        return Outcome.SIGNED_IN
    # A password owed after a phone code is no reason not to show a token.
    accepted = standing.accepted_by
    if accepted is not None and accepted == standing.owes_password_of:
        return Outcome.PASSWORD
    return Outcome.SHOW


def take_up(
    token: LoginToken | None, standing: KeyStanding, *, auth_key_id: int, now: int
) -> Outcome:
    """What became of a token that its own key names.

    AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED.
    https://core.telegram.org/method/auth.importLoginToken
    """
    if token is None or token.auth_key_id != auth_key_id:
        raise errors.AuthTokenInvalid
    outcome = _came_to(standing)
    if token.accepted_by is not None and outcome is Outcome.SHOW:
        raise errors.AuthTokenAlreadyAccepted
    if token.accepted_by is None and token.expires <= now:
        raise errors.AuthTokenExpired
    return outcome


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in device accepts a token; `authorization_hash` is for the device it lets in."""

    digest: bytes
    account_id: int
    auth_key_id: int
    authorization_hash: int
    password_until: int
    remembered_until: int
    date: int


class AcceptContext(msgspec.Struct, frozen=True, kw_only=True):
    """What an acceptance is decided on: the token, its key's account, whether a password is due."""

    token: LoginToken | None
    signed_in: int | None
    has_password: bool


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """Which key was let in, or how far; `done.authorization` is there in both cases."""

    auth_key_id: int
    outcome: Outcome
    account: Account
    done: SignedIn


def accept(request: Acceptance, context: AcceptContext) -> Outcome:
    """Whether the token signs its key in at once, or as far as the account's password.

    AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED, AUTH_TOKEN_EXCEPTION.
    https://core.telegram.org/method/auth.acceptLoginToken
    """
    token = context.token
    if token is None or token.auth_key_id == request.auth_key_id:
        raise errors.AuthTokenInvalid
    if token.accepted_by is not None:
        raise errors.AuthTokenAlreadyAccepted
    # A key that has an account by now asks for none.
    if token.expires <= request.date or context.signed_in is not None:
        raise errors.AuthTokenExpired
    if request.account_id in token.except_ids:
        raise errors.AuthTokenException
    return Outcome.PASSWORD if context.has_password else Outcome.SIGNED_IN
