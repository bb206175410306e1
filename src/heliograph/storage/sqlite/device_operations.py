"""The store's operations on devices' settings and on what is unused."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.authorizations import Authorization
from heliograph.storage.sqlite import devices
from heliograph.storage.sqlite.asking import Ask, Change


class DeviceOperations:
    """Implements `ports.device_store.DeviceOperations`."""

    _ask: Ask
    _change: Change

    async def change_authorization(
        self, account_id: int, *, decide: Callable[[Sequence[Authorization]], Authorization]
    ) -> Authorization:
        return await self._change(
            partial(devices.change_authorization, account_id=account_id, decide=decide)
        )

    async def terms(self, account_id: int) -> AccountTerms:
        return await self._ask(partial(devices.terms, account_id=account_id))

    async def change_terms(
        self, account_id: int, *, decide: Callable[[AccountTerms], AccountTerms]
    ) -> AccountTerms:
        return await self._change(
            partial(devices.change_terms, account_id=account_id, decide=decide)
        )

    async def end_unused_authorizations(self, *, now: int, at_most: int) -> Sequence[int]:
        # Found by a reader: looking at every device must not hold up messages.
        found = await self._ask(partial(devices.unused_devices, now=now, at_most=at_most))
        if not found:
            return ()
        work = partial(devices.end_unused_devices, devices=found, now=now)
        return await self._change(work, bulk=True, erases=True)

    async def accounts_to_delete(self, *, now: int, at_most: int) -> Sequence[int]:
        return await self._ask(partial(devices.accounts_to_delete, now=now, at_most=at_most))
