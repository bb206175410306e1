"""The terms of service as they stand in an operator's file."""

import pytest

from heliograph.domain.terms import make_terms


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_file_with_nothing_to_read_is_no_terms(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is empty$"):
        make_terms(text)


def test_what_is_around_the_text_makes_no_other_terms() -> None:
    first = make_terms("\nBe kind: https://example.org\n")
    assert first.text == "Be kind: https://example.org"
    assert [(one.kind, one.offset, one.length) for one in first.entities] == [("Url", 9, 19)]
    assert make_terms(first.text).id == first.id != make_terms("Be kind").id
