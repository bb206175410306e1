"""Further usernames of a channel: nobody sells any here, so that each has the one of its choice.

https://core.telegram.org/api/usernames
"""

from heliograph.domain import errors
from heliograph.domain.channels import Channel
from heliograph.domain.permissions import check_owns
from heliograph.domain.usernames import fold
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


async def _owned(context: Context, form: types.TypeInputChannel) -> Channel:
    seen = await named_channel(context, form)
    check_owns(seen.role)
    return seen.channel


@method("channels.toggleUsername", rate=Rate.RESOLVES)
async def toggle_username(context: Context, request: functions.channels.ToggleUsername) -> bool:
    """USERNAME_NOT_MODIFIED for the one it has, which is always shown; USERNAME_INVALID for others,
    and to hide that one: it is given up by another.

    https://core.telegram.org/method/channels.toggleUsername
    """
    channel = await _owned(context, request.channel)
    own = channel.username and fold(request.username) == fold(channel.username)
    raise errors.UsernameNotModified if own and request.active else errors.UsernameInvalid


@method("channels.reorderUsernames", rate=Rate.RESOLVES)
async def reorder_usernames(context: Context, request: functions.channels.ReorderUsernames) -> bool:
    """ORDER_INVALID for what is not all it has, USERNAME_NOT_MODIFIED: one has but one order.

    https://core.telegram.org/method/channels.reorderUsernames
    """
    channel = await _owned(context, request.channel)
    names = [fold(channel.username)] if channel.username else []
    if [fold(one) for one in request.order] != names:
        raise errors.OrderInvalid
    raise errors.UsernameNotModified


@method("channels.deactivateAllUsernames", rate=Rate.RESOLVES)
async def deactivate_all_usernames(
    context: Context, request: functions.channels.DeactivateAllUsernames
) -> bool:
    """Hides further names, of which there are none; the one of its choice stays.

    https://core.telegram.org/method/channels.deactivateAllUsernames
    """
    await _owned(context, request.channel)
    return True
