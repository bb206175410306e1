"""How codes reach people."""

from typing import Protocol

from heliograph.domain.texts import DEFAULT_LANGUAGE


class Messenger(Protocol):
    """Delivers login codes."""

    @property
    def available(self) -> bool:
        """False if codes would go nowhere: then nobody is sent one, whoever asks."""
        ...

    async def deliver_code(self, phone: str, code: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Hand a code over; `phone` is digits only, `language` one of `domain.texts`."""
        ...
