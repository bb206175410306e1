"""Addresses on the web that strangers name: which of them the server may connect to.

Whoever registers a push endpoint makes the server send requests: never into the operator's own
networks, unless the operator named them.
"""

import ipaddress
from urllib.parse import urlsplit

import msgspec

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_URL_MAX = 2_048
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
"""What is given out to the world; all beside it is local, or stands for something else.

https://www.iana.org/assignments/ipv6-address-space
"""
_DOCUMENTATION_V6 = ipaddress.IPv6Network("3fff::/20")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class WebAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A URL in its parts; `path` begins with a slash and holds the query."""

    host: str
    port: int
    secure: bool
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser writes them."""
        scheme = "https" if self.secure else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.port == _DEFAULT_PORTS[scheme]:
            return f"{scheme}://{host}"
        return f"{scheme}://{host}:{self.port}"


def parse_web_address(text: str) -> WebAddress:
    """Read a URL. ValueError if it is none, is too long, or names a user."""
    if len(text) > _URL_MAX or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("no plain URL")
    parts = urlsplit(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("no web address")
    if parts.username is not None or parts.password is not None:
        raise ValueError("names and passwords do not belong into a URL")
    return WebAddress(
        host=parts.hostname,
        port=parts.port or _DEFAULT_PORTS[parts.scheme],
        secure=parts.scheme == "https",
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )


def may_contact(
    address: WebAddress, resolved: IpAddress, own_networks: tuple[IpNetwork, ...]
) -> bool:
    """Whether the server may connect to an address that a stranger's URL resolved to.

    Public ones by https; those of the networks that the operator named by http as well.
    """
    meant = _meant(resolved)
    if any(meant in network for network in own_networks if network.version == meant.version):
        return True
    return address.secure and _is_public(meant)


def _is_public(address: IpAddress) -> bool:
    if address.version == 6 and (address not in _GLOBAL_V6 or address in _DOCUMENTATION_V6):
        return False
    return address.is_global and not address.is_multicast


def may_be_named(address: WebAddress, own_networks: tuple[IpNetwork, ...]) -> bool:
    """Whether a URL may be kept: what it resolves to is looked at when it is used."""
    try:
        literal = ipaddress.ip_address(address.host)
    except ValueError:
        return address.secure or bool(own_networks)
    return may_contact(address, literal, own_networks)


def _meant(address: IpAddress) -> IpAddress:
    """The IPv4 address that some IPv6 addresses stand for: packets to them arrive there."""
    if address.version == 4:
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
