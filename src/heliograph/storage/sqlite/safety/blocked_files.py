"""Files that do not come back in public, known by their bytes.

They are compared where the surface table has it, and nowhere else. A decision puts them here, and
takes them away with itself; nothing of them is in the public log.
"""

from collections.abc import Collection, Iterable

import apsw

from heliograph.domain import errors
from heliograph.domain.files import known_by
from heliograph.safety.decisions import Decision
from heliograph.safety.subjects import SubjectKind
from heliograph.safety.surfaces import RULES, Surface
from heliograph.storage.sqlite import files, queries, rows
from heliograph.telemetry import metrics

_SQL = queries.load("safety_files")


def block(db: apsw.Connection, decision: Decision, bodies: Iterable[int]) -> None:
    """Keep the files of what is decided on from coming back while the decision stands: those of
    the bodies that are there still, and what was reported of it."""
    shown = [row[0] for one in bodies for row in rows.fetch(db, _SQL.files_of_body, (one,))]
    if decision.subject.kind is SubjectKind.PHOTO:
        shown.append(decision.subject.item_id)
    span = (decision.date, decision.ends)
    marks = {mark for file_id in shown for mark in _marks(db, file_id)}
    if not shown:
        # Its author took it away before anybody could decide: what was reported of it counts.
        marks |= {row[0] for row in rows.fetch(db, _SQL.reported_files, (decision.case_id,))}
    db.executemany(_SQL.block, [(mark, decision.puid, *span) for mark in sorted(marks)])


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
    marks = {mark for file_id in file_ids for mark in _marks(db, file_id)}
    return any(rows.fetch(db, _SQL.is_blocked, (mark,)) for mark in marks)


def _marks(db: apsw.Connection, file_id: int) -> set[bytes]:
    """By which bytes a file is known again: as it was sent up, and as it is kept."""
    file = files.file(db, file_id)
    if file is None:
        return set()
    ((original,),) = rows.fetch(db, _SQL.original, (file_id,)) or [(None,)]
    return {*known_by(file), *([original] if original else [])}
