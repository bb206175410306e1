"""Where the sides of a dialog are, and what is told of pictures of screens."""

from heliograph.actions import messaging
from heliograph.domain import errors
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer, peer_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as messages_view
from heliograph.views import updates as view


@method("messages.getRecentLocations")
async def get_recent_locations(
    context: Context, request: functions.messages.GetRecentLocations
) -> types.messages.TypeMessages:
    """Where everybody in a dialog is by their newest live location that still moves; always whole.

    https://core.telegram.org/method/messages.getRecentLocations
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    peer_id = await dialog_peer(context, request.peer)
    page = await context.store.live_locations(
        context.account_id,
        peer_id,
        now=context.clock.now(),
        at_most=min(request.limit, context.limits.page_max),
    )
    return messages_view.history(page, context.access)


@method("messages.sendScreenshotNotification", rate=Rate.MESSAGES)
async def send_screenshot_notification(
    context: Context, request: functions.messages.SendScreenshotNotification
) -> types.TypeUpdates:
    """Tells both sides that one of them keeps a picture of a message.

    https://core.telegram.org/method/messages.sendScreenshotNotification
    """
    reply_to = request.reply_to
    if not isinstance(reply_to, types.InputReplyToMessage):
        raise errors.ReplyMessageIdInvalid
    now = context.clock.now()
    draft = Draft(
        sender_id=context.account_id,
        recipient_id=await peer_account(context, request.peer),
        random_id=request.random_id,
        text="",
        reply_to_id=reply_to.reply_to_msg_id or None,
        date=now,
    )
    sent = await messaging.tell_screenshot(context.app, draft, origin=context.origin)
    return view.sent_reply(sent, request.random_id, now, context.access)
