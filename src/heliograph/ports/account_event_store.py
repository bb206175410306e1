"""What the store keeps of changes that take no pts."""

from typing import Protocol

from heliograph.domain.account_events import AccountDifference


class AccountEventOperations(Protocol):
    """Operations that change what an account's own clients show note that they did."""

    async def account_difference(
        self, owner_id: int, *, since: int, at_most: int = 1_000
    ) -> AccountDifference:
        """Whatever changed at or after a date, each thing once and as it stands by now; about
        `at_most` of them, the first to change first, and never a part of what changed in the
        same second."""
        ...
