#!/usr/bin/env python3
"""Compare docs/reference/official-apps.md with the tests: print every line that nothing proves.

Exits with 1 if a line names a test that is not there, or neither a test nor a later feature, or if
the numbers have a gap.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "reference" / "official-apps.md"
LINES = 42

_ROW = re.compile(r"^\| (\d+) \|")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


class Need(NamedTuple):
    """One line of the table: what an app needs, and the text that says where it is proved."""

    number: int
    proof: str

    @property
    def tests(self) -> list[tuple[str, str]]:
        """File and function of each test it names."""
        return _TEST.findall(self.proof)


def read_needs(text: str) -> list[Need]:
    """The table's lines in order."""
    rows = [line for line in text.splitlines() if _ROW.match(line)]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return [Need(int(number), proof) for number, _, proof in cells]


def complaints(needs: list[Need], root: Path = ROOT) -> list[str]:
    """A line for everything that the table claims and the tests don't show."""
    found = []
    if [need.number for need in needs] != list(range(1, LINES + 1)):
        found.append(f"the numbers are not 1 to {LINES}")
    for need in needs:
        if not need.tests and not need.proof.startswith("later: "):
            found.append(f"{need.number}: neither a test nor a later feature")
        for file, name in need.tests:
            path = root / file
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            if not re.search(rf"\bdef {name}\(", text):
                found.append(f"{need.number}: there is no {file}::{name}")
    return found


def main() -> int:
    """Print the complaints and return the exit code."""
    needs = read_needs(TABLE.read_text(encoding="utf-8"))
    lines = complaints(needs)
    print("\n".join(lines) or f"{len(needs)} needs: every test that one names is there")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
