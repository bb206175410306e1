"""Codes are random, and what is stored of them tells nothing without the secret."""

from heliograph.actions.codes import code_mac, draw_code, draw_code_hash
from heliograph.server.randomness import SystemRandom
from support.stage import CountingRandom

SECRET = b"s" * 32


def test_code_has_its_digits_with_leading_zeros() -> None:
    class Low(CountingRandom):
        def below(self, limit: int) -> int:
            return 7

    assert draw_code(Low(), 5) == "00007"


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
