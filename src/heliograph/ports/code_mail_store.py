"""Store operations on the mail addresses that login codes go to."""

from typing import Protocol


class CodeMailOperations(Protocol):
    """One address a number, noted by the operator."""

    async def code_mail(self, phone: str) -> str | None: ...

    async def set_code_mail(self, phone: str, mail: str | None) -> None:
        """Note the address of a number, whether it has an account or not; None takes it away."""
        ...
