"""The settings an operator may change, each with its default, unit and reason."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from heliograph.config.addresses import Address, parse_address
from heliograph.config.delivery import Endpoint, parse_bucket, parse_smtp, parse_webhook
from heliograph.config.errors import ConfigError
from heliograph.config.limits import Limits, Profile, limits_for

Registration = Literal["open", "invite", "closed"]
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

MEDIA_KINDS = {"documents": 1, "photos": 2, "encrypted": 3}
"""The words of media_keep_days, by `File.kind` of domain/files.py."""

_DAYS_MAX = 36_500
_PARTS_OF_MIB = 2
"""Parts of a file are 512 KiB at most."""

_WAITING = 4
"""So many files of the largest size may wait for one account, as by default."""

_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
PUBLIC_LINKS = "https://t.me/"
"""What links begin with that every app knows as its own, whatever server it is on."""

_ORIGIN = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^/?#\s,]+")


def _doc(unit: str, reason: str) -> msgspec.Meta:
    return msgspec.Meta(description=reason, extra={"unit": unit})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Values checked together; build them with `load_settings` to get plain error messages."""

    data_dir: Annotated[
        str,
        _doc("folder", "Keys, database, lock and control socket; one server at a time."),
    ] = "heliograph-data"
    mtproto: Annotated[
        str, _doc("HOST:PORT", "MTProto listener; 0 picks a free port. Loopback until you decide.")
    ] = "127.0.0.1:8443"
    http: Annotated[
        str,
        _doc("HOST:PORT", "WebSocket and HTTP clients, /healthz, /readyz and /metrics."),
    ] = "127.0.0.1:8080"
    advertise: Annotated[
        tuple[str, ...],
        _doc(
            "IP:PORT,…",
            "What clients are told in help.getConfig and adopt; empty means the bound address.",
        ),
    ] = ()
    trusted_proxy: Annotated[
        tuple[str, ...],
        _doc("CIDR,…", "Whose X-Forwarded-For, Forwarded or PROXY header says who is calling."),
    ] = ()
    web_origin: Annotated[
        tuple[str, ...],
        _doc(
            "ORIGIN,…",
            "Web pages that may connect; empty means any, on loopback only this machine's.",
        ),
    ] = ()
    public_url: Annotated[
        str,
        _doc(
            "http[s]://HOST",
            "Where browsers reach the http listener; links of apps and pages begin with it. Empty: "
            "pages take what was asked for, and apps keep links of t.me.",
        ),
    ] = ""
    preview: Annotated[
        Literal["auto", "on", "channels", "off"],
        _doc(
            "word",
            "Pages of public channels and supergroups (on), or channels alone, for who has no "
            "account; auto is on where anybody may sign up, else off.",
        ),
    ] = "auto"
    preview_indexed: Annotated[
        bool,
        _doc(
            "yes/no",
            "Lets search engines keep pages of channels whose description has neither #indexable "
            "nor #noindex.",
        ),
    ] = False
    text_rules: Annotated[
        str,
        _doc(
            "path",
            "Rules that look at what is said in public supergroups and channels, and count; TOML. "
            "Empty: nothing looks.",
        ),
    ] = ""
    safety_staff: Annotated[
        tuple[str, ...],
        _doc(
            "NAME,…",
            "Who may decide on reports and appeals; their names stand beside what they did. Empty: "
            "nobody.",
        ),
    ] = ()
    safety_solo: Annotated[
        bool,
        _doc(
            "yes/no",
            "One person runs the service and decides alone what else takes two people; decisions "
            "say so. Appeals always take another one.",
        ),
    ] = False
    console: Annotated[
        Literal["auto", "on", "off"],
        _doc(
            "word",
            "The console of the staff at /console; auto is on where browsers come by an https "
            "public_url or only from this machine, else off. On without HTTPS needs a network of "
            "your own.",
        ),
    ] = "auto"
    console_networks: Annotated[
        tuple[str, ...],
        _doc("CIDR,…", "Where the console may be opened from; empty: anywhere."),
    ] = ()
    codes: Annotated[
        str,
        _doc(
            "console | file:PATH | smtp | webhook:URL",
            "Where login codes go: this terminal, lines in a file, mail, or a gateway of yours.",
        ),
    ] = "console"
    codes_secret_file: Annotated[
        str, _doc("path", "What signs requests to the gateway of codes = webhook:URL; mode 0600.")
    ] = ""
    codes_mail_to: Annotated[
        str,
        _doc(
            "{phone}@HOST",
            "Where codes = smtp sends for numbers without an address of their own: a mail-to-SMS "
            "gateway.",
        ),
    ] = ""
    smtp: Annotated[
        str,
        _doc(
            "smtp[s]://HOST:PORT",
            "The mail server for codes and recovery addresses; smtp means STARTTLS. Empty: none.",
        ),
    ] = ""
    smtp_user: Annotated[str, _doc("name", "The mail server's user; empty: no sign-in.")] = ""
    smtp_password_file: Annotated[str, _doc("path", "That user's password; mode 0600.")] = ""
    mail_from: Annotated[str, _doc("address", "The sender of the server's mails.")] = ""
    push_networks: Annotated[
        tuple[str, ...],
        _doc(
            "CIDR,…",
            "Private networks that devices' push endpoints may be in, by http as well; empty: "
            "public addresses alone, by https.",
        ),
    ] = ()
    push_contact: Annotated[
        str,
        _doc(
            "mailto:ADDRESS | https:URL",
            "Whom push services may write to about our requests; Apple's insists on one.",
        ),
    ] = ""
    push_fcm_file: Annotated[
        str, _doc("path", "A service account of Google's, for Firebase; mode 0600. Empty: none.")
    ] = ""
    push_apns_key_file: Annotated[
        str, _doc("path", "A key of Apple's (.p8) for its push service; mode 0600. Empty: none.")
    ] = ""
    push_apns_key_id: Annotated[str, _doc("id", "That key's id, ten letters and digits.")] = ""
    push_apns_team_id: Annotated[str, _doc("id", "The team the key belongs to.")] = ""
    push_apns_topic: Annotated[str, _doc("id", "The bundle id of the app that is told.")] = ""
    registration: Annotated[
        Literal["auto", "open", "invite", "closed"],
        _doc("word", "Who may sign up; auto is open on loopback and invite elsewhere."),
    ] = "auto"
    terms_of_service: Annotated[
        str,
        _doc("path", "A text to accept at sign-up and after each change of it; empty: none."),
    ] = ""
    blobs_sealed: Annotated[
        bool,
        _doc("yes/no", "Encrypts files at rest; to be decided before the first file is sent."),
    ] = False
    blobs_s3: Annotated[
        str,
        _doc(
            "http[s]://HOST/BUCKET/PREFIX",
            "A bucket of an S3 server to keep files in; empty: blobs/ in the data folder.",
        ),
    ] = ""
    blobs_s3_key_file: Annotated[
        str, _doc("path", "Access key and secret key for it, a line each; mode 0600.")
    ] = ""
    blobs_s3_region: Annotated[
        str, _doc("name", "The region that requests to it are signed for.")
    ] = "us-east-1"
    file_size_mib: Annotated[
        int,
        msgspec.Meta(
            description="The largest file; as a rule clients send up to 2,000, with Premium 4,000.",
            extra={"unit": "MiB"},
            ge=1,
            le=4_000,
        ),
    ] = 2_000
    media_confined: Annotated[
        bool,
        _doc(
            "yes/no",
            "Refuses photos, and shows films as documents, where the kernel has no Landlock.",
        ),
    ] = False
    media_quota_mib: Annotated[
        int,
        msgspec.Meta(
            description="What the files that one account has uploaded may have; 0: any.",
            extra={"unit": "MiB"},
            ge=0,
        ),
    ] = 102_400
    media_keep_days: Annotated[
        tuple[str, ...],
        _doc(
            "KIND=DAYS,…",
            "How long the content of documents, photos (but profiles') and encrypted files stays; "
            "empty: as long as messages show it.",
        ),
    ] = ()
    limits_profile: Annotated[
        Profile,
        _doc("word", "`bench` lifts rates for load tests and is refused off loopback."),
    ] = msgspec.field(name="limits", default="default")
    codec: Annotated[
        Literal["auto", "c", "py"],
        _doc(
            "word",
            "What encodes TL objects and writes the store's pages; auto is C where it was built.",
        ),
    ] = "auto"
    log_witnesses: Annotated[
        tuple[str, ...],
        _doc(
            "KEY,…",
            "Verifier keys (name+id+key) of those whose signatures under heads of the public log "
            "are shown; after a restore the log waits for each of them.",
        ),
    ] = ()
    trust_contact: Annotated[
        str,
        _doc(
            "mailto:ADDRESS | https:URL",
            "Whom authorities and users may write to about decisions; shown in trust.json.",
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        _doc("word", "The least severe log line to write."),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "human", "json"],
        _doc("word", "auto writes for a person in a terminal and JSON otherwise."),
    ] = "auto"
    allow_clock_shift: Annotated[
        bool,
        _doc("yes/no", "Lets tests move domain time forward by the control socket; loopback only."),
    ] = False

    @property
    def folder(self) -> Path:
        """The data folder as a path."""
        return Path(self.data_dir)

    @property
    def limits(self) -> Limits:
        """The limits of the chosen profile, and of files as large as they may be."""
        limits, parts = limits_for(self.limits_profile), self.file_size_mib * _PARTS_OF_MIB
        if parts == limits.upload_parts_max:
            return limits
        waiting = max(limits.upload_bytes_waiting_per_account, _WAITING * self.file_size_mib << 20)
        return msgspec.structs.replace(
            limits, upload_parts_max=parts, upload_bytes_waiting_per_account=waiting
        )

    @property
    def mtproto_address(self) -> Address:
        """Where MTProto binds."""
        return parse_address(self.mtproto)

    @property
    def http_address(self) -> Address:
        """Where HTTP binds."""
        return parse_address(self.http)

    @property
    def advertised(self) -> tuple[Address, ...]:
        """The addresses clients are sent to; empty means the bound one."""
        return tuple(parse_address(text) for text in self.advertise)

    @property
    def trusted_proxies(self) -> tuple[IpNetwork, ...]:
        """The networks whose word on a client's address is taken."""
        return tuple(ipaddress.ip_network(text) for text in self.trusted_proxy)

    @property
    def own_push_networks(self) -> tuple[IpNetwork, ...]:
        """The private networks that push endpoints may be in."""
        return tuple(ipaddress.ip_network(text) for text in self.push_networks)

    @property
    def codes_file(self) -> Path | None:
        """The file that codes are appended to, or None if they go elsewhere."""
        if not self.codes.startswith("file:"):
            return None
        return Path(self.codes.removeprefix("file:"))

    @property
    def webhook(self) -> Endpoint | None:
        """The gateway that codes are posted to, or None if they go elsewhere."""
        if not self.codes.startswith("webhook:"):
            return None
        return parse_webhook(self.codes.removeprefix("webhook:"))

    @property
    def mail_server(self) -> Endpoint | None:
        """The mail server, or None if there is none."""
        return parse_smtp(self.smtp) if self.smtp else None

    @property
    def bucket(self) -> Endpoint:
        """The S3 server that files are kept at, where `blobs_s3` is set."""
        return parse_bucket(self.blobs_s3)

    @property
    def media_days(self) -> dict[int, int]:
        """How many days the content of files stays, by `File.kind`; others stay for good."""
        return dict(_parse_kept(text) for text in self.media_keep_days)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server, by what it binds and advertises."""
        reached = (self.mtproto_address, self.http_address, *self.advertised)
        return all(address.is_loopback for address in reached)

    @property
    def signs_up(self) -> Registration:
        """The registration rule in force."""
        if self.registration != "auto":
            return self.registration
        return "open" if self.is_local else "invite"

    @property
    def previews(self) -> Literal["on", "channels", "off"]:
        """Whose pages anybody may look at, who has no account."""
        if self.preview != "auto":
            return self.preview
        return "on" if self.signs_up == "open" else "off"

    @property
    def shows_console(self) -> bool:
        """Whether staff find their console: where what they type is read by nobody else."""
        if self.console != "auto":
            return self.console == "on"
        return self.public_url.startswith("https://") or self.http_address.is_loopback

    @property
    def networks_of_console(self) -> tuple[IpNetwork, ...]:
        """Where the console may be opened from; empty for anywhere."""
        return tuple(ipaddress.ip_network(text) for text in self.console_networks)

    @property
    def link_prefix(self) -> str:
        """What links to channels and posts begin with: where their pages are, if anywhere."""
        shown = self.public_url and self.previews != "off"
        return f"{self.public_url}/" if shown else PUBLIC_LINKS


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


def _parse_kept(text: str) -> tuple[int, int]:
    word, _, days = text.partition("=")
    if word not in MEDIA_KINDS or not days.isdecimal() or not 0 < int(days) <= _DAYS_MAX:
        raise ConfigError(
            f"media_keep_days: {text!r} is not of the form KIND=DAYS with one of "
            + ", ".join(MEDIA_KINDS)
        )
    return MEDIA_KINDS[word], int(days)


def _check_blobs(settings: Settings) -> None:
    for text in settings.media_keep_days:
        _parse_kept(text)
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
