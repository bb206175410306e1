"""Where the server is and what it allows."""

from heliograph.rpc.catalogues import content_hash
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.safety.freezing import Freeze
from heliograph.tl import functions, types
from heliograph.views import config as view
from heliograph.views.app_config import Value, app_config

# No country is looked up for an address; clients then let people choose their own.
_NO_COUNTRY = ""

_NEVER = 2**31 - 1
"""Clients show a day until which; of what does not end by itself, the last that they can."""


@method("help.getConfig", signed_in=False)
async def get_config(context: Context, query: functions.help.GetConfig) -> types.Config:
    """https://core.telegram.org/method/help.getConfig"""
    chosen = ""
    if context.account_id:
        chosen = (await context.store.preferences(context.account_id)).default_reaction
    return view.config(
        key_dc=context.call.key.dc,
        advertised=context.service.advertised,
        limits=context.limits,
        # The machine's clock: clients compare it with their own.
        date=int(context.clock.wire_now()),
        language=context.language,
        default_reaction=chosen,
        link_prefix=context.service.link_prefix,
    )


@method("help.getNearestDc", signed_in=False)
async def get_nearest_dc(context: Context, query: functions.help.GetNearestDc) -> types.NearestDc:
    """https://core.telegram.org/method/help.getNearestDc"""
    dc = view.dc_of(context.call.key.dc)
    return types.NearestDc(country=_NO_COUNTRY, this_dc=dc, nearest_dc=dc)


@method("help.getAppConfig", signed_in=False)
async def get_app_config(
    context: Context, query: functions.help.GetAppConfig
) -> types.help.TypeAppConfig:
    """The hash follows from the content, so that clients ask for every change.

    https://core.telegram.org/method/help.getAppConfig
    """
    freeze = context.freeze if context.account_id else None
    config = app_config(context.limits, _frozen(freeze) if freeze is not None else {})
    current = content_hash(config)
    if query.hash == current:
        return types.help.AppConfigNotModified()
    return types.help.AppConfig(hash=current, config=config)


def _frozen(freeze: Freeze) -> dict[str, Value]:
    """https://core.telegram.org/api/config#freeze-since-date"""
    return {
        "freeze_since_date": freeze.since,
        "freeze_until_date": freeze.until or _NEVER,
        "freeze_appeal_url": freeze.appeal_url,
    }
