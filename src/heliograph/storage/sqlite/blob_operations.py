"""The store's operations on blobs."""

from collections.abc import Sequence

import apsw

from heliograph.domain.blobs import (
    BlobState,
    BlobTotals,
    HeldBlob,
    KindTotals,
    MediaTotals,
    OwnerTotals,
)
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.people import as_json

_SQL = queries.load("blobs")


class BlobOperations:
    """Implements `ports.blob_store.BlobOperations`."""

    _ask: Ask
    _change: Change

    async def expect_blob(self, sha256: bytes, *, size: int, date: int) -> bool:
        def work(db: apsw.Connection) -> bool:
            return bool(rows.fetch(db, _SQL.expect, (sha256, size, date)))

        return await self._change(work, erases=False)

    async def doom_blobs(self, *, expected_before: int, at_most: int) -> Sequence[bytes]:
        def work(db: apsw.Connection) -> list[bytes]:
            doomed = [row[0] for row in rows.fetch(db, _SQL.doomed, (at_most,))]
            left = at_most - len(doomed)
            more = [row[0] for row in rows.fetch(db, _SQL.to_doom, (expected_before, left))]
            db.execute(_SQL.doom, (_hashes(more),))
            return doomed + more

        return await self._change(work, erases=False, bulk=True)

    async def doom_unknown_blobs(self, sha256s: Sequence[bytes]) -> Sequence[bytes]:
        def work(db: apsw.Connection) -> list[bytes]:
            return [row[0] for row in rows.fetch(db, _SQL.doom_unknown, (_hashes(sha256s),))]

        return await self._change(work, erases=False, bulk=True)

    async def forget_blobs(self, sha256s: Sequence[bytes]) -> None:
        def work(db: apsw.Connection) -> None:
            db.execute(_SQL.forget, (_hashes(sha256s),))

        await self._change(work, bulk=True)

    async def drop_contents(self, kind: int, *, made_before: int, at_most: int) -> int:
        def work(db: apsw.Connection) -> int:
            dropped = rows.fetch(db, _SQL.outdated, (kind, made_before, at_most))
            db.executemany(_SQL.drop_contents, dropped)
            return len(dropped)

        return await self._change(work, bulk=True)

    async def held_blobs(self, *, after: bytes, limit: int) -> Sequence[HeldBlob]:
        def work(db: apsw.Connection) -> list[HeldBlob]:
            return [HeldBlob(*row) for row in rows.fetch(db, _SQL.held, (after, limit))]

        return await self._ask(work)

    async def blob_totals(self) -> Sequence[BlobTotals]:
        return await self._ask(_totals)

    async def media_totals(self, *, owners: int) -> MediaTotals:
        def work(db: apsw.Connection) -> MediaTotals:
            return MediaTotals(
                blobs=tuple(_totals(db)),
                files=tuple(KindTotals(*row) for row in rows.fetch(db, _SQL.kinds, ())),
                unshown=rows.number(db, _SQL.unshown, ()),
                owners=tuple(OwnerTotals(*row) for row in rows.fetch(db, _SQL.owners, (owners,))),
            )

        return await self._ask(work)


def _totals(db: apsw.Connection) -> list[BlobTotals]:
    return [
        BlobTotals(BlobState(state), count, size)
        for state, count, size in rows.fetch(db, _SQL.totals, ())
    ]


def _hashes(sha256s: Sequence[bytes]) -> str:
    return as_json([sha256.hex() for sha256 in sha256s])
