#!/usr/bin/env python3
"""Compare docs/protocol.md with the tests: print every rule that no test proves.

Exits with 1 if a rule has no test, if the file a rule names has none for it, or if more rules
are "not done" than allowed.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "protocol.md"
MAX_NOT_DONE = 6
UNTESTED = ("later", "not done")
STATUSES = ("done", "partial", "deviation", *UNTESTED)

_ROW = re.compile(r"^\| (\d+)\.(\d+) \|")
_TEST = re.compile(r"\bdef test_(\d+)_(\d+)_\w+\(")


class Rule(NamedTuple):
    """One line of the table."""

    number: tuple[int, int]
    status: str
    tests: str

    @property
    def name(self) -> str:
        return f"{self.number[0]}.{self.number[1]}"


def read_rules(text: str) -> list[Rule]:
    """Return the table's lines in order; raises ValueError for a status that does not exist."""
    rules = []
    for line in text.splitlines():
        if found := _ROW.match(line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            status = next((s for s in STATUSES if re.match(rf"{s}\b", cells[2])), None)
            if status is None:
                raise ValueError(f"{cells[0]}: no such status: {cells[2]}")
            number = (int(found[1]), int(found[2]))
            rules.append(Rule(number, status, cells[4].strip("`")))
    return rules


def proven_in(tests: Path) -> dict[tuple[int, int], set[Path]]:
    """Return for each number the files with a test that carries it."""
    proven: dict[tuple[int, int], set[Path]] = defaultdict(set)
    for path in tests.rglob("test_*.py"):
        for found in _TEST.finditer(path.read_text(encoding="utf-8")):
            proven[int(found[1]), int(found[2])].add(path)
    return proven


def complaints(rules: list[Rule], proven: dict[tuple[int, int], set[Path]]) -> list[str]:
    """Return a line for everything that the table claims and the tests don't show."""
    lines = []
    for rule in rules:
        if rule.status in UNTESTED:
            continue
        if rule.number not in proven:
            lines.append(f"{rule.name}: no test")
        elif ROOT / rule.tests not in proven[rule.number]:
            places = ", ".join(sorted(str(p.relative_to(ROOT)) for p in proven[rule.number]))
            lines.append(f"{rule.name}: not tested in {rule.tests}, but in {places}")
    missing = [rule.name for rule in rules if rule.status == "not done"]
    if len(missing) > MAX_NOT_DONE:
        lines.append(f"more than {MAX_NOT_DONE} rules not done: {', '.join(missing)}")
    listed = {rule.number for rule in rules}
    for a, b in sorted(set(proven) - listed):
        lines.append(f"{a}.{b}: tested, but not in the table")
    return lines


def main() -> int:
    """Print the complaints and return the exit code."""
    rules = read_rules(TABLE.read_text(encoding="utf-8"))
    lines = complaints(rules, proven_in(ROOT / "tests"))
    print("\n".join(lines) or f"{len(rules)} rules: every one that claims a test has it")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
