"""The operator's terms of service as a file."""

from pathlib import Path

import pytest

from heliograph.config import Settings
from heliograph.server.errors import CannotStart
from heliograph.server.terms import read_terms


def settings(path: Path | str) -> Settings:
    return Settings(terms_of_service=str(path))


def test_the_file_is_read_without_the_space_around_it(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("\nBe kind. 🙂\n\n", encoding="utf-8")
    terms = read_terms(settings(path))
    assert terms is not None
    assert terms.text == "Be kind. 🙂"


def test_without_the_setting_there_are_none() -> None:
    assert read_terms(Settings()) is None


def test_another_text_has_another_digest(tmp_path: Path) -> None:
    digests = set()
    for text in ("one", "one\n", "two"):
        (tmp_path / "terms.txt").write_text(text)
        terms = read_terms(settings(tmp_path / "terms.txt"))
        assert terms is not None
        digests.add(terms.digest)
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b" \n", "is empty"),
        (b"\xff\xfe", "is no UTF-8 text"),
        (b"x" * (Settings().limits.terms_bytes_max + 1), "more than 32768 bytes"),
        (None, "No such file"),
    ],
)
def test_a_file_that_says_nothing_stops_the_start(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / "terms.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CannotStart, match=complaint):
        read_terms(settings(path))
