"""Changing settings that concern an account's own clients."""

from collections.abc import Callable

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.account_events import NotifySettingsChanged
from heliograph.domain.events import Origin
from heliograph.domain.notifications import (
    NotifySettings,
    NotifyTarget,
    check_settings,
    settings_for,
)
from heliograph.domain.preferences import Preferences


async def set_notify_settings(
    app: App,
    owner_id: int,
    target: NotifyTarget,
    settings: NotifySettings,
    *,
    origin: Origin | None,
) -> None:
    """Keep notification settings and tell the owner's other devices; SETTINGS_INVALID."""
    checked = check_settings(settings)
    if await app.store.set_notify_settings(owner_id, target, checked):
        change = NotifySettingsChanged(target=target, settings=settings_for(target, checked))
        tell_account(app, owner_id, change, origin=origin)


async def reset_notify_settings(app: App, owner_id: int, *, origin: Origin | None) -> None:
    """Forget all notification settings and tell the owner's other devices of each."""
    for target in await app.store.reset_notify_settings(owner_id):
        change = NotifySettingsChanged(target=target, settings=settings_for(target, None))
        tell_account(app, owner_id, change, origin=origin)


async def change_preferences(
    app: App, account_id: int, decide: Callable[[Preferences], Preferences]
) -> Preferences:
    """Change the account's own settings, which its other clients read when they need them."""
    return await app.store.change_preferences(account_id, decide=decide)
