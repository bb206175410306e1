"""Numbers that accounts leave, and accounts that end, in the store."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.people import Account
from heliograph.domain.phone_change import PhoneChange, PhoneChangeContext, PhoneChanged


class EndingOperations(Protocol):
    """What an account had and has no longer."""

    async def change_phone(
        self,
        request: PhoneChange,
        *,
        decide: Callable[[PhoneChange, PhoneChangeContext], PhoneChanged],
    ) -> PhoneChanged:
        """CHANGED gives the account the number and ends the code, WRONG counts an attempt. Entries
        of other people's address books stay as they are."""
        ...

    async def delete_account(self, account_id: int) -> tuple[Account, Sequence[int]]:
        """Take everything from the account but its id, and let its mailbox be erased in bounded
        steps by `prune`; gives what is left of it and the auth_key_ids that ended. Its number and
        names are free at once. USER_ID_INVALID."""
        ...
