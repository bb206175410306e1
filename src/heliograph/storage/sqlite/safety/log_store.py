"""The public log's operations, sent to the threads of the store beside it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import apsw

from heliograph.safety.log.heads import Head, LogKeeper, Private, Standing
from heliograph.safety.log.notes import Note
from heliograph.safety.log.proofs import Receipt
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import log_entries, public_log, sequencing


class SqliteLog:
    """Implements `safety.log.store.LogStore`; made by `SqliteStore.public_log`."""

    def __init__(self, ask: Ask, change: Change) -> None:
        self._ask = ask
        self._change = change

    async def sequence(self, keeper: LogKeeper, *, date: int, at_most: int) -> Head | None:
        work = partial(sequencing.sequence, keeper=keeper, date=date, at_most=at_most)
        return await self._change(work, bulk=True, erases=False)

    async def attest(self, leaf: bytes, *, date: int) -> None:
        def work(db: apsw.Connection) -> None:
            log_entries.attest(db, leaf, date=date)

        await self._change(work, erases=False)

    async def attest_once(self, leaf: bytes, *, period: str, by: str, date: int) -> bool:
        work = partial(log_entries.attest_once, leaf=leaf, period=period, by=by, date=date)
        return await self._change(work, erases=False)

    async def newest_head(self) -> Head | None:
        return await self._ask(public_log.newest_head)

    async def cosigned_head(self) -> Head | None:
        return await self._ask(public_log.cosigned_head)

    async def tile(self, level: int, number: int, *, width: int) -> bytes | None:
        return await self._ask(partial(public_log.tile, level=level, number=number, width=width))

    async def bundle(self, number: int, *, width: int) -> bytes | None:
        return await self._ask(partial(public_log.bundle_of, number=number, width=width))

    async def receipt(self, puid: str, *, event: str) -> Receipt | None:
        return await self._ask(partial(public_log.receipt, puid=puid, event=event))

    async def consistency(self, first: int, second: int) -> Sequence[bytes] | None:
        return await self._ask(partial(public_log.consistency, first=first, second=second))

    async def totals(self) -> dict[str, Any]:
        return await self._ask(public_log.totals)

    async def take_witnessed(self, note: Note, keeper: LogKeeper, *, date: int) -> str:
        work = partial(sequencing.take_witnessed, note=note, keeper=keeper, date=date)
        return await self._change(work, erases=False)

    async def adopt(
        self, note: Note, keeper: LogKeeper, *, leaves: Sequence[bytes], date: int
    ) -> int:
        work = partial(sequencing.adopt, note=note, keeper=keeper, leaves=leaves, date=date)
        return await self._change(work, erases=False)

    async def disclosed(self, puid: str) -> Sequence[Private]:
        return await self._ask(partial(log_entries.private_of, puid=puid))

    async def erase(self, puid: str) -> int:
        return await self._change(partial(log_entries.erase, puid=puid), erases=True)

    async def log_standing(self, keeper: LogKeeper) -> Standing:
        return await self._ask(partial(sequencing.standing, keeper=keeper))
