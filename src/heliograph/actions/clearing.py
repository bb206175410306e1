"""Clearing dialogs, and messages that go by themselves.

https://core.telegram.org/method/messages.deleteHistory
"""

from functools import partial

from msgspec.structs import replace

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.dialogs import tell_timer
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.actions.messaging import new_random_id
from heliograph.domain import errors
from heliograph.domain.account_events import DialogPinned
from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.events import Origin
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft
from heliograph.domain.preferences import Preferences
from heliograph.domain.timers import ReadDateContext, check_period, compose_timer, read_date

_CLEARED_AT_ONCE = 200
"""Messages that one call takes, as others wait meanwhile; clients call again for the rest.

Their words go out of the index with them: about 0.4 ms of the writer for each.
"""

_EXPIRED_AT_ONCE = 200


async def clear_history(app: App, clearing: Clearing, *, origin: Origin | None) -> Cleared:
    """Take some of a dialog's messages, and say whether more are left."""
    cleared = await app.store.clear_history(
        clearing.check(), at_most=_CLEARED_AT_ONCE, date=app.clock.now()
    )
    tell_changes(app, cleared.parts, origin=origin)
    if cleared.mark is not None:
        tell_changes(app, [cleared.mark], origin=origin)
    if cleared.unpinned is not None:
        owner_id, peer_id = clearing.owner_id, clearing.peer_id
        change = DialogPinned(peer_id=peer_id, folder_id=cleared.unpinned, pinned=False)
        tell_account(app, owner_id, change, origin=None)
    return cleared


async def set_timer(
    app: App, owner_id: int, peer_id: int, period: int, *, origin: Origin | None
) -> Sent:
    """Have what is sent in a dialog go after `period` seconds, 0 for never; both sides are told.

    TTL_PERIOD_INVALID, CHAT_NOT_MODIFIED.
    """
    draft = Draft(
        sender_id=owner_id,
        recipient_id=peer_id,
        random_id=new_random_id(app),
        text="",
        date=app.clock.now(),
    )
    decide = partial(compose_timer, period=check_period(period))
    sent = await app.store.set_timer(draft, period=period, decide=decide)
    tell_changes(app, sent_changes(sent), origin=origin)
    tell_timer(app, (owner_id, peer_id), period, origin=origin)
    return sent


async def set_default_timer(app: App, owner_id: int, period: int) -> None:
    """Keep the timer that the account wants for new dialogs. TTL_PERIOD_INVALID."""
    checked = check_period(period)

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, default_timer=checked)

    await app.store.change_preferences(owner_id, decide=decide)


async def expire_messages(app: App) -> int:
    """Take away whatever has had its time and tell whoever had it; gives how many went."""
    gone = 0
    while parts := await app.store.expire(now=app.clock.now(), at_most=_EXPIRED_AT_ONCE):
        tell_changes(app, parts, origin=None)
        gone += sum(part.pts_count for part in parts)
    return gone


async def outbox_read_date(app: App, owner_id: int, peer_id: int, message_id: int) -> int:
    """When somebody read a message of the owner's; see `domain.timers.read_date`."""
    page = await app.store.messages(owner_id, [message_id])
    profile = await app.store.profile(owner_id, peer_id)
    if profile is None:
        raise errors.PeerIdInvalid
    context = ReadDateContext(
        message=page.messages[0] if page.messages else None,
        reader=profile.seen,
        mine=(await app.store.privacy(owner_id)).settings,
        theirs=profile.settings,
        read_at=await app.store.read_at(owner_id, peer_id, message_id),
    )
    return read_date(context, now=app.clock.now())
