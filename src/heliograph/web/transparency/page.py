"""The page of the public log's totals as text, from a snapshot of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from heliograph.safety import taxonomy
from heliograph.web import pages
from heliograph.web.languages import Language
from heliograph.web.transparency.charts import day_bars, share
from heliograph.web.transparency.figures import FIELDS, Count, Tally
from heliograph.web.transparency.snapshot import Snapshot
from heliograph.web.transparency.words import words
from heliograph.web.trust.words import NAMES
from heliograph.web.trust.words import words as trust_words

_ATTESTATIONS_SHOWN = 6
_CELLS_SHOWN = 100
"""Of one attestation; all of them are in the JSON."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a field: its name in the language, how often it is, and how long its bars."""

    name: str
    code: str
    count: Count
    entries: float
    decisions: float


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """A table of one field of the entries."""

    field: str
    title: str
    lines: Sequence[Line]


def transparency_page(place: pages.Place, snapshot: Snapshot, *, period: str, solo: bool) -> str:
    """The page of a month, or of everything for "". KeyError for a month without entries."""
    language, say = place.language, words()[place.language.code]
    tally = snapshot.figures.tally(period)
    attested = snapshot.figures.attested_of(period)
    path = f"/transparency?period={period}" if period else "/transparency"
    head = pages.Head(
        title=say["title"],
        description=say["intro"],
        canonical=place.links.whole(path),
        index=True,
    )
    return pages.render(
        "transparency.html",
        place,
        head,
        words=say,
        languages=tuple(NAMES.items()),
        language_label=trust_words()[language.code]["language"],
        page=path,
        period=period,
        snapshot=snapshot,
        solo=solo,
        tally=tally,
        bars=day_bars(tally.days, month=period),
        breakdowns=[_breakdown(language, say, tally, field) for field in FIELDS],
        attested=[_shown(one) for one in attested[:_ATTESTATIONS_SHOWN]],
        attested_more=max(0, len(attested) - _ATTESTATIONS_SHOWN),
        whole=_whole,
        day=lambda said: language.day(_date(said)),
    )


def _breakdown(language: Language, say: Mapping[str, str], tally: Tally, field: str) -> Breakdown:
    rows = tally.rows(field)
    most = max((count.entries for _, count in rows), default=0)
    return Breakdown(
        field=field,
        title=say[f"by_{field}"],
        lines=[
            Line(
                name=_name(language, say, field, value),
                code=value,
                count=count,
                entries=share(count.entries, most),
                decisions=share(count.decisions, most),
            )
            for value, count in rows
        ],
    )


def _name(language: Language, say: Mapping[str, str], field: str, value: str) -> str:
    """What a value is called; its code where a later version of us logged it."""
    if not value:
        return say["unstated"]
    if field == "category":
        known = value in taxonomy.categories()
        return taxonomy.title(value, language.code) if known else value
    return say.get(f"{field}_{value}", value)


def _shown(leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    """An attestation, with no more cells than a page has room for."""
    left, tables = _CELLS_SHOWN, []
    figures = list(leaf["figures"].items())[:left]
    left -= len(figures)
    for table in leaf["tables"]:
        cells = list(table["cells"].items())[:left]
        left -= len(cells)
        if cells:
            tables.append({"name": table["name"], "of": table["of"], "cells": cells})
    return {"place": leaf["place"], "period": leaf["period"], "figures": figures, "tables": tables}


def _whole(number: int | str) -> str:
    """A number with all its digits, as it stands in the log, in groups of three."""
    return f"{number:,}".replace(",", "\u202f") if isinstance(number, int) else number


def _date(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
