"""What the published totals add up to: by month, day and each field of an entry.

Pure: the totals of `LogStore.totals` go in, and nothing else is counted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from heliograph.safety.log.entries import (
    AUTOMATION,
    EVENTS,
    GROUNDS,
    MEASURES,
    SOURCES,
    SURFACES,
)

FIELDS: Mapping[str, Sequence[str]] = {
    "event": EVENTS,
    "category": (),
    "measures": MEASURES,
    "ground": GROUNDS[1:],
    "automation": AUTOMATION[1:],
    "source": SOURCES[1:],
    "surface": SURFACES[1:],
}
"""The fields that are counted by, in the order of the page, with the values that stand there even
if there is none; those without, by how often they are."""

_MONTH = len("2026-11")


class Count(msgspec.Struct):
    """How many entries, and how many of these are decisions."""

    entries: int = 0
    decisions: int = 0

    def add(self, entries: int, *, decisions: int) -> None:
        self.entries += entries
        self.decisions += decisions


class Tally(msgspec.Struct):
    """What the entries of a period add up to; an entry with two measures counts under both."""

    whole: Count = msgspec.field(default_factory=Count)
    days: dict[str, Count] = msgspec.field(default_factory=dict)
    fields: dict[str, dict[str, Count]] = msgspec.field(
        default_factory=lambda: {name: {} for name in FIELDS}
    )

    def add(self, kind: Mapping[str, Any]) -> None:
        """Count the entries of one kind."""
        many = kind["count"]
        decisions = many if kind["event"] == "decision" else 0
        self.whole.add(many, decisions=decisions)
        self.days.setdefault(kind["day"], Count()).add(many, decisions=decisions)
        for name, counted in self.fields.items():
            said = kind[name]
            for value in (said or [""]) if name == "measures" else [said]:
                counted.setdefault(value, Count()).add(many, decisions=decisions)

    def rows(self, field: str) -> Sequence[tuple[str, Count]]:
        """Values of a field with how often they are; "" for entries that say none, at the end."""
        counted = self.fields[field]
        stated = FIELDS[field] or sorted(
            (value for value in counted if value), key=lambda one: (-counted[one].entries, one)
        )
        rows = [(value, counted.get(value, Count())) for value in stated]
        return [*rows, ("", counted[""])] if "" in counted else rows


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of the first `size` entries. `months` by `YYYY-MM`, the newest first; `attested`
    are the operator's leaves, the newest first."""

    size: int
    whole: Tally
    months: Mapping[str, Tally]
    attested: Sequence[Mapping[str, Any]]

    def tally(self, period: str) -> Tally:
        """What a month adds up to, or everything for "". KeyError."""
        return self.months[period] if period else self.whole

    def attested_of(self, period: str) -> Sequence[Mapping[str, Any]]:
        """What is attested of a month or of days in it; for "" of everything."""
        return [one for one in self.attested if one["period"].startswith(period)]


def figures_of(totals: Mapping[str, Any]) -> Figures:
    """Count what `LogStore.totals` gave."""
    whole, months = Tally(), dict[str, Tally]()
    for kind in totals["recomputed"]:
        whole.add(kind)
        months.setdefault(kind["day"][:_MONTH], Tally()).add(kind)
    return Figures(
        size=totals["size"],
        whole=whole,
        months=dict(sorted(months.items(), reverse=True)),
        attested=list(reversed(totals["attested"])),
    )
