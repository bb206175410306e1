"""The doctor's look at how login codes and mail leave the server."""

import os
import ssl
from typing import Any

from heliograph.cli.finding import Finding
from heliograph.config import Settings
from heliograph.server.delivery import described, gateway, mail_server
from heliograph.server.errors import CannotStart
from heliograph.server.mail import MailRefused, check_server
from heliograph.server.webhook import Gateway, connect

_TIMEOUT_S = 5.0


def codes(settings: Settings, server: dict[str, Any] | None) -> Finding:
    """Where login codes go, and whether they can; nothing is sent."""
    if server is not None and not server["codes_available"]:
        return Finding(
            level="bad",
            subject="login codes",
            text="go nowhere: the server was started without a terminal",
            means="Nobody can sign in, and nobody can sign up.",
            remedy="Start it with --codes file:PATH.",
        )
    if settings.webhook is not None:
        return _gateway(settings)
    if server is not None:
        return Finding(level="ok", subject="login codes", text=f"go to {server['codes']}")
    if settings.codes == "console":
        return Finding(
            level="note",
            subject="login codes",
            text="go to the terminal that the server is started from",
            means="Nobody signs in while nobody looks at it; a service has no terminal at all.",
            remedy="A server without one needs --codes file:PATH.",
        )
    file = settings.codes_file
    if file is not None and not os.access(file.absolute().parent, os.W_OK):
        return Finding(
            level="bad",
            subject="login codes",
            text=f"{file} cannot be written to",
            means="The server does not start: codes would go nowhere.",
            remedy="Make its folder, or choose another --codes file:PATH.",
        )
    return Finding(level="ok", subject="login codes", text=f"go to {described(settings)}")


def mail(settings: Settings) -> Finding:
    """Whether the mail server lets us in; no mail is sent."""
    try:
        server = mail_server(settings)
        if server is None:
            return Finding(
                level="note",
                subject="mail",
                text="no mail server is set",
                means="Nobody can have a recovery address: who forgets a password waits a week.",
                remedy="Set smtp and mail_from in heliograph.toml.",
            )
        check_server(server, timeout_s=_TIMEOUT_S)
    except CannotStart as error:
        return Finding(
            level="bad",
            subject="mail",
            text=str(error),
            means="The server does not start with settings it cannot use.",
            remedy="Look at smtp, smtp_user, smtp_password_file and mail_from.",
        )
    except MailRefused as error:
        return Finding(
            level="bad",
            subject="mail",
            text=str(error),
            means="Codes for recovery addresses, and sign-in codes that go by mail, do not arrive.",
            remedy="Look at smtp, smtp_user and smtp_password_file.",
        )
    except OSError as error:
        return Finding(
            level="bad",
            subject="mail",
            text=f"{settings.mail_server}: {error.strerror or error}",
            means="Codes for recovery addresses, and sign-in codes that go by mail, do not arrive.",
            remedy="Is smtp the right address, and may this machine connect to it?",
        )
    return Finding(level="ok", subject="mail", text=f"{settings.mail_server} takes mail from us")


def _gateway(settings: Settings) -> Finding:
    try:
        found = gateway(settings)
        if found is not None:
            _greet(found)
    except CannotStart as error:
        return Finding(
            level="bad",
            subject="login codes",
            text=str(error),
            means="The server does not start with settings it cannot use.",
            remedy="Look at codes and codes_secret_file.",
        )
    except ssl.SSLError as error:
        return Finding(
            level="bad",
            subject="login codes",
            text=f"{settings.webhook}: its TLS fails: {error.reason}",
            means="Codes do not arrive, so nobody can sign in.",
            remedy="The gateway needs a certificate that this machine trusts.",
        )
    except OSError as error:
        return Finding(
            level="bad",
            subject="login codes",
            text=f"{settings.webhook}: {error.strerror or error}",
            means="Codes do not arrive, so nobody can sign in.",
            remedy="Is the gateway running, and may this machine connect to it?",
        )
    return Finding(level="ok", subject="login codes", text=f"go to {described(settings)}")


def _greet(found: Gateway) -> None:
    connection = connect(found.endpoint, timeout_s=_TIMEOUT_S)
    try:
        connection.connect()
    finally:
        connection.close()
