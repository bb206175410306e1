"""Looking at or listening to what a message shows, and what goes once somebody did."""

from collections.abc import Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import tell_changes
from heliograph.domain.events import Origin
from heliograph.domain.message_changes import ContentsRead

_EXPIRED_AT_ONCE = 100


async def open_contents(
    app: App, owner_id: int, ids: Sequence[int], *, origin: Origin | None
) -> ContentsRead:
    """Tell everybody concerned what the owner has looked at; gives the owner's part.

    What may be seen once is due at once, and goes by itself as all that goes: who asked hears of it
    behind the answer.
    """
    parts = await app.store.open_contents(owner_id, ids, date=app.clock.now())
    tell_changes(app, parts, origin=origin)
    return parts[0]


async def open_posts(
    app: App, account_id: int, peer_id: int, ids: Sequence[int], *, origin: Origin | None
) -> None:
    """As `open_contents`, of a channel's messages."""
    told = await app.store.open_posts(account_id, peer_id, ids, date=app.clock.now())
    for who, change in told:
        if change.ids:
            tell_account(app, who, change, origin=origin)


async def expire_opened(app: App) -> None:
    """Take away all media whose time is over and tell whoever had them."""
    while edited := await app.store.expire_opened(now=app.clock.now(), at_most=_EXPIRED_AT_ONCE):
        tell_changes(app, edited, origin=None)
