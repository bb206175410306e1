"""Whose word on a client's address is taken: that of proxies the operator has named.

X-Forwarded-For and Forwarded are lists that every proxy on the way adds to at the end, so the
client is the last address in them that is no trusted proxy: what stands before it is hearsay.
https://www.rfc-editor.org/rfc/rfc7239
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_Address = IPv4Address | IPv6Address

_HOPS_MAX = 32
"""Entries looked at from the end; no request passes so many proxies."""

_NODE = re.compile(r'for="?(\[[^\]]*\]|[^":;,]*)', re.IGNORECASE)


class TrustedProxies:
    """The networks of `--trusted-proxy`; empty trusts nobody."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network] = ()) -> None:
        self._networks = tuple(networks)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def trusts(self, address: str) -> bool:
        """Whether the address is one of the operator's proxies."""
        literal = _literal(address)
        return literal is not None and any(literal in network for network in self._networks)

    def client_of(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
        """Who sent a request that came from `peer`; the peer itself if nobody trusted says more.

        A proxy writes one of the headers and passes the other on as it came, so one of two that
        disagree is a client's: None. Counted for the proxy, it would leave no room for others.
        """
        if not self.trusts(peer):
            return peer
        listed: dict[bytes, list[str]] = {b"x-forwarded-for": [], b"forwarded": []}
        for name, value in headers:
            if name.lower() in listed:
                listed[name.lower()] += value.decode("latin-1").split(",")
        found = {
            self._last_stranger(peer, reading(entries))
            for entries, reading in (
                (listed[b"x-forwarded-for"], _plain),
                (listed[b"forwarded"], _forwarded),
            )
            if entries
        }
        if len(found) > 1:
            return None
        return found.pop() if found else peer

    def _last_stranger(self, peer: str, hops: list[str]) -> str:
        for hop in reversed(hops[-_HOPS_MAX:]):
            literal = _literal(hop)
            if literal is None:
                return peer
            peer = str(literal)
            if not self.trusts(peer):
                break
        return peer


def _plain(entries: list[str]) -> list[str]:
    return [_without_port(entry.strip()) for entry in entries]


def _forwarded(entries: list[str]) -> list[str]:
    found = (_NODE.search(entry) for entry in entries)
    return [_without_port(node.group(1)) if node else "" for node in found]


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _literal(text: str) -> _Address | None:
    try:
        literal = ip_address(text)
    except ValueError:
        return None
    if isinstance(literal, IPv6Address) and literal.ipv4_mapped is not None:
        return literal.ipv4_mapped
    return literal
