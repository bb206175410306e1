"""Decisions as rows: each with its statement, what it brings and its entry in the public log."""

from collections.abc import Callable, Sequence

import apsw
import msgspec

from heliograph.domain.peers import is_channel
from heliograph.safety.audit import Logged
from heliograph.safety.cases import CaseState
from heliograph.safety.content import Content, contents, in_order
from heliograph.safety.decisions import (
    OF_ACCOUNTS,
    Automation,
    Counted,
    Decision,
    Grave,
    Ground,
    MeasureKind,
    Part,
)
from heliograph.safety.effects import Planned, Restriction, held, plan_end, plan_reversal
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.letters import Letter, LetterKind
from heliograph.safety.matters import Compose, Made, Matter, Statement
from heliograph.safety.reports import Way
from heliograph.safety.strikes import WINDOW_S, Reporting, judged
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.blobs import unpack_extras
from heliograph.storage.sqlite.safety import (
    blocked_files,
    cases,
    events,
    holding,
    letters,
    log_entries,
)

_SQL = queries.load("safety_decisions")
_ACTS = queries.load("staff_acts")


def decide(db: apsw.Connection, *, case_id: int, compose: Compose, now: int) -> Made:
    """See `safety.store.DecisionOperations.decide`."""
    made = compose(matter(db, case_id, now=now))
    decision = made.decision
    standing = in_force(db, case_id)
    write(db, made)
    if standing is not None:
        plan(db, number(db, standing.puid), plan_end(standing, now=now))
    db.execute(_SQL.judge_reporters, (case_id, 1, 0))
    _close(db, case_id, by=decision.decided_by, puid=decision.puid, date=decision.date)
    return made


def write(db: apsw.Connection, made: Made) -> int:
    """A decision with all that goes with it; gives its row. What becomes of the case is another
    matter."""
    decision = made.decision
    document = msgspec.json.encode(made.document).decode()
    affected_id = decision.subject.affected_id
    db.execute(_SQL.add_statement, (decision.puid, document, affected_id, decision.date))
    decision_id = _add(db, decision)
    db.executemany(
        _SQL.show,
        [(decision_id, str(one.kind), one.language, one.text, one.orderer) for one in made.notices],
    )
    for kind, peer_id in held(decision):
        span = (decision.date, decision.ends)
        db.execute(_SQL.restrict, (str(kind), peer_id, decision_id, *span))
        if kind in OF_ACCOUNTS:
            db.execute(_SQL.restrict_bots, (str(kind), peer_id, decision_id))
        holding.settle(db, kind, peer_id, date=decision.date)
    if decision.blocks_files:
        blocked_files.block(db, decision, _message_bodies(db, decision.subject))
    plan(db, decision_id, made.effects)
    enter(db, made.logged, date=decision.date)
    who, when = decision.decided_by, decision.date
    if made.typed and not decision.second_by:
        # Of what waited for a second person it was noted when it was proposed.
        events.note(
            db, events.TYPED, date=when, actor=who, case_id=decision.case_id, about=made.typed
        )
    events.note(db, "decided", date=when, actor=who, case_id=decision.case_id, about=decision.puid)
    return decision_id


def close(
    db: apsw.Connection,
    *,
    case_id: int,
    by: str,
    logged: Logged,
    log: Callable[[Decision], Logged],
    date: int,
) -> None:
    """See `safety.store.DecisionOperations.close_case`."""
    matter(db, case_id, now=date)
    standing = in_force(db, case_id)
    if standing is not None:
        plan(db, number(db, standing.puid), plan_reversal(standing, now=date))
        enter(db, log(standing), date=date)
    db.execute(_SQL.judge_reporters, (case_id, 0, 1))
    _warn_reporters(db, case_id, date=date)
    _close(db, case_id, by=by, puid="", date=date)
    tell_closed(db, case_id=case_id, due=date)
    events.note(db, "closed", date=date, actor=by, case_id=case_id)
    enter(db, logged, date=date)


def _warn_reporters(db: apsw.Connection, case_id: int, *, date: int) -> None:
    """Whoever reports again and again what is nothing is warned, and then not heard for a time."""
    for account_id, *counts, receipt in rows.fetch(db, _SQL.judged_reporters, (case_id,)):
        upheld, rejected, warned, unheard_until = counts
        before = Reporting(
            upheld=upheld, rejected=rejected, warned=warned, unheard_until=unheard_until
        )
        after = judged(before, now=date)
        if after == before:
            continue
        db.execute(_SQL.warn_reporter, (account_id, after.warned, after.unheard_until))
        unheard = after.unheard_until > before.unheard_until
        letter = Letter(
            name=f"warned {account_id} {receipt}",
            account_id=account_id,
            kind=LetterKind.UNHEARD if unheard else LetterKind.WARNED,
        )
        letters.add(db, letter, due=date)


def matter(db: apsw.Connection, case_id: int, *, now: int) -> Matter:
    """An open case as it stands. NothingThere; SafetyRefused if it is decided."""
    case = cases.case(db, case_id)
    if case is None:
        raise NothingThere(f"no case {case_id}")
    if case.state is not CaseState.OPEN:
        raise SafetyRefused(f"case {case_id} is decided")
    body_ids = _message_bodies(db, case.subject)
    standing_there = [row for one in body_ids for row in rows.fetch(db, _SQL.written, (one,))]
    standing = in_force(db, case_id)
    return Matter(
        case=case,
        way=way(db, case_id),
        stood=min((row[0] for row in standing_there), default=now),
        contents=_contents(db, case_id, standing_there),
        told=told(db, case.subject, now=now),
        provisional="" if standing is None else standing.puid,
        proposals=tuple(row[0] for row in rows.fetch(db, _ACTS.waits, (case_id, "end"))),
    )


def _contents(db: apsw.Connection, case_id: int, there: Sequence[rows.Row]) -> tuple[Content, ...]:
    """What a message is made of; of one that its author took away since, what was when it was
    reported."""
    for _, text, extras in there:
        carried = unpack_extras(extras)
        return contents((text,), carried.media if carried is not None else None)
    kept = rows.fetch(db, _SQL.kept_contents, (case_id,))
    return in_order(Content(name) for (names,) in kept for name in names.split())


def way(db: apsw.Connection, case_id: int) -> Way:
    """Which way in says most of how we learnt of a case."""
    ((name,),) = rows.fetch(db, _SQL.basis, (case_id,)) or [(str(Way.DETECTOR),)]
    return Way(name)


def told(db: apsw.Connection, subject: Subject, *, now: int) -> tuple[int | None, ...]:
    """When whom a decision would affect was told of each that stands against them."""
    if subject.affected_id <= 0:
        return ()
    return tuple(row[0] for row in rows.fetch(db, _SQL.told, (subject.affected_id, now - WINDOW_S)))


def in_force(db: apsw.Connection, case_id: int) -> Decision | None:
    """What holds in a case only until somebody decides it."""
    found = rows.fetch(db, _SQL.provisional_of_case, (case_id,))
    return decision(db, found[0][0]) if found else None


def _message_bodies(db: apsw.Connection, subject: Subject) -> Sequence[int]:
    return bodies(db, subject) if subject.kind is SubjectKind.MESSAGE else ()


def bodies(db: apsw.Connection, subject: Subject) -> Sequence[int]:
    """What of a message is still there: one body, or none."""
    if not is_channel(subject.peer_id):
        return [subject.item_id]
    place = (subject.peer_id, subject.item_id)
    return [row[0] for row in rows.fetch(db, _SQL.bodies_of_copy, place)]


def _add(db: apsw.Connection, decision: Decision) -> int:
    codes = (str(decision.ground), decision.clause, decision.category, decision.keyword)
    time = (decision.date, decision.ends, str(decision.automation))
    people = (decision.decided_by, decision.second_by, int(decision.solo))
    values = (decision.puid, decision.case_id, *codes, decision.facts, *time, *people)
    decision_id = rows.number(db, _SQL.add_decision, (*values, decision.supersedes or None))
    db.executemany(_SQL.add_scope, [(decision_id, country) for country in decision.territory])
    parts = (len(decision.measures), decision.every_s, str(decision.part), str(decision.grave))
    db.execute(_SQL.add_parts, (decision_id, *parts))
    db.executemany(_SQL.add_measure, [(decision_id, str(kind)) for kind in decision.measures])
    return decision_id


def _close(db: apsw.Connection, case_id: int, *, by: str, puid: str, date: int) -> None:
    if not rows.fetch(db, _SQL.close_case, (case_id, by, puid, date)):
        raise SafetyRefused(f"case {case_id} is decided")


def plan(db: apsw.Connection, decision_id: int, planned: Sequence[Planned]) -> None:
    """Queue effects; one that was queued and done before is queued again."""
    db.executemany(
        _SQL.plan, [(decision_id, str(one.act), str(one.kind or ""), one.due) for one in planned]
    )


def enter(db: apsw.Connection, logged: Logged, *, date: int) -> None:
    """Have something logged in this transaction."""
    log_entries.enter(
        db, logged.entry, puid=logged.puid, salt=logged.salt, record=logged.record, date=date
    )


def decision(db: apsw.Connection, puid: str) -> Decision | None:
    """The decision of this name."""
    found = rows.fetch(db, _SQL.decision, (puid,))
    return _decision(found[0]) if found else None


def _decision(row: rows.Row) -> Decision:
    kinds = set(msgspec.json.decode(row[15]))
    return Decision(
        puid=row[1],
        case_id=row[2],
        ground=Ground(row[3]),
        clause=row[4],
        category=row[5],
        keyword=row[6],
        facts=row[7],
        date=row[8],
        ends=row[9],
        automation=Automation(row[10]),
        decided_by=row[11],
        second_by=row[12],
        solo=bool(row[13]),
        supersedes=row[14] or "",
        provisional=bool(row[24]),
        blocks_files=bool(row[25]),
        measures=tuple(kind for kind in MeasureKind if kind in kinds),
        subject=cases.subject(row[16:23]),
        territory=tuple(sorted(msgspec.json.decode(row[23]))),
        every_s=row[26],
        part=Part(row[27]),
        grave=Grave(row[28]),
        label=row[29],
        orderer=row[30],
    )


def counted(db: apsw.Connection, *, begun: int, ended: int) -> Sequence[Counted]:
    """See `safety.store.DecisionOperations.decisions_counted`."""
    return [Counted(*row) for row in rows.fetch(db, _SQL.counted, (begun, ended))]


def statement(db: apsw.Connection, *, puid: str) -> Statement | None:
    """See `safety.store.DecisionOperations.statement`."""
    found = rows.fetch(db, _SQL.statement, (puid,))
    if not found:
        return None
    document, affected_id, made, delivered = found[0]
    return Statement(
        puid=puid,
        document=msgspec.json.decode(document),
        affected_id=affected_id,
        made=made,
        delivered=delivered,
    )


def reporters(db: apsw.Connection, *, case_id: int) -> Sequence[tuple[int, str]]:
    """See `safety.store.DecisionOperations.reporters`."""
    return rows.fetch(db, _SQL.reporters, (case_id,))


def closed_untold(db: apsw.Connection, *, now: int, at_most: int) -> Sequence[tuple[int, int]]:
    """See `safety.store.DecisionOperations.closed_untold`."""
    return rows.fetch(db, _SQL.closed_untold, (now, at_most))


def tell_closed(db: apsw.Connection, *, case_id: int, due: int | None) -> None:
    """See `safety.store.DecisionOperations.tell_closed`."""
    db.execute(_SQL.tell_closed, (case_id, due))


def held_by(db: apsw.Connection, *, puid: str, kind: MeasureKind) -> Sequence[int]:
    """See `safety.store.DecisionOperations.held_by`."""
    return [row[0] for row in rows.fetch(db, _SQL.held_by, (puid, str(kind)))]


def number(db: apsw.Connection, puid: str) -> int:
    """The row of a decision."""
    return rows.number(db, _SQL.decision_number, (puid,))


def restrictions(db: apsw.Connection, *, kind: MeasureKind, peer_id: int) -> Sequence[Restriction]:
    """See `safety.store.DecisionOperations.restrictions`."""
    found = (
        rows.fetch(db, _SQL.restrictions_upon, (str(kind), peer_id))
        if peer_id
        else rows.fetch(db, _SQL.restrictions, (str(kind),))
    )
    return [
        Restriction(kind=MeasureKind(name), peer_id=peer_id, puid=puid, since=since, until=until)
        for name, peer_id, puid, since, until in found
    ]
