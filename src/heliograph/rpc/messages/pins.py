"""Pinned messages.

https://core.telegram.org/api/pin
"""

from msgspec.structs import replace

from heliograph.actions import pins
from heliograph.actions.messaging import new_random_id
from heliograph.domain import errors
from heliograph.domain.pins import PinRequest
from heliograph.rpc.context import Context
from heliograph.rpc.messages.reacting import asked_thread
from heliograph.rpc.messages.saved import saved_from
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view


@method("messages.updatePinnedMessage", rate=Rate.MESSAGES)
async def update_pinned_message(
    context: Context, request: functions.messages.UpdatePinnedMessage
) -> types.TypeUpdates:
    """Pins or unpins one message, with `pm_oneside` in the caller's own chat alone.

    https://core.telegram.org/method/messages.updatePinnedMessage
    """
    forms = await Forms.read(context, [request.peer])
    now = context.clock.now()
    asked = PinRequest(
        owner_id=context.account_id,
        peer_id=forms.dialog(request.peer),
        message_id=request.id,
        pinned=not request.unpin,
        one_sided=request.pm_oneside,
        silent=request.silent,
        random_id=new_random_id(context.app),
        date=now,
    )
    if asked.peer_id < 0:
        # All members have the same ones.
        asked = replace(asked, one_sided=False)
    changes = await pins.pin_message(context.app, asked, origin=context.origin)
    sees = await context.store.shown(context.account_id, [context.account_id, asked.peer_id])
    return view.changes(
        [view.change_update(change, context.access) for change in changes],
        tuple(sees),
        now,
        context.access,
    )


@method("messages.unpinAllMessages", rate=Rate.MESSAGES)
async def unpin_all_messages(
    context: Context, request: functions.messages.UnpinAllMessages
) -> types.messages.AffectedHistory:
    """In slices: `offset` above 0 asks the client to call again.

    In Saved Messages `saved_peer_id` names the part of them that it is about, in supergroups
    `top_msg_id` the topic or other thread.

    https://core.telegram.org/method/messages.unpinAllMessages
    """
    saved = request.saved_peer_id
    forms = await Forms.read(context, [request.peer] if saved is None else [request.peer, saved])
    peer_id, saved_peer_id = forms.dialog(request.peer), saved_from(forms, saved)
    if saved_peer_id is not None and peer_id != context.account_id:
        raise errors.PeerIdInvalid
    part, more = await pins.unpin_all(
        context.app,
        context.account_id,
        peer_id,
        saved_peer_id=saved_peer_id,
        thread_id=asked_thread(request, peer_id),
        origin=context.origin,
    )
    return types.messages.AffectedHistory(pts=part.pts, pts_count=part.pts_count, offset=int(more))
