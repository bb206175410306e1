"""Who is in a group, and who has a say in it.

https://core.telegram.org/api/channel#basic-groups
"""

from heliograph.actions import chats as actions
from heliograph.actions import clearing
from heliograph.domain.clearing import Clearing
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import changed, missing
from heliograph.rpc.peers import named_chat, user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.updates import change_update

_FORGOTTEN_AT_ONCE = 100
"""Steps of clearing a dialog that one call takes: clients do not ask for more here."""


@method("messages.addChatUser", rate=Rate.CHATS)
async def add_chat_user(
    context: Context, request: functions.messages.AddChatUser
) -> types.messages.InvitedUsers:
    """Somebody more, who is shown up to `fwd_limit` of the last messages as they were said.

    https://core.telegram.org/method/messages.addChatUser
    """
    named_chat(request.chat_id)
    user_id = await user_account(context, request.user_id)
    outcome = await actions.add(
        context.app,
        context.account_id,
        request.chat_id,
        user_id,
        show_last=request.fwd_limit,
        origin=context.origin,
    )
    inside = {one.account_id for one in outcome.members}
    parts = actions.parts_of(outcome) if outcome.changes else ()
    return types.messages.InvitedUsers(
        updates=await changed(context, outcome, parts),
        missing_invitees=missing([] if user_id in inside else [user_id]),
    )


@method("messages.deleteChatUser", rate=Rate.CHATS)
async def delete_chat_user(
    context: Context, request: functions.messages.DeleteChatUser
) -> types.TypeUpdates:
    """Somebody out of the group, or the caller leaving it, with `revoke_history` without a trace.

    https://core.telegram.org/method/messages.deleteChatUser
    """
    peer_id = named_chat(request.chat_id)
    user_id = await user_account(context, request.user_id)
    own = context.account_id
    outcome = await actions.remove(
        context.app, own, request.chat_id, user_id, origin=context.origin
    )
    answer = await changed(context, outcome, actions.parts_of(outcome))
    if request.revoke_history and user_id == own:
        asked = Clearing(owner_id=own, peer_id=peer_id)
        for _ in range(_FORGOTTEN_AT_ONCE):
            cleared = await clearing.clear_history(context.app, asked, origin=context.origin)
            gone = [part for part in cleared.parts if part.owner_id == own and part.pts_count]
            answer.updates += [change_update(part, context.access) for part in gone]
            if not cleared.more:
                break
    return answer


@method("messages.editChatAdmin", rate=Rate.CHATS)
async def edit_chat_admin(context: Context, request: functions.messages.EditChatAdmin) -> bool:
    """https://core.telegram.org/method/messages.editChatAdmin"""
    named_chat(request.chat_id)
    user_id = await user_account(context, request.user_id)
    await actions.appoint(
        context.app,
        context.account_id,
        request.chat_id,
        user_id,
        is_admin=request.is_admin,
    )
    return True
