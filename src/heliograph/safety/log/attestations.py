"""What the operator attests: figures that are no events, and tables finer than the log's entries.

An attestation is a leaf like any other, so it cannot be changed later; but nothing in the log shows
that it is true. `verify.py` lists it apart from what it recomputes.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from heliograph.safety.log.entries import EVENTS, LEAF_BYTES_MAX, VERSION, canonical

EVENT = "attestation"
SMALLEST_CELL = 10
"""A smaller count could be about somebody whom its neighbours know."""

REST = "other"


def _names_of(event: str) -> tuple[str, ...]:
    first, _, rest = event.partition("_")
    return event, f"{event}s", f"{first}s_{rest}" if rest else event


COUNTABLE = frozenset(name for event in EVENTS for name in _names_of(event))
"""Figures that anybody can count from the entries: what is attested of them could differ."""

_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A finer count of the entries that have all of `of` (fields of a leaf) in the period."""

    name: str
    of: Mapping[str, str]
    cells: Mapping[str, int]


def merge_small(cells: Mapping[str, int]) -> dict[str, int]:
    """Cells without those under `SMALLEST_CELL`, which are counted together under `REST`.

    If these are too few together, the smallest of the others joins them: the sum stays. What is
    too little as a whole is one cell.
    """
    kept = sorted(cells.items(), key=lambda cell: (-cell[1], cell[0]))
    rest = 0
    while kept and (kept[-1][0] == REST or kept[-1][1] < SMALLEST_CELL or 0 < rest < SMALLEST_CELL):
        rest += kept.pop()[1]
    return dict(sorted(kept)) | ({REST: rest} if rest else {})


def attestation_leaf(
    *, day: str, period: str, figures: Mapping[str, int | str], tables: Sequence[Table] = ()
) -> bytes:
    """The leaf of what is attested of a period: a year, a month or a day.

    Small cells are merged here, before anything is signed. Raises ValueError if the period is none
    or the leaf is too long.
    """
    if not _PERIOD.fullmatch(period):
        raise ValueError(f"{period!r} is no period")
    merged = [
        {"name": table.name, "of": table.of, "cells": merge_small(table.cells)} for table in tables
    ]
    leaf = canonical(
        {
            "v": VERSION,
            "event": EVENT,
            "day": day,
            "period": period,
            "figures": figures,
            "tables": merged,
        }
    )
    if len(leaf) > LEAF_BYTES_MAX:
        raise ValueError(f"an attestation has up to {LEAF_BYTES_MAX} bytes")
    return leaf
