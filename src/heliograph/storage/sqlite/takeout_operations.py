"""The store's operations on exports of all of an account's data."""

import apsw

from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.asking import Ask, Change

_SQL = queries.load("takeouts")


class TakeoutOperations:
    """Implements `ports.takeout_store.TakeoutOperations`."""

    _ask: Ask
    _change: Change

    async def begin_takeout(
        self, account_id: int, *, takeout_id: int, auth_key_id: int, expires: int
    ) -> None:
        def work(db: apsw.Connection) -> None:
            db.execute(_SQL.begin, (account_id, takeout_id, auth_key_id, expires))

        await self._change(work)

    async def takeout_runs(
        self, account_id: int, *, takeout_id: int, auth_key_id: int, now: int
    ) -> bool:
        def work(db: apsw.Connection) -> bool:
            return bool(rows.number(db, _SQL.runs, (account_id, takeout_id, auth_key_id, now)))

        return await self._ask(work)

    async def finish_takeout(self, account_id: int, takeout_id: int) -> None:
        def work(db: apsw.Connection) -> None:
            db.execute(_SQL.finish, (account_id, takeout_id))

        await self._change(work)
