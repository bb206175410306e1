"""Sending mail by the operator's SMTP server."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial

import msgspec

from heliograph.server.delivery_thread import (
    DEFAULT_BOUNDS,
    DeliveryBounds,
    DeliveryStuck,
    DeliveryThread,
)
from heliograph.telemetry import metrics

_THREADS = 4
"""Mails on their way at once: a slow recipient's server must not hold up the others' codes."""


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is handed in. `secure` is TLS from the first byte; else STARTTLS, which only a
    server on this machine may lack."""

    host: str
    port: int
    secure: bool
    is_local: bool
    sender: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"


class MailRefused(OSError):
    """The mail server refused; says by what code, never to whom or what."""


class NoMail:
    """Implements `ports.mailer.Mailer` where no mail server is set."""

    available = False

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Never reached through the actions, which ask `available` first."""


class SmtpMailer:
    """Implements `ports.mailer.Mailer` by one SMTP conversation a mail."""

    available = True

    def __init__(self, server: MailServer, bounds: DeliveryBounds = DEFAULT_BOUNDS) -> None:
        self._server = server
        self._timeout_s = bounds.timeout_s
        self._threads = DeliveryThread("mail", bounds, threads=_THREADS)

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Raises MailRefused or DeliveryStuck; a mail is tried once, as people ask again."""
        message = _message(self._server.sender, recipient, subject, text)
        try:
            await self._threads.run(partial(_hand_in, self._server, message, self._timeout_s))
        except (OSError, DeliveryStuck):
            metrics.MAILS_FAILED.inc()
            raise
        metrics.MAILS_SENT.inc()

    async def check(self) -> None:
        """Go as far as a mail would, without one. Raises MailRefused or DeliveryStuck."""
        await self._threads.run(partial(check_server, self._server, timeout_s=self._timeout_s))


def _message(sender: str, recipient: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    # Keeps out-of-office programs from answering.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def check_server(server: MailServer, *, timeout_s: float) -> None:
    """Connect, encrypt and sign in as for a mail. Raises MailRefused."""
    _converse(server, timeout_s, None)


def _hand_in(server: MailServer, message: EmailMessage, timeout_s: float) -> None:
    _converse(server, timeout_s, message)


def _converse(server: MailServer, timeout_s: float, message: EmailMessage | None) -> None:
    try:
        with _connect(server, timeout_s) as connection:
            connection.ehlo_or_helo_if_needed()
            if server.user:
                connection.login(server.user, server.password)
            if message is not None:
                connection.send_message(message)
    except smtplib.SMTPResponseException as error:
        raise MailRefused(f"the mail server answered {error.smtp_code}") from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        raise MailRefused(f"the mail server refused the recipient: {codes}") from None
    except smtplib.SMTPException as error:
        raise MailRefused(f"the mail server failed: {type(error).__name__}") from None
    except ssl.SSLError as error:
        raise MailRefused(f"the mail server's TLS failed: {error.reason}") from None


def _connect(server: MailServer, timeout_s: float) -> smtplib.SMTP:
    if server.secure:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_s, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
    try:
        connection.ehlo_or_helo_if_needed()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        elif not server.is_local:
            raise MailRefused("the mail server offers no STARTTLS: codes would go in the clear")
    except BaseException:
        connection.close()
        raise
    return connection
