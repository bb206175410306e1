"""Where else what was decided on is shown in public: each place a case of its own, for a person.

What somebody forwarded is theirs: no measure holds of it without a decision, and a statement to
whom it affects. Found are posts that show the very same file, as forwards do; where a decision
keeps its files from coming back also those that show the same bytes; and nothing that only looks
alike or says the same.
"""

from collections.abc import Sequence

import apsw

from heliograph.safety.decisions import Decision, spreads
from heliograph.safety.errors import NothingThere
from heliograph.safety.matters import Compose, Made
from heliograph.safety.reports import Report, Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.storage.sqlite import holding_messages, people, queries, rows
from heliograph.storage.sqlite.safety import blocked_files, decisions, reports
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("safety_files")

_LOOKED_AT = 1_000
"""Messages that show one file."""

_CASES_AT_ONCE = 20
"""Of one decision: whoever decides on these finds the next."""


def decide(
    db: apsw.Connection,
    *,
    case_id: int,
    compose: Compose,
    now: int,
    sealer: Sealer,
    evidence_keep_s: int,
) -> Made:
    """See `safety.store.DecisionOperations.decide`."""
    made = decisions.decide(db, case_id=case_id, compose=compose, now=now)
    if spreads(made.decision):
        _open_cases(db, made.decision, sealer, evidence_keep_s=evidence_keep_s)
    return made


def _open_cases(
    db: apsw.Connection, decision: Decision, sealer: Sealer, *, evidence_keep_s: int
) -> None:
    for place in _others(db, decision):
        ((receipt,),) = rows.fetch(db, _SQL.nobodys_receipt, ())
        report = Report(
            way=Way.DETECTOR,
            about=(Locator(kind=SubjectKind.MESSAGE, peer_id=place[0], item_id=place[1]),),
            category=decision.category,
            keyword=decision.keyword,
            receipt=receipt,
            date=decision.date,
        )
        try:
            reports.take(db, report=report, sealer=sealer, evidence_keep_s=evidence_keep_s)
        except NothingThere:
            # In a channel that is public no longer, or withheld from everybody.
            continue


def _others(db: apsw.Connection, decision: Decision) -> Sequence[tuple[int, int]]:
    found = decisions.bodies(db, decision.subject)
    bodies = [*found, *holding_messages.carried(db, found)]
    shown = dict.fromkeys(
        row[0] for one in bodies for row in rows.fetch(db, _SQL.files_of_body, (one,))
    )
    alike = blocked_files.blocked_by(db, decision.puid)
    own = people.as_json(bodies)
    places = (
        (place[0], place[1])
        for file_id in dict.fromkeys((*shown, *alike))
        for place in rows.fetch(db, _SQL.shown_elsewhere, (file_id, _LOOKED_AT, own))
    )
    return list(dict.fromkeys(places))[:_CASES_AT_ONCE]
