"""Keeping people out, of everything or of one's stories alone.

https://core.telegram.org/api/block
"""

from collections.abc import Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.bot_events import tell_bots
from heliograph.domain.contacts import check_may_block
from heliograph.domain.events import Origin


async def set_blocked(
    app: App,
    owner_id: int,
    blocked_id: int,
    *,
    blocked: bool,
    stories: bool = False,
    origin: Origin | None,
) -> None:
    """Keep somebody out, or let them in again; may be repeated.

    `stories` keeps them from the owner's stories alone.
    """
    if blocked:
        check_may_block(owner_id, blocked_id)
    date = app.clock.now()
    change = await app.store.set_blocked(owner_id, blocked_id, blocked, date=date, stories=stories)
    if change is not None:
        tell_bots(app, change.for_bots)
        tell_account(app, owner_id, change, origin=origin)


async def replace_blocked(
    app: App,
    owner_id: int,
    wanted: Sequence[int],
    *,
    among: int,
    stories: bool,
    origin: Origin | None,
) -> None:
    """Let in again whoever of the newest `among` of a list is not wanted, and keep the others out.

    Nobody is let in or kept out if one of the others cannot be.
    """
    for blocked_id in wanted:
        check_may_block(owner_id, blocked_id)
    page, _ = await app.store.blocked(owner_id, offset=0, limit=among, stories=stories)
    present = [one.seen.account.id for one in page]
    for blocked_id in present:
        if blocked_id not in wanted:
            await set_blocked(
                app, owner_id, blocked_id, blocked=False, stories=stories, origin=origin
            )
    # The first of the list is the newest.
    for blocked_id in reversed(wanted):
        if blocked_id not in present:
            await set_blocked(
                app, owner_id, blocked_id, blocked=True, stories=stories, origin=origin
            )
