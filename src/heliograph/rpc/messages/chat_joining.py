"""Coming into a group by a link, and letting in who asks.

https://core.telegram.org/api/invites
"""

from contextlib import suppress

from msgspec.structs import replace

from heliograph.actions import join_requests as actions
from heliograph.actions.chats import parts_of
from heliograph.domain import errors
from heliograph.domain.account_events import ChatPart
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.peers import is_channel
from heliograph.domain.permissions import AdminRight, Role, check_admin, is_inside
from heliograph.rpc.channels.changes import changed as changed_channel
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import changed
from heliograph.rpc.messages.chat_invites import place_of_links, standing_in
from heliograph.rpc.peers import user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import chat_invites as view
from heliograph.views.channels import channel
from heliograph.views.chats import chat
from heliograph.views.files import photo as photo_view
from heliograph.views.updates import changes
from heliograph.views.users import users

_PAST_ALL = 2**62
_KNOWN_SHOWN = 5
"""Faces of people whom the asker knows, beside a group's name."""

_SETTLED_AT_ONCE = 100


@method("messages.checkChatInvite", rate=Rate.RESOLVES)
async def check_chat_invite(
    context: Context, request: functions.messages.CheckChatInvite
) -> types.TypeChatInvite:
    """What somebody sees of a group before they come. INVITE_HASH_EMPTY, INVITE_HASH_EXPIRED.

    https://core.telegram.org/method/messages.checkChatInvite
    """
    if not request.hash:
        raise errors.InviteHashEmpty
    invite = await context.store.chat_invite(view.hash_of(request.hash))
    if invite is None:
        raise errors.InviteHashExpired
    if is_channel(invite.chat_id):
        return await _offered_channel(context, invite)
    found = await context.store.chat(context.account_id, invite.chat_id)
    if found is None or found[0].chat.closed:
        raise errors.InviteHashExpired
    seen, members = found
    if is_inside(seen.role):
        return types.ChatInviteAlready(chat=chat(seen, context.access))
    if seen.role is Role.REMOVED or invite.is_over(context.clock.now()):
        raise errors.InviteHashExpired
    people = await context.store.seen(context.account_id, [m.account_id for m in members])
    known = [one for one in people if one.contact is not None][:_KNOWN_SHOWN]
    photo = await context.store.chat_photo(seen.chat.id)
    shown: types.TypePhoto = types.PhotoEmpty(id=0)
    if photo is not None:
        shown = photo_view(photo, viewer_id=context.account_id, access=context.access)
    return view.offered(seen.chat, invite, shown, users(known, context.access))


async def _offered_channel(context: Context, invite: ChatInvite) -> types.TypeChatInvite:
    sees = await context.store.shown(context.account_id, [invite.chat_id])
    seen = next((one for one in sees if isinstance(one, SeenChannel)), None)
    if seen is None or seen.channel.closed:
        raise errors.InviteHashExpired
    if seen.inside:
        return types.ChatInviteAlready(chat=channel(seen, context.access))
    now = context.clock.now()
    if seen.standing.role_now(now) is Role.REMOVED or invite.is_over(now):
        raise errors.InviteHashExpired
    photo = await context.store.channel_photo(seen.channel.id)
    shown: types.TypePhoto = types.PhotoEmpty(id=0)
    if photo is not None:
        shown = photo_view(photo, viewer_id=context.account_id, access=context.access)
    return view.offered_channel(seen.channel, invite, shown)


@method("messages.importChatInvite", rate=Rate.CHATS)
async def import_chat_invite(
    context: Context, request: functions.messages.ImportChatInvite
) -> types.messages.TypeChatInviteJoinResult:
    """INVITE_REQUEST_SENT for who has to wait until an admin lets them in.

    https://core.telegram.org/method/messages.importChatInvite
    """
    if not request.hash:
        raise errors.InviteHashEmpty
    hash = view.hash_of(request.hash)
    invite = await context.store.chat_invite(hash)
    if invite is not None and is_channel(invite.chat_id):
        came = await actions.join_channel(
            context.app, context.account_id, hash, origin=context.origin
        )
        return types.messages.ChatInviteJoinResultOk(updates=await changed_channel(context, came))
    outcome = await actions.join(context.app, context.account_id, hash, origin=context.origin)
    # Who comes knows nobody there yet.
    updates = await changed(context, outcome, (ChatPart.MEMBERS,))
    return types.messages.ChatInviteJoinResultOk(updates=updates)


@method("messages.getChatInviteImporters")
async def get_chat_invite_importers(
    context: Context, request: functions.messages.GetChatInviteImporters
) -> types.messages.ChatInviteImporters:
    """Who came by a link, or waits to be let in; `q` looks among those whom the page holds.

    https://core.telegram.org/method/messages.getChatInviteImporters
    """
    place = await _door(context, request.peer)
    if request.limit < 0:
        raise errors.LimitInvalid
    below_id = 0
    if not isinstance(request.offset_user, types.InputUserEmpty):
        below_id = await user_account(context, request.offset_user)
    found, count = await context.store.joiners(
        place,
        waiting=request.requested,
        hash=None if request.link is None else view.hash_of(request.link),
        before=request.offset_date or _PAST_ALL,
        below_id=below_id,
        at_most=min(request.limit, context.limits.page_max),
    )
    people = await context.store.seen(context.account_id, [one.account_id for one in found])
    if request.q:
        sought = request.q.casefold()
        people = [one for one in people if sought in " ".join(one.names).casefold()]
        named = {one.account.id for one in people}
        found = [one for one in found if one.account_id in named]
    return types.messages.ChatInviteImporters(
        count=count,
        importers=[view.importer(one) for one in found],
        users=users(people, context.access),
    )


@method("messages.hideChatJoinRequest", rate=Rate.CHATS)
async def hide_chat_join_request(
    context: Context, request: functions.messages.HideChatJoinRequest
) -> types.TypeUpdates:
    """Somebody who asked is let in, or not.

    https://core.telegram.org/method/messages.hideChatJoinRequest
    """
    place = await place_of_links(context, request.peer)
    user_id = await user_account(context, request.user_id)
    made = await _settle(context, place, user_id, approved=request.approved)
    return await _with_pending(context, place, made)


@method("messages.hideAllChatJoinRequests", rate=Rate.CHATS)
async def hide_all_chat_join_requests(
    context: Context, request: functions.messages.HideAllChatJoinRequests
) -> types.TypeUpdates:
    """As `hide_chat_join_request`, for all who asked, or all who did by one link.

    Who cannot come by now waits on.

    https://core.telegram.org/method/messages.hideAllChatJoinRequests
    """
    place = await _door(context, request.peer)
    found, _ = await context.store.joiners(
        place,
        waiting=True,
        hash=None if request.link is None else view.hash_of(request.link),
        before=_PAST_ALL,
        below_id=0,
        at_most=_SETTLED_AT_ONCE,
    )
    answer = _nothing_yet(context)
    for one in found:
        with suppress(errors.Refused):
            answer = await _settle(context, place, one.account_id, approved=request.approved)
    return await _with_pending(context, place, answer)


async def _door(context: Context, peer: types.TypeInputPeer) -> int:
    """Where somebody asks to be let in, for who may let them. CHAT_ADMIN_REQUIRED."""
    place = await place_of_links(context, peer)
    check_admin(await standing_in(context, place), AdminRight.INVITE_USERS)
    return place


def _nothing_yet(context: Context) -> types.Updates:
    return types.Updates(updates=[], users=[], chats=[], date=context.clock.now(), seq=0)


async def _settle(context: Context, place: int, user_id: int, *, approved: bool) -> types.Updates:
    """What they say on coming reaches the caller as it does the others."""
    own = context.account_id
    if is_channel(place):
        into = await actions.settle_in_channel(context.app, own, place, user_id, approved=approved)
        if into.changes:
            return await changed_channel(context, replace(into, sent=None))
        return _nothing_yet(context)
    outcome = await actions.settle(context.app, own, place, user_id, approved=approved)
    if outcome.changes:
        return await changed(context, replace(outcome, sent=None), parts_of(outcome))
    return _nothing_yet(context)


async def _with_pending(context: Context, place: int, answer: types.Updates) -> types.Updates:
    """The answer, with how many wait by now, as all who may let them in are told."""
    waiting = await actions.tell_pending(context.app, place, origin=context.origin)
    sees = await context.store.shown(context.account_id, waiting.names)
    told = changes([view.requests_pending(waiting)], tuple(sees), answer.date, context.access)
    return types.Updates(
        updates=[*answer.updates, *told.updates],
        users=[*answer.users, *told.users],
        chats=[*answer.chats, *told.chats],
        date=answer.date,
        seq=0,
    )
