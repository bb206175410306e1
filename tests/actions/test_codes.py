"""Codes are random, and what is stored of them tells nothing without the secret."""

import hashlib

import pytest

from heliograph.actions.codes import (
    bot_token_mac,
    change_code_mac,
    code_mac,
    draw_code,
    draw_code_hash,
    draw_pause_s,
    keep_code_mac,
    keep_proof,
    mail_code_mac,
    recipient_mac,
)
from heliograph.server.randomness import SystemRandom
from support.fakes import CountingRandom

SECRET = b"s" * 32


def test_code_has_its_digits_with_leading_zeros() -> None:
    class Drawn(CountingRandom):
        def __init__(self, *, highest: bool) -> None:
            super().__init__()
            self._highest = highest

        def below(self, limit: int) -> int:
            return limit - 1 if self._highest else 7

    assert draw_code(Drawn(highest=False), 5) == "00007"
    assert draw_code(Drawn(highest=True), 5) == "99999"


def test_codes_and_their_names_differ() -> None:
    random = SystemRandom()
    assert len({draw_code(random, 12) for _ in range(50)}) == 50
    assert len({draw_code_hash(random) for _ in range(50)}) == 50


def test_mac_depends_on_secret_phone_and_code() -> None:
    macs = {
        code_mac(SECRET, "12025550101", "12345"),
        code_mac(b"t" * 32, "12025550101", "12345"),
        code_mac(SECRET, "12025550102", "12345"),
        code_mac(SECRET, "12025550101", "12346"),
        code_mac(SECRET, "1202555010112", "345"),
    }
    assert len(macs) == 5


MACS = {
    "code": code_mac(SECRET, "12025550101", "12345"),
    "change": change_code_mac(SECRET, 5, "12025550101", "12345"),
    "keep": keep_code_mac(SECRET, 5, "12025550101", "12345"),
    "objection": bytes.fromhex(keep_proof(SECRET, 5, 12345)),
    "bot": bot_token_mac(SECRET, "5:12025550101:12345"),
    "mail": mail_code_mac(SECRET, 5, "12345"),
    "recipient": recipient_mac(SECRET, "5:12345"),
}


def test_what_is_good_for_one_thing_is_good_for_no_other() -> None:
    assert len(set(MACS.values())) == len(MACS)
    assert {len(mac) for mac in MACS.values()} == {16}


@pytest.mark.parametrize(
    ("what", "content", "person"),
    [
        ("code", b"12025550101:12345", b""),
        ("change", b"5:12025550101:12345", b"change phone"),
        ("keep", b"5:12025550101:12345", b"keep account"),
        ("objection", b"5:12345", b"objection"),
        ("bot", b"5:12025550101:12345", b"bot token"),
        ("mail", b"5:12345", b"mail code"),
        ("recipient", b"5:12345", b"recipient"),
    ],
)
def test_what_is_stored_stays_good_when_the_server_is_updated(
    what: str, content: bytes, person: bytes
) -> None:
    """Computed in another way no bot's token would be good any more, nor a code on its way."""
    mac = hashlib.blake2b(content, key=SECRET, digest_size=16, person=person).digest()
    assert MACS[what] == mac


def test_a_letters_recipient_is_the_same_however_it_is_written() -> None:
    assert recipient_mac(SECRET, "Ann@Example.org") == recipient_mac(SECRET, "ann@example.ORG")
    assert recipient_mac(SECRET, "ben@example.org") != recipient_mac(SECRET, "ann@example.org")


@pytest.mark.parametrize(("drawn", "pause_s"), [(0, 0.05), (200, 0.25)])
def test_delivery_waits_a_moment(drawn: int, pause_s: float) -> None:
    class Drawn(CountingRandom):
        def below(self, limit: int) -> int:
            assert limit == 201
            return drawn

    assert draw_pause_s(Drawn()) == pause_s
