"""Arranging Saved Messages by where they were taken from.

https://core.telegram.org/api/saved-messages
"""

from collections.abc import Sequence
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import tell_changes
from heliograph.domain.account_events import PinnedSavedChanged
from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.dialogs import Listed, pin, reorder
from heliograph.domain.events import Origin

_CLEARED_AT_ONCE = 500


async def pin_saved(
    app: App, owner_id: int, peer_id: int, *, pinned: bool, most: int, origin: Origin | None
) -> None:
    """Put what was taken from a peer at the top, or back in its place; may be repeated."""

    def decide(listed: Listed) -> tuple[int, ...]:
        return pin(listed, peer_id, pinned=pinned, most=most)

    order = await app.store.change_saved_pins(owner_id, named=[peer_id], decide=decide)
    _tell(app, owner_id, order, origin)


async def reorder_saved(
    app: App,
    owner_id: int,
    order: Sequence[int],
    *,
    force: bool,
    most: int,
    origin: Origin | None,
) -> None:
    """Put what is pinned into another order; see `domain.dialogs.reorder`."""
    decide = partial(reorder, order=order, force=force, most=most)
    pinned = await app.store.change_saved_pins(owner_id, named=order, decide=decide)
    _tell(app, owner_id, pinned, origin)


def _tell(app: App, owner_id: int, order: tuple[int, ...] | None, origin: Origin | None) -> None:
    if order is not None:
        tell_account(app, owner_id, PinnedSavedChanged(order=order), origin=origin)


async def clear_saved(app: App, clearing: Clearing, *, origin: Origin | None) -> Cleared:
    """Take some of what was taken from a peer, and say whether more is left."""
    cleared = await app.store.clear_saved(
        clearing.check(), at_most=_CLEARED_AT_ONCE, date=app.clock.now()
    )
    tell_changes(app, cleared.parts, origin=origin)
    return cleared
