"""docs/reference/official-apps.md keeps its promises: every line has a test or a later feature."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import official_apps  # noqa: E402

PAGE = official_apps.TABLE.read_text(encoding="utf-8")


def test_every_line_is_there_and_every_named_test() -> None:
    needs = official_apps.read_needs(PAGE)
    assert len(needs) == 42
    assert official_apps.complaints(needs) == []
    assert sum(bool(need.tests) for need in needs) >= 27


@pytest.mark.parametrize(
    ("proof", "complaint"),
    [
        ("`tests/test_make.py::test_nothing_of_the_kind`", "5: there is no"),
        ("`tests/no_such_file.py::test_it`", "5: there is no"),
        ("soon", "5: neither"),
        ("", "5: neither"),
    ],
)
def test_a_line_without_proof_is_reported(proof: str, complaint: str) -> None:
    needs = [
        need._replace(proof=proof) if need.number == 5 else need
        for need in official_apps.read_needs(PAGE)
    ]
    (line,) = official_apps.complaints(needs)
    assert line.startswith(complaint)


def test_a_missing_line_is_reported() -> None:
    needs = official_apps.read_needs(PAGE)
    assert official_apps.complaints(needs[:-1]) == ["the numbers are not 1 to 42"]
