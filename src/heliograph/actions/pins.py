"""Pinning messages in private chats."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.messaging import sent_changes
from heliograph.domain.events import MailboxAdvanced, MailboxChange, Origin
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
    changes: list[MailboxChange | None] = [*outcome.parts]
    if outcome.sent is not None:
        changes += sent_changes(outcome.sent)
    made = [change for change in changes if change is not None]
    for change in made:
        app.bus.publish(MailboxAdvanced(change=change, origin=origin))
    return [change for change in made if change.owner_id == request.owner_id]


async def unpin_all(
    app: App, owner_id: int, peer_id: int, *, origin: Origin | None
) -> tuple[Pinned, bool]:
    """Take down some of a dialog's pinned messages; the owner's part, and whether more are left."""
    parts, more = await app.store.unpin_all(
        owner_id, peer_id, at_most=_UNPINNED_AT_ONCE, date=app.clock.now()
    )
    for part in parts:
        if part.pts_count:
            app.bus.publish(MailboxAdvanced(change=part, origin=origin))
    return parts[0], more
