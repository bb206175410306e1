"""The store's operations on what an account had and has no longer."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.people import Account
from heliograph.domain.phone_change import PhoneChange, PhoneChangeContext, PhoneChanged
from heliograph.storage.sqlite import deletion, sign_in
from heliograph.storage.sqlite.asking import Change


class EndingOperations:
    """Implements `ports.ending_store.EndingOperations`."""

    _change: Change

    async def change_phone(
        self,
        request: PhoneChange,
        *,
        decide: Callable[[PhoneChange, PhoneChangeContext], PhoneChanged],
    ) -> PhoneChanged:
        return await self._change(partial(sign_in.change_phone, request=request, decide=decide))

    async def delete_account(self, account_id: int) -> tuple[Account, Sequence[int]]:
        work = partial(deletion.delete_account, account_id=account_id)
        return await self._change(work, erases=True)
