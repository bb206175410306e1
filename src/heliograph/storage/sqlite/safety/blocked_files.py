"""Files that do not come back in public, known by their bytes.

They are compared where the surface table has it, and nowhere else. A decision puts them here, and
takes them away with itself; nothing of them is in the public log.
"""

from collections.abc import Collection, Iterable, Sequence

import apsw

from heliograph.domain import errors
from heliograph.domain.peers import channel_of, is_channel
from heliograph.safety.decisions import Decision, Part
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import RULES, Surface
from heliograph.safety.taxonomy import CHILD_ABUSE
from heliograph.storage.sqlite import channels, files, people, queries, rows
from heliograph.storage.sqlite.safety import publishing
from heliograph.telemetry import metrics

_SQL = queries.load("safety_files")

_LOOKED_AT = 1_000
"""Files that are made of what a decision keeps out."""


def block(db: apsw.Connection, decision: Decision, bodies: Iterable[int]) -> None:
    """Keep the files of what is decided on from coming back while the decision stands: those of
    the bodies that are there still, and what was reported of it."""
    shown = [row[0] for one in bodies for row in rows.fetch(db, _SQL.files_of_body, (one,))]
    if decision.part is Part.PHOTO:
        shown += _face(db, decision.subject)
    # What abuses a child does not come back when something else that was decided with it ends.
    span = (decision.date, 0 if decision.keyword in CHILD_ABUSE else decision.ends)
    marks = {mark for file_id in shown for mark in files.known_bytes(db, file_id)}
    if not shown:
        # Its author took it away before anybody could decide: what was reported of it counts.
        marks |= {row[0] for row in rows.fetch(db, _SQL.reported_files, (decision.case_id,))}
    db.executemany(_SQL.block, [(mark, decision.puid, *span) for mark in sorted(marks)])
    publishing.hold_as_well(db, decision.puid, blocked_by(db, decision.puid))


def _face(db: apsw.Connection, subject: Subject) -> list[int]:
    """The photo that was reported of somebody, or else the one they have by now."""
    if subject.kind is SubjectKind.PHOTO and subject.item_id:
        return [subject.item_id]
    if is_channel(subject.peer_id):
        record = channels.known(db, channel_of(subject.peer_id))
        photo = None if record is None else record.photo
    else:
        account = people.account(db, subject.peer_id)
        photo = None if account is None else account.photos.main
    return [] if photo is None else [photo.photo_id]


def blocked_by(db: apsw.Connection, puid: str) -> Sequence[int]:
    """The files that a decision keeps out: no more than are looked at of a content."""
    made_of = rows.fetch(db, _SQL.made_of_blocked, (puid, _LOOKED_AT))
    marks = {row[0] for row in rows.fetch(db, _SQL.marks_of, (puid,))}
    return [row[0] for row in made_of if not marks.isdisjoint(files.known_bytes(db, row[0]))]


def withdraw(db: apsw.Connection, puid: str) -> None:
    """Let the files of a decision be shown again, at once."""
    db.execute(_SQL.withdraw, (puid,))


def check(db: apsw.Connection, surface: Surface, file_ids: Collection[int]) -> None:
    """Raises MediaBlocked for a file that may not be shown there; where no comparing of files is
    allowed none is compared."""
    if is_blocked(db, surface, file_ids):
        metrics.FILES_BLOCKED.labels(str(surface)).inc()
        raise errors.MediaBlocked


def is_blocked(db: apsw.Connection, surface: Surface, file_ids: Collection[int]) -> bool:
    """Whether one of the files may not be shown there."""
    if not file_ids or not RULES[surface].exact_hash:
        return False
    marks = {mark for file_id in file_ids for mark in files.known_bytes(db, file_id)}
    return any(rows.fetch(db, _SQL.is_blocked, (mark,)) for mark in marks)
