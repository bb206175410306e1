"""Mail addresses that can be written to, and how they are shown."""

import pytest

from heliograph.domain.mail import is_mail_address, mask_mail


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.org",
        "a.b+c@sub.example.org",
        "o'hara@xn--bcher-kva.example",
        "a@b.co",
        "a" * 64 + "@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 61,
    ],
)
def test_address_is_taken(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example",
        "ann@@example.org",
        "a b@example.org",
        "ann@example.org\r\nBcc: x@example.org",
        "ann@example.org,ben@example.org",
        "Ann <ann@example.org>",
        '"ann"@example.org',
        "änn@example.org",
        "ann@exa_mple.org",
        "a" * 65 + "@example.org",
        "a" * 64 + "@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 62,
        "a@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 70 + ".org",
    ],
)
def test_what_could_end_a_header_or_name_two_people_is_refused(text: str) -> None:
    assert not is_mail_address(text)


def test_mask_shows_the_owner_enough() -> None:
    assert mask_mail("ann@example.org") == "a***n@example.org"
    assert mask_mail("ab@example.org") == "a***b@example.org"
    assert mask_mail("a@example.org") == "a***@example.org"
