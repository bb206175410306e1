"""Closing a period: what the operator attests of it, once, and once it is over.

The figures that are no events are what somebody says; the tables are counted here from the
decisions that the log has, so that they add up to its entries.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from heliograph.safety.decisions import Counted
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.log.attestations import COUNTABLE, Table, attestation_leaf
from heliograph.safety.log.entries import day_of
from heliograph.safety.log.store import LogStore
from heliograph.safety.store import SafetyStore

FIGURES_MAX = 50
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[^\x00-\x1f]{1,100}")
_SPANS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}


def span_of(period: str) -> tuple[int, int]:
    """Beginning and end of a year, a month or a day in UTC, as Unix seconds. SafetyRefused."""
    shape = _SPANS.get(len(period), "no such shape")
    try:
        begun = datetime.strptime(period, shape).replace(tzinfo=UTC)
    except ValueError:
        shapes = "2026, 2026-10, 2026-10-31"
        raise SafetyRefused(f"{period!r} is no year, month or day: {shapes}") from None
    if shape == "%Y":
        ended = begun.replace(year=begun.year + 1)
    elif shape == "%Y-%m":
        ended = begun.replace(year=begun.year + begun.month // 12, month=begun.month % 12 + 1)
    else:
        return int(begun.timestamp()), int(begun.timestamp()) + 86_400
    return int(begun.timestamp()), int(ended.timestamp())


def tables_of(counted: Sequence[Counted]) -> list[Table]:
    """A table for each category: which of its keywords the decisions were about."""
    cells: dict[str, dict[str, int]] = defaultdict(dict)
    for one in counted:
        cells[one.category][one.keyword] = one.count
    return [
        Table(name="keyword", of={"event": "decision", "category": category}, cells=found)
        for category, found in sorted(cells.items())
    ]


def check_figures(figures: Mapping[str, int | str]) -> None:
    """SafetyRefused for what is no figure."""
    if len(figures) > FIGURES_MAX:
        raise SafetyRefused(f"at most {FIGURES_MAX} figures")
    for name, value in figures.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(str(value)):
            raise SafetyRefused(f"{name!r} is no figure: small letters, and a value in one line")
        if name in COUNTABLE:
            raise SafetyRefused(f"{name} are counted from the log itself: nobody attests them")


async def attest(
    store: SafetyStore,
    log: LogStore,
    *,
    period: str,
    figures: Mapping[str, int | str],
    by: str,
    now: int,
) -> bytes:
    """Attest a period, under the name of who does; gives the leaf, which is on its way into the
    log. SafetyRefused if it is not over, or was attested before."""
    begun, ended = span_of(period)
    if ended > now:
        raise SafetyRefused(f"{period} is not over yet")
    check_figures(figures)
    counted = await store.decisions_counted(begun, ended)
    leaf = attestation_leaf(
        day=day_of(now), period=period, figures=figures, tables=tables_of(counted)
    )
    if not await log.attest_once(leaf, period=period, by=by, date=now):
        raise SafetyRefused(f"{period} is attested already: nothing in the log is changed")
    return leaf
