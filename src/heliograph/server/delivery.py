"""What the settings make of mail and of the delivery of login codes."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from heliograph.config import Settings
from heliograph.domain.mail import is_mail_address
from heliograph.domain.notices import login_code_mail
from heliograph.domain.texts import DEFAULT_LANGUAGE
from heliograph.ports.mailer import Mailer
from heliograph.ports.messenger import Messenger
from heliograph.server.codes import codes_to
from heliograph.server.delivery_thread import DeliveryBounds
from heliograph.server.errors import CannotStart
from heliograph.server.files import UnsafeFile, read_named
from heliograph.server.mail import MailServer, NoMail, SmtpMailer
from heliograph.server.webhook import Gateway, WebhookCodes
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)

_SECRET_BYTES_MIN = 16

# The address that a number's codes go to, if the operator noted one.
AddressOf = Callable[[str], Awaitable[str | None]]


class MailCodes:
    """Sends codes by mail: to the address the operator noted for a number, or by a template."""

    available = True

    def __init__(self, mailer: Mailer, *, address_of: AddressOf, template: str) -> None:
        self._mailer = mailer
        self._address_of = address_of
        self._template = template

    async def deliver_code(self, phone: str, code: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Raises what the mailer raises; a number without an address is logged and counted."""
        address = await self._address_of(phone) or self._template.replace("{phone}", phone)
        if not address:
            metrics.CODES_FAILED.inc()
            log.warning("No address is noted for a number that a code was asked for.", phone=phone)
            return
        try:
            await self._mailer.send(address, *login_code_mail(code, language))
        except Exception:
            metrics.CODES_FAILED.inc()
            raise
        metrics.CODES_SENT.inc()


def make_mailer(settings: Settings) -> Mailer:
    """The mailer that the settings name. Raises UnsafeFile, CannotStart."""
    server = mail_server(settings)
    return NoMail() if server is None else SmtpMailer(server, _bounds(settings))


def _bounds(settings: Settings) -> DeliveryBounds:
    limits = settings.limits
    return DeliveryBounds(
        timeout_s=limits.delivery_timeout_s, waiting_max=limits.deliveries_waiting_max
    )


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server with its password, if one is set. Raises UnsafeFile, CannotStart."""
    endpoint = settings.mail_server
    if endpoint is None:
        return None
    if not is_mail_address(settings.mail_from):
        raise CannotStart(f"mail_from: {settings.mail_from!r} is no mail address")
    password = _mail_password(settings)
    return MailServer(
        host=endpoint.host,
        port=endpoint.port,
        secure=endpoint.secure,
        is_local=endpoint.is_loopback,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=password,
    )


def _mail_password(settings: Settings) -> str:
    path = settings.smtp_password_file
    if not path:
        return ""
    password = read_named("smtp_password_file", Path(path)).strip()
    # What smtplib cannot send it would show in its error, and so in the log.
    if not password or not password.isascii() or not settings.smtp_user.isascii():
        raise CannotStart(f"smtp_user and {path}: a mail server takes ASCII names and passwords")
    return password.decode("ascii")


def gateway(settings: Settings) -> Gateway | None:
    """The gateway for codes with its secret, if one is set. Raises UnsafeFile."""
    endpoint = settings.webhook
    if endpoint is None:
        return None
    secret = read_named("codes_secret_file", Path(settings.codes_secret_file)).strip()
    if len(secret) < _SECRET_BYTES_MIN:
        raise UnsafeFile(
            f"{settings.codes_secret_file} holds {len(secret)} bytes: a secret that signs needs at "
            f"least {_SECRET_BYTES_MIN} (openssl rand -hex 32)"
        )
    return Gateway(endpoint=endpoint, secret=secret)


def make_messenger(
    settings: Settings,
    *,
    mailer: Mailer,
    address_of: AddressOf,
    warn: Callable[[str], object],
) -> Messenger:
    """The delivery of login codes that the settings name. Raises UnsafeFile, CannotStart."""
    posted_to = gateway(settings)
    if posted_to is not None:
        return WebhookCodes(posted_to, _bounds(settings))
    if settings.codes == "smtp":
        template = settings.codes_mail_to
        if template and not is_mail_address(template.replace("{phone}", "12025550101")):
            raise CannotStart(f"codes_mail_to: {template!r} makes no mail address")
        return MailCodes(mailer, address_of=address_of, template=template)
    return codes_to(settings.codes_file, warn=warn, bounds=_bounds(settings))


def described(settings: Settings) -> str:
    """Where codes go, in words for the operator and without a gateway's path."""
    if settings.webhook is not None:
        return f"the gateway at {settings.webhook}"
    if settings.codes == "smtp":
        return f"mail, by {settings.mail_server}"
    return str(settings.codes_file or "the terminal")
