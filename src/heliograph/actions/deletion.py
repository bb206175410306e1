"""Deleting accounts, by their owners or because nobody uses them."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.chats import tell_left
from heliograph.actions.keeping import keep_link
from heliograph.actions.passwords import prove
from heliograph.actions.service_messages import tell
from heliograph.actions.sessions import drop_keys
from heliograph.domain import errors
from heliograph.domain.account_terms import AccountTerms, check_account_days
from heliograph.domain.deletion import (
    DeletionContext,
    Ended,
    ask_for_deletion,
    delete_if_due,
)
from heliograph.domain.events import AccountChanged
from heliograph.domain.notices import deletion_waits
from heliograph.domain.srp import Proof

_DELETED_AT_ONCE = 20


async def ask_to_delete(
    app: App, account_id: int, proof: Proof | None, *, auth_key_id: int, address: str
) -> None:
    """Delete an account for somebody who may; who owes its password waits for a week.

    The asking key, `auth_key_id`, is logged out alone, so that the answer arrives.

    2FA_CONFIRM_WAIT_x, x seconds; PASSWORD_HASH_INVALID and what else a proof may be refused for.
    """
    proven = await prove(app, account_id, proof, address=address)
    now = app.clock.now()
    decide = partial(ask_for_deletion, proven=proven, now=now)
    ended = await _end(app, account_id, decide, asking_key_id=auth_key_id)
    delete_at = ended.terms.delete_at
    if ended.left is not None or delete_at is None:
        return
    if ended.before.delete_at is None:
        link = await keep_link(app, account_id, delete_at)
        app.spawn(tell(app, account_id, deletion_waits(delete_at, link)))
    raise errors.TwoFactorConfirmWait(delete_at - now)


async def _end(
    app: App,
    account_id: int,
    decide: Callable[[DeletionContext], AccountTerms | None],
    *,
    asking_key_id: int | None = None,
) -> Ended:
    """Leave nothing of an account but a mark for those who know it, if `decide` gives no terms for
    it to stay on; others keep what it wrote them."""
    audience = tuple(await app.store.audience(account_id))
    ended = await app.store.end_account(account_id, decide=decide)
    if ended.left is not None:
        if asking_key_id is not None and asking_key_id in ended.auth_key_ids:
            app.sessions.sign_out(asking_key_id)
        await drop_keys(app, (key for key in ended.auth_key_ids if key != asking_key_id))
        app.bus.publish(AccountChanged(account=ended.left, audience=audience))
        for outcome in ended.groups:
            tell_left(app, outcome)
    return ended


async def delete_unused_accounts(app: App) -> int:
    """Delete those that were unused for too long, or asked to be; gives how many.

    Each is looked at once more when its turn comes: its owner may have come back.
    """
    deleted = 0
    while True:
        now = app.clock.now()
        found = await app.store.accounts_to_delete(now=now, at_most=_DELETED_AT_ONCE)
        ended = [await _end(app, one, partial(delete_if_due, now=now)) for one in found]
        gone = sum(one.left is not None for one in ended)
        deleted += gone
        if not gone:
            return deleted


async def set_account_days(app: App, account_id: int, days: int) -> None:
    """Let the account be deleted once it was unused for so many days. TTL_DAYS_INVALID."""
    check_account_days(days)
    await app.store.change_terms(account_id, decide=lambda kept: replace(kept, account_days=days))
