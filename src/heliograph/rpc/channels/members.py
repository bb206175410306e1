"""Who is in a channel, and what somebody is there.

https://core.telegram.org/method/channels.getParticipants
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.appointing import Party, may_change_admin
from heliograph.domain.channel_listing import REACH, Listed, MembersAsked, check_may_list
from heliograph.domain.channels import ChannelMember, SeenChannel, standing_of
from heliograph.domain.chats import Shown
from heliograph.domain.permissions import AdminRight, Role, is_inside
from heliograph.rpc.context import Context
from heliograph.rpc.hashes import list_hash
from heliograph.rpc.interest import show_members
from heliograph.rpc.peers import named_channel, peer_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chats import chats
from heliograph.views.participants import named_by, participant
from heliograph.views.users import users


@method("channels.getParticipants")
async def get_participants(
    context: Context, request: functions.channels.GetParticipants
) -> types.channels.TypeChannelParticipants:
    """Some of those in a channel, or kept out of it. CHAT_ADMIN_REQUIRED, LIMIT_INVALID.

    https://core.telegram.org/method/channels.getParticipants
    """
    seen = await named_channel(context, request.channel)
    listed, words = _asked(request.filter)
    check_may_list(seen, listed)
    if request.limit < 0 or request.offset < 0:
        raise errors.LimitInvalid
    if words:
        # Looks at thousands of names.
        context.spend(Rate.SEARCHES)
    asked = MembersAsked(
        channel_id=seen.channel.id,
        viewer_id=context.account_id,
        listed=listed,
        words=words,
        offset=min(request.offset, REACH),
        limit=min(request.limit, context.limits.participants_max),
        date=context.clock.now(),
        named_only=not seen.standing.administers,
    )
    page = await context.store.channel_members(asked)
    if request.hash and request.hash == list_hash(one.account_id for one in page.members):
        return types.channels.ChannelParticipantsNotModified()
    members: Sequence[ChannelMember] = page.members
    show_members(context, seen.channel.peer_id, members, of=seen.channel.members)
    count = page.count
    if listed is Listed.REMOVED and not words:
        # Channels stand before people, on the first page alone.
        barred = await context.store.barred_speakers(seen.channel.id)
        members = [*(barred if not asked.offset else ()), *members][: asked.limit]
        count += len(barred)
    made, sees = await _shown(context, seen, members)
    return types.channels.ChannelParticipants(
        count=count,
        participants=made,
        chats=chats(sees, context.access),
        users=users(sees, context.access),
    )


@method("channels.getParticipant")
async def get_participant(
    context: Context, request: functions.channels.GetParticipant
) -> types.channels.ChannelParticipant:
    """What somebody is in a channel. USER_NOT_PARTICIPANT, CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.getParticipant
    """
    seen = await named_channel(context, request.channel)
    account_id = await peer_account(context, request.participant)
    if account_id < 0:
        raise errors.ParticipantIdInvalid
    if account_id != context.account_id:
        check_may_list(seen, Listed.RECENT)
    found = await context.store.channel_members_among(seen.channel.id, [account_id])
    if not found or not _is_known(seen, found[0], context.clock.now()):
        raise errors.UserNotParticipant
    (made,), sees = await _shown(context, seen, found)
    return types.channels.ChannelParticipant(
        participant=made, chats=chats(sees, context.access), users=users(sees, context.access)
    )


def _is_known(seen: SeenChannel, member: ChannelMember, now: int) -> bool:
    """Whether somebody is something there that the viewer is told of.

    Admins are told whom they keep out or limit, and which admins are anonymous.
    """
    own = member.account_id == seen.viewer_id
    if is_inside(member.role):
        anonymous = standing_of(seen.channel, member).anonymous
        return own or seen.standing.administers or not anonymous
    held = member.banned and not (member.until and now >= member.until)
    return bool(held) and (seen.standing.administers or own)


async def _shown(
    context: Context, seen: SeenChannel, members: Sequence[ChannelMember]
) -> tuple[list[types.TypeChannelParticipant], Sequence[Shown]]:
    own, now = context.account_id, context.clock.now()
    editable = await _editable(context, seen, members)
    members = await _by_whom(context, seen, members)
    made = [
        participant(
            seen.channel,
            one,
            viewer_id=own,
            now=now,
            may_edit=one.account_id in editable,
        )
        for one in members
    ]
    sees = await context.store.shown(own, [own, seen.channel.peer_id, *named_by(members)])
    return made, sees


async def _by_whom(
    context: Context, seen: SeenChannel, members: Sequence[ChannelMember]
) -> Sequence[ChannelMember]:
    """Members with who brought, appointed or limited them: themselves for an anonymous admin.

    Only admins are told which. Clients drop an admin whom nobody has appointed.
    """
    if seen.standing.administers or seen.channel.broadcast:
        return members
    doers = await context.store.channel_members_among(seen.channel.id, named_by(members))
    hidden = {one.account_id for one in doers if standing_of(seen.channel, one).anonymous}
    return [
        replace(
            one,
            inviter_id=one.account_id if one.inviter_id in hidden else one.inviter_id,
            by_id=one.account_id if one.by_id in hidden else one.by_id,
        )
        for one in members
    ]


async def _editable(
    context: Context, seen: SeenChannel, members: Sequence[ChannelMember]
) -> frozenset[int]:
    """Those of them whose rights the viewer may change."""
    admins = [one for one in members if one.role is Role.ADMIN]
    standing = seen.standing
    if not admins or not standing.administers:
        return frozenset()
    promoters: dict[int, int] = {}
    if standing.role is Role.ADMIN:
        if not AdminRight.ADD_ADMINS & standing.rights:
            return frozenset()
        asked = MembersAsked(
            channel_id=seen.channel.id,
            viewer_id=seen.viewer_id,
            listed=Listed.ADMINS,
            limit=REACH,
            date=context.clock.now(),
        )
        page = await context.store.channel_members(asked)
        promoters = {one.account_id: one.by_id for one in page.members if one.role is Role.ADMIN}
    actor = Party(account_id=seen.viewer_id, standing=standing)
    return frozenset(
        one.account_id
        for one in admins
        if may_change_admin(
            actor,
            Party(account_id=one.account_id, standing=standing_of(seen.channel, one)),
            promoters,
        )
    )


def _asked(wanted: types.TypeChannelParticipantsFilter) -> tuple[Listed, str]:
    """Who is wanted, and the words their names begin with."""
    match wanted:
        case types.ChannelParticipantsAdmins():
            return Listed.ADMINS, ""
        case types.ChannelParticipantsBots():
            return Listed.BOTS, ""
        case types.ChannelParticipantsKicked(q=words):
            return Listed.REMOVED, _folded(words)
        case types.ChannelParticipantsBanned(q=words):
            return Listed.LIMITED, _folded(words)
        case types.ChannelParticipantsContacts(q=words):
            return Listed.CONTACTS, _folded(words)
        case types.ChannelParticipantsSearch(q=words):
            return Listed.RECENT, _folded(words)
        case types.ChannelParticipantsMentions(q=words):
            return Listed.RECENT, _folded(words or "")
    return Listed.RECENT, ""


def _folded(words: str) -> str:
    return " ".join(words.removeprefix("@").casefold().split())
