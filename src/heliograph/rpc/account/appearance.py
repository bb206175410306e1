"""How the account looks besides its name and photos."""

from heliograph.actions import profiles
from heliograph.domain import errors
from heliograph.rpc.colors import asked_paint
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.appearance import tab_of


@method("account.updateColor", rate=Rate.PROFILES)
async def update_color(context: Context, query: functions.account.UpdateColor) -> bool:
    """None of gifts, which there are none of: COLLECTIBLE_INVALID.

    https://core.telegram.org/method/account.updateColor
    """
    asked = query.color or types.PeerColor()
    if not isinstance(asked, types.PeerColor):
        raise errors.CollectibleInvalid
    paint = asked_paint(asked.color, asked.background_emoji_id, of_page=query.for_profile)
    await profiles.recolor(context.app, context.account_id, paint, origin=context.origin)
    return True


@method("account.setMainProfileTab", rate=Rate.PROFILES)
async def set_main_profile_tab(
    context: Context, query: functions.account.SetMainProfileTab
) -> bool:
    """https://core.telegram.org/method/account.setMainProfileTab"""
    await profiles.show_tab_first(context.app, context.account_id, tab_of(query.tab))
    return True
