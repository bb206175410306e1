"""Which settings contradict each other, and what to do about it."""

import ipaddress
import re

from heliograph.config.addresses import Address, parse_address
from heliograph.config.delivery import parse_bucket, parse_webhook
from heliograph.config.errors import ConfigError
from heliograph.config.keeping import parse_kept
from heliograph.config.settings import Settings

_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
_ORIGIN = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^/?#\s,]+")


def check(settings: Settings) -> Settings:
    """Return the settings if they are true together; raise ConfigError with the remedy if not."""
    _check_addresses(settings)
    _check_web(settings)
    _check_mail(settings)
    _check_codes(settings)
    _check_push(settings)
    _check_blobs(settings)
    for name, bound in (("mtproto", settings.mtproto_address), ("http", settings.http_address)):
        if not bound.is_loopback and not settings.advertise:
            raise ConfigError(
                f"{name}: {bound} is reachable from outside, so clients must be told where: add "
                "--advertise IP:PORT with the address they can connect to"
            )
    if settings.limits_profile == "bench" and not settings.is_local:
        raise ConfigError('limits: "bench" is refused on other than loopback addresses')
    if settings.allow_clock_shift and not settings.is_local:
        raise ConfigError("allow_clock_shift: refused on other than loopback addresses")
    return settings


def _check_mail(settings: Settings) -> None:
    try:
        server = settings.mail_server
    except ValueError as error:
        raise ConfigError(f"smtp: {error}") from None
    if server is not None and "@" not in settings.mail_from:
        raise ConfigError("smtp: also set mail_from, the sender's address")
    if bool(settings.smtp_user) != bool(settings.smtp_password_file):
        raise ConfigError("smtp_user and smtp_password_file belong together")


def _check_codes(settings: Settings) -> None:
    codes = settings.codes
    if codes == "smtp":
        if not settings.smtp:
            raise ConfigError("codes: smtp needs a mail server: set smtp and mail_from")
    elif codes.startswith("webhook:"):
        try:
            parse_webhook(codes.removeprefix("webhook:"))
        except ValueError as error:
            raise ConfigError(f"codes: webhook: {error}") from None
        if not settings.codes_secret_file:
            raise ConfigError("codes: webhook needs codes_secret_file, to sign its requests")
    elif codes.startswith("file:"):
        if not codes.removeprefix("file:").strip():
            raise ConfigError("codes: file: needs a path, file:PATH")
    elif codes != "console":
        raise ConfigError(f"codes: {codes!r} is none of console, file:PATH, smtp, webhook:URL")
    template = settings.codes_mail_to
    if template and (template.count("{phone}") != 1 or "@" not in template):
        raise ConfigError("codes_mail_to: write {phone}@HOST, with {phone} where the number goes")


def _check_blobs(settings: Settings) -> None:
    for text in settings.media_keep_days:
        parse_kept(text)
    if not settings.blobs_s3:
        return
    try:
        parse_bucket(settings.blobs_s3)
    except ValueError as error:
        raise ConfigError(f"blobs_s3: {error}") from None
    if not settings.blobs_s3_key_file:
        raise ConfigError("blobs_s3 needs blobs_s3_key_file, to sign its requests")


def _check_networks(name: str, said: tuple[str, ...]) -> None:
    for text in said:
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise ConfigError(f"{name}: {error}; write 10.0.0.0/8 or ::1/128") from None


def _check_push(settings: Settings) -> None:
    _check_networks("push_networks", settings.push_networks)
    apple = (
        settings.push_apns_key_file,
        settings.push_apns_key_id,
        settings.push_apns_team_id,
        settings.push_apns_topic,
    )
    if any(apple) and not all(apple):
        raise ConfigError(
            "push_apns_key_file, push_apns_key_id, push_apns_team_id and push_apns_topic belong "
            "together"
        )
    trust = settings.trust_contact
    if trust and not trust.startswith(("mailto:", "https:")):
        raise ConfigError(f"trust_contact: {trust!r} begins with neither mailto: nor https:")
    contact = settings.push_contact
    if contact and not contact.startswith(("mailto:", "https:")):
        raise ConfigError(f"push_contact: {contact!r} begins with neither mailto: nor https:")


def _check_addresses(settings: Settings) -> None:
    for name in ("mtproto", "http"):
        _address(name, getattr(settings, name))
    if settings.mtproto_address == settings.http_address and settings.http_address.port:
        raise ConfigError(f"http: {settings.http} is also the MTProto listener's; set another port")
    for text in settings.advertise:
        address = _address("advertise", text)
        if address.port == 0:
            raise ConfigError(f"advertise: {text!r} needs a port that clients can connect to")
        if address.host in ("0.0.0.0", "::"):
            raise ConfigError(f"advertise: {text!r} is no address a client can connect to")


def _check_web(settings: Settings) -> None:
    for text in settings.trusted_proxy:
        try:
            network = ipaddress.ip_network(text)
        except ValueError as error:
            raise ConfigError(f"trusted_proxy: {error}; write 192.0.2.7 or 192.0.2.0/24") from None
        if network.prefixlen == 0:
            raise ConfigError(f"trusted_proxy: {text} would let anybody claim any address")
    if settings.public_url and not _PUBLIC_URL.fullmatch(settings.public_url):
        raise ConfigError(
            f"public_url: {settings.public_url!r} is no address of pages; write "
            "https://talk.example.org, without a path"
        )
    _check_networks("console_networks", settings.console_networks)
    for text in settings.web_origin:
        if not _ORIGIN.fullmatch(text):
            raise ConfigError(
                f"web_origin: {text!r} is no origin; write https://web.example.org, or * for any"
            )


def _address(name: str, text: str) -> Address:
    try:
        return parse_address(text)
    except ValueError as error:
        raise ConfigError(f"{name}: {error}") from None
