"""What became of a group, as its members' devices are told.

https://core.telegram.org/type/Update
"""

from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.domain.permissions import Role
from heliograph.tl import types
from heliograph.views.chats import participants
from heliograph.views.rights import banned_rights


def chat_updates(change: ChatChanged) -> list[types.TypeUpdate]:
    """The updates that say it."""
    return [update for part in change.parts for update in _of(part, change)]


def _of(part: ChatPart, change: ChatChanged) -> list[types.TypeUpdate]:
    chat, members = change.chat, change.members
    match part:
        case ChatPart.MEMBERS:
            return [types.UpdateChatParticipants(participants=participants(chat, members))]
        case ChatPart.CAME:
            return [
                types.UpdateChatParticipantAdd(
                    chat_id=chat.id,
                    user_id=one.account_id,
                    inviter_id=one.inviter_id,
                    date=one.date,
                    version=chat.version,
                )
                for one in members
            ]
        case ChatPart.WENT:
            return [
                types.UpdateChatParticipantDelete(
                    chat_id=chat.id, user_id=one.account_id, version=chat.version
                )
                for one in members
            ]
        case ChatPart.ADMINS:
            return [
                types.UpdateChatParticipantAdmin(
                    chat_id=chat.id,
                    user_id=one.account_id,
                    is_admin=one.role >= Role.ADMIN,
                    version=chat.version,
                )
                for one in members
            ]
        case ChatPart.RIGHTS:
            return [
                types.UpdateChatDefaultBannedRights(
                    peer=types.PeerChat(chat_id=chat.id),
                    default_banned_rights=banned_rights(chat.banned),
                    version=chat.version,
                )
            ]
        case ChatPart.OTHERS:
            return [types.UpdateChat(chat_id=chat.id)]
