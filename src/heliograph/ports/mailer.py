"""How mail leaves the server."""

from typing import Protocol


class Mailer(Protocol):
    """Sends plain-text mail."""

    @property
    def available(self) -> bool:
        """False if no mail can be sent: then nothing that needs it is offered."""
        ...

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Hand a mail over; `recipient` must have passed `domain.mail.is_mail_address`."""
        ...
