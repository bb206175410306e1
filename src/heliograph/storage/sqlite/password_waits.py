"""Keys that entered an account's code and still owe its password."""

import apsw

from heliograph.storage.sqlite import queries

_SQL = queries.load("password_waits")


def await_password(db: apsw.Connection, auth_key_id: int, *, account_id: int, expires: int) -> None:
    """The key may offer the account's password until then, and do nothing else for it."""
    db.execute(_SQL.await_password, (auth_key_id, account_id, expires))


def awaiting_password(db: apsw.Connection, auth_key_id: int, *, now: int) -> int | None:
    """See `ports.two_step_store.TwoStepOperations.awaiting_password`."""
    row = db.execute(_SQL.awaiting, (auth_key_id, now)).fetchone()
    return row[0] if row else None


def end_wait(db: apsw.Connection, auth_key_id: int) -> None:
    db.execute(_SQL.end_wait, (auth_key_id,))


def end_waits_of(db: apsw.Connection, account_id: int) -> None:
    """Nobody who entered the account's code may offer its password any more."""
    db.execute(_SQL.end_waits_of, (account_id,))


def forget_expired(db: apsw.Connection, *, before: int, at_most: int) -> None:
    db.execute(_SQL.forget_waits, (before, at_most))
