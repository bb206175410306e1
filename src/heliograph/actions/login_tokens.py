"""Signing in by a token that another device accepts.

https://core.telegram.org/api/qr-login
"""

from collections.abc import Sequence
from functools import partial
from hashlib import sha256

import msgspec

from heliograph.actions.app import App
from heliograph.actions.sign_in import draw_authorization_hash, open_session
from heliograph.domain import errors
from heliograph.domain.events import LoginTokenAccepted
from heliograph.domain.login_tokens import (
    Acceptance,
    Accepted,
    LoginToken,
    LoginTokenLimits,
    Outcome,
    accept,
    show,
    take_up,
)
from heliograph.domain.networks import network_of

TOKEN_BYTES = 32
EXCEPT_MAX = 32
"""Far more accounts than any client holds at once."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A secret to show for so many seconds; without one the key is signed in."""

    secret: bytes | None = None
    seconds: int = 0


_SIGNED_IN = Shown()


async def show_token(
    app: App, limits: LoginTokenLimits, *, auth_key_id: int, address: str, except_ids: Sequence[int]
) -> Shown:
    """A fresh token for the key to show, or what came of the one before.

    SESSION_PASSWORD_NEEDED, FLOOD_WAIT_x.
    """
    if len(except_ids) > EXCEPT_MAX:
        raise errors.InputRequestTooLong
    now, secret = app.clock.now(), app.random.token(TOKEN_BYTES)
    token = LoginToken(
        digest=_digest(secret),
        auth_key_id=auth_key_id,
        address=address,
        network=network_of(address),
        except_ids=tuple(except_ids),
        expires=now + limits.lifetime_s,
    )
    outcome = await app.store.show_login_token(
        token, at_most=limits.per_key, now=now, decide=partial(show, limits=limits, now=now)
    )
    return _told(outcome, Shown(secret=secret, seconds=limits.lifetime_s))


async def take_up_token(app: App, secret: bytes, *, auth_key_id: int) -> Shown:
    """What became of a token that the asking key shows; the token itself while nothing did.

    AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED, SESSION_PASSWORD_NEEDED.
    """
    now = app.clock.now()
    token, standing = await app.store.login_token(_digest(secret), auth_key_id=auth_key_id, now=now)
    outcome = take_up(token, standing, auth_key_id=auth_key_id, now=now)
    return _told(outcome, Shown(secret=secret, seconds=token.expires - now if token else 0))


def _told(outcome: Outcome, shown: Shown) -> Shown:
    if outcome is Outcome.PASSWORD:
        raise errors.SessionPasswordNeeded
    return _SIGNED_IN if outcome is Outcome.SIGNED_IN else shown


async def accept_token(
    app: App, limits: LoginTokenLimits, secret: bytes, *, account_id: int, auth_key_id: int
) -> Accepted:
    """Let the device that shows the token into the account of the one that read it.

    The device is told to ask again, and the account's others that somebody signed in.
    """
    now = app.clock.now()
    request = Acceptance(
        digest=_digest(secret),
        account_id=account_id,
        auth_key_id=auth_key_id,
        authorization_hash=draw_authorization_hash(app),
        password_until=now + app.two_step_limits.wait_s,
        remembered_until=now + limits.repeat_s,
        date=now,
    )
    accepted = await app.store.accept_login_token(request, decide=accept)
    if accepted.outcome is Outcome.SIGNED_IN:
        open_session(app, accepted.auth_key_id, accepted.done)
    app.bus.publish(LoginTokenAccepted(auth_key_id=accepted.auth_key_id))
    return accepted


def _digest(secret: bytes) -> bytes:
    return sha256(secret).digest()
