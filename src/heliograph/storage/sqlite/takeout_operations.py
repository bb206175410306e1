"""The store's operations on exports of all of an account's data."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.authorizations import Authorization
from heliograph.domain.takeouts import Takeout, TakeoutContext, TakeoutDecision
from heliograph.storage.sqlite import takeouts
from heliograph.storage.sqlite.asking import Ask, Change


class TakeoutOperations:
    """Implements `ports.takeout_store.TakeoutOperations`."""

    _ask: Ask
    _change: Change

    async def ask_takeout(
        self, asked: Takeout, *, decide: Callable[[Takeout, TakeoutContext], TakeoutDecision]
    ) -> TakeoutDecision:
        return await self._change(partial(takeouts.ask, asked=asked, decide=decide))

    async def allow_takeout(
        self,
        account_id: int,
        authorization_hash: int,
        *,
        decide: Callable[[Sequence[Authorization]], bool],
    ) -> None:
        work = partial(
            takeouts.allow,
            account_id=account_id,
            authorization_hash=authorization_hash,
            decide=decide,
        )
        await self._change(work)

    async def takeout(
        self, account_id: int, *, takeout_id: int, auth_key_id: int, now: int
    ) -> Takeout | None:
        work = partial(
            takeouts.running,
            account_id=account_id,
            takeout_id=takeout_id,
            auth_key_id=auth_key_id,
            now=now,
        )
        return await self._ask(work)

    async def finish_takeout(self, account_id: int, takeout_id: int) -> None:
        work = partial(takeouts.finish, account_id=account_id, takeout_id=takeout_id)
        await self._change(work)
