"""Snapshots of what was reported: sealed, read only with a note of it, forgotten in time."""

from collections.abc import Sequence

import apsw
import msgspec

from heliograph.domain.files import AnyFile, Document, EncryptedFile, known_by
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.evidence import (
    Evidence,
    SealedCopy,
    ShownFile,
    Snapshot,
    ToCopy,
    as_shown,
)
from heliograph.safety.sealing import is_shown
from heliograph.storage.sqlite import files, queries, rows
from heliograph.storage.sqlite.safety import events, seals
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("safety_reports")
_FILES = queries.load("safety_files")

_KIND = b"safety evidence"
_VERSIONS_MAX = 20
"""Of one case: whoever edits and has it reported again and again fills nothing."""


def keep(
    db: apsw.Connection,
    case_id: int,
    snapshot: Snapshot,
    sealer: Sealer,
    *,
    taken: int,
    expires: int,
) -> None:
    """Keep how something stands unless it is kept like this already."""
    key = (case_id, snapshot.version)
    if rows.number(db, _SQL.is_kept, (*key, _VERSIONS_MAX)):
        return
    shown = [file for file in (files.file(db, one) for one in snapshot.file_ids) if file]
    snapshot = msgspec.structs.replace(snapshot, files=tuple(map(_described, shown)))
    sealed = sealer.seal(case_id, msgspec.json.encode(snapshot), kind=_KIND)
    made_of = " ".join(snapshot.contents)
    evidence_id = rows.number(db, _SQL.keep_evidence, (*key, sealed, taken, expires, made_of))
    for file in shown:
        db.execute(_FILES.keep_file, (evidence_id, _main(file), file.size, file.id))


def _main(file: AnyFile) -> bytes:
    """The content that is looked at: of a photo the largest size."""
    return known_by(file)[-1]


def _described(file: AnyFile) -> ShownFile:
    said = {"mime_type": file.mime_type, "name": file.name} if isinstance(file, Document) else {}
    return ShownFile(sha256=_main(file).hex(), size=file.size, **said)


def read(
    db: apsw.Connection,
    *,
    case_id: int,
    sealer: Sealer,
    reader: str,
    reason: str,
    classifying: bool,
    date: int,
) -> Sequence[Evidence]:
    """See `safety.store.ReportOperations.read_evidence`."""
    if seals.is_sealed(db, case_id):
        raise SafetyRefused(seals.CLOSED)
    said, files = seals.is_said(db, case_id), seals.files_of_case(db, case_id)
    _note_read(db, case_id, reader=reader, reason=reason, about=reason.strip(), date=date)
    found = rows.fetch(db, _SQL.evidence, (case_id, date))
    kept = [
        Evidence(
            id=evidence_id,
            case_id=case_id,
            taken=taken,
            expires=expires,
            snapshot=msgspec.json.decode(sealer.open(case_id, sealed, kind=_KIND), type=Snapshot),
            files=files.get(evidence_id, ()),
        )
        for evidence_id, sealed, taken, expires in found
    ]
    return [as_shown(one, said=said, classifying=classifying) for one in kept]


def _note_read(
    db: apsw.Connection, case_id: int, *, reader: str, reason: str, about: str, date: int
) -> None:
    """Who reads says why, whoever asks."""
    if not reason.strip():
        raise SafetyRefused("whoever reads what was reported says why")
    events.note(db, "evidence read", date=date, actor=reader, case_id=case_id, about=about)


def to_copy(db: apsw.Connection, *, at_most: int) -> Sequence[ToCopy]:
    """See `safety.store.ReportOperations.evidence_to_copy`."""
    found = rows.fetch(db, _FILES.to_copy, (at_most,))
    return [ToCopy(id=kept_id, sha256=bytes(sha256), size=size) for kept_id, sha256, size in found]


def keep_copy(db: apsw.Connection, *, kept_id: int, copy: EncryptedFile) -> None:
    """See `safety.store.ReportOperations.keep_copy`."""
    files.add(db, copy, owner_id=SERVICE_ACCOUNT_ID, upload_id=copy.id, decide=None)
    db.execute(_FILES.copied, (kept_id, copy.id))


def share_copy(db: apsw.Connection, *, kept_id: int) -> bool:
    """See `safety.store.ReportOperations.share_copy`."""
    for (copy_id,) in rows.fetch(db, _FILES.copies_alike, (kept_id,)):
        copy = files.file(db, copy_id)
        # One that names no file was sealed for the one that it stands beside, and for no other.
        if isinstance(copy, EncryptedFile) and copy.key_fingerprint:
            return bool(rows.fetch(db, _FILES.copied, (kept_id, copy_id)))
    return False


def leave_uncopied(db: apsw.Connection, *, kept_id: int) -> None:
    """See `safety.store.ReportOperations.leave_uncopied`."""
    db.execute(_FILES.left_as_it_is, (kept_id,))


def copy_of(
    db: apsw.Connection,
    *,
    kept_id: int,
    reader: str,
    reason: str,
    classifying: bool,
    date: int,
) -> SealedCopy:
    """See `safety.store.ReportOperations.evidence_copy`."""
    case_id, copy_id = seals.place(db, kept_id, now=date)
    if not is_shown(seals.of_file(db, case_id, kept_id), classifying=classifying):
        raise SafetyRefused(seals.CLOSED)
    copy = None if copy_id is None else files.file(db, copy_id)
    if not isinstance(copy, EncryptedFile):
        raise NothingThere(f"of file {kept_id} there is a hash alone")
    about = f"file {kept_id}: {reason.strip()}"
    _note_read(db, case_id, reader=reader, reason=reason, about=about, date=date)
    return SealedCopy(sha256=copy.blobs[0], sealed_for=copy.key_fingerprint or kept_id)


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what has had its time."""
    db.execute(_SQL.forget_evidence, (now, at_most))
