"""Further usernames of a channel, which the operator gives: shown, hidden and put in order.

https://core.telegram.org/api/usernames
"""

from heliograph.actions import channels
from heliograph.domain import errors
from heliograph.domain.usernames import ACTIVE_MAX
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_channel
from heliograph.tl import functions


@method("channels.toggleUsername", rate=Rate.RESOLVES)
async def toggle_username(context: Context, request: functions.channels.ToggleUsername) -> bool:
    """USERNAME_NOT_MODIFIED, USERNAMES_ACTIVE_TOO_MUCH; USERNAME_INVALID for one that it has not,
    and to hide the one of its choice: that is given up by another.

    https://core.telegram.org/method/channels.toggleUsername
    """
    channel = (await named_channel(context, request.channel)).channel
    if request.active and not channel.public:
        # As where it takes a name: what it says of itself is about to be read by everybody.
        screen_channel(context, channel, channel.title, channel.about, username=request.username)
    await channels.toggle_username(
        context.app, context.account_id, channel.id, request.username, active=request.active
    )
    return True


@method("channels.reorderUsernames", rate=Rate.RESOLVES)
async def reorder_usernames(context: Context, request: functions.channels.ReorderUsernames) -> bool:
    """ORDER_INVALID for what is not all that are shown, USERNAME_NOT_MODIFIED.

    https://core.telegram.org/method/channels.reorderUsernames
    """
    channel = (await named_channel(context, request.channel)).channel
    if len(request.order) > ACTIVE_MAX:
        raise errors.OrderInvalid
    await channels.reorder_usernames(context.app, context.account_id, channel.id, request.order)
    return True


@method("channels.deactivateAllUsernames", rate=Rate.RESOLVES)
async def deactivate_all_usernames(
    context: Context, request: functions.channels.DeactivateAllUsernames
) -> bool:
    """Hides further names; the one of its choice stays until it is given up.

    https://core.telegram.org/method/channels.deactivateAllUsernames
    """
    channel = (await named_channel(context, request.channel)).channel
    await channels.hide_usernames(context.app, context.account_id, channel.id)
    return True
