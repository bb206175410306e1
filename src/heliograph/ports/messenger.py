"""How codes reach people."""

from typing import Protocol


class Messenger(Protocol):
    """Delivers login codes."""

    @property
    def available(self) -> bool:
        """False if codes would go nowhere: then nobody is sent one, whoever asks."""
        ...

    async def deliver_code(self, phone: str, code: str) -> None:
        """Hand a code over; `phone` is digits only."""
        ...
