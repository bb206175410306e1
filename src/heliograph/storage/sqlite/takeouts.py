"""Exports of all of an account's data: what runs, and what waits."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.authorizations import Authorization
from heliograph.domain.takeouts import Takeout, TakeoutContext, TakeoutDecision, TakeoutWait
from heliograph.storage.sqlite import keys, queries, rows

_SQL = queries.load("takeouts")


def ask(
    db: apsw.Connection,
    asked: Takeout,
    decide: Callable[[Takeout, TakeoutContext], TakeoutDecision],
) -> TakeoutDecision:
    """See `ports.takeout_store.TakeoutOperations.ask_takeout`."""
    account_id, key_id = asked.account_id, asked.auth_key_id
    waiting = db.execute(_SQL.wait, (key_id, account_id)).fetchone()
    context = TakeoutContext(
        running=_running(db, account_id),
        wait=TakeoutWait(asked=waiting[0], allowed=bool(waiting[1])) if waiting else None,
        devices=tuple(keys.authorizations(db, account_id)),
    )
    decided = decide(asked, context)
    if decided.wait is not None and decided.wait != context.wait:
        kept = decided.wait
        db.execute(_SQL.keep_wait, (key_id, account_id, kept.asked, kept.allowed))
    if decided.begins:
        expires = asked.expires if decided.expires is None else decided.expires
        values = (account_id, asked.id, key_id, expires, asked.files, asked.file_size_max)
        db.execute(_SQL.begin, values)
    return decided


def allow(
    db: apsw.Connection,
    account_id: int,
    authorization_hash: int,
    decide: Callable[[Sequence[Authorization]], bool],
) -> None:
    """See `ports.takeout_store.TakeoutOperations.allow_takeout`."""
    if decide(keys.authorizations(db, account_id)):
        db.execute(_SQL.allow, (account_id, authorization_hash))


def running(
    db: apsw.Connection, account_id: int, *, takeout_id: int, auth_key_id: int, now: int
) -> Takeout | None:
    """See `ports.takeout_store.TakeoutOperations.takeout`."""
    found = _running(db, account_id)
    if found is None or found.id != takeout_id or found.expires <= now:
        return None
    if found.auth_key_id == auth_key_id:
        return found
    same = rows.number(db, _SQL.same_device, (found.auth_key_id, auth_key_id))
    return found if same else None


def finish(db: apsw.Connection, account_id: int, takeout_id: int) -> None:
    """See `ports.takeout_store.TakeoutOperations.finish_takeout`."""
    db.execute(_SQL.finish, (account_id, takeout_id))


def _running(db: apsw.Connection, account_id: int) -> Takeout | None:
    row = db.execute(_SQL.running, (account_id,)).fetchone()
    if row is None:
        return None
    return Takeout(
        id=row[0],
        account_id=row[1],
        auth_key_id=row[2],
        expires=row[3],
        files=bool(row[4]),
        file_size_max=row[5],
    )
