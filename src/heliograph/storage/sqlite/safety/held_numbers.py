"""Numbers of accounts that were deleted under a measure: nobody signs up anew with them."""

from hashlib import blake2b

import apsw

from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("safety_decisions")

_PERSON = b"held numbers"
_MARK_BYTES = 16


def know_numbers(connection: apsw.Connection, key_secret: bytes) -> None:
    """Give statements `number_mark()`: a number by a hash whose key is not in the database."""

    def mark(*number: object) -> bytes:
        named = str(number[0]).encode()
        return blake2b(named, digest_size=_MARK_BYTES, key=key_secret, person=_PERSON).digest()

    connection.create_scalar_function("number_mark", mark, 1, deterministic=True)


def is_held(db: apsw.Connection, number: str) -> bool:
    """Whether an account of this number was deleted while a measure held that holds still."""
    return bool(rows.number(db, _SQL.number_held, (number,)))
