"""What remains to be done of decisions: found when it is due, and done in one transaction with the
note that it is."""

from collections.abc import Sequence

import apsw

from heliograph.domain.message_changes import Deleted, Edited
from heliograph.safety.audit import Logged
from heliograph.safety.decisions import MeasureKind, Part
from heliograph.safety.effects import Act, Effect
from heliograph.storage.sqlite import changing, holding_messages, queries, rows
from heliograph.storage.sqlite.safety import decisions, events, holding, taken_files, taking

_SQL = queries.load("safety_decisions")

_RETOLD = 20
"""Posts of a channel: what most devices show of it without asking for more. Each who listens is
told of each."""


def due(db: apsw.Connection, *, now: int, at_most: int) -> Sequence[Effect]:
    """See `safety.store.DecisionOperations.due_effects`."""
    found = []
    for effect_id, act, kind, attempts, puid in rows.fetch(db, _SQL.due, (now, at_most)):
        decision = decisions.decision(db, puid)
        if decision is None:
            raise LookupError(puid)
        found.append(
            Effect(
                id=effect_id,
                act=Act(act),
                kind=MeasureKind(kind) if kind else None,
                decision=decision,
                attempts=attempts,
            )
        )
    return found


def done(
    db: apsw.Connection,
    *,
    effect: Effect,
    delivered: Logged | None = None,
    ended: Logged | None = None,
    date: int,
) -> None:
    """See `safety.store.DecisionOperations.effect_done`."""
    found = rows.fetch(db, _SQL.done, (effect.id,))
    if not found:
        return
    if effect.act is Act.END:
        lift(db, effect=effect, date=date)
    if delivered is not None:
        db.execute(_SQL.delivered, (effect.decision.puid, date))
        decisions.enter(db, delivered, date=date)
    if ended is not None:
        decisions.enter(db, ended, date=date)
    about = f"{effect.act} {effect.kind or ''}".strip()
    events.note(db, "effect", date=date, actor="", case_id=effect.decision.case_id, about=about)


def lift(db: apsw.Connection, *, effect: Effect, date: int) -> None:
    """See `safety.store.DecisionOperations.lift`."""
    kind, decision_id = effect.kind, decisions.number(db, effect.decision.puid)
    if kind is None:
        return
    db.execute(_SQL.free_numbers, (decision_id, str(kind)))
    for (peer_id,) in rows.fetch(db, _SQL.lift, (decision_id, str(kind))):
        holding.settle(db, kind, peer_id, date=date)


def try_again(db: apsw.Connection, *, effect: Effect, due: int) -> None:
    """See `safety.store.DecisionOperations.effect_failed`."""
    db.execute(_SQL.try_again, (effect.id, due))


def is_ending(db: apsw.Connection, *, puid: str) -> bool:
    """See `safety.store.DecisionOperations.is_ending`."""
    return bool(rows.fetch(db, _SQL.is_ending, (puid,)))


def remove_message(
    db: apsw.Connection, *, effect: Effect, date: int
) -> tuple[Deleted | Edited, ...]:
    """See `safety.store.DecisionOperations.remove_message`."""
    # As it is named now: meanwhile it may have gone, and its number may be another message's.
    known = decisions.decision(db, effect.decision.puid)
    subject = effect.decision.subject if known is None else known.subject
    found = decisions.bodies(db, subject)
    unquoted = holding_messages.unquote(db, found, date=date)
    gone = changing.delete_bodies(db, found, date=date)
    done(db, effect=effect, date=date)
    return (*unquoted, *gone)


def take_part(db: apsw.Connection, *, effect: Effect, date: int) -> tuple[Edited, ...]:
    """See `safety.store.DecisionOperations.take_part`."""
    # As it is named now, as in `remove_message`.
    decision = decisions.decision(db, effect.decision.puid) or effect.decision
    if effect.act is Act.END:
        if decision.part is not Part.MEDIA:
            taking.give_back(db, decision, date=date)
        # Also into the messages that told a group of its photo.
        told = taken_files.give_media_back(db, decision, date=date)
    elif decision.part is Part.MEDIA:
        found = decisions.bodies(db, decision.subject)
        told = taken_files.take_media(db, decision, found, date=date)
    else:
        told = taking.take(db, decision, date=date)
    done(db, effect=effect, date=date)
    return told


def retell(db: apsw.Connection, *, effect: Effect, date: int) -> tuple[Edited, ...]:
    """See `safety.store.DecisionOperations.retell`."""
    newest = rows.fetch(db, _SQL.newest_bodies, (effect.decision.subject.peer_id, _RETOLD))
    return holding_messages.edited(db, [row[0] for row in reversed(newest)], date=date)


def hold_message(
    db: apsw.Connection, *, effect: Effect, ended: Logged | None = None, date: int
) -> tuple[Edited, ...]:
    """See `safety.store.DecisionOperations.hold_message`."""
    known = decisions.decision(db, effect.decision.puid)
    subject = effect.decision.subject if known is None else known.subject
    decision_id = decisions.number(db, effect.decision.puid)
    if effect.kind is None:
        raise ValueError(effect.act)
    if effect.act is Act.END:
        told = holding_messages.let_go(db, decision_id, kind=effect.kind, date=date)
    else:
        found = decisions.bodies(db, subject)
        told = holding_messages.hold(db, found, decision_id, kind=effect.kind, date=date)
    done(db, effect=effect, ended=ended, date=date)
    return told
