"""Somebody in a channel, as they are listed there.

https://core.telegram.org/type/ChannelParticipant
"""

from collections.abc import Iterable

from heliograph.domain.channels import Channel, ChannelMember, standing_of
from heliograph.domain.permissions import ADMIN_RIGHTS, AdminRight, Role, is_inside
from heliograph.tl import types
from heliograph.views.peers import peer, user_peer
from heliograph.views.rights import FOREVER, admin_rights, banned_rights


def participant(
    channel: Channel, member: ChannelMember, *, viewer_id: int, now: int, may_edit: bool = False
) -> types.TypeChannelParticipant:
    """Somebody in it, limited in it, or kept out; `may_edit` if the viewer may take their rights.

    What was forbidden until a time that has come is not said any more.
    """
    own = member.account_id == viewer_id
    rank = member.rank or None
    standing = standing_of(channel, member)
    role = standing.role_now(now)
    if role is Role.CREATOR:
        rights = ADMIN_RIGHTS[standing.kind] & ~AdminRight.ANONYMOUS
        return types.ChannelParticipantCreator(
            user_id=member.account_id,
            admin_rights=admin_rights(rights | member.rights & AdminRight.ANONYMOUS),
            rank=rank,
        )
    if role is Role.ADMIN:
        return types.ChannelParticipantAdmin(
            can_edit=may_edit,
            self=own,
            user_id=member.account_id,
            inviter_id=member.inviter_id if own else None,
            promoted_by=member.by_id,
            date=member.date,
            admin_rights=admin_rights(member.rights),
            rank=rank,
        )
    limited = member.banned and not (member.until and now >= member.until)
    if limited:
        return types.ChannelParticipantBanned(
            left=not is_inside(role),
            peer=peer(member.account_id),
            kicked_by=member.by_id,
            date=member.date,
            banned_rights=banned_rights(member.banned, member.until or FOREVER),
            rank=rank,
        )
    if not is_inside(role):
        return types.ChannelParticipantLeft(peer=user_peer(member.account_id))
    if own:
        return types.ChannelParticipantSelf(
            user_id=member.account_id, inviter_id=member.inviter_id, date=member.date, rank=rank
        )
    return types.ChannelParticipant(user_id=member.account_id, date=member.date, rank=rank)


def named_by(members: Iterable[ChannelMember]) -> list[int]:
    """All accounts that a list of them names."""
    ids: dict[int, None] = {}
    for one in members:
        for account_id in (one.account_id, one.inviter_id, one.by_id):
            if account_id:
                ids[account_id] = None
    return list(ids)
