"""Single messages of channels: looking at them, reading up to them, taking them away."""

from heliograph.actions import channel_clearing, channel_posts
from heliograph.actions.opening import open_posts
from heliograph.domain import errors
from heliograph.domain.account_events import ChannelCleared
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.rpc.interest import keep_showing
from heliograph.rpc.messages.history import asked_ids
from heliograph.rpc.peers import dialog_peer, named_channel
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import channel_posts as view
from heliograph.views.account_events import account_updates
from heliograph.views.chats import chats
from heliograph.views.messages import replies_of
from heliograph.views.updates import changes
from heliograph.views.users import users


@method("channels.getMessages")
async def get_messages(
    context: Context, request: functions.channels.GetMessages
) -> types.messages.ChannelMessages:
    """The named messages in the order asked; also for who is not in a public channel.

    https://core.telegram.org/method/channels.getMessages
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    peer_id = (await named_channel(context, request.channel)).channel.peer_id

    async def answered(ids: list[int]) -> dict[int, int]:
        page = await context.store.posts(context.account_id, peer_id, ids)
        return {message.id: message.reply_to_id or 0 for message in page.messages}

    ids = await asked_ids(request.id, answered)
    page = await context.store.posts(context.account_id, peer_id, ids)
    return view.posts_by_id(ids, page, context.access)


@method("messages.getMessagesViews")
async def get_messages_views(
    context: Context, request: functions.messages.GetMessagesViews
) -> types.messages.MessageViews:
    """How often posts were seen and passed on; with `increment` the caller sees them now.

    An empty one stands in the place of what is no post.

    https://core.telegram.org/method/messages.getMessagesViews
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    peer_id = await dialog_peer(context, request.peer)
    if not is_channel(peer_id):
        return types.messages.MessageViews(
            views=[types.MessageViews() for _ in request.id], chats=[], users=[]
        )
    page = await context.store.posts(context.account_id, peer_id, request.id)
    shown = {message.id: message for message in page.messages if message.post}
    counted, own = context.app.post_views, context.account_id
    counted.watch(own, peer_id, now=context.clock.now())
    if request.increment:
        counted.look(own, peer_id, (m.id for m in shown.values() if m.sender_id != own))
    views = [
        types.MessageViews(
            views=(shown[i].views or 1) + counted.unwritten((peer_id, i)),
            forwards=shown[i].forwards,
            replies=replies_of(shown[i]),
        )
        if i in shown
        else types.MessageViews()
        for i in request.id
    ]
    sees = page.sees
    return types.messages.MessageViews(
        views=views, chats=chats(sees, context.access), users=users(sees, context.access)
    )


@method("channels.readHistory")
async def read_history(context: Context, request: functions.channels.ReadHistory) -> bool:
    """Everything up to `max_id` is read; 0 means the whole channel.

    https://core.telegram.org/method/channels.readHistory
    """
    if request.max_id < 0:
        raise errors.MsgIdInvalid
    seen = await named_channel(context, request.channel)
    keep_showing(context, seen.channel.peer_id)
    return await channel_posts.read(
        context.app,
        context.account_id,
        seen.channel.peer_id,
        max_id=request.max_id,
        origin=context.origin,
    )


@method("channels.readMessageContents")
async def read_message_contents(
    context: Context, request: functions.channels.ReadMessageContents
) -> bool:
    """The caller has looked at messages that call them, heard voices, watched round films.

    https://core.telegram.org/method/channels.readMessageContents
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    seen = await named_channel(context, request.channel)
    peer_id = seen.channel.peer_id
    await open_posts(context.app, context.account_id, peer_id, request.id, origin=context.origin)
    return True


@method("channels.deleteHistory")
async def delete_history(
    context: Context, request: functions.channels.DeleteHistory
) -> types.Updates:
    """Clears a supergroup for the caller, or for everybody; the devices are told by updates.

    https://core.telegram.org/method/channels.deleteHistory
    """
    if request.max_id < 0:
        raise errors.MsgIdInvalid
    seen = await named_channel(context, request.channel)
    made: list[types.TypeUpdate] = []
    if request.for_everyone:
        await channel_clearing.clear_for_all(context.app, seen, request.max_id)
    elif up_to := await channel_clearing.clear_for_oneself(
        context.app, seen, request.max_id, origin=context.origin
    ):
        cleared = ChannelCleared(channel_id=seen.channel.id, max_id=up_to)
        made = account_updates(cleared, (seen,), context.access)
    return changes(made, (seen,), context.clock.now(), context.access)


@method("channels.deleteMessages")
async def delete_messages(
    context: Context, request: functions.channels.DeleteMessages
) -> types.messages.AffectedMessages:
    """Deletes for everybody; ids that are not there are passed over.

    https://core.telegram.org/method/channels.deleteMessages
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    seen = await named_channel(context, request.channel)
    gone = await channel_posts.delete(
        context.app,
        context.account_id,
        seen.channel.peer_id,
        request.id,
        origin=context.origin,
    )
    return types.messages.AffectedMessages(pts=gone.pts, pts_count=gone.pts_count)


@method("channels.deleteParticipantHistory", rate=Rate.SEARCHES)
async def delete_participant_history(
    context: Context, request: functions.channels.DeleteParticipantHistory
) -> types.messages.AffectedHistory:
    """All that somebody said in a supergroup in their own name, or that was said in a channel's.

    In steps: `offset` is not 0 while more is left, and the client calls again. CHANNEL_INVALID,
    CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.deleteParticipantHistory
    """
    seen = await named_channel(context, request.channel)
    speaker_id = await dialog_peer(context, request.participant)
    gone, more = await channel_clearing.clear_said_by(
        context.app,
        seen,
        speaker_id,
        at_most=context.limits.ids_per_request,
        origin=context.origin,
    )
    return types.messages.AffectedHistory(pts=gone.pts, pts_count=gone.pts_count, offset=int(more))
