"""Exports of all of an account's data, in the store."""

from typing import Protocol


class TakeoutOperations(Protocol):
    """Which export of an account runs: one at a time, with the key that began it."""

    async def begin_takeout(
        self, account_id: int, *, takeout_id: int, auth_key_id: int, expires: int
    ) -> None:
        """Begin an export in place of the account's earlier one."""
        ...

    async def takeout_runs(
        self, account_id: int, *, takeout_id: int, auth_key_id: int, now: int
    ) -> bool: ...

    async def finish_takeout(self, account_id: int, takeout_id: int) -> None:
        """May be repeated."""
        ...
