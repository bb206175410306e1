"""Protected chats.

https://core.telegram.org/api/content-protection#for-users
"""

from functools import partial

from heliograph.actions import channel_settings, chats, protection
from heliograph.actions.messaging import new_random_id
from heliograph.domain.channel_changes import protect
from heliograph.domain.peers import chat_of, is_chat
from heliograph.domain.protection import ProtectionRequest
from heliograph.rpc.channels.changes import changed as channel_changed
from heliograph.rpc.channels.named import channel_in
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import changed
from heliograph.rpc.peers import peer_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view


@method("messages.toggleNoForwards", rate=Rate.MESSAGES)
async def toggle_no_forwards(
    context: Context, request: functions.messages.ToggleNoForwards
) -> types.TypeUpdates:
    """Protects a chat or ends that; of a group its creator does.

    Where the other side protects it, asks them or answers them.

    https://core.telegram.org/method/messages.toggleNoForwards
    """
    channel_id = await channel_in(context, request.peer)
    if channel_id is not None:
        make = partial(protect, enabled=request.enabled)
        outcome = await channel_settings.change(
            context.app, context.account_id, channel_id, make, origin=context.origin
        )
        return await channel_changed(context, outcome)
    peer_id = await peer_account(context, request.peer)
    if is_chat(peer_id):
        of_chat = await chats.protect(
            context.app,
            context.account_id,
            chat_of(peer_id),
            enabled=request.enabled,
            origin=context.origin,
        )
        return await changed(context, of_chat, ())
    now = context.clock.now()
    asked = ProtectionRequest(
        owner_id=context.account_id,
        peer_id=peer_id,
        enabled=request.enabled,
        answers_id=request.request_msg_id,
        random_id=new_random_id(context.app),
        date=now,
    )
    sent, changes = await protection.protect(context.app, asked, origin=context.origin)
    made = [view.change_update(change, context.access) for change in changes]
    return view.changes(made, sent.sender_sees, now, context.access)
