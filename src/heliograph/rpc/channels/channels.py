"""Supergroups and channels: making one, coming in and going, what it is called.

https://core.telegram.org/api/channel
"""

from heliograph.actions import channels as actions
from heliograph.actions import join_requests
from heliograph.domain import errors
from heliograph.domain.channel_changes import PUBLIC_MAX
from heliograph.domain.channels import SeenChannel
from heliograph.domain.permissions import check_owns
from heliograph.rpc.channels.changes import changed
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_edits import asked_photo
from heliograph.rpc.peers import channel_from_message, named_channel, seen_channels
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_channel
from heliograph.tl import functions, types
from heliograph.views.chats import chats


@method("channels.createChannel", rate=Rate.CHATS)
async def create_channel(
    context: Context, request: functions.channels.CreateChannel
) -> types.TypeUpdates:
    """A channel in which only admins write with `broadcast`, else a supergroup.

    https://core.telegram.org/method/channels.createChannel
    """
    if request.geo_point is not None:
        raise errors.ChannelInvalid
    outcome = await actions.create(
        context.app,
        context.account_id,
        title=request.title,
        about=request.about,
        broadcast=request.broadcast,
        forum=request.forum and not request.broadcast,
        ttl_period=request.ttl_period or 0,
        origin=context.origin,
    )
    return await changed(context, outcome)


@method("channels.getChannels")
async def get_channels(
    context: Context, request: functions.channels.GetChannels
) -> types.messages.Chats:
    """The named channels. CHANNEL_INVALID if one was not shown to the caller.

    https://core.telegram.org/method/channels.getChannels
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    if any(isinstance(form, types.InputChannelEmpty) for form in request.id):
        raise errors.ChannelInvalid
    forms = [form for form in request.id if isinstance(form, types.InputChannel)]
    found = await seen_channels(context, forms)
    if len(found) < len({form.channel_id for form in forms}):
        raise errors.ChannelInvalid
    for form in request.id:
        if isinstance(form, types.InputChannelFromMessage):
            found[form.channel_id] = await channel_from_message(context, form)
    return types.messages.Chats(chats=chats(found.values(), context.access))


@method("channels.joinChannel", rate=Rate.CHATS)
async def join_channel(
    context: Context, request: functions.channels.JoinChannel
) -> types.messages.ChatInviteJoinResultOk:
    """INVITE_REQUEST_SENT for who has to wait until an admin lets them in.

    https://core.telegram.org/method/channels.joinChannel
    """
    seen = await named_channel(context, request.channel)
    outcome = await join_requests.join_public(
        context.app, context.account_id, seen.channel.id, origin=context.origin
    )
    return types.messages.ChatInviteJoinResultOk(updates=await changed(context, outcome))


@method("channels.leaveChannel", rate=Rate.CHATS)
async def leave_channel(
    context: Context, request: functions.channels.LeaveChannel
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.leaveChannel"""
    seen = await named_channel(context, request.channel)
    outcome = await actions.leave(
        context.app, context.account_id, seen.channel.id, origin=context.origin
    )
    return await changed(context, outcome)


@method("channels.deleteChannel", rate=Rate.CHATS)
async def delete_channel(
    context: Context, request: functions.channels.DeleteChannel
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.deleteChannel"""
    seen = await named_channel(context, request.channel)
    outcome = await actions.close(
        context.app, context.account_id, seen.channel.id, origin=context.origin
    )
    return await changed(context, outcome)


@method("channels.editTitle", rate=Rate.CHATS)
async def edit_title(context: Context, request: functions.channels.EditTitle) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.editTitle"""
    seen = await named_channel(context, request.channel)
    screen_channel(context, seen.channel, request.title)
    outcome = await actions.rename(
        context.app, context.account_id, seen.channel.id, request.title, origin=context.origin
    )
    return await changed(context, outcome)


@method("channels.editPhoto", rate=Rate.CHATS)
async def edit_photo(context: Context, request: functions.channels.EditPhoto) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.editPhoto"""
    seen = await named_channel(context, request.channel)
    photo = await asked_photo(context, request.photo)
    outcome = await actions.show_photo(
        context.app, context.account_id, seen.channel.id, photo, origin=context.origin
    )
    return await changed(context, outcome)


@method("channels.checkUsername", rate=Rate.RESOLVES)
async def check_username(context: Context, request: functions.channels.CheckUsername) -> bool:
    """Whether the channel could take the name; of none yet it is asked with an empty channel.

    https://core.telegram.org/method/channels.checkUsername
    """
    peer_id = 0
    if not isinstance(request.channel, types.InputChannelEmpty):
        seen = await named_channel(context, request.channel)
        check_owns(seen.role)
        peer_id = seen.channel.peer_id
    return await actions.username_is_free(context.app, peer_id, request.username)


@method("channels.updateUsername", rate=Rate.RESOLVES)
async def update_username(context: Context, request: functions.channels.UpdateUsername) -> bool:
    """https://core.telegram.org/method/channels.updateUsername"""
    seen = await named_channel(context, request.channel)
    named = seen.channel
    if request.username and not named.public:
        # What it says of itself is about to be read by everybody.
        said = (named.title, named.about)
        screen_channel(context, named, request.username, *said, username=request.username)
    else:
        screen_channel(context, named, request.username)
    await actions.claim_username(context.app, context.account_id, seen.channel.id, request.username)
    return True


@method("channels.getAdminedPublicChannels")
async def get_admined_public_channels(
    context: Context, request: functions.channels.GetAdminedPublicChannels
) -> types.messages.Chats:
    """The public channels that the caller made.

    CHANNELS_ADMIN_PUBLIC_TOO_MUCH with `check_limit` if there may be no more.

    https://core.telegram.org/method/channels.getAdminedPublicChannels
    """
    found = await context.store.public_channels(context.account_id)
    if request.check_limit and len(found) >= PUBLIC_MAX:
        raise errors.ChannelsAdminPublicTooMuch
    shown: list[SeenChannel] = [] if request.by_location else list(found)
    return types.messages.Chats(chats=chats(shown, context.access))
