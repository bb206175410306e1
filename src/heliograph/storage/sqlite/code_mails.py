"""Where login codes go by mail: one address a number, chosen by the operator."""

import apsw

from heliograph.storage.sqlite import queries

_SQL = queries.load("code_mails")


def code_mail(db: apsw.Connection, phone: str) -> str | None:
    row = db.execute(_SQL.code_mail, (phone,)).fetchone()
    return row[0] if row else None


def set_code_mail(db: apsw.Connection, phone: str, mail: str | None) -> None:
    """Note the address of a number, or that it has none."""
    if mail is None:
        db.execute(_SQL.drop_code_mail, (phone,))
    else:
        db.execute(_SQL.set_code_mail, (phone, mail))


def forget_unused(db: apsw.Connection, *, at_most: int) -> None:
    """Drop the addresses of numbers that have neither an account nor an invitation."""
    db.execute(_SQL.forget_code_mails, (at_most,))


def move_code_mail(db: apsw.Connection, phone: str, to: str) -> None:
    """The account that codes of the number are for has another."""
    db.execute(_SQL.move_code_mail, (phone, to))
