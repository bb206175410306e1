"""Deleting accounts, by their owners or because nobody uses them."""

from functools import partial

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.passwords import prove
from heliograph.actions.service_messages import send_service_message
from heliograph.actions.sessions import drop_keys
from heliograph.domain import errors
from heliograph.domain.account_terms import check_account_days
from heliograph.domain.deletion import ask_for_deletion, deletion_text, keep
from heliograph.domain.events import AccountChanged
from heliograph.domain.srp import Proof
from heliograph.domain.two_step import check_proven

_DELETED_AT_ONCE = 20


async def ask_to_delete(app: App, account_id: int, proof: Proof | None, *, address: str) -> None:
    """Delete an account for somebody who may; who owes its password waits for a week.

    2FA_CONFIRM_WAIT_x, x seconds; PASSWORD_HASH_INVALID and what else a proof may be refused for.
    """
    state = await app.store.two_step(account_id)
    if state.verifier is None or proof is not None:
        proven = await prove(app, account_id, proof, address=address)
        check_proven(await app.store.two_step(account_id), proven)
        await delete_account(app, account_id)
        return
    now = app.clock.now()
    before = await app.store.terms(account_id)
    terms = await app.store.change_terms(account_id, decide=partial(ask_for_deletion, now=now))
    if terms.delete_at is not None and terms.delete_at > now:
        if before.delete_at is None:
            notice = deletion_text(terms.delete_at)
            app.spawn(send_service_message(app, account_id, notice))
        raise errors.TwoFactorConfirmWait(terms.delete_at - now)
    await delete_account(app, account_id)


async def keep_account(app: App, account_id: int) -> None:
    """Somebody proved the password: a deletion that waits is called off."""
    if (await app.store.terms(account_id)).delete_at is not None:
        await app.store.change_terms(account_id, decide=keep)


async def delete_account(app: App, account_id: int) -> None:
    """Leave nothing of an account but a mark for those who know it; their messages stay theirs."""
    audience = tuple(await app.store.audience(account_id))
    account, ended = await app.store.delete_account(account_id)
    await drop_keys(app, ended)
    app.bus.publish(AccountChanged(account=account, audience=audience))


async def delete_unused_accounts(app: App) -> int:
    """Delete those that were unused for too long, or asked to be; gives how many."""
    deleted = 0
    while True:
        found = await app.store.accounts_to_delete(now=app.clock.now(), at_most=_DELETED_AT_ONCE)
        for account_id in found:
            await delete_account(app, account_id)
        deleted += len(found)
        if not found:
            return deleted


async def set_account_days(app: App, account_id: int, days: int) -> None:
    """Let the account be deleted once it was unused for so many days. TTL_DAYS_INVALID."""
    check_account_days(days)
    await app.store.change_terms(account_id, decide=lambda kept: replace(kept, account_days=days))
