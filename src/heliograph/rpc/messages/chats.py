"""Groups: making one, looking at it, taking it away."""

from collections.abc import Sequence

from heliograph.actions import chat_invites, join_requests
from heliograph.actions import chats as actions
from heliograph.actions.onlines import online_in
from heliograph.domain import errors
from heliograph.domain.account_events import ChatPart
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Member, SeenChat, Shown
from heliograph.domain.notifications import NotifyScope, NotifyTarget, settings_for
from heliograph.domain.peers import channel_peer, chat_of, is_chat
from heliograph.domain.permissions import (
    AdminRight,
    Role,
    check_inside,
    is_given,
    is_inside,
)
from heliograph.domain.presence import StatusKind
from heliograph.rpc.bots.pages import bots_of
from heliograph.rpc.context import Context
from heliograph.rpc.interest import keep_showing, show_members
from heliograph.rpc.messages.chat_answers import changed, missing
from heliograph.rpc.peers import (
    CHANNEL_PEERS,
    Forms,
    named_chat,
    peer_account,
    user_account,
    user_accounts,
)
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chat_invites import exported
from heliograph.views.chats import chats, full_chat
from heliograph.views.files import photo as photo_view
from heliograph.views.users import users

_PAST_ALL = 2**62


@method("messages.getChats")
async def get_chats(context: Context, request: functions.messages.GetChats) -> types.messages.Chats:
    """The named groups. CHAT_ID_INVALID if the caller was never in one of them.

    https://core.telegram.org/method/messages.getChats
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    asked = [named_chat(chat_id) for chat_id in request.id]
    sees = await context.store.shown(context.account_id, asked)
    known = [one for one in sees if isinstance(one, SeenChat) and one.role is not Role.STRANGER]
    if len(known) < len(set(asked)):
        raise errors.ChatIdInvalid
    return types.messages.Chats(chats=chats(known, context.access))


@method("messages.getFullChat")
async def get_full_chat(
    context: Context, request: functions.messages.GetFullChat
) -> types.messages.ChatFull:
    """What a group's page shows. CHAT_ID_INVALID for one that the caller was never in.

    https://core.telegram.org/method/messages.getFullChat
    """
    seen, members = await known_chat(context, request.chat_id)
    if not is_inside(seen.role):
        members = ()
    own = context.account_id
    target = NotifyTarget(NotifyScope.PEER, seen.chat.peer_id)
    page = await context.store.dialogs_of(
        own, [seen.chat.peer_id], archive=False, now=context.clock.now()
    )
    pinned = await context.store.pinned_ids(own, seen.chat.peer_id, at_most=1)
    photo = None
    if seen.role is not Role.REMOVED:
        photo = await context.store.chat_photo(seen.chat.id)
    people = await context.store.seen(own, [one.account_id for one in members])
    show_members(context, seen.chat.peer_id, members, of=len(members))
    full = full_chat(
        seen,
        members,
        dialog=page.dialogs[0],
        notify=settings_for(target, page.dialogs[0].notify),
        pinned_id=pinned[0] if pinned else None,
        photo=None if photo is None else photo_view(photo, viewer_id=own, access=context.access),
    )
    ids = [one.account_id for one in members]
    administers = seen.standing.administers
    offered = await bots_of(context, seen.chat.peer_id, ids, administers=administers)
    full.bot_info = offered or None
    if not seen.chat.closed and is_given(seen.standing, AdminRight.INVITE_USERS):
        waiting = await join_requests.pending(context.app, seen.chat.id)
        full.requests_pending = waiting.count or None
        full.recent_requesters = list(waiting.recent_ids) or None
        people = [*people, *await context.store.seen(own, waiting.recent_ids)]
        mine = await chat_invites.permanent_invite(context.app, own, seen.chat.id)
        full.exported_invite = exported(mine)
    sees: list[Shown] = [seen]
    if seen.chat.migrated_to and is_inside(seen.role):
        sees += await context.store.shown(own, [channel_peer(seen.chat.migrated_to)])
    return types.messages.ChatFull(
        full_chat=full, chats=chats(sees, context.access), users=users(people, context.access)
    )


async def known_chat(context: Context, chat_id: int) -> tuple[SeenChat, Sequence[Member]]:
    """A group that the caller is or was in, and who is in it. CHAT_ID_INVALID."""
    named_chat(chat_id)
    found = await context.store.chat(context.account_id, chat_id)
    if found is None or found[0].role is Role.STRANGER:
        raise errors.ChatIdInvalid
    return found


@method("messages.createChat", rate=Rate.CHATS)
async def create_chat(
    context: Context, request: functions.messages.CreateChat
) -> types.messages.InvitedUsers:
    """A group of the caller and those named; who keeps themselves out is told of.

    https://core.telegram.org/method/messages.createChat
    """
    named = await user_accounts(context, request.users)
    outcome = await actions.create(
        context.app,
        context.account_id,
        title=request.title,
        named=[one for one in named if one != context.account_id],
        ttl_period=request.ttl_period or 0,
        origin=context.origin,
    )
    inside = {one.account_id for one in outcome.members}
    return types.messages.InvitedUsers(
        updates=await changed(context, outcome, (ChatPart.MEMBERS,)),
        missing_invitees=missing(one for one in named if one not in inside),
    )


@method("messages.deleteChat")
async def delete_chat(context: Context, request: functions.messages.DeleteChat) -> bool:
    """The group gone for everybody in it; their messages stay theirs.

    https://core.telegram.org/method/messages.deleteChat
    """
    named_chat(request.chat_id)
    await actions.close(context.app, context.account_id, request.chat_id, origin=context.origin)
    return True


@method("messages.getCommonChats")
async def get_common_chats(
    context: Context, request: functions.messages.GetCommonChats
) -> types.messages.TypeChats:
    """The groups and supergroups that the caller shares with somebody, high ids first.

    Those are left out in which the caller may not know of them.

    https://core.telegram.org/method/messages.getCommonChats
    """
    other = await user_account(context, request.user_id)
    if request.limit < 0:
        raise errors.LimitInvalid
    own, at_most = context.account_id, min(request.limit, context.limits.page_max)
    groups, count = await context.store.chats_of(
        own, below_id=request.max_id, at_most=at_most, with_id=other
    )
    supergroups = await context.store.common_supergroups(
        own, other, below_id=request.max_id or _PAST_ALL
    )
    found: list[SeenChat | SeenChannel] = [*groups, *supergroups]
    found.sort(
        key=lambda one: one.chat.id if isinstance(one, SeenChat) else one.channel.id, reverse=True
    )
    total, page = count + len(supergroups), found[:at_most]
    if total > len(page):
        return types.messages.ChatsSlice(count=total, chats=chats(page, context.access))
    return types.messages.Chats(chats=chats(page, context.access))


@method("messages.getOnlines")
async def get_onlines(
    context: Context, request: functions.messages.GetOnlines
) -> types.ChatOnlines:
    """How many of a group are there; a private dialog is PEER_ID_INVALID.

    USER_NOT_PARTICIPANT for who is no longer in it. Of a channel nobody but its admins is told.

    https://core.telegram.org/method/messages.getOnlines
    """
    if isinstance(request.peer, CHANNEL_PEERS):
        channel = (await Forms.read(context, [request.peer])).channel(request.peer)
        keep_showing(context, channel.channel.peer_id)
        return types.ChatOnlines(onlines=await online_in(context.app, context.account_id, channel))
    peer_id = await peer_account(context, request.peer)
    if not is_chat(peer_id):
        raise errors.PeerIdInvalid
    seen, members = await known_chat(context, chat_of(peer_id))
    check_inside(seen.role)
    ids = [one.account_id for one in members]
    people = await context.store.seen(context.account_id, ids)
    there = sum(one.status.kind is StatusKind.ONLINE for one in people)
    return types.ChatOnlines(onlines=there)
