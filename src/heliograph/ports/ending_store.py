"""Numbers that accounts leave, and accounts that end, in the store."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.deletion import DeletionContext, Ended
from heliograph.domain.phone_change import PhoneChangeContext
from heliograph.domain.sign_in import AccountCode, CodeStanding, Guess


class EndingOperations(Protocol):
    """What an account had and has no longer."""

    async def change_phone(
        self,
        request: AccountCode,
        *,
        decide: Callable[[AccountCode, PhoneChangeContext], Guess],
    ) -> Guess:
        """RIGHT gives the account the number and ends the code, WRONG counts an attempt. Entries
        of other people's address books stay as they are."""
        ...

    async def end_account(
        self, account_id: int, *, decide: Callable[[DeletionContext], AccountTerms | None]
    ) -> Ended:
        """Keep the terms that `decide` gives; if it gives none, take everything from the account
        but its id, and let its mailbox be erased in bounded steps by `prune`. Its number and names
        are free at once. USER_ID_INVALID."""
        ...

    async def keep_account(
        self, request: AccountCode, *, decide: Callable[[AccountCode, CodeStanding], Guess]
    ) -> Guess:
        """RIGHT calls a deletion off that waits and ends the code, WRONG counts an attempt."""
        ...
