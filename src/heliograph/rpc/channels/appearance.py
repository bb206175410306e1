"""How a channel looks besides its name and photo."""

from functools import partial

from heliograph.actions import channel_settings as actions
from heliograph.domain import channel_changes as rules
from heliograph.rpc.channels.changes import changed
from heliograph.rpc.channels.named import channel_id_of
from heliograph.rpc.colors import asked_paint
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.appearance import tab_of


@method("channels.updateColor", rate=Rate.CHATS)
async def update_color(
    context: Context, request: functions.channels.UpdateColor
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.updateColor"""
    channel_id = await channel_id_of(context, request.channel)
    paint = asked_paint(request.color, request.background_emoji_id, of_page=request.for_profile)
    make = partial(rules.recolor, paint=paint)
    outcome = await actions.change(
        context.app, context.account_id, channel_id, make, origin=context.origin
    )
    return await changed(context, outcome)


@method("channels.setMainProfileTab", rate=Rate.CHATS)
async def set_main_profile_tab(
    context: Context, request: functions.channels.SetMainProfileTab
) -> bool:
    """https://core.telegram.org/method/channels.setMainProfileTab"""
    channel_id = await channel_id_of(context, request.channel)
    make = partial(rules.show_tab_first, tab=tab_of(request.tab))
    await actions.change(context.app, context.account_id, channel_id, make, origin=context.origin)
    return True
