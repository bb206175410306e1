"""Who has a say in a channel, who is limited in it, and who comes by others.

https://core.telegram.org/api/rights
"""

from heliograph.actions import channel_admins as actions
from heliograph.actions import speaking
from heliograph.domain import errors
from heliograph.domain.peers import channel_peer
from heliograph.rpc.channels.changes import changed
from heliograph.rpc.channels.named import channel_id_of
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import missing
from heliograph.rpc.peers import (
    CHANNEL_PEERS,
    dialog_peer,
    peer_account,
    user_account,
    user_accounts,
)
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_text
from heliograph.tl import functions, types
from heliograph.views.rights import asked_admin_rights, asked_rights


@method("channels.editAdmin", rate=Rate.CHATS)
async def edit_admin(context: Context, request: functions.channels.EditAdmin) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.editAdmin"""
    channel_id = await channel_id_of(context, request.channel)
    user_id = await user_account(context, request.user_id)
    await screen_text(context, channel_peer(channel_id), request.rank or "")
    outcome = await actions.appoint(
        context.app,
        context.account_id,
        channel_id,
        user_id,
        asked=asked_admin_rights(request.admin_rights),
        rank=request.rank,
        origin=context.origin,
    )
    return await changed(context, outcome)


@method("channels.editBanned", rate=Rate.CHATS)
async def edit_banned(
    context: Context, request: functions.channels.EditBanned
) -> types.TypeUpdates:
    """PARTICIPANT_ID_INVALID for what is neither a person nor a channel.

    https://core.telegram.org/method/channels.editBanned
    """
    channel_id = await channel_id_of(context, request.channel)
    if isinstance(request.participant, CHANNEL_PEERS):
        return await _bar_speaker(context, channel_id, request)
    user_id = await peer_account(context, request.participant)
    if user_id < 0:
        raise errors.ParticipantIdInvalid
    outcome = await actions.restrict(
        context.app,
        context.account_id,
        channel_id,
        user_id,
        asked=asked_rights(request.banned_rights),
        until=request.banned_rights.until_date,
        origin=context.origin,
    )
    return await changed(context, outcome)


async def _bar_speaker(
    context: Context, channel_id: int, request: functions.channels.EditBanned
) -> types.TypeUpdates:
    """Whether anybody writes there in the name of another channel: for good, if not."""
    speaker_id = await dialog_peer(context, request.participant)
    channel = await speaking.bar(
        context.app,
        context.account_id,
        channel_id,
        speaker_id,
        barred=bool(request.banned_rights.view_messages or request.banned_rights.send_messages),
    )
    return await changed(context, channel)


@method("channels.inviteToChannel", rate=Rate.CHATS)
async def invite_to_channel(
    context: Context, request: functions.channels.InviteToChannel
) -> types.messages.InvitedUsers:
    """Those named, in the channel; who keeps themselves out is told of.

    https://core.telegram.org/method/channels.inviteToChannel
    """
    channel_id = await channel_id_of(context, request.channel)
    named = await user_accounts(context, request.users)
    outcome = await actions.invite(
        context.app, context.account_id, channel_id, named, origin=context.origin
    )
    inside = {one.account_id for one in outcome.changed}
    return types.messages.InvitedUsers(
        updates=await changed(context, outcome),
        missing_invitees=missing(one for one in named if one not in inside),
    )
