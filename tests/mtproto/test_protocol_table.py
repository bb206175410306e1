"""docs/protocol.md keeps its promises: every rule has a line, a status and a place."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
# How many rules each section of the table has.
SECTIONS = {1: 10, 2: 11, 3: 6, 4: 9, 5: 3, 6: 5, 7: 8, 8: 6, 9: 4, 10: 8, 11: 12, 12: 4,
            13: 6, 14: 5, 15: 4, 16: 4, 17: 7}  # fmt: skip


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    path = ROOT / "scripts" / "protocol_coverage.py"
    spec = importlib.util.spec_from_file_location("protocol_coverage", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_table_has_every_rule_once(coverage: ModuleType) -> None:
    rules = coverage.read_rules((ROOT / "docs" / "protocol.md").read_text(encoding="utf-8"))
    expected = [(a, b) for a, count in SECTIONS.items() for b in range(1, count + 1)]
    assert [rule.number for rule in rules] == expected
    for rule in rules:
        assert (rule.tests == "") == (rule.status in coverage.UNTESTED), rule.name


def test_missing_and_misplaced_tests_are_reported(coverage: ModuleType) -> None:
    rules = coverage.read_rules(
        "| 1.1 | a | done | x | `tests/a.py` | |\n"
        "| 1.2 | b | partial: so far | x | `tests/a.py` | |\n"
        "| 1.3 | c | not done | | | |\n"
        "| 1.4 | d | later: soon | | | |\n"
        "| 1.5 | e | done | x | `tests/a.py` | |\n"
    )
    a, b = ROOT / "tests/a.py", ROOT / "tests/b.py"
    assert coverage.complaints(rules, {(1, 1): {a}, (1, 5): {b}, (9, 9): {a}}) == [
        "1.2: no test",
        "1.5: not tested in tests/a.py, but in tests/b.py",
        "9.9: tested, but not in the table",
    ]


def test_seventh_rule_not_done_is_reported(coverage: ModuleType) -> None:
    rules = coverage.read_rules("".join(f"| 1.{n} | | not done | | | |\n" for n in range(1, 8)))
    assert len(coverage.complaints(rules, {})) == 1


def test_unknown_status_is_refused(coverage: ModuleType) -> None:
    with pytest.raises(ValueError, match="no such status"):
        coverage.read_rules("| 1.1 | a | nearly | x | | |")
