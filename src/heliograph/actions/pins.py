"""Pinning messages in private chats."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.domain.events import MailboxChange, Origin
from heliograph.domain.peers import box_of
from heliograph.domain.pins import Pinned, PinRequest, pin

_UNPINNED_AT_ONCE = 100
"""Messages that one call takes down; clients call again while more are left."""


async def pin_message(
    app: App, request: PinRequest, *, origin: Origin | None
) -> Sequence[MailboxChange]:
    """Pin a message or take it down; gives what became of the owner's own mailbox, in its order.

    Both sides are told by a message in the chat if it is pinned for both.
    """
    outcome = await app.store.pin_message(request, decide=pin)
    made = [*outcome.parts, *sent_changes(outcome.sent)]
    told = tell_changes(app, made, origin=origin)
    box_id = box_of(request.owner_id, request.peer_id)
    return [change for change in told if change.owner_id == box_id]


async def unpin_all(
    app: App,
    owner_id: int,
    peer_id: int,
    *,
    saved_peer_id: int | None = None,
    thread_id: int = 0,
    origin: Origin | None,
) -> tuple[Pinned, bool]:
    """Take down some of a dialog's pinned messages; the owner's part, and whether more are left.

    In Saved Messages only those taken from `saved_peer_id`, if it is given; in a supergroup only
    those in the thread, unless it is 0.
    """
    parts, more = await app.store.unpin_all(
        owner_id,
        peer_id,
        saved_peer_id=saved_peer_id,
        thread_id=thread_id,
        at_most=_UNPINNED_AT_ONCE,
        date=app.clock.now(),
    )
    tell_changes(app, parts, origin=origin)
    return parts[0], more
