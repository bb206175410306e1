"""The totals as they were a moment ago, counted once for all who look at them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

import msgspec

from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.log.store import LogStore
from heliograph.web.answers import etag
from heliograph.web.transparency.figures import Figures, figures_of
from heliograph.web.transparency.table import csv_parts, heading

FRESH_S = 60
"""The store is asked no more often: what is shown is up to so much older than the log.

A busy year has some 70,000 kinds of entries, and counting them takes a second of a core."""

_PAGES_KEPT = 64
"""Some ten to a hundred kilobytes each: languages, months and addresses of one head."""


class Witnessed(msgspec.Struct, frozen=True):
    """What a configured witness last showed; `size` None for one that never did."""

    name: str
    size: int | None = None
    date: int = 0


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What page and table are made from. `lines` are CSV by month, `held` is why nothing is
    signed, `cosigned` how many entries a witness signed (None if none ever did)."""

    figures: Figures
    lines: Mapping[str, bytes]
    held: bool
    cosigned: int | None
    witnesses: Sequence[Witnessed]
    pages: OrderedDict[tuple[str, ...], str]

    def csv(self, period: str) -> Sequence[bytes]:
        """The table of a month, or of everything for "", in parts."""
        if period:
            return heading(), self.lines.get(period, b"")
        return heading(self.figures.size), *self.lines.values()

    def page(self, key: tuple[str, ...], render: Callable[[], str]) -> str:
        """A page made before for the same key, or made now."""
        if key in self.pages:
            self.pages.move_to_end(key)
            return self.pages[key]
        self.pages[key] = render()
        while len(self.pages) > _PAGES_KEPT:
            self.pages.popitem(last=False)
        return self.pages[key]


class Snapshots:
    """Gives the newest snapshot, and makes another one where the log has grown."""

    def __init__(self, store: LogStore, keeper: LogKeeper, *, now: Callable[[], float]) -> None:
        self._store = store
        self._keeper = keeper
        self._now = now
        self._lock = asyncio.Lock()
        self._made: Snapshot | None = None
        self._looked = 0.0

    async def newest(self) -> Snapshot:
        """Raises WorkerBusy where the store is asked too much."""
        async with self._lock:
            if self._made is None or not 0 <= self._now() - self._looked < FRESH_S:
                self._made = await self._look(self._made)
                self._looked = self._now()
            return self._made

    async def _look(self, last: Snapshot | None) -> Snapshot:
        standing = await self._store.log_standing(self._keeper)
        cosigned = await self._store.cosigned_head()
        figures, lines = (last.figures, last.lines) if last is not None else (None, {})
        if figures is None or figures.size != standing.size:
            totals = await self._store.totals()
            # A year of a busy server takes a second: messages go on meanwhile.
            figures = await asyncio.to_thread(figures_of, totals)
            lines = await asyncio.to_thread(csv_parts, totals)
        witnesses = [
            Witnessed(one.name, *standing.witnesses.get(one.name, (None, 0)))
            for one in self._keeper.witnesses
        ]
        size = None if cosigned is None else min(cosigned.size, figures.size)
        made = Snapshot(
            figures=figures,
            lines=lines,
            held=bool(standing.held),
            cosigned=size,
            witnesses=witnesses,
            pages=OrderedDict(),
        )
        if last is not None and _same(last, made):
            return last
        return made


def _same(last: Snapshot, made: Snapshot) -> bool:
    names = ("figures", "held", "cosigned", "witnesses")
    return all(getattr(last, name) == getattr(made, name) for name in names)


def csv_tag(parts: Sequence[bytes]) -> str:
    """What tells a table from any other."""
    return etag("".join(etag(part) for part in parts).encode())
