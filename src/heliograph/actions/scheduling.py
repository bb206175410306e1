"""Messages that wait to be sent: keeping, changing, sending them when they are due.

https://core.telegram.org/api/scheduled-messages
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.channel_posts import take_out_spam
from heliograph.actions.dialogs import tell_unsent
from heliograph.actions.file_copies import apart
from heliograph.actions.messaging import compose_unthrown, tell_sent, throw
from heliograph.domain import visible_words
from heliograph.domain.account_events import ScheduledChanged, ScheduledGone, UnsentChanged
from heliograph.domain.channel_messages import check_pace
from heliograph.domain.events import Origin
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.peers import is_channel
from heliograph.domain.people import Account, Seen
from heliograph.domain.schedule import (
    Dispatched,
    Scheduled,
    ScheduleEdit,
    Waiting,
    check_due,
    compose_due,
    edit_scheduled,
    goes_at_once,
)

_AT_ONCE = 50
"""Messages sent in one step; whoever writes meanwhile waits no longer for it."""


async def schedule(
    app: App, drafts: Sequence[Draft], *, origin: Origin | None
) -> Sequence[Waiting]:
    """Keep messages until they are due and tell the sender's other devices.

    Those that are due within seconds are sent.
    """
    async with apart(app, drafts) as own:
        many = await app.store.schedule(own, decide=partial(_compose, app))
    return [await _tell_scheduled(app, waiting, origin) for waiting in many]


async def _tell_scheduled(app: App, waiting: Waiting, origin: Origin | None) -> Waiting:
    if waiting.sent is not None:
        return replace(waiting, sent=await tell_sent(app, waiting.sent, origin))
    if not waiting.repeated:
        _tell_changed(app, waiting, origin)
    if waiting.draft_cleared is not None:
        owner_id, peer_id = waiting.message.owner_id, waiting.message.peer_id
        ended = UnsentChanged(
            peer_id=peer_id, unsent=None, date=app.clock.now(), topic_id=waiting.draft_cleared
        )
        tell_unsent(app, owner_id, ended, sees=waiting.sees, origin=origin)
    return waiting


async def edit(app: App, asked: ScheduleEdit, *, origin: Origin | None) -> Waiting:
    """Change what a message that waits says, or when it goes."""

    def decide(
        asked: ScheduleEdit, owner: Account, known: Scheduled | None, recipient: Seen | None
    ) -> Scheduled:
        limits = app.message_limits
        return edit_scheduled(asked, owner, known, recipient=recipient, limits=limits)

    waiting = await app.store.edit_scheduled(asked, decide=decide)
    _tell_changed(app, waiting, origin)
    return waiting


async def drop(
    app: App, owner_id: int, peer_id: int, ids: Sequence[int], *, origin: Origin | None
) -> ScheduledGone:
    """Let messages wait no longer; ids that don't are passed over."""
    dropped = await app.store.drop_scheduled(owner_id, peer_id, ids)
    gone = ScheduledGone(peer_id=peer_id, ids=dropped)
    if dropped:
        _tell_gone(app, owner_id, gone, origin)
    return gone


async def send_now(
    app: App, owner_id: int, peer_id: int, ids: Sequence[int], *, origin: Origin | None
) -> tuple[Sequence[Dispatched], ScheduledGone]:
    """Send messages before they are due, all or none."""
    unwanted = await _look_at(app, owner_id, peer_id, ids)
    done = await app.store.dispatch_scheduled(
        owner_id,
        peer_id,
        ids,
        date=app.clock.now(),
        decide=partial(_compose_due, app),
        drop_refused=False,
    )
    gone = await _tell_dispatched(app, owner_id, peer_id, done, origin)
    await _take_out(app, done, unwanted)
    return done, gone


async def send_due(app: App) -> int:
    """Send what is due by now, a bounded number; gives how many were.

    A message that may not be sent any more waits no longer, and its sender is told; what slow mode
    keeps back goes as soon as it may. What fails by a
    fault of ours still waits, and keeps no other dialog waiting: ExceptionGroup behind all others.
    """
    now = app.clock.now()
    ids_of: dict[tuple[int, int], list[int]] = defaultdict(list)
    for owner_id, peer_id, message_id in await app.store.due_scheduled(now=now, at_most=_AT_ONCE):
        ids_of[owner_id, peer_id].append(message_id)
    count = 0
    faults: list[Exception] = []
    for dialog, ids in ids_of.items():
        try:
            count += await _send_due_in(app, dialog, ids, now=now)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup("some of what is due could not be sent", faults)
    return count


async def _send_due_in(app: App, dialog: tuple[int, int], ids: Sequence[int], *, now: int) -> int:
    unwanted = await _look_at(app, *dialog, ids)
    done = await app.store.dispatch_scheduled(
        *dialog, ids, date=now, decide=partial(_compose_due, app), drop_refused=True
    )
    await _tell_dispatched(app, *dialog, done, None)
    await _take_out(app, done, unwanted)
    return len(done)


async def _look_at(app: App, owner_id: int, peer_id: int, ids: Sequence[int]) -> frozenset[int]:
    """Have what is about to be said in public looked at, as what is not scheduled is; those of the
    ids that the admins there do not want."""
    if app.look_at is None or not is_channel(peer_id):
        return frozenset()
    page = await app.store.scheduled(owner_id, peer_id, ids)
    return frozenset(
        [
            one.id
            for one in page.messages
            if await app.look_at(owner_id, peer_id, visible_words.of_message(one))
        ]
    )


async def _take_out(app: App, done: Sequence[Dispatched], unwanted: frozenset[int]) -> None:
    """Delete what the admins do not want, once it is said."""
    said = [one.sent.message for one in done if one.sent is not None and one.id in unwanted]
    if said:
        await take_out_spam(app, said[0].peer_id, [one.id for one in said])


def _compose(app: App, draft: Draft, context: SendContext, waiting: int) -> Body:
    if goes_at_once(draft) and context.channel is not None:
        check_pace(context.channel, posted=context.posted, now=draft.date)
    body = compose_unthrown(app, draft, context)
    check_due(draft, context.recipient, waiting=waiting)
    return throw(app, body) if goes_at_once(draft) else body


def _compose_due(app: App, draft: Draft, context: SendContext, body: Body) -> Body:
    return throw(app, compose_due(draft, context, body))


async def _tell_dispatched(
    app: App, owner_id: int, peer_id: int, done: Sequence[Dispatched], origin: Origin | None
) -> ScheduledGone:
    for one in done:
        if one.waits is not None:
            _tell_changed(app, one.waits, origin)
    sent = [await tell_sent(app, one.sent, origin) for one in done if one.sent is not None]
    ids = tuple(one.id for one in done if one.waits is None)
    sent_ids = tuple(one.message.id for one in sent) if len(sent) == len(ids) else ()
    gone = ScheduledGone(peer_id=peer_id, ids=ids, sent_ids=sent_ids)
    if ids:
        _tell_gone(app, owner_id, gone, origin)
    return gone


def _tell_changed(app: App, waiting: Waiting, origin: Origin | None) -> None:
    change = ScheduledChanged(message=waiting.message)
    tell_account(app, waiting.message.owner_id, change, sees=waiting.sees, origin=origin)


def _tell_gone(app: App, owner_id: int, gone: ScheduledGone, origin: Origin | None) -> None:
    tell_account(app, owner_id, gone, origin=origin)
