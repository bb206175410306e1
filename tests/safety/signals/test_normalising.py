"""The forms of a text: what is hidden is found, and honest words stay what they are."""

import pytest

from heliograph.safety.signals.normalising import forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain  TEXT\n", ("plain text",)),
        ("Ｆｕｌｌ", ("full",)),
        ("z\u200be\u2060r\u00ado", ("zero",)),
        ("Straße", ("strasse",)),
        # One script: Russian and Greek words are nobody's disguise.
        ("со мной", ("со мной",)),
        ("сор and сор", ("сор and сор",)),
        ("ρουχο or ρυχ", ("ρουχο or ρυχ",)),
        # Mixed: towards the script that most of its letters are of.
        ("pаypаl", ("pаypаl", "paypal")),
        ("кaзинo", ("кaзинo", "казино")),
        ("gοld", ("gοld", "gold")),
    ],
)
def test_forms(text: str, expected: tuple[str, ...]) -> None:
    assert forms(text) == expected


def test_only_the_mixed_word_is_folded() -> None:
    assert forms("со мной pаypаl") == ("со мной pаypаl", "со мной paypal")
