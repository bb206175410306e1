"""The settings an operator may change, each with its default, unit and reason."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from heliograph.config.addresses import Address, parse_address
from heliograph.config.delivery import Endpoint, parse_bucket, parse_smtp, parse_webhook
from heliograph.config.keeping import parse_kept
from heliograph.config.limits import Limits, Profile, limits_for

Registration = Literal["open", "invite", "closed"]
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_PARTS_OF_MIB = 2
"""Parts of a file are 512 KiB at most."""

_WAITING = 4
"""So many files of the largest size may wait for one account, as by default."""

PUBLIC_LINKS = "https://t.me/"
"""What links begin with that every app knows as its own, whatever server it is on."""


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
            "Made accounts of the staff when the server starts, where nobody has or had the name: "
            "they decide, review complaints and erase, and sign in nowhere before heliograph staff "
            "reset. Empty: those alone that heliograph staff made.",
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
        return dict(parse_kept(text) for text in self.media_keep_days)

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
