"""The store's operations on settings that concern an account's own clients."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.notifications import NotifySettings, NotifyTarget
from heliograph.domain.preferences import Preferences
from heliograph.storage.sqlite import preferences
from heliograph.storage.sqlite.asking import Ask, Change


class PreferenceOperations:
    """Implements `ports.preference_store.PreferenceOperations`."""

    _ask: Ask
    _change: Change

    async def notify_settings(self, owner_id: int, target: NotifyTarget) -> NotifySettings | None:
        work = partial(preferences.notify_settings, owner_id=owner_id, target=target)
        return await self._ask(work)

    async def set_notify_settings(
        self, owner_id: int, target: NotifyTarget, settings: NotifySettings
    ) -> bool:
        work = partial(
            preferences.set_notify_settings, owner_id=owner_id, target=target, settings=settings
        )
        return await self._change(work)

    async def reset_notify_settings(self, owner_id: int) -> Sequence[NotifyTarget]:
        return await self._change(partial(preferences.reset_notify_settings, owner_id=owner_id))

    async def notify_exceptions(
        self, owner_id: int
    ) -> Sequence[tuple[NotifyTarget, NotifySettings]]:
        return await self._ask(partial(preferences.notify_exceptions, owner_id=owner_id))

    async def preferences(self, account_id: int) -> Preferences:
        return await self._ask(partial(preferences.preferences, account_id=account_id))

    async def change_preferences(
        self, account_id: int, *, decide: Callable[[Preferences], Preferences]
    ) -> Preferences:
        work = partial(preferences.change_preferences, account_id=account_id, decide=decide)
        return await self._change(work)
