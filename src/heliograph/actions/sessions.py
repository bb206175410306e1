"""The devices an account is signed in on: listing them and ending them."""

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec.structs import replace

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.encrypted_chats import tell_ended_chats
from heliograph.domain.account_events import DeviceConfirmed
from heliograph.domain.account_terms import check_session_days
from heliograph.domain.authorizations import (
    Authorization,
    change_settings,
    check_settled,
    end_others,
    end_this,
)
from heliograph.domain.takeouts import may_let_begin

_ENDED_AT_ONCE = 200


async def list_sessions(app: App, account_id: int) -> Sequence[Authorization]:
    """The account's devices, most recently active first."""
    return await app.store.authorizations(account_id)


async def end_session(
    app: App, account_id: int, authorization_hash: int, *, auth_key_id: int, settled_s: int
) -> None:
    """Log another device out; `auth_key_id` is the asking one's key, `settled_s` how long ago it
    must have signed in."""
    decide = partial(
        end_this,
        authorization_hash=authorization_hash,
        auth_key_id=auth_key_id,
        signed_in_by=app.clock.now() - settled_s,
    )
    await drop_keys(app, await app.store.end_authorizations(account_id, decide=decide))


async def end_other_sessions(
    app: App, account_id: int, *, auth_key_id: int, settled_s: int
) -> None:
    """Log every device out but the asking one, whose key is `auth_key_id`; see `end_session`."""
    decide = partial(end_others, auth_key_id=auth_key_id, signed_in_by=app.clock.now() - settled_s)
    # Whoever entered a code and guesses at the password is thrown out as well.
    ended = await app.store.end_authorizations(account_id, decide=decide, with_waits=True)
    await drop_keys(app, ended)


async def change_session(
    app: App,
    account_id: int,
    authorization_hash: int,
    *,
    confirmed: bool,
    no_secret_chats: bool | None,
    no_calls: bool | None,
    own_hash: int | None,
    settled_s: int,
) -> None:
    """Confirm a device, or say what may reach it; the account's devices hear of the former.

    One that is confirmed by another, of which `own_hash` is, may begin the export it asked for, if
    both signed in `settled_s` ago.
    """
    decide = partial(
        change_settings,
        authorization_hash=authorization_hash,
        confirmed=confirmed,
        no_secret_chats=no_secret_chats,
        no_calls=no_calls,
    )
    device = await app.store.change_authorization(account_id, decide=decide)
    if confirmed:
        allows = partial(
            may_let_begin,
            asking=device.hash,
            confirming=own_hash,
            signed_in_by=app.clock.now() - settled_s,
        )
        await app.store.allow_takeout(account_id, device.hash, decide=allows)
        tell_account(app, account_id, DeviceConfirmed(hash=device.hash), origin=None)


async def set_session_days(
    app: App, account_id: int, days: int, *, authorization_hash: int | None, settled_s: int
) -> None:
    """Let the account's devices be logged out once they were unused for so many days."""
    check_session_days(days)
    devices = await app.store.authorizations(account_id)
    signed_in_by = app.clock.now() - settled_s
    check_settled(devices, authorization_hash, signed_in_by=signed_in_by)
    await app.store.change_terms(account_id, decide=lambda kept: replace(kept, session_days=days))


async def end_unused_sessions(app: App) -> int:
    """Log devices out that were unused for too long; gives how many keys ended."""
    ended = 0
    while True:
        gone = await app.store.end_unused_authorizations(
            now=app.clock.now(), at_most=_ENDED_AT_ONCE
        )
        await drop_keys(app, gone)
        ended += len(gone)
        if not gone:
            return ended


async def drop_keys(app: App, auth_key_ids: Iterable[int]) -> None:
    """Close what runs under the keys; when it returns none of their sessions lives.

    Clients that come back with such a key find it without an account and get 401.
    """
    for auth_key_id in auth_key_ids:
        await app.sessions.drop_key(auth_key_id)
    app.spawn(tell_ended_chats(app))
