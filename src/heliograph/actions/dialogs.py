"""Arranging a dialog list: pins, the archive, marks, what was begun.

https://core.telegram.org/api/folders
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import msgspec

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import tell_changes
from heliograph.domain.account_events import (
    DialogPinned,
    ForumViewChanged,
    PinnedDialogsChanged,
    TimerChanged,
    UnreadMarkChanged,
    UnsentChanged,
    people_named,
)
from heliograph.domain.chats import Shown, peer_of
from heliograph.domain.dialogs import (
    ARCHIVE,
    Listed,
    Unsent,
    check_folders,
    check_unsent,
    pin,
    reorder,
)
from heliograph.domain.events import Origin
from heliograph.domain.message_changes import FoldersChanged


class PinLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How many dialogs may stand at the top of the list and of the archive."""

    main: int
    archive: int

    def of(self, folder_id: int) -> int:
        return self.archive if folder_id == ARCHIVE else self.main


async def pin_dialog(
    app: App,
    owner_id: int,
    peer_id: int,
    *,
    pinned: bool,
    limits: PinLimits,
    origin: Origin | None,
) -> None:
    """Put a dialog at the top of its folder, or back in its place; may be repeated."""

    def decide(listed: Listed) -> tuple[int, ...]:
        return pin(listed, peer_id, pinned=pinned, most=limits.of(listed.folder_id))

    folder_id = await app.store.pin_dialog(owner_id, peer_id, decide=decide)
    if folder_id is not None:
        change = DialogPinned(peer_id=peer_id, folder_id=folder_id, pinned=pinned)
        tell_account(app, owner_id, change, origin=origin)


async def reorder_pinned(
    app: App,
    owner_id: int,
    folder_id: int,
    order: Sequence[int],
    *,
    force: bool,
    limits: PinLimits,
    origin: Origin | None,
) -> None:
    """Put what is pinned in a folder into another order; see `domain.dialogs.reorder`."""
    check_folders([folder_id])
    decide = partial(reorder, order=order, force=force, most=limits.of(folder_id))
    pinned = await app.store.change_pinned(owner_id, folder_id, named=order, decide=decide)
    if pinned is not None:
        change = PinnedDialogsChanged(folder_id=folder_id, order=pinned)
        tell_account(app, owner_id, change, origin=origin)


async def move_dialogs(
    app: App, owner_id: int, places: Mapping[int, int], *, origin: Origin | None
) -> FoldersChanged:
    """Put dialogs into the archive or back; none of them is pinned there."""
    check_folders(places.values())
    moved = await app.store.move_dialogs(owner_id, places, date=app.clock.now())
    tell_changes(app, [moved], origin=origin)
    return moved


async def mark_unread(
    app: App, owner_id: int, peer_id: int, *, unread: bool, origin: Origin | None
) -> None:
    """Mark a dialog as unread, or no longer; may be repeated."""
    if await app.store.mark_unread(owner_id, peer_id, unread=unread):
        tell_mark(app, owner_id, peer_id, unread=unread, origin=origin)


def tell_mark(
    app: App, owner_id: int, peer_id: int, *, unread: bool, origin: Origin | None
) -> None:
    """Tell the owner's other devices of a mark that changed."""
    change = UnreadMarkChanged(peer_id=peer_id, unread=unread)
    tell_account(app, owner_id, change, origin=origin)


async def show_as_messages(
    app: App, owner_id: int, peer_id: int, *, shown: bool, origin: Origin | None
) -> None:
    """Show the owner a forum as one list of messages, or by its topics; may be repeated."""
    if await app.store.show_as_messages(owner_id, peer_id, shown=shown):
        change = ForumViewChanged(peer_id=peer_id, as_messages=shown)
        tell_account(app, owner_id, change, origin=origin)


async def save_unsent(
    app: App,
    owner_id: int,
    peer_id: int,
    unsent: Unsent,
    *,
    topic_id: int = 0,
    origin: Origin | None,
) -> None:
    """Keep what was begun in a dialog or in a topic of a forum; nothing in it forgets what there
    was. What is begun for another thread stays on the device."""
    limits = app.message_limits
    kept = check_unsent(unsent, max_length=limits.text_length, max_entities=limits.entities)
    if await app.store.save_unsent(owner_id, peer_id, kept, topic_id=topic_id):
        change = UnsentChanged(peer_id=peer_id, unsent=kept, date=unsent.date, topic_id=topic_id)
        tell_unsent(app, owner_id, change, origin=origin)


async def clear_all_unsent(app: App, owner_id: int, *, origin: Origin | None) -> None:
    """Forget all that was begun."""
    date = app.clock.now()
    for peer_id, topic_id in await app.store.clear_all_unsent(owner_id):
        ended = UnsentChanged(peer_id=peer_id, unsent=None, date=date, topic_id=topic_id)
        tell_unsent(app, owner_id, ended, origin=origin)


def tell_unsent(
    app: App,
    owner_id: int,
    change: UnsentChanged,
    *,
    sees: Iterable[Shown] = (),
    origin: Origin | None,
) -> None:
    """Tell the owner's other devices what is begun somewhere by now.

    Of whom the owner `sees`, where that is known, those are told with it whom it names.
    """
    named = people_named(change)
    shown = [one for one in sees if peer_of(one) in named]
    tell_account(app, owner_id, change, sees=shown, origin=origin)


def tell_timer(app: App, sides: tuple[int, int], period: int, *, origin: Origin | None) -> None:
    """Tell both sides of a dialog after how many seconds messages go from now on."""
    for owner_id, peer_id in dict.fromkeys((sides, sides[::-1])):
        change = TimerChanged(peer_id=peer_id, period=period)
        tell_account(app, owner_id, change, origin=origin)
