"""What is yet to be said to those who reported or complained, as rows."""

from collections.abc import Sequence

import apsw

from heliograph.safety.letters import Letter, LetterKind
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("safety_letters")


def add(db: apsw.Connection, letter: Letter, *, due: int) -> None:
    """Have it said, in the transaction of what it is about."""
    said = (letter.name, letter.account_id, str(letter.kind), letter.receipt, letter.about)
    db.execute(_SQL.add, (*said, due))


def due(db: apsw.Connection, *, now: int, at_most: int) -> Sequence[Letter]:
    """See `safety.store.LetterOperations.due_letters`."""
    return [
        Letter(
            name=row[0],
            account_id=row[1],
            kind=LetterKind(row[2]),
            receipt=row[3],
            about=row[4],
            attempts=row[5],
        )
        for row in rows.fetch(db, _SQL.due, (now, at_most))
    ]


def said(db: apsw.Connection, *, name: str) -> None:
    """See `safety.store.LetterOperations.letter_said`."""
    db.execute(_SQL.said, (name,))


def try_again(db: apsw.Connection, *, name: str, due: int) -> None:
    """See `safety.store.LetterOperations.letter_failed`."""
    db.execute(_SQL.try_again, (name, due))
