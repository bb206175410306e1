"""Snapshots of what was reported: sealed, read only with a note of it, forgotten in time."""

from collections.abc import Sequence

import apsw
import msgspec

from heliograph.safety.evidence import Evidence, Snapshot
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import events
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("safety_reports")

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
    sealed = sealer.seal(case_id, msgspec.json.encode(snapshot), kind=_KIND)
    db.execute(_SQL.keep_evidence, (*key, sealed, taken, expires))


def read(
    db: apsw.Connection, *, case_id: int, sealer: Sealer, reader: str, reason: str, date: int
) -> Sequence[Evidence]:
    """See `safety.store.ReportOperations.read_evidence`."""
    events.note(db, "evidence read", date=date, actor=reader, case_id=case_id, about=reason)
    found = rows.fetch(db, _SQL.evidence, (case_id, date))
    return [
        Evidence(
            id=evidence_id,
            case_id=case_id,
            taken=taken,
            expires=expires,
            snapshot=msgspec.json.decode(sealer.open(case_id, sealed, kind=_KIND), type=Snapshot),
        )
        for evidence_id, sealed, taken, expires in found
    ]


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what has had its time."""
    db.execute(_SQL.forget_evidence, (now, at_most))
