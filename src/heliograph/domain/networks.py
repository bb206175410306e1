"""Whose an address is: what limits per address count by."""

import ipaddress

_IPV6_CUSTOMER_BITS = 64
"""A household gets at least a /64 and its machines change addresses within it at will."""


def network_of(address: str) -> str:
    """The network one customer holds: the /64 of an IPv6 address, an IPv4 address itself.

    An IPv4 address in IPv6's clothes (`::ffff:192.0.2.1`) counts as the IPv4 address; what is no
    IP address counts as it is.
    """
    try:
        literal = ipaddress.ip_address(address)
    except ValueError:
        return address
    if literal.version == 4:
        return str(literal)
    if literal.ipv4_mapped is not None:
        return str(literal.ipv4_mapped)
    kept = int(literal) >> (128 - _IPV6_CUSTOMER_BITS) << (128 - _IPV6_CUSTOMER_BITS)
    return f"{ipaddress.IPv6Address(kept)}/{_IPV6_CUSTOMER_BITS}"
