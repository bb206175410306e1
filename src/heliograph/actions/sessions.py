"""The devices an account is signed in on: listing them and ending them."""

from collections.abc import Iterable, Sequence

from heliograph.actions.app import App
from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization


async def list_sessions(app: App, account_id: int) -> Sequence[Authorization]:
    """The account's devices, most recently active first."""
    return await app.store.authorizations(account_id)


async def end_session(
    app: App, account_id: int, authorization_hash: int, *, own_hash: int | None
) -> None:
    """Log another device out. HASH_INVALID for one's own, which log_out is for, or an unknown."""
    if authorization_hash == own_hash:
        raise errors.HashInvalid
    ended = await app.store.end_authorizations(account_id, hashes=[authorization_hash])
    if not ended:
        raise errors.HashInvalid
    await drop_keys(app, ended)


async def end_other_sessions(app: App, account_id: int, *, own_hash: int | None) -> None:
    """Log every other device out."""
    others = [a.hash for a in await app.store.authorizations(account_id) if a.hash != own_hash]
    if others:
        await drop_keys(app, await app.store.end_authorizations(account_id, hashes=others))


async def drop_keys(app: App, auth_key_ids: Iterable[int]) -> None:
    """Close what runs under the keys; when it returns none of their sessions lives.

    Clients that come back with such a key find it without an account and get 401.
    """
    for auth_key_id in auth_key_ids:
        await app.sessions.drop_key(auth_key_id)
