"""`HOST:PORT` as the command line, the settings file and the ready line write it."""

import ipaddress

import msgspec


class Address(msgspec.Struct, frozen=True):
    """Where a listener binds or where clients are sent; port 0 lets the system pick one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on this machine can reach the address."""
        return ipaddress.ip_address(self.host).is_loopback


def parse_address(text: str) -> Address:
    """Read `127.0.0.1:8443`, `localhost:0` or `[::1]:0`.

    Raises ValueError for a name other than `localhost`: clients adopt literal addresses, and a
    name that resolves to several could bind more than was asked for.
    """
    host, colon, port_text = text.strip().rpartition(":")
    if not colon or not host:
        raise ValueError(f"{text!r} is not HOST:PORT (for IPv6: [::1]:PORT)")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise ValueError(f"{text!r}: an IPv6 address stands in brackets, [::1]:PORT")
    if host == "localhost":
        host = "127.0.0.1"
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"{text!r}: {host!r} is not an IP address") from None
    if not (port_text.isascii() and port_text.isdigit()) or int(port_text) > 65535:
        raise ValueError(f"{text!r}: {port_text!r} is not a port (0 to 65535)")
    return Address(str(literal), int(port_text))
