"""Telling people that somebody from their phone book has opened an account."""

from heliograph.actions.account_events import tell_people
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import arrival_at_recipient, tell_changes
from heliograph.actions.messaging import new_random_id
from heliograph.domain.messages import Draft
from heliograph.domain.people import Account
from heliograph.domain.service import compose_sign_up


async def introduce(app: App, account: Account) -> None:
    """Make a new account a contact of everybody who has its number, and tell them.

    Those who want no notices of it get no message. Repeating it tells nobody twice.
    """
    for owner_id in await app.store.meet_awaiting(account.id):
        tell_people(app, owner_id, [account.id], origin=None)
        if not (await app.store.preferences(owner_id)).silent_sign_ups:
            await _send_notice(app, account.id, owner_id)


async def _send_notice(app: App, account_id: int, owner_id: int) -> None:
    draft = Draft(
        sender_id=account_id,
        recipient_id=owner_id,
        random_id=new_random_id(app),
        text="",
        date=app.clock.now(),
        one_sided=True,
    )
    arrived = arrival_at_recipient(await app.store.append_private(draft, decide=compose_sign_up))
    if arrived is not None:
        tell_changes(app, [arrived], origin=None)
