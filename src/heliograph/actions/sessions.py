"""The devices an account is signed in on: listing them and ending them."""

from collections.abc import Iterable, Sequence
from functools import partial

from heliograph.actions.app import App
from heliograph.domain.authorizations import Authorization, end_others, end_this


async def list_sessions(app: App, account_id: int) -> Sequence[Authorization]:
    """The account's devices, most recently active first."""
    return await app.store.authorizations(account_id)


async def end_session(
    app: App, account_id: int, authorization_hash: int, *, auth_key_id: int
) -> None:
    """Log another device out; `auth_key_id` is the asking device's key."""
    decide = partial(end_this, authorization_hash=authorization_hash, auth_key_id=auth_key_id)
    await drop_keys(app, await app.store.end_authorizations(account_id, decide=decide))


async def end_other_sessions(app: App, account_id: int, *, auth_key_id: int) -> None:
    """Log every device out but the asking one, whose key is `auth_key_id`."""
    decide = partial(end_others, auth_key_id=auth_key_id)
    await drop_keys(app, await app.store.end_authorizations(account_id, decide=decide))


async def drop_keys(app: App, auth_key_ids: Iterable[int]) -> None:
    """Close what runs under the keys; when it returns none of their sessions lives.

    Clients that come back with such a key find it without an account and get 401.
    """
    for auth_key_id in auth_key_ids:
        await app.sessions.drop_key(auth_key_id)
