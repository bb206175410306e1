"""How the settings name a mail server, a gateway for login codes and a bucket for files."""

import ipaddress
from urllib.parse import urlsplit

import msgspec

_SMTP_PORTS = {"smtp": 587, "smtps": 465}
_WEB_PORTS = {"http": 80, "https": 443}


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A host to deliver to. `secure` is TLS from the first byte; `path` begins with a slash."""

    host: str
    port: int
    secure: bool
    path: str = "/"

    def __str__(self) -> str:
        # Without the path, which may hold a token of the gateway's.
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether what is sent stays on this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_smtp(text: str) -> Endpoint:
    """Read `smtp://HOST[:PORT]` (STARTTLS, 587) or `smtps://HOST[:PORT]` (TLS, 465).

    Raises ValueError.
    """
    found = _parse(text, _SMTP_PORTS)
    if found.path != "/":
        raise ValueError("a mail server has no path")
    return found


def parse_webhook(text: str) -> Endpoint:
    """Read `https://HOST[:PORT]/PATH`; plain `http` stays on this machine. Raises ValueError."""
    found = _parse(text, _WEB_PORTS)
    if not found.secure and not found.is_loopback:
        raise ValueError("codes would go in the clear: use https")
    return found


def parse_bucket(text: str) -> Endpoint:
    """Read `https://HOST[:PORT]/BUCKET[/PREFIX]`; what is stored is signed, so `http` may leave the
    machine in a network of the operator's own. Raises ValueError."""
    found = _parse(text, _WEB_PORTS)
    if not found.path.strip("/") or "?" in found.path:
        raise ValueError("name the bucket: https://HOST/BUCKET or https://HOST/BUCKET/PREFIX")
    return found


def _parse(text: str, ports: dict[str, int]) -> Endpoint:
    parts = urlsplit(text)
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError(f"not of the form {' or '.join(f'{name}://HOST' for name in ports)}")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("names, passwords and fragments do not belong into the address")
    if not text.isprintable() or " " in text or not text.isascii():
        raise ValueError("an address is plain ASCII without spaces")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Endpoint(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        secure=parts.scheme in ("smtps", "https"),
        path=path,
    )
