"""The dialog list."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from heliograph.actions.catching_up import present_state
from heliograph.domain import errors
from heliograph.domain.dialogs import ARCHIVE, check_folders
from heliograph.domain.history import DialogPage, DialogQuery
from heliograph.domain.messages import BoxState
from heliograph.domain.peers import CHANNEL_ID_MAX, CHAT_ID_MAX, channel_peer, chat_peer
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import dialogs as view

Found = TypeVar("Found")

_READS_MOST = 3
"""Where one update follows another the last answer stands."""


async def dialog_accounts(
    context: Context, named: Sequence[types.TypeInputDialogPeer]
) -> list[int]:
    """The accounts whose dialogs are named, in the order asked; rows of folders are left out."""
    asked = [form.peer for form in named if isinstance(form, types.InputDialogPeer)]
    if len(named) > context.limits.page_max:
        raise errors.LimitInvalid
    forms = await Forms.read(context, asked)
    return list(dict.fromkeys(forms.dialog(peer) for peer in asked))


async def dialog_account(context: Context, named: types.TypeInputDialogPeer) -> int:
    """As `dialog_accounts`, of one; PEER_ID_INVALID for the row of a folder."""
    found = await dialog_accounts(context, [named])
    if not found:
        raise errors.PeerIdInvalid
    return found[0]


async def newest(context: Context, read: Callable[[], Awaitable[Found]]) -> Found:
    """What is read, and read again if something was pushed meanwhile.

    An update that is queued before the answer may tell of what was changed after it was read, and
    a client takes what comes later for the newer: it would show a mark or a draft that is gone.
    """
    session = context.call.session
    for _ in range(_READS_MOST - 1):
        before = session.pushes
        found = await read()
        if session.pushes == before:
            return found
    return await read()


@method("messages.getDialogs")
async def get_dialogs(
    context: Context, request: functions.messages.GetDialogs
) -> types.messages.TypeDialogs:
    """A page newest first behind the offset. Without a folder it is all of them.

    TDLib sends the peer of the offset without the access hash; it proves nothing, and needs not.

    https://core.telegram.org/method/messages.getDialogs
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    if request.folder_id is not None:
        check_folders([request.folder_id])
    query = DialogQuery(
        owner_id=context.account_id,
        folder_id=request.folder_id,
        without_pinned=request.exclude_pinned,
        offset_date=request.offset_date,
        offset_id=request.offset_id,
        offset_peer=_offset_peer(request.offset_peer),
        limit=min(request.limit, context.limits.page_max),
    )
    page = await newest(context, lambda: context.store.dialogs(query, now=context.clock.now()))
    return view.dialogs(page, context.access)


def _offset_peer(peer: types.TypeInputPeer) -> int:
    match peer:
        case types.InputPeerChannel() if 0 < peer.channel_id <= CHANNEL_ID_MAX:
            return channel_peer(peer.channel_id)
        case types.InputPeerChat() if 0 < peer.chat_id <= CHAT_ID_MAX:
            return chat_peer(peer.chat_id)
        case types.InputPeerUser():
            return peer.user_id
    return 0


@method("messages.getPeerDialogs")
async def get_peer_dialogs(
    context: Context, request: functions.messages.GetPeerDialogs
) -> types.messages.PeerDialogs:
    """The named dialogs, the row of the archive if it is among them, together with the state.

    https://core.telegram.org/method/messages.getPeerDialogs
    """
    peer_ids = await dialog_accounts(context, request.peers)
    archive = any(
        isinstance(form, types.InputDialogPeerFolder) and form.folder_id == ARCHIVE
        for form in request.peers
    )
    key = context.call.key.auth_key_id

    async def read() -> tuple[BoxState, DialogPage]:
        box = await present_state(context.app, context.account_id, auth_key_id=key)
        return box, await context.store.dialogs_of(
            context.account_id, peer_ids, archive=archive, now=context.clock.now()
        )

    box, page = await newest(context, read)
    return view.peer_dialogs(page, box, context.access)
