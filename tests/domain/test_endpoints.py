"""A stranger's URL leads the server nowhere inside."""

import ipaddress

import pytest

from heliograph.domain.endpoints import may_be_named, may_contact, parse_web_address

OWN = (ipaddress.ip_network("10.1.0.0/16"),)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1",
        "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:db8::1",
        # What some networks translate to IPv4 addresses of their own, and what is not given out.
        "64:ff9b:1::7f00:1", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "5f00::1", "3fff::1",
        # Teredo hides the client's IPv4 address, inverted, in its last four bytes: 10.0.0.1.
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_an_address_inside_is_not_contacted(address: str) -> None:
    web = parse_web_address("https://push.example.org/x")
    assert not may_contact(web, ipaddress.ip_address(address), ())
    literal = f"[{address}]" if ":" in address else address
    assert not may_be_named(parse_web_address(f"https://{literal}/x"), ())


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::",
        # Teredo again: 8.8.8.8.
        "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
    ],
)  # fmt: skip
def test_public_addresses_are_contacted_by_https_alone(address: str) -> None:
    resolved = ipaddress.ip_address(address)
    assert may_contact(parse_web_address("https://push.example.org/"), resolved, ())
    assert not may_contact(parse_web_address("http://push.example.org/"), resolved, ())


def test_the_operators_own_networks_may_be_contacted_in_the_clear() -> None:
    inside, beside = ipaddress.ip_address("10.1.2.3"), ipaddress.ip_address("10.2.0.1")
    plain = parse_web_address("http://ntfy.lan:8080/up")
    assert may_contact(plain, inside, OWN)
    assert not may_contact(plain, beside, OWN)
    assert may_contact(plain, ipaddress.ip_address("::ffff:10.1.2.3"), OWN)
    assert may_be_named(plain, OWN)
    assert not may_be_named(plain, ())


NOT_PLAIN, NO_ADDRESS = "no plain URL", "no web address"
NAMES_SOMEBODY = "names and passwords do not belong into a URL"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NO_ADDRESS),
        ("push.example.org", NO_ADDRESS),
        ("ftp://push.example.org/", NO_ADDRESS),
        ("https:///x", NO_ADDRESS),
        ("file:///etc/passwd", NO_ADDRESS),
        ("https://user:pass@push.example.org/", NAMES_SOMEBODY),
        ("https://user@push.example.org/", NAMES_SOMEBODY),
        ("https://push.example.org/a b", NOT_PLAIN),
        ("https://push.example.org/\r\nHost: other", NOT_PLAIN),
        ("https://push.example.org/ü", NOT_PLAIN),
        ("https://push.example.org/" + "x" * 2_024, NOT_PLAIN),
        ("https://push.example.org:99999/", "Port out of range 0-65535"),
        ("https://[::1/", "Invalid IPv6 URL"),
    ],
)
def test_what_is_no_plain_url_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        parse_web_address(text)


def test_a_url_is_taken_apart() -> None:
    address = parse_web_address("https://push.example.org/send/1?a=b#frag")
    assert (address.host, address.port, address.path) == ("push.example.org", 443, "/send/1?a=b")
    assert address.origin == "https://push.example.org"
    bare = parse_web_address("https://push.example.org")
    assert (bare.path, bare.secure) == ("/", True)
    longest = parse_web_address("https://push.example.org/" + "x" * 2_023)
    assert longest.path == "/" + "x" * 2_023
    assert parse_web_address("http://[2001:db8::1]:81").origin == "http://[2001:db8::1]:81"
