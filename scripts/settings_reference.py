"""Writes docs/reference/settings.md from the one table of settings and limits."""

import sys
from collections.abc import Iterable
from pathlib import Path

from heliograph.config import Row, rows

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"

HEAD = """\
# Settings and limits

Written by `scripts/settings_reference.py`; `heliograph config` prints the same table with the
values in force, `heliograph config --json` the same for programs.

Settings are read from `DIR/heliograph.toml`, then from the environment, then from flags; the last
one wins. An unknown name or a bad value stops the command with status 2. `data_dir` decides which
file is read and so cannot stand in it.
A list in the environment or in a flag is separated by commas.

## Settings

"""

LIMITS_HEAD = """
## Limits

Limits protect people from each other and the machine from everybody; they are no settings. Two sets
exist: `default`, and `bench`, which lifts the bounds on rates for load tests, is chosen by
`limits = "bench"` and is refused where anything but this machine can reach the server.

"""


def page() -> str:
    """The whole page."""
    found = rows()
    settings = [
        (f"`{r.name}`", f"`{r.env}`", _value(r.default), r.unit, r.reason)
        for r in found
        if r.kind == "setting"
    ]
    limits = [
        (f"`{r.name}`", _value(r.default), _bench(r), r.unit, r.reason)
        for r in found
        if r.kind == "limit"
    ]
    return (
        HEAD
        + _table(("Setting", "Environment", "Default", "Unit", "Reason"), settings)
        + LIMITS_HEAD
        + _table(("Limit", "Default", "Bench", "Unit", "Reason"), limits)
    )


def _table(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    cells = [list(headings)]
    cells.append(["---"] * len(cells[0]))
    cells += [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"`{value}`" if value != () else "empty"


def _bench(row: Row) -> str:
    return "same" if row.bench is None else _value(row.bench)


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(page())
    else:
        TARGET.write_text(page(), encoding="utf-8")
