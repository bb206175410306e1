"""The PROXY protocol's header: a TCP proxy's word on whose connection it passes on.

https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
"""

import struct
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

from heliograph.mtproto.errors import TransportError

_V1 = b"PROXY "
_V1_MAX = 107
_V2 = b"\r\n\r\n\x00\r\nQUIT\n"
_V2_HEAD = 16
_V2_MAX = 2048
"""Bytes after the head: addresses and what cloud balancers attach take a few hundred."""

_SIZES = {1: 4, 2: 16}


class Named(NamedTuple):
    """The client's address, empty if the proxy speaks for itself, and what follows the header."""

    address: str
    rest: bytes


def read_proxy_header(data: bytes) -> Named | None:
    """Read the header off the beginning of a connection; None: more is needed.

    What begins otherwise has no header and comes back whole, without an address. Raises
    TransportError for a broken header.
    """
    if data.startswith(_V2):
        return _read_v2(data)
    if data.startswith(_V1):
        return _read_v1(data)
    if _V1.startswith(data) or _V2.startswith(data):
        return None
    return Named("", data)


def _read_v1(data: bytes) -> Named | None:
    line, ended, rest = data.partition(b"\r\n")
    if len(line) > _V1_MAX:
        raise TransportError("a PROXY line without an end")
    if not ended:
        return None
    words = line.decode("ascii", "replace").split(" ")
    if words[1:2] == ["UNKNOWN"]:
        return Named("", rest)
    if len(words) != 6 or words[1] not in ("TCP4", "TCP6"):
        raise TransportError("a PROXY line of another form")
    try:
        return Named(str(ip_address(words[2])), rest)
    except ValueError:
        raise TransportError("a PROXY line without an address") from None


def _read_v2(data: bytes) -> Named | None:
    if len(data) < _V2_HEAD:
        return None
    version, family, size = struct.unpack_from(">BBH", data, len(_V2))
    if version >> 4 != 2 or version & 15 > 1 or size > _V2_MAX:
        raise TransportError("a PROXY header of another version")
    if len(data) < _V2_HEAD + size:
        return None
    body, rest = data[_V2_HEAD : _V2_HEAD + size], data[_V2_HEAD + size :]
    width = _SIZES.get(family >> 4, 0)
    if version & 15 == 0 or not width:
        return Named("", rest)
    if size < 2 * width + 4:
        raise TransportError("a PROXY header that is too short")
    return Named(str((IPv4Address if width == 4 else IPv6Address)(body[:width])), rest)
