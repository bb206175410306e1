"""The totals as CSV: one line for each number, which says whether it is recomputed or attested.

https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ENTRY_FIELDS = (
    "event",
    "day",
    "category",
    "measures",
    "ground",
    "automation",
    "source",
    "surface",
    "terms",
)
COLUMNS = ("status", *ENTRY_FIELDS, "place", "period", "table", "name", "value")
LOG = "log"
RECOMPUTED = "recomputed"
ATTESTED = "attested"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_parts(totals: Mapping[str, Any]) -> Mapping[str, bytes]:
    """The lines by the month that they are about, UTF-8; what is attested of a year is under it.

    `heading` comes before them.
    """
    made: dict[str, list[Mapping[str, Any]]] = {}
    for kind in totals["recomputed"]:
        row = {name: kind[name] for name in ENTRY_FIELDS} | {
            "status": RECOMPUTED,
            "measures": " ".join(kind["measures"]),
            "value": kind["count"],
        }
        made.setdefault(kind["day"][:7], []).append(row)
    for leaf in totals["attested"]:
        made.setdefault(leaf["period"][:7], []).extend(_attested(leaf))
    return {month: _lines(rows) for month, rows in sorted(made.items())}


def _attested(leaf: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    base = {"status": ATTESTED, **{name: leaf[name] for name in ("place", "period", "day")}}
    for name, value in leaf["figures"].items():
        yield {**base, "name": name, "value": value}
    for table in leaf["tables"]:
        of = {name: value for name, value in table["of"].items() if name in ENTRY_FIELDS}
        for name, value in table["cells"].items():
            yield {**base, **of, "table": table["name"], "name": name, "value": value}


def _lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    for row in rows:
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return text.getvalue().encode("utf-8", "replace")


def _harmless(value: Any) -> Any:
    """A spreadsheet takes a text that begins like a formula for one; an apostrophe prevents it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def heading(size: int | None = None) -> bytes:
    """The columns' names, and of how many entries the table is, where it is of all."""
    names = ",".join(COLUMNS).encode() + b"\r\n"
    if size is None:
        return names
    return names + _lines([{"status": LOG, "name": "size", "value": size}])
