"""Giving a group or channel to somebody else.

https://core.telegram.org/api/channel
"""

from heliograph.actions import channel_admins
from heliograph.actions import chats as actions
from heliograph.actions.handing_over import prove_ownership
from heliograph.domain import errors
from heliograph.domain.account_events import ChatPart
from heliograph.domain.peers import chat_of, is_chat
from heliograph.rpc.channels.changes import changed as channel_changed
from heliograph.rpc.channels.named import channel_in
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import changed
from heliograph.rpc.peers import Forms, user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.passwords import proof_of


@method("messages.editChatCreator", rate=Rate.CHATS)
async def edit_chat_creator(
    context: Context, request: functions.messages.EditChatCreator
) -> types.TypeUpdates:
    """Another creator, for whoever has had the password and the device for long.

    Without a proof it is said what is missing: PASSWORD_MISSING, PASSWORD_TOO_FRESH_x,
    SESSION_TOO_FRESH_x, PASSWORD_HASH_INVALID if nothing is.

    https://core.telegram.org/method/messages.editChatCreator
    """
    # TDLib asks with neither a group nor a proof, so the peers come last.
    await prove_ownership(
        context.app,
        context.account_id,
        proof_of(request.password),
        authorization_hash=context.call.key.authorization_hash,
        address=context.call.address,
        password_s=context.limits.settled_password_s,
        session_s=context.limits.settled_session_s,
    )
    channel_id = await channel_in(context, request.peer)
    if channel_id is not None:
        user_id = await user_account(context, request.user_id)
        made = await channel_admins.hand_over(
            context.app, context.account_id, channel_id, user_id, origin=context.origin
        )
        return await channel_changed(context, made)
    forms = await Forms.read(context, [request.peer, request.user_id])
    peer_id, user_id = forms.peer(request.peer), forms.user(request.user_id)
    if not is_chat(peer_id):
        raise errors.PeerIdInvalid
    outcome = await actions.hand_over(
        context.app, context.account_id, chat_of(peer_id), user_id, origin=context.origin
    )
    return await changed(context, outcome, (ChatPart.MEMBERS,))
