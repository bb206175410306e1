"""What stands beside somebody's name in a supergroup.

https://core.telegram.org/api/rank
"""

from heliograph.actions import channel_admins
from heliograph.domain import errors
from heliograph.domain.peers import channel_peer
from heliograph.rpc.channels.changes import changed
from heliograph.rpc.channels.named import channel_in
from heliograph.rpc.context import Context
from heliograph.rpc.peers import peer_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_text
from heliograph.tl import functions, types


@method("messages.editChatParticipantRank", rate=Rate.CHATS)
async def edit_chat_participant_rank(
    context: Context, request: functions.messages.EditChatParticipantRank
) -> types.TypeUpdates:
    """One's own where members choose it, others' for admins. PEER_ID_INVALID for what is no
    supergroup, PARTICIPANT_ID_INVALID for what is no person, ADMIN_RANK_INVALID also for what the
    admins do not want there.

    https://core.telegram.org/method/messages.editChatParticipantRank
    """
    channel_id = await channel_in(context, request.peer)
    if channel_id is None:
        raise errors.PeerIdInvalid
    user_id = await peer_account(context, request.participant)
    if user_id < 0:
        raise errors.ParticipantIdInvalid
    if await screen_text(context, channel_peer(channel_id), request.rank):
        raise errors.AdminRankInvalid
    outcome = await channel_admins.entitle(
        context.app, context.account_id, channel_id, user_id, request.rank, origin=context.origin
    )
    return await changed(context, outcome)
