"""The store's operations on accepted terms of service."""

import apsw

from heliograph.storage.sqlite import people, queries
from heliograph.storage.sqlite.asking import Ask, Change

_SQL = queries.load("terms")


class TermsOperations:
    """Implements `ports.terms_store.TermsOperations`."""

    _ask: Ask
    _change: Change

    async def accept_terms(self, account_id: int, *, digest: bytes, date: int) -> None:
        def work(db: apsw.Connection) -> None:
            people.known_account(db, account_id)
            db.execute(_SQL.accept, (account_id, digest, date))

        await self._change(work)

    async def accepted_terms(self, account_id: int) -> bytes | None:
        def work(db: apsw.Connection) -> bytes | None:
            row = db.execute(_SQL.accepted, (account_id,)).fetchone()
            return row[0] if row else None

        return await self._ask(work)
