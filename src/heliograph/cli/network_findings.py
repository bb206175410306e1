"""The doctor's look at how web clients and push services reach the server, and it them."""

import time
from collections.abc import Iterator

from heliograph.cli.finding import Finding
from heliograph.config import Settings
from heliograph.server.errors import CannotStart
from heliograph.server.keys import VAPID_FILE, load_vapid_key
from heliograph.server.push.compose import vendors_of
from heliograph.server.push.tokens import b64
from heliograph.server.push.web_push import point


def web(settings: Settings) -> Iterator[Finding]:
    """Whether the HTTP port stands behind something that speaks TLS and says who is calling."""
    bound = settings.http_address
    if not bound.is_loopback and not settings.trusted_proxy:
        yield Finding(
            level="note",
            subject="web port",
            text=f"{bound} is open to others, and no proxy before it is trusted",
            means=(
                "Browsers need TLS, which the port does not speak; and /metrics can be read by "
                "whoever reaches it."
            ),
            remedy=(
                "Bind it to 127.0.0.1 behind a web server with a certificate, and name that in "
                "trusted_proxy: docs/how-to/web-clients.md."
            ),
        )
    elif settings.trusted_proxy and not settings.web_origin and not settings.is_local:
        yield Finding(
            level="note",
            subject="web port",
            text="pages of any origin may connect",
            means="Any web page that somebody visits can talk to the server in their browser.",
            remedy='Name yours: web_origin = ["https://web.example.org"].',
        )
    else:
        yield Finding(level="ok", subject="web port", text=str(bound))


def decision_pages(settings: Settings) -> Finding:
    """Whether those who are told of a decision reach the address that they are given."""
    if settings.public_url:
        return Finding(level="ok", subject="decision pages", text=settings.public_url)
    base = f"http://{settings.http_address}"
    if not settings.http_address.port:
        return Finding(
            level="note" if settings.is_local else "bad",
            subject="decision pages",
            text="http has a free port, which is another one after each start",
            means="Addresses that people were told of decisions lead nowhere from then on.",
            remedy="Give http a port, or say where the pages are: public_url.",
        )
    if settings.is_local:
        return Finding(level="ok", subject="decision pages", text=f"{base}, on this machine alone")
    return Finding(
        level="bad",
        subject="decision pages",
        text=f"statements of reasons and receipts lead to {base}",
        means="Whoever is told of a decision cannot read its page, nor complain of it.",
        remedy='Say where the pages are: public_url = "https://talk.example.org".',
    )


def push(settings: Settings) -> Finding:
    """By which key browsers are told; a private one stays unsaid."""
    if not (settings.folder / VAPID_FILE).exists():
        return Finding(
            level="note",
            subject="push",
            text="no key yet",
            means="Browsers cannot subscribe to notifications before there is one.",
            remedy="A first start makes it.",
        )
    try:
        key = b64(point(load_vapid_key(settings.folder).public_key()))
        vendors_of(settings, wire_now=time.time)
    except CannotStart as error:
        return Finding(
            level="bad",
            subject="push",
            text=str(error),
            means="The server does not start with a key or a file that it cannot use.",
            remedy="Bring it back from a backup, or look at docs/how-to/push-notifications.md.",
        )
    if settings.push_contact:
        text = f"browsers subscribe by {key}{_vendors(settings)}"
        return Finding(level="ok", subject="push", text=text)
    return Finding(
        level="note",
        subject="push",
        text=f"browsers subscribe by {key}; push services are given no address to write to",
        means="Apple's push service takes nothing from a server without one, others do.",
        remedy='Set push_contact = "mailto:you@example.org": docs/how-to/push-notifications.md.',
    )


def _vendors(settings: Settings) -> str:
    named = [
        name
        for name, file in (
            ("Google's", settings.push_fcm_file),
            ("Apple's", settings.push_apns_key_file),
        )
        if file
    ]
    return f"; {' and '.join(named)} push service is set up" if named else ""
