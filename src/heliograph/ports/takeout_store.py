"""Exports of all of an account's data, in the store."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.authorizations import Authorization
from heliograph.domain.takeouts import Takeout, TakeoutContext, TakeoutDecision


class TakeoutOperations(Protocol):
    """Which export of an account runs: one at a time, with the key that began it."""

    async def ask_takeout(
        self, asked: Takeout, *, decide: Callable[[Takeout, TakeoutContext], TakeoutDecision]
    ) -> TakeoutDecision:
        """Begin an export in place of the account's earlier one, or keep that it waits."""
        ...

    async def allow_takeout(
        self,
        account_id: int,
        authorization_hash: int,
        *,
        decide: Callable[[Sequence[Authorization]], bool],
    ) -> None:
        """Let what a device asked for begin at once, if it waits and `decide` says so of the
        account's devices."""
        ...

    async def takeout(
        self, account_id: int, *, takeout_id: int, auth_key_id: int, now: int
    ) -> Takeout | None:
        """The export with that id, if it runs and this key is of the device that began it."""
        ...

    async def finish_takeout(self, account_id: int, takeout_id: int) -> None:
        """May be repeated."""
        ...
