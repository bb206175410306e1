"""Telling an account's own devices of what concerns it alone."""

from collections.abc import Iterable, Sequence

from heliograph.actions.app import App
from heliograph.domain.account_events import AccountChange, PeopleChanged
from heliograph.domain.chats import Shown
from heliograph.domain.events import AccountUpdated, Origin


def tell_account(
    app: App,
    owner_id: int,
    change: AccountChange,
    *,
    sees: Sequence[Shown] = (),
    origin: Origin | None,
) -> None:
    """Publish a change that is durable already; every account event passes through here.

    To be called right after the commit, without waiting for anything in between: nothing else
    tells which of two changes was the later. `sees` are the people it names, as the owner sees
    them, where they are known; whoever delivers it looks them up otherwise. `origin` asked for the
    change and is not told; None tells every session.
    """
    app.bus.publish(
        AccountUpdated(owner_id=owner_id, change=change, sees=tuple(sees), origin=origin)
    )


def tell_people(app: App, owner_id: int, ids: Iterable[int], *, origin: Origin | None) -> None:
    """As `tell_account`: these people are other entries of the address book by now, or none."""
    tell_account(app, owner_id, PeopleChanged(peer_ids=tuple(ids)), origin=origin)
