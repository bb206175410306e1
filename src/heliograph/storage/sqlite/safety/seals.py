"""The seal of what is kept: what is said, was found or decided to be abuse of a child."""

from collections.abc import Mapping

import apsw

from heliograph.safety.errors import NothingThere
from heliograph.safety.evidence import KeptFile
from heliograph.safety.sealing import Seal, check_classifying, seal_of
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import events

_SQL = queries.load("safety_reports")
_FILES = queries.load("safety_files")

CLOSED = "sealed: what may be abuse of a child is not shown"


def is_sealed(db: apsw.Connection, case_id: int) -> bool:
    """Whether nobody is shown anything of what is kept for a case: so it was decided."""
    return bool(rows.number(db, _SQL.is_sealed, (case_id,)))


def is_said(db: apsw.Connection, case_id: int) -> bool:
    """Whether a report of a case says so that counts."""
    return bool(rows.number(db, _SQL.is_said, (case_id,)))


def is_suspected(db: apsw.Connection, case_id: int) -> bool:
    """Whether files of a case are covered until somebody found what they are. Those kept before
    each had a number of its own always are."""
    if not is_said(db, case_id):
        return False
    kept = [one for files in files_of_case(db, case_id).values() for one in files]
    return not kept or any(one.seal is Seal.SUSPECTED for one in kept)


def files_of_case(db: apsw.Connection, case_id: int) -> Mapping[int, tuple[KeptFile, ...]]:
    """The files that are kept for a case, by the evidence that they are of."""
    said, decided = is_said(db, case_id), is_sealed(db, case_id)
    kept: dict[int, tuple[KeptFile, ...]] = {}
    for evidence_id, *row in rows.fetch(db, _FILES.files_of_case, (case_id,)):
        found = None if row[5] is None else bool(row[5])
        one = KeptFile(
            id=row[0],
            sha256=bytes(row[1]).hex(),
            size=row[2],
            waits=bool(row[3]),
            copied=bool(row[4]),
            seal=Seal.KNOWN if decided else seal_of(said=said, found=found),
            cleared=found is False and not decided,
        )
        kept[evidence_id] = (*kept.get(evidence_id, ()), one)
    return kept


def place(db: apsw.Connection, kept_id: int, *, now: int) -> tuple[int, int | None]:
    """The case that a file is kept for, and its sealed copy. NothingThere for one that has had its
    time."""
    found = rows.fetch(db, _FILES.evidence_file, (kept_id, now))
    if not found:
        raise NothingThere(f"no file {kept_id} is kept")
    case_id, copy_id = found[0]
    return int(case_id), copy_id


def seal(db: apsw.Connection, *, case_id: int, kept_id: int, now: int) -> Seal:
    """See `safety.store.ReportOperations.seal`."""
    if kept_id and place(db, kept_id, now=now)[0] != case_id:
        raise NothingThere(f"no file {kept_id} is kept for case {case_id}")
    return of_file(db, case_id, kept_id)


def of_file(db: apsw.Connection, case_id: int, kept_id: int) -> Seal:
    """The seal of a file of a case, 0 for one that was kept before each had a number."""
    return _known(db, case_id, kept_id).seal


def classify(
    db: apsw.Connection, *, kept_id: int, abuse: bool, by: str, reason: str, date: int
) -> None:
    """See `safety.store.ReportOperations.classify`."""
    case_id, _ = place(db, kept_id, now=date)
    known = _known(db, case_id, kept_id)
    check_classifying(known.seal, cleared=known.cleared, abuse=abuse, reason=reason)
    db.execute(_FILES.classify, (bytes.fromhex(known.sha256), int(abuse)))
    found = "abuse" if abuse else "no abuse"
    after = ", found to be none before" if known.cleared else ""
    about = f"file {kept_id}, {found}{after}: {reason.strip()}"
    events.note(db, "classified", date=date, actor=by, case_id=case_id, about=about)


def _known(db: apsw.Connection, case_id: int, kept_id: int) -> KeptFile:
    kept = [one for files in files_of_case(db, case_id).values() for one in files]
    found = next((one for one in kept if one.id == kept_id), None)
    if found is not None:
        return found
    decided = is_sealed(db, case_id)
    closed = Seal.KNOWN if decided else seal_of(said=is_said(db, case_id), found=None)
    return KeptFile(id=kept_id, sha256="", size=0, seal=closed)
