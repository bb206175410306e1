"""Exporting all of one's data: a mark that lets the calls of the export be told apart.

https://core.telegram.org/api/takeout
"""

from heliograph.actions.app import App
from heliograph.domain.errors import TakeoutInvalid


async def begin_takeout(app: App, account_id: int, *, auth_key_id: int, lifetime_s: int) -> int:
    """Begin an export with this key, in place of an earlier one; gives its id."""
    takeout_id = app.random.below(2**63 - 1) + 1
    await app.store.begin_takeout(
        account_id,
        takeout_id=takeout_id,
        auth_key_id=auth_key_id,
        expires=app.clock.now() + lifetime_s,
    )
    return takeout_id


async def check_takeout(app: App, account_id: int, *, takeout_id: int, auth_key_id: int) -> None:
    """TAKEOUT_INVALID unless this export of the account runs, begun with this key."""
    runs = await app.store.takeout_runs(
        account_id, takeout_id=takeout_id, auth_key_id=auth_key_id, now=app.clock.now()
    )
    if not runs:
        raise TakeoutInvalid
