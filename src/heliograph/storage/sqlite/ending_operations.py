"""The store's operations on what an account had and has no longer."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.deletion import DeletionContext, Ended
from heliograph.domain.phone_change import PhoneChangeContext
from heliograph.domain.sign_in import AccountCode, CodeStanding, Guess
from heliograph.storage.sqlite import deletion, sign_in
from heliograph.storage.sqlite.asking import Change
from heliograph.storage.sqlite.sealing import Sealer


class EndingOperations:
    """Implements `ports.ending_store.EndingOperations`."""

    _change: Change
    _sealer: Sealer

    async def change_phone(
        self,
        request: AccountCode,
        *,
        decide: Callable[[AccountCode, PhoneChangeContext], Guess],
    ) -> Guess:
        return await self._change(partial(sign_in.change_phone, request=request, decide=decide))

    async def end_account(
        self, account_id: int, *, decide: Callable[[DeletionContext], AccountTerms | None]
    ) -> Ended:
        work = partial(
            deletion.end_account, account_id=account_id, sealer=self._sealer, decide=decide
        )
        return await self._change(work, erases=True)

    async def keep_account(
        self, request: AccountCode, *, decide: Callable[[AccountCode, CodeStanding], Guess]
    ) -> Guess:
        return await self._change(partial(sign_in.keep_account, request=request, decide=decide))
