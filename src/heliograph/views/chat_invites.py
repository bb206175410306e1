"""Links into groups as their admins see them, and groups as who holds a link does.

https://core.telegram.org/api/invites
"""

from collections.abc import Sequence

from heliograph.domain.account_events import RequestsPending
from heliograph.domain.channels import Channel
from heliograph.domain.chat_invites import ChatInvite, Joiner
from heliograph.domain.chats import Chat
from heliograph.tl import types
from heliograph.views.peers import peer

LINK = "https://t.me/+"

_SHOWN_OF_HASH = 4


def exported(invite: ChatInvite) -> types.ChatInviteExported:
    """https://core.telegram.org/constructor/chatInviteExported"""
    return types.ChatInviteExported(
        revoked=invite.revoked,
        permanent=invite.permanent,
        request_needed=invite.request_needed,
        link=LINK + invite.hash,
        admin_id=invite.admin_id,
        date=invite.date,
        start_date=invite.started or None,
        expire_date=invite.expires or None,
        usage_limit=invite.usage_limit or None,
        usage=invite.usage or None,
        requested=invite.requested or None,
        title=invite.title or None,
    )


def told_of(invite: ChatInvite, viewer_id: int) -> types.ChatInviteExported:
    """A link that somebody used; another's says too little to come by.

    https://core.telegram.org/bots/api#chatinvitelink
    """
    made = exported(invite)
    if invite.admin_id != viewer_id:
        made.link = LINK + invite.hash[:_SHOWN_OF_HASH] + "..."
    return made


def hash_of(link: str) -> str:
    """The secret in a link, however it is written."""
    return link.rsplit("/", 1)[-1].lstrip("+").strip()


def offered(
    chat: Chat, invite: ChatInvite, photo: types.TypePhoto, known: Sequence[types.TypeUser]
) -> types.ChatInvite:
    """What somebody sees of a group before they come.

    https://core.telegram.org/constructor/chatInvite
    """
    return types.ChatInvite(
        request_needed=invite.request_needed,
        title=chat.title,
        about=chat.about or None,
        photo=photo,
        participants_count=chat.members,
        participants=list(known) or None,
        color=chat.id % 7,
    )


def offered_channel(
    channel: Channel, invite: ChatInvite, photo: types.TypePhoto
) -> types.ChatInvite:
    """As `offered`, of a supergroup or channel."""
    color = channel.appearance.name_color
    return types.ChatInvite(
        request_needed=invite.request_needed,
        channel=True,
        broadcast=channel.broadcast,
        public=channel.public,
        megagroup=not channel.broadcast,
        title=channel.title,
        about=channel.about or None,
        photo=photo,
        participants_count=channel.members,
        color=channel.id % 7 if color is None else color,
    )


def importer(joiner: Joiner) -> types.ChatInviteImporter:
    """https://core.telegram.org/constructor/chatInviteImporter"""
    return types.ChatInviteImporter(
        requested=joiner.waiting,
        user_id=joiner.account_id,
        date=joiner.date,
        approved_by=joiner.approved_by or None,
    )


def requests_pending(change: RequestsPending) -> types.UpdatePendingJoinRequests:
    """How many wait to be let in."""
    return types.UpdatePendingJoinRequests(
        peer=peer(change.peer_id),
        requests_pending=change.count,
        recent_requesters=list(change.recent_ids),
    )
