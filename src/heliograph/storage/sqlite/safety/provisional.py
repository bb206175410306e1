"""What is hidden for a victim until a person has looked: how often, of whose, and since when."""

import apsw

from heliograph.safety.matters import ComposeHiding, Made
from heliograph.safety.priority import DAY_S
from heliograph.safety.provisional import Asked, ReviewFirst, head_of_inbox, is_at_head
from heliograph.safety.subjects import NOBODY, Locator, Subject
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import decisions, events
from heliograph.storage.sqlite.safety.looking import look

_SQL = queries.load("safety_decisions")

_CLOCK = "a victim asks, and too many see it for a program to hide it"


def hide(
    db: apsw.Connection, *, case_id: int, compose: ComposeHiding, now: int
) -> Made | ReviewFirst:
    """See `safety.store.DecisionOperations.hide_provisionally`."""
    matter = decisions.matter(db, case_id, now=now)
    made = compose(matter, _asked(db, matter.case.subject, now=now))
    if isinstance(made, ReviewFirst):
        if made.urgent:
            db.execute(_SQL.put_first, (case_id, *head_of_inbox(now), _CLOCK))
        events.note(db, "review first", date=now, actor="", case_id=case_id, about=made.why)
        return made
    decision_id = decisions.write(db, made)
    subject = made.decision.subject
    db.execute(_SQL.add_provisional, (decision_id, subject.id, subject.peer_id, now))
    return made


def _asked(db: apsw.Connection, subject: Subject, *, now: int) -> Asked:
    place = Locator(kind=subject.kind, peer_id=subject.peer_id, item_id=subject.item_id)
    found = look(db, NOBODY, place)
    snapshot = None if found is None else found.snapshot
    return Asked(
        before=rows.number(db, _SQL.hidden_before, (subject.id,)) > 0,
        of_target=rows.number(db, _SQL.hidden_of_target, (subject.peer_id, now - DAY_S)),
        urgent=rows.number(db, _SQL.urgent_of_target, (subject.peer_id, is_at_head(now))),
        pictured=snapshot is not None and bool(snapshot.file_ids),
    )
