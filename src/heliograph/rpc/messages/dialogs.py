"""The dialog list.

https://core.telegram.org/method/messages.getDialogs
"""

from heliograph.domain import errors
from heliograph.domain.history import DialogPage, DialogQuery
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view

NOTHING = DialogPage(dialogs=(), messages=(), sees=(), count=0)


@method("messages.getDialogs")
async def get_dialogs(
    context: Context, request: functions.messages.GetDialogs
) -> types.messages.TypeDialogs:
    """A page newest first behind the offset. There is no archive yet: folder 1 is empty.

    Of the offset the id or the date says it all. Its peer is not looked at: TDLib sends it without
    the access hash.
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    if request.folder_id:
        return view.dialogs(NOTHING, context.access)
    query = DialogQuery(
        owner_id=context.account_id,
        offset_date=request.offset_date,
        offset_id=request.offset_id,
        limit=min(request.limit, context.limits.page_max),
    )
    return view.dialogs(await context.store.dialogs(query), context.access)


@method("messages.getPeerDialogs")
async def get_peer_dialogs(
    context: Context, request: functions.messages.GetPeerDialogs
) -> types.messages.PeerDialogs:
    """The named dialogs together with the state."""
    if len(request.peers) > context.limits.page_max:
        raise errors.LimitInvalid
    asked = [form.peer for form in request.peers if isinstance(form, types.InputDialogPeer)]
    forms = await Forms.read(context, asked)
    peer_ids = [forms.peer(peer) for peer in asked]
    box = await context.store.state(context.account_id)
    page = await context.store.dialogs_of(context.account_id, list(dict.fromkeys(peer_ids)))
    return view.peer_dialogs(page, box, context.access)


@method("messages.getPinnedDialogs")
async def get_pinned_dialogs(
    context: Context, request: functions.messages.GetPinnedDialogs
) -> types.messages.PeerDialogs:
    """Nothing can be pinned yet."""
    box = await context.store.state(context.account_id)
    return view.peer_dialogs(NOTHING, box, context.access)
