"""Passkeys of the staff as rows."""

from collections.abc import Sequence

import apsw

from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff.records import Passkey, Session
from heliograph.safety.staff.store import NewPasskey, Signing
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import staff_sessions

_SQL = queries.load("staff_acts")
MOST = 20
"""Of one person: a few devices and keys to carry."""


def add(db: apsw.Connection, *, staff_id: int, made: NewPasskey, date: int) -> Passkey:
    """See `safety.staff.store.PasskeyOperations.add_passkey`."""
    if len(passkeys(db, staff_id=staff_id)) >= MOST:
        raise SafetyRefused(f"nobody has more than {MOST} passkeys: remove one")
    what = (made.credential, made.public_key, made.sign_count, made.name)
    if not rows.fetch(db, _SQL.add_passkey, (staff_id, *what, date)):
        raise SafetyRefused("that passkey is known already")
    staff_sessions.note(db, staff_id, "passkey added", date=date, about=made.name)
    return _passkey(rows.fetch(db, _SQL.passkey, (made.credential,))[0])


def passkeys(db: apsw.Connection, *, staff_id: int) -> Sequence[Passkey]:
    """See `safety.staff.store.PasskeyOperations.passkeys`."""
    return [_passkey(row) for row in rows.fetch(db, _SQL.passkeys, (staff_id,))]


def passkey(db: apsw.Connection, *, credential: bytes) -> Passkey | None:
    """See `safety.staff.store.PasskeyOperations.passkey`."""
    found = rows.fetch(db, _SQL.passkey, (credential,))
    return _passkey(found[0]) if found else None


def sign_in(db: apsw.Connection, *, passkey_id: int, sign_count: int, signing: Signing) -> Session:
    """See `safety.staff.store.PasskeyOperations.sign_in_by_passkey`."""
    found = rows.fetch(db, _SQL.use_passkey, (passkey_id, sign_count, signing.date))
    if not found:
        raise SafetyRefused("that passkey was used elsewhere in between: it may be a copy")
    staff_id = found[0][0]
    staff_sessions.note(db, staff_id, "signed in", date=signing.date, about="passkey")
    return staff_sessions.begin(db, staff_id, signing)


def remove(db: apsw.Connection, *, staff_id: int, passkey_id: int, date: int) -> None:
    """See `safety.staff.store.PasskeyOperations.remove_passkey`."""
    found = rows.fetch(db, _SQL.remove_passkey, (staff_id, passkey_id))
    if not found:
        raise NothingThere("no such passkey")
    staff_sessions.note(db, staff_id, "passkey removed", date=date, about=found[0][0])


def _passkey(row: rows.Row) -> Passkey:
    return Passkey(
        id=row[0],
        staff_id=row[1],
        credential=row[2],
        public_key=row[3],
        sign_count=row[4],
        name=row[5],
        added=row[6],
        used=row[7],
    )
