"""The store's operations on what clients of an account missed besides its mailbox."""

from functools import partial

from heliograph.domain.account_events import AccountDifference
from heliograph.storage.sqlite import account_difference
from heliograph.storage.sqlite.asking import Ask


class AccountEventOperations:
    """Implements `ports.account_event_store.AccountEventOperations`."""

    _ask: Ask

    async def account_difference(
        self, owner_id: int, *, since: int, at_most: int = 1_000
    ) -> AccountDifference:
        work = partial(
            account_difference.account_difference, owner_id=owner_id, since=since, at_most=at_most
        )
        return await self._ask(work)
