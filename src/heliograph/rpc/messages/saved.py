"""Saved Messages by where they were taken from.

https://core.telegram.org/api/saved-messages
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.actions import saved
from heliograph.domain import errors
from heliograph.domain.clearing import Clearing
from heliograph.domain.saved import HIDDEN_AUTHOR_ID, SavedQuery
from heliograph.rpc.context import Context
from heliograph.rpc.messages.history import requested_page
from heliograph.rpc.peers import Forms
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.dialogs import saved_dialogs
from heliograph.views.messages import history


async def _peers(context: Context, asked: Sequence[types.TypeInputPeer]) -> list[int]:
    """The accounts named, the one that stands for hidden authors among them."""
    if len(asked) > context.limits.page_max:
        raise errors.LimitInvalid
    forms = await Forms.read(context, [peer for peer in asked if not is_hidden_author(peer)])
    found = [HIDDEN_AUTHOR_ID if is_hidden_author(peer) else forms.listed(peer) for peer in asked]
    return list(dict.fromkeys(found))


def is_hidden_author(peer: types.TypeInputPeer) -> bool:
    """Whether the peer stands for all authors who hide their accounts."""
    return isinstance(peer, types.InputPeerUser) and peer.user_id == HIDDEN_AUTHOR_ID


def saved_from(forms: Forms, peer: types.TypeInputPeer | None) -> int | None:
    """The peer under whom Saved Messages are asked for."""
    if peer is None:
        return None
    return HIDDEN_AUTHOR_ID if is_hidden_author(peer) else forms.listed(peer)


def _check_own(parent: types.TypeInputPeer | None) -> None:
    """PEER_ID_INVALID for what others sent to a channel: only one's own are kept."""
    if parent is not None:
        raise errors.PeerIdInvalid


async def _named(context: Context, asked: Sequence[types.TypeInputDialogPeer]) -> list[int]:
    named = [form.peer for form in asked if isinstance(form, types.InputDialogPeer)]
    return await _peers(context, named)


@method("messages.getSavedDialogs")
async def get_saved_dialogs(
    context: Context, query: functions.messages.GetSavedDialogs
) -> types.messages.TypeSavedDialogs:
    """Android asks for the first page with the highest id, Desktop with 0.

    https://core.telegram.org/method/messages.getSavedDialogs
    """
    _check_own(query.parent_peer)
    asked = SavedQuery(
        owner_id=context.account_id,
        offset_id=max(0, query.offset_id),
        offset_date=max(0, query.offset_date),
        limit=max(0, min(query.limit, context.limits.page_max)),
        without_pinned=query.exclude_pinned,
    )
    return saved_dialogs(await context.store.saved_dialogs(asked), context.access)


@method("messages.getPinnedSavedDialogs")
async def get_pinned_saved_dialogs(
    context: Context, query: functions.messages.GetPinnedSavedDialogs
) -> types.messages.TypeSavedDialogs:
    """All of them, whole.

    https://core.telegram.org/method/messages.getPinnedSavedDialogs
    """
    page = await context.store.pinned_saved(context.account_id)
    return saved_dialogs(replace(page, count=len(page.dialogs)), context.access)


@method("messages.getSavedDialogsByID")
async def get_saved_dialogs_by_id(
    context: Context, query: functions.messages.GetSavedDialogsByID
) -> types.messages.TypeSavedDialogs:
    """https://core.telegram.org/method/messages.getSavedDialogsByID"""
    _check_own(query.parent_peer)
    peer_ids = await _peers(context, query.ids)
    page = await context.store.saved_dialogs_of(context.account_id, peer_ids)
    return saved_dialogs(replace(page, count=len(page.dialogs)), context.access)


@method("messages.getSavedHistory")
async def get_saved_history(
    context: Context, query: functions.messages.GetSavedHistory
) -> types.messages.TypeMessages:
    """https://core.telegram.org/method/messages.getSavedHistory"""
    _check_own(query.parent_peer)
    (peer_id,) = await _peers(context, [query.peer])
    asked = requested_page(context, query, peer_id=context.account_id)
    page = await context.store.saved_history(asked, saved_peer=peer_id)
    return history(page, context.access)


@method("messages.toggleSavedDialogPin")
async def toggle_saved_dialog_pin(
    context: Context, query: functions.messages.ToggleSavedDialogPin
) -> bool:
    """https://core.telegram.org/method/messages.toggleSavedDialogPin"""
    named = await _named(context, [query.peer])
    if not named:
        raise errors.PeerIdInvalid
    await saved.pin_saved(
        context.app,
        context.account_id,
        named[0],
        pinned=query.pinned,
        most=context.limits.pinned_dialogs_max,
        origin=context.origin,
    )
    return True


@method("messages.reorderPinnedSavedDialogs")
async def reorder_pinned_saved_dialogs(
    context: Context, query: functions.messages.ReorderPinnedSavedDialogs
) -> bool:
    """https://core.telegram.org/method/messages.reorderPinnedSavedDialogs"""
    await saved.reorder_saved(
        context.app,
        context.account_id,
        await _named(context, query.order),
        force=query.force,
        most=context.limits.pinned_dialogs_max,
        origin=context.origin,
    )
    return True


@method("messages.deleteSavedHistory")
async def delete_saved_history(
    context: Context, query: functions.messages.DeleteSavedHistory
) -> types.messages.AffectedHistory:
    """In steps, as messages.deleteHistory.

    https://core.telegram.org/method/messages.deleteSavedHistory
    """
    _check_own(query.parent_peer)
    (peer_id,) = await _peers(context, [query.peer])
    asked = Clearing(
        owner_id=context.account_id,
        peer_id=peer_id,
        max_id=query.max_id,
        min_date=query.min_date or 0,
        max_date=query.max_date or 0,
    )
    cleared = await saved.clear_saved(context.app, asked, origin=context.origin)
    return types.messages.AffectedHistory(
        pts=cleared.pts, pts_count=cleared.pts_count, offset=int(cleared.more)
    )


@method("messages.readSavedHistory")
async def read_saved_history(context: Context, query: functions.messages.ReadSavedHistory) -> bool:
    """What others sent to a channel is kept nowhere: PEER_ID_INVALID.

    https://core.telegram.org/method/messages.readSavedHistory
    """
    _check_own(query.parent_peer)
    return True
