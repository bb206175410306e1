"""The staff as rows; whatever changes is an event, in the same transaction."""

from collections.abc import Sequence

import apsw

from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff.proposals import ProposalKind, proposing
from heliograph.safety.staff.records import Staff
from heliograph.safety.staff.roles import Role, may
from heliograph.safety.staff.store import Enrolment
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import events

_SQL = queries.load("staff")
_ACTS = queries.load("staff_acts")

NO_CASE = 0
"""Of events that are about no case."""


def add(
    db: apsw.Connection,
    *,
    name: str,
    roles: frozenset[Role],
    enrolment: Enrolment,
    by: str,
    date: int,
) -> Staff:
    """See `safety.staff.store.StaffOperations.add_staff`."""
    values = (name, _words(roles), date, enrolment.hash, enrolment.until)
    if not rows.fetch(db, _SQL.add, values):
        raise SafetyRefused(f"{name} is or was somebody of the staff already")
    _note(db, "staff added", by=by, date=date, about=f"{name}: {_words(roles)}")
    return named(db, name)


def everybody(db: apsw.Connection) -> Sequence[Staff]:
    """See `safety.staff.store.StaffOperations.staff`."""
    return [person(row) for row in rows.fetch(db, _SQL.everybody, ())]


def set_roles(
    db: apsw.Connection, *, name: str, roles: frozenset[Role], by: str, date: int
) -> Staff:
    """See `safety.staff.store.StaffOperations.set_roles`."""
    known = _there(db, name)
    db.execute(_SQL.set_roles, (known.id, _words(roles)))
    _overtake(db, name, roles=roles, date=date)
    _note(db, "roles changed", by=by, date=date, about=f"{name}: {_words(roles)}")
    return named(db, name)


def reset(db: apsw.Connection, *, name: str, enrolment: Enrolment, by: str, date: int) -> Staff:
    """See `safety.staff.store.StaffOperations.reset_staff`."""
    known = _there(db, name)
    db.execute(_SQL.end_sessions, (known.id,))
    db.execute(_SQL.reset, (known.id, enrolment.hash, enrolment.until))
    _note(db, "staff reset", by=by, date=date, about=name)
    return named(db, name)


def remove(db: apsw.Connection, *, name: str, by: str, date: int) -> None:
    """See `safety.staff.store.StaffOperations.remove_staff`."""
    known = _there(db, name)
    db.execute(_SQL.remove, (known.id, date))
    _overtake(db, name, roles=frozenset(), date=date)
    _note(db, "staff removed", by=by, date=date, about=name)


def _overtake(db: apsw.Connection, name: str, *, roles: frozenset[Role], date: int) -> None:
    """Nobody agrees any more to what somebody proposed who may not propose it now."""
    for kind in ProposalKind:
        if not may(roles, proposing(kind)):
            db.execute(_ACTS.overtake_of, (name, str(kind), date))


def member(db: apsw.Connection, *, name: str) -> Staff | None:
    """See `safety.staff.store.StaffOperations.member`."""
    found = rows.fetch(db, _SQL.named, (name,))
    return person(found[0]) if found else None


def named(db: apsw.Connection, name: str) -> Staff:
    """Who has a name. NothingThere."""
    found = member(db, name=name)
    if found is None:
        raise NothingThere(f"nobody of the staff is called {name}")
    return found


def _there(db: apsw.Connection, name: str) -> Staff:
    known = named(db, name)
    if known.removed:
        raise NothingThere(f"{name} was removed")
    return known


def person(row: rows.Row) -> Staff:
    """From id, name, roles, added, enrolled, enrolment_until, removed."""
    return Staff(
        id=row[0],
        name=row[1],
        roles=frozenset(Role(word) for word in row[2].split()),
        added=row[3],
        enrolled=row[4],
        enrolment_until=row[5],
        removed=row[6],
    )


def _words(roles: frozenset[Role]) -> str:
    return " ".join(role for role in Role if role in roles)


def _note(db: apsw.Connection, kind: str, *, by: str, date: int, about: str) -> None:
    events.note(db, kind, date=date, actor=by, case_id=NO_CASE, about=about)
