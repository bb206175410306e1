"""Changing one's views of the dialog list.

https://core.telegram.org/api/folders
"""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.account_events import FiltersChanged
from heliograph.domain.events import Origin
from heliograph.domain.filters import (
    DialogFilter,
    FilterLimits,
    Filters,
    check_filter,
    drop_filter,
    order_filters,
    put_filter,
)


async def save_filter(
    app: App, owner_id: int, asked: DialogFilter, *, limits: FilterLimits, origin: Origin | None
) -> None:
    """Add a view, or change the one with its id."""
    checked = check_filter(asked, limits)
    decide = partial(put_filter, asked=checked, most=limits.filters)
    await _change(app, owner_id, decide, origin)


async def delete_filter(app: App, owner_id: int, filter_id: int, *, origin: Origin | None) -> None:
    """Take a view away; may be repeated."""
    await _change(app, owner_id, partial(drop_filter, filter_id=filter_id), origin)


async def sort_filters(
    app: App, owner_id: int, order: Sequence[int], *, origin: Origin | None
) -> None:
    """Put the views into another order. FILTER_ID_INVALID for one that is not there."""
    await _change(app, owner_id, partial(order_filters, order=order), origin)


async def show_tags(app: App, owner_id: int, *, shown: bool, origin: Origin | None) -> None:
    """Show by each dialog which views it is in, or no longer."""
    if await app.store.show_filter_tags(owner_id, shown=shown):
        tell_account(app, owner_id, FiltersChanged(), origin=origin)


async def _change(
    app: App, owner_id: int, decide: Callable[[Filters], Filters], origin: Origin | None
) -> None:
    if await app.store.change_filters(owner_id, decide=decide):
        tell_account(app, owner_id, FiltersChanged(), origin=origin)
