"""What stands at the top of the dialog list and of the archive.

https://core.telegram.org/api/folders
"""

from heliograph.actions import dialogs
from heliograph.actions.catching_up import present_state
from heliograph.domain.dialogs import check_folders
from heliograph.domain.history import DialogPage
from heliograph.domain.messages import BoxState
from heliograph.rpc.context import Context
from heliograph.rpc.messages.dialogs import dialog_account, dialog_accounts, newest
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import dialogs as view


def _limits(context: Context) -> dialogs.PinLimits:
    limits = context.limits
    return dialogs.PinLimits(
        main=limits.pinned_dialogs_max, archive=limits.pinned_archived_dialogs_max
    )


@method("messages.getPinnedDialogs")
async def get_pinned_dialogs(
    context: Context, query: functions.messages.GetPinnedDialogs
) -> types.messages.PeerDialogs:
    """With the row of the archive for the main list: Android learns of the archive only here.

    https://core.telegram.org/method/messages.getPinnedDialogs
    """
    check_folders([query.folder_id])
    key = context.call.key.auth_key_id

    async def read() -> tuple[BoxState, DialogPage]:
        box = await present_state(context.app, context.account_id, auth_key_id=key)
        return box, await context.store.pinned_dialogs(
            context.account_id, query.folder_id, now=context.clock.now()
        )

    box, page = await newest(context, read)
    return view.peer_dialogs(page, box, context.access)


@method("messages.toggleDialogPin")
async def toggle_dialog_pin(context: Context, query: functions.messages.ToggleDialogPin) -> bool:
    """The row of the archive always stands at the top, whatever a client wants.

    https://core.telegram.org/method/messages.toggleDialogPin
    """
    if isinstance(query.peer, types.InputDialogPeerFolder):
        check_folders([query.peer.folder_id])
        return True
    await dialogs.pin_dialog(
        context.app,
        context.account_id,
        await dialog_account(context, query.peer),
        pinned=query.pinned,
        limits=_limits(context),
        origin=context.origin,
    )
    return True


@method("messages.reorderPinnedDialogs")
async def reorder_pinned_dialogs(
    context: Context, query: functions.messages.ReorderPinnedDialogs
) -> bool:
    """https://core.telegram.org/method/messages.reorderPinnedDialogs"""
    await dialogs.reorder_pinned(
        context.app,
        context.account_id,
        query.folder_id,
        await dialog_accounts(context, query.order),
        force=query.force,
        limits=_limits(context),
        origin=context.origin,
    )
    return True
