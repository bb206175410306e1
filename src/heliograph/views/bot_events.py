"""What bots alone are told.

https://core.telegram.org/api/updates
"""

from collections.abc import Iterable

from heliograph.domain.bot_events import (
    BotStopped,
    BotUpdate,
    ChannelMemberChanged,
    ChatMemberChanged,
    JoinAsked,
)
from heliograph.domain.channels import Channel, ChannelMember, SeenChannel
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.chats import Shown
from heliograph.domain.peers import channel_of, chat_of
from heliograph.tl import types
from heliograph.views import chats, participants
from heliograph.views.chat_invites import told_of
from heliograph.views.peers import peer


def bot_update(told: BotUpdate, sees: Iterable[Shown]) -> types.TypeUpdate | None:
    """One event under its qts; None of a channel that there is no record of any more."""
    event, qts = told.event, told.qts
    match event:
        case BotStopped():
            return types.UpdateBotStopped(
                user_id=event.user_id, date=event.date, stopped=event.stopped, qts=qts
            )
        case JoinAsked():
            return types.UpdateBotChatInviteRequester(
                peer=peer(event.peer_id),
                date=event.date,
                user_id=event.user_id,
                about="",
                invite=_by(event.invite, told.bot_id),
                qts=qts,
            )
        case ChatMemberChanged():
            return types.UpdateChatParticipant(
                chat_id=chat_of(event.peer_id),
                date=event.date,
                actor_id=event.actor_id,
                user_id=event.user_id,
                prev_participant=chats.participant(event.before) if event.before else None,
                new_participant=chats.participant(event.after) if event.after else None,
                invite=_by(event.invite, told.bot_id) if event.invite is not None else None,
                qts=qts,
            )
        case ChannelMemberChanged():
            return _in_channel(told, event, sees)


def _in_channel(
    told: BotUpdate, event: ChannelMemberChanged, sees: Iterable[Shown]
) -> types.UpdateChannelParticipant | None:
    record = _channel(event.peer_id, sees)
    if record is None:
        return None
    by_link = event.invite is not None or event.asked

    def shown(member: ChannelMember | None) -> types.TypeChannelParticipant | None:
        if member is None:
            return None
        viewer_id = told.bot_id
        return participants.participant(record, member, viewer_id=viewer_id, now=event.date)

    return types.UpdateChannelParticipant(
        channel_id=channel_of(event.peer_id),
        date=event.date,
        actor_id=event.actor_id,
        user_id=event.user_id,
        prev_participant=shown(event.before),
        new_participant=shown(event.after),
        invite=_by(event.invite, told.bot_id) if by_link else None,
        qts=told.qts,
    )


def _channel(peer_id: int, sees: Iterable[Shown]) -> Channel | None:
    found = (one.channel for one in sees if isinstance(one, SeenChannel))
    return next((one for one in found if one.peer_id == peer_id), None)


def _by(invite: ChatInvite | None, bot_id: int) -> types.TypeExportedChatInvite:
    """The link that somebody used, or that it was the name of a public supergroup."""
    return types.ChatInvitePublicJoinRequests() if invite is None else told_of(invite, bot_id)
