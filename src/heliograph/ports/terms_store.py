"""Who accepted which terms of service, in the store."""

from typing import Protocol


class TermsOperations(Protocol):
    """The last text each account accepted, by its digest."""

    async def accept_terms(self, account_id: int, *, digest: bytes, date: int) -> None:
        """Note that the account accepted a text, in place of an earlier one; may be repeated."""
        ...

    async def accepted_terms(self, account_id: int) -> bytes | None:
        """The digest of the text the account accepted last, None if it never did."""
        ...
