"""What the store keeps of settings that concern an account's own clients."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.notifications import NotifySettings, NotifyTarget
from heliograph.domain.preferences import Preferences


class PreferenceOperations(Protocol):
    """Notification settings by target, and the rest in one record."""

    async def notify_settings(
        self, owner_id: int, target: NotifyTarget
    ) -> NotifySettings | None: ...

    async def set_notify_settings(
        self, owner_id: int, target: NotifyTarget, settings: NotifySettings
    ) -> bool:
        """True if it changed anything. Settings that say nothing are forgotten."""
        ...

    async def reset_notify_settings(self, owner_id: int) -> Sequence[NotifyTarget]:
        """Forget all of them; gives what had some."""
        ...

    async def notify_exceptions(
        self, owner_id: int
    ) -> Sequence[tuple[NotifyTarget, NotifySettings]]:
        """Every peer with settings of its own, by rising id, then every topic of a forum."""
        ...

    async def preferences(self, account_id: int) -> Preferences: ...

    async def change_preferences(
        self, account_id: int, *, decide: Callable[[Preferences], Preferences]
    ) -> Preferences: ...
