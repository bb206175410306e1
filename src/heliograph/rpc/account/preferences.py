"""Settings that all clients of the account agree on: what to show and what to load unasked."""

from msgspec.structs import replace

from heliograph.actions import preferences
from heliograph.domain.preferences import Preferences, check_auto_download
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.preferences import asked_auto_download, auto_download_settings


@method("account.getContentSettings")
async def get_content_settings(
    context: Context, query: functions.account.GetContentSettings
) -> types.account.ContentSettings:
    """https://core.telegram.org/method/account.getContentSettings"""
    kept = await context.store.preferences(context.account_id)
    return types.account.ContentSettings(
        sensitive_enabled=kept.sensitive_content, sensitive_can_change=True
    )


@method("account.setContentSettings")
async def set_content_settings(
    context: Context, query: functions.account.SetContentSettings
) -> bool:
    """https://core.telegram.org/method/account.setContentSettings"""

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, sensitive_content=query.sensitive_enabled)

    await preferences.change_preferences(context.app, context.account_id, decide)
    return True


@method("account.getAutoDownloadSettings")
async def get_auto_download_settings(
    context: Context, query: functions.account.GetAutoDownloadSettings
) -> types.account.AutoDownloadSettings:
    """https://core.telegram.org/method/account.getAutoDownloadSettings"""
    return auto_download_settings(await context.store.preferences(context.account_id))


@method("account.saveAutoDownloadSettings")
async def save_auto_download_settings(
    context: Context, query: functions.account.SaveAutoDownloadSettings
) -> bool:
    """For one kind of network: the middle one unless another is named.

    https://core.telegram.org/method/account.saveAutoDownloadSettings
    """
    settings = check_auto_download(asked_auto_download(query.settings))
    network = "low" if query.low else "high" if query.high else "medium"

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, **{network: settings})

    await preferences.change_preferences(context.app, context.account_id, decide)
    return True
