"""What staff sign in with, and where they are signed in."""

from collections.abc import Sequence

import apsw

from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff.records import Session, Staff
from heliograph.safety.staff.store import Credentials, Factors, Signing
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import events, staff
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("staff")
_KIND = b"staff totp"


def enrolling(db: apsw.Connection, *, hash: bytes, now: int) -> Staff | None:
    """See `safety.staff.store.SigningOperations.enrolling`."""
    found = rows.fetch(db, _SQL.enrolling, (hash, now))
    return staff.person(found[0]) if found else None


def enrol(
    db: apsw.Connection, *, hash: bytes, factors: Factors, signing: Signing, sealer: Sealer
) -> Session:
    """See `safety.staff.store.SigningOperations.enrol`."""
    known = enrolling(db, hash=hash, now=signing.date)
    if known is None:
        raise NothingThere("that enrolment is over")
    sealed = sealer.seal(known.id, factors.totp, kind=_KIND)
    db.execute(_SQL.enrol, (known.id, signing.date, factors.passphrase, sealed, factors.step))
    events.note(db, "enrolled", date=signing.date, actor=known.name, case_id=staff.NO_CASE)
    return begin(db, known.id, signing)


def credentials(db: apsw.Connection, *, name: str, sealer: Sealer) -> Credentials | None:
    """See `safety.staff.store.SigningOperations.credentials`."""
    people = rows.fetch(db, _SQL.named, (name,))
    if not people:
        return None
    known = staff.person(people[0])
    found = rows.fetch(db, _SQL.factors, (known.id,))
    if not found:
        return None
    passphrase, sealed, step = found[0]
    totp = sealer.open(known.id, sealed, kind=_KIND)
    return Credentials(staff=known, factors=Factors(passphrase=passphrase, totp=totp, step=step))


def sign_in(db: apsw.Connection, *, staff_id: int, step: int, signing: Signing) -> Session:
    """See `safety.staff.store.SigningOperations.sign_in`."""
    _use(db, staff_id, step)
    note(db, staff_id, "signed in", date=signing.date)
    return begin(db, staff_id, signing)


def proved_again(db: apsw.Connection, *, staff_id: int, step: int, date: int) -> None:
    """See `safety.staff.store.SigningOperations.proved_again`."""
    _use(db, staff_id, step)
    note(db, staff_id, "proved again", date=date)


def _use(db: apsw.Connection, staff_id: int, step: int) -> None:
    if not rows.fetch(db, _SQL.use_step, (staff_id, step)):
        raise SafetyRefused("that code was used")


def begin(db: apsw.Connection, staff_id: int, signing: Signing) -> Session:
    """A new session of somebody."""
    values = (staff_id, signing.token_hash, signing.date, signing.device)
    return _session(rows.fetch(db, _SQL.begin, values)[0])


def failed(db: apsw.Connection, *, staff_id: int | None, date: int) -> None:
    """See `safety.staff.store.SigningOperations.sign_in_failed`."""
    if staff_id is None:
        events.note(db, "sign-in failed", date=date, actor="", case_id=staff.NO_CASE)
        return
    note(db, staff_id, "sign-in failed", date=date)


def session(db: apsw.Connection, *, token_hash: bytes) -> tuple[Staff, Session] | None:
    """See `safety.staff.store.SigningOperations.session`."""
    found = rows.fetch(db, _SQL.session, (token_hash,))
    if not found:
        return None
    made = _session(found[0])
    return staff.person(rows.fetch(db, _SQL.by_id, (made.staff_id,))[0]), made


def seen(db: apsw.Connection, *, session_id: int, date: int) -> None:
    """See `safety.staff.store.SigningOperations.session_seen`."""
    db.execute(_SQL.seen, (session_id, date))


def sessions(db: apsw.Connection, *, staff_id: int) -> Sequence[Session]:
    """See `safety.staff.store.SigningOperations.sessions`."""
    return [_session(row) for row in rows.fetch(db, _SQL.sessions, (staff_id,))]


def end(db: apsw.Connection, *, staff_id: int, session_id: int, date: int) -> None:
    """See `safety.staff.store.SigningOperations.end_session`."""
    if rows.fetch(db, _SQL.end_session, (staff_id, session_id)):
        note(db, staff_id, "signed out", date=date)


def forget(db: apsw.Connection, *, seen_before: int, begun_before: int) -> None:
    """Drop sessions that have had their time."""
    db.execute(_SQL.forget_sessions, (seen_before, begun_before))


def note(db: apsw.Connection, staff_id: int, kind: str, *, date: int, about: str = "") -> None:
    """Note what somebody of the staff did."""
    (row,) = rows.fetch(db, _SQL.by_id, (staff_id,))
    actor = staff.person(row).name
    events.note(db, kind, date=date, actor=actor, case_id=staff.NO_CASE, about=about)


def _session(row: rows.Row) -> Session:
    return Session(id=row[0], staff_id=row[1], begun=row[2], seen=row[3], device=row[4])
