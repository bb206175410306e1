"""Accounts with ready auth keys for load tests, in the form that load drivers read."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from heliograph.actions.app import App
from heliograph.config import ConfigError, Settings
from heliograph.domain.access import AccessHasher
from heliograph.domain.authorizations import AuthKeyRecord, ClientInfo
from heliograph.domain.people import Account
from heliograph.domain.sign_in import SignUp, SignUpContext
from heliograph.mtproto.envelope import AUTH_KEY_BYTES, AuthSecret
from heliograph.server.keys import load_sub_keys
from heliograph.server.offline import offline_app
from heliograph.tl.layers import NEWEST

_AT_ONCE = 1_000
"""Accounts made side by side: enough to fill the writer's batches."""

_STAR = 300
"""The user who is also given everybody's access hash, for a driver with one busy sender."""

_HOME_DC = 2
_PHONE_PREFIX = "888"


async def seed_accounts(
    settings: Settings, users: int, *, locked: Callable[[], None]
) -> dict[str, Any]:
    """Make `users` accounts, each signed in with a key of its own.

    Gives `users` ([user_id, auth_key_id, auth_key_hex] each), `pairs` (by index i, the access hash
    of user i^1 for user i), `dm300` and an empty `groups`. `locked` is called when the folder is
    this process's own, before any account is made. Raises ConfigError off loopback, FolderInUse.
    """
    if settings.limits_profile != "bench":
        raise ConfigError('seeding needs limits = "bench"')
    # Random, so that a folder may be seeded more than once.
    series = f"{_PHONE_PREFIX}{secrets.randbelow(10**4):04d}"
    made: list[tuple[int, AuthSecret]] = []
    async with offline_app(settings) as (app, _, _):
        locked()
        for start in range(0, users, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, users))
            made += await asyncio.gather(*(_make(app, series, number) for number in numbers))
    access = AccessHasher(load_sub_keys(settings.folder).access_hash)
    ids = [account_id for account_id, _ in made]
    return {
        "users": [[account_id, key.key_id, key.key.hex()] for account_id, key in made],
        "pairs": {
            i: access.of_user(ids[i], ids[i ^ 1]) for i in range(len(ids)) if i ^ 1 < len(ids)
        },
        "groups": {},
        "dm300": {
            j: access.of_user(ids[_STAR], ids[j]) for j in range(len(ids)) if len(ids) > _STAR
        },
    }


async def _make(app: App, series: str, number: int) -> tuple[int, AuthSecret]:
    key = AuthSecret(secrets.token_bytes(AUTH_KEY_BYTES))
    now = app.clock.now()
    await app.store.save_auth_key(
        AuthKeyRecord(auth_key_id=key.key_id, secret=key.key, dc=_HOME_DC, created=now)
    )
    signed = await app.store.sign_up(
        SignUp(
            phone=f"{series}{number:07d}",
            code_hash="",
            first_name=f"Seed {number}",
            last_name="",
            auth_key_id=key.key_id,
            address="127.0.0.1",
            client=ClientInfo(layer=NEWEST, device_model="seed"),
            authorization_hash=app.random.below(2**63 - 1) + 1,
            date=now,
        ),
        decide=_without_code,
    )
    if signed.account is None:
        raise ConfigError(f"account {number} could not be made")
    return signed.account.id, key


def _without_code(request: SignUp, context: SignUpContext) -> Account | None:
    """The operator vouches for the number; what exists is left alone."""
    return context.account
