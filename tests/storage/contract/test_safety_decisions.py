"""What every store holds of decisions: nothing without its reasons, nothing half done."""

from collections.abc import Callable
from typing import Any

import apsw
import msgspec
import pytest

from heliograph.ports.store import Store
from heliograph.safety.appeals import Aftermath, Appeal, Complaint
from heliograph.safety.audit import log_delivered
from heliograph.safety.cases import CaseState
from heliograph.safety.deciding import (
    close_case,
    complain,
    complain_of_outcome,
    decide_case,
    end_appeal,
)
from heliograph.safety.decisions import APPEAL_S, Decision, Grave, History, MeasureKind
from heliograph.safety.effects import Act
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.log.entries import day_of
from heliograph.safety.priority import DAY_S
from heliograph.safety.reports import ACTED, LEFT
from heliograph.safety.statements import faults
from heliograph.safety.strikes import READ_WITHIN_S
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.safety.store import SqliteSafety
from support.deciding import make_safety, proposal_for, report_of, tell
from support.fakes import CountingRandom, FakeClock
from support.mailboxes import NOON, delete, send

Sql = Callable[[str], Any]


class Room:
    """Where it is decided, with what was reported there."""

    def __init__(self, store: Any, people: list[int]) -> None:
        self.store = store
        self.ada, self.bob, self.cyd = people
        self.kept: SqliteSafety = store.safety(b"e" * 32)
        self.clock = FakeClock()
        self.safety = make_safety(self.kept, clock=self.clock, random=CountingRandom())

    async def report_message(self) -> int:
        """Bob reports what Ada wrote him; gives the case."""
        sent = await send(self.store, self.ada, self.bob, "send me money")
        assert sent.delivered is not None
        about = Locator(kind=SubjectKind.MESSAGE, peer_id=self.ada, item_id=sent.delivered.id)
        return await self.report(about, by=self.bob)

    async def report_account(self, account_id: int, *, by: int) -> int:
        return await self.report(Locator(kind=SubjectKind.ACCOUNT, peer_id=account_id), by=by)

    async def report(self, about: Locator, *, by: int) -> int:
        asked = report_of(about, by=by, date=self.clock.date)
        taken = await self.kept.take_report(asked, evidence_keep_s=1_000)
        self.receipt = taken.receipt
        return taken.subjects[0].case_id

    async def decide(self, case_id: int, *measures: MeasureKind, **fields: Any) -> Decision:
        asked = proposal_for(case_id, *measures, **fields)
        return (await decide_case(self.safety, asked)).decision

    async def tell(self, made: Decision) -> None:
        """Have whom it affects be told of a decision."""
        await tell(self.kept, made, date=self.clock.date)

    async def acts(self, *, at: int = 0) -> list[str]:
        """What is due: the act and the measure."""
        due = await self.kept.due_effects(now=at or self.clock.date, at_most=50)
        return [f"{one.act} {one.kind or ''}".strip() for one in due]

    async def review(self, appeal_id: int, *, reversed_: bool, by: str = "ben") -> Appeal:
        view = "I see nothing wrong."
        date = self.clock.date
        await self.kept.write_view(appeal_id, reviewer=by, view=view, date=date)
        return await end_appeal(
            self.safety, appeal_id, reviewer=by, reversed_=reversed_, reasons="It was a joke."
        )


@pytest.fixture
def room(store: SqliteStore, people: list[int]) -> Room:
    return Room(store, people)


async def test_a_decision_is_stated_logged_and_queued_together(room: Room, connection: Sql) -> None:
    case_id = await room.report_message()
    made = await room.decide(case_id, MeasureKind.REMOVE)
    statement = await room.kept.statement(made.puid)
    assert statement is not None
    assert faults(statement.document) == []
    assert (statement.affected_id, statement.delivered) == (room.ada, None)
    assert await room.kept.decision(made.puid) == made
    assert await room.acts() == ["begin remove", "tell_affected", "tell_reporters"]
    ((logged,),) = connection(f"SELECT count(*) FROM log_private WHERE puid = '{made.puid}'")
    assert logged == 1
    case = await room.kept.case(case_id)
    assert case is not None
    assert case.state is CaseState.DECIDED
    standing = await room.kept.report_standing(room.receipt)
    assert standing is not None
    assert (standing.outcome, standing.puid) == (ACTED, made.puid)


async def test_a_refused_decision_leaves_nothing(room: Room, connection: Sql) -> None:
    case_id = await room.report_message()
    with pytest.raises(SafetyRefused):
        await room.decide(case_id, MeasureKind.TERMINATE)
    for table in ("safety_decisions", "safety_statements", "safety_effects", "log_private"):
        assert connection(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(NothingThere):
        await room.decide(case_id + 1, MeasureKind.WARN)


async def test_a_case_is_decided_once(room: Room) -> None:
    case_id = await room.report_message()
    await room.decide(case_id, MeasureKind.WARN)
    with pytest.raises(SafetyRefused, match="is decided"):
        await room.decide(case_id, MeasureKind.REMOVE)
    with pytest.raises(SafetyRefused, match="is decided"):
        await close_case(room.safety, case_id, by="ben")


async def test_reporters_gain_and_lose_by_how_it_ends(room: Room, connection: Sql) -> None:
    await room.decide(await room.report_message(), MeasureKind.WARN)
    closed = await room.report_account(room.cyd, by=room.bob)
    await close_case(room.safety, closed, by="ann")
    assert connection("SELECT account_id, upheld, rejected FROM safety_reporters") == [
        (room.bob, 1, 1)
    ]
    standing = await room.kept.report_standing(room.receipt)
    assert standing is not None
    assert (standing.outcome, standing.puid) == (LEFT, "")


async def test_a_freeze_holds_from_the_decision_until_it_is_lifted(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    ends = NOON + 500
    made = await room.decide(case_id, MeasureKind.FREEZE, ends=ends)
    (held,) = await room.kept.restrictions(MeasureKind.FREEZE)
    assert (held.peer_id, held.puid, held.since, held.until) == (room.ada, made.puid, NOON, ends)
    assert "end freeze" not in await room.acts(at=ends - 1)
    (end,) = [
        one for one in await room.kept.due_effects(now=ends, at_most=50) if one.act is Act.END
    ]
    for _ in range(2):
        await room.kept.effect_done(end, date=ends)
    assert list(await room.kept.restrictions(MeasureKind.FREEZE)) == []
    assert "end freeze" not in await room.acts(at=ends)


async def test_a_removed_message_is_in_nobodys_mailbox_and_that_may_be_repeated(
    room: Room, store: Store
) -> None:
    made = await room.decide(await room.report_message(), MeasureKind.REMOVE)
    (begin, *_) = await room.kept.due_effects(now=NOON, at_most=50)
    gone = await room.kept.remove_message(begin, date=NOON)
    assert {one.owner_id for one in gone} == {room.ada, room.bob}
    assert await room.kept.remove_message(begin, date=NOON) == ()
    for owner_id in (room.ada, room.bob):
        assert not (await store.messages(owner_id, [1])).messages
    assert await room.acts() == ["tell_affected", "tell_reporters"]
    assert made.measures == (MeasureKind.REMOVE,)


async def test_what_failed_is_tried_again_later(room: Room) -> None:
    await room.decide(await room.report_message(), MeasureKind.WARN)
    (tell, *_) = await room.kept.due_effects(now=NOON, at_most=50)
    await room.kept.effect_failed(tell, due=NOON + 60)
    assert await room.acts() == ["tell_reporters"]
    (again,) = [
        one for one in await room.kept.due_effects(now=NOON + 60, at_most=50) if one.id == tell.id
    ]
    assert again.attempts == 1


async def test_an_appeal_is_reviewed_blind_by_somebody_else(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    made = await room.decide(case_id, MeasureKind.FREEZE)
    appeal_id = await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    (waiting,) = await room.kept.open_appeals(limit=10)
    assert (waiting.id, waiting.decision) == (appeal_id, None)
    view = {"view": "Fine.", "date": NOON}
    with pytest.raises(SafetyRefused, match="who decided"):
        await room.kept.write_view(appeal_id, reviewer="ann", **view)
    with pytest.raises(SafetyRefused, match="view first"):
        await end_appeal(room.safety, appeal_id, reviewer="ben", reversed_=True, reasons="x")
    shown = await room.kept.write_view(appeal_id, reviewer="ben", **view)
    assert shown.decision == made
    with pytest.raises(SafetyRefused, match="ben reviews"):
        await room.kept.write_view(appeal_id, reviewer="cat", **view)
    with pytest.raises(SafetyRefused, match="once"):
        await room.kept.write_view(appeal_id, reviewer="ben", **view)


async def test_nobody_reviews_what_they_decided_before_the_case_was_open_again(
    room: Room,
) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    first = room.receipt
    await room.report_account(room.ada, by=room.cyd)
    second = room.receipt
    await close_case(room.safety, case_id, by="ann")
    for receipt in (first, second):
        await room.kept.appeal_outcome(receipt, argument="Look again.", date=NOON)
    one, other = await room.kept.open_appeals(limit=10)
    await room.review(one.id, reversed_=True, by="ben")
    made = await room.decide(case_id, MeasureKind.WARN, decided_by="cat")
    # Ann closed what the other one complains of.
    with pytest.raises(SafetyRefused, match="who decided"):
        await room.review(other.id, reversed_=False, by="ann")
    await room.review(other.id, reversed_=True, by="ben")
    await room.decide(case_id, MeasureKind.FREEZE, decided_by="dan")
    appeal_id = await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    for name in ("ann", "cat", "dan"):
        with pytest.raises(SafetyRefused, match="who decided"):
            await room.review(appeal_id, reversed_=True, by=name)
    assert (await room.review(appeal_id, reversed_=True, by="ben")).outcome == "reversed"


async def test_a_reversal_ends_what_was_done_and_is_told_and_logged(
    room: Room, connection: Sql
) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    made = await room.decide(case_id, MeasureKind.FREEZE)
    for effect in await room.kept.due_effects(now=NOON, at_most=50):
        await room.kept.effect_done(effect, date=NOON)
    appeal_id = await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    await room.review(appeal_id, reversed_=True)
    assert await room.acts() == ["end freeze", "tell_reversal"]
    events = connection(f"SELECT event FROM log_private WHERE puid = '{made.puid}' ORDER BY event")
    assert events == [("appeal",), ("decision",), ("reversal",)]
    with pytest.raises(SafetyRefused, match="decided"):
        await room.review(appeal_id, reversed_=False)


async def test_a_statement_is_logged_as_delivered_once_it_was(room: Room, connection: Sql) -> None:
    made = await room.decide(await room.report_message(), MeasureKind.WARN)
    (tell, *_) = await room.kept.due_effects(now=NOON, at_most=50)
    assert tell.act is Act.TELL_AFFECTED
    for number in range(2):
        salt = bytes([number]) * 32
        logged = log_delivered(made, date=NOON + number, salt=salt)
        await room.kept.effect_done(tell, delivered=logged, date=NOON + number)
    events = connection(f"SELECT event FROM log_private WHERE puid = '{made.puid}' ORDER BY event")
    assert events == [("decision",), ("statement_delivered",)]
    statement = await room.kept.statement(made.puid)
    assert statement is not None
    assert statement.delivered == NOON


async def test_what_a_label_says_and_who_ordered_a_block_stays_with_the_decision(
    room: Room,
) -> None:
    said = {"label": "Disputed.", "countries": ("DE",), "orderer": "Amtsgericht Köln"}
    kinds = (MeasureKind.LABEL, MeasureKind.GEO_BLOCK)
    made = await room.decide(await room.report_message(), *kinds, **said)
    assert (made.label, made.orderer) == ("Disputed.", "Amtsgericht Köln")
    assert await room.kept.decision(made.puid) == made


async def test_what_became_of_a_decision_is_there_to_read(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    made = await room.decide(case_id, MeasureKind.FREEZE)
    assert await room.kept.aftermath(made.puid) == Aftermath()
    waits = Complaint(case_id=case_id, puid=made.puid, date=NOON)
    appeal_id = await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    assert await room.kept.aftermath(made.puid) == Aftermath(complaint=waits)
    # Who reported has nothing to do with it.
    assert await room.kept.complaints(room.receipt) == []
    room.clock.date += 5
    await room.review(appeal_id, reversed_=True)
    after = await room.kept.aftermath(made.puid)
    assert (after.taken_back, after.superseded) == (NOON + 5, False)
    assert after.complaint is not None
    assert (after.complaint.reasons, after.complaint.decided) == ("It was a joke.", NOON + 5)


async def test_who_reported_reads_what_became_of_each_complaint(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    mine = room.receipt
    await room.report_account(room.ada, by=room.cyd)
    await close_case(room.safety, case_id, by="ann")
    await room.kept.appeal_outcome(room.receipt, argument="Another one's.", date=NOON)
    await room.kept.appeal_outcome(mine, argument="Look again.", date=NOON)
    (first,) = await room.kept.complaints(mine)
    assert (first.case_id, first.puid, first.outcome) == (case_id, "", "")
    (_, waiting) = await room.kept.open_appeals(limit=10)
    await room.review(waiting.id, reversed_=True)
    made = await room.decide(case_id, MeasureKind.WARN, decided_by="cat")
    await room.kept.appeal_outcome(mine, argument="Too little.", date=NOON)
    first, second = await room.kept.complaints(mine)
    assert (first.outcome, first.reasons) == ("reversed", "It was a joke.")
    assert (second.puid, second.outcome) == (made.puid, "")


async def test_an_upheld_decision_stands(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    made = await room.decide(case_id, MeasureKind.FREEZE)
    appeal_id = await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    await room.review(appeal_id, reversed_=False)
    assert "end freeze" not in await room.acts()
    assert await room.kept.restrictions(MeasureKind.FREEZE)


async def test_who_reported_may_have_a_closed_case_looked_at_anew(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    with pytest.raises(SafetyRefused, match="nothing is decided"):
        await room.kept.appeal_outcome(room.receipt, argument="Look again.", date=NOON)
    await close_case(room.safety, case_id, by="ann")
    appeal_id = await room.kept.appeal_outcome(room.receipt, argument="Look again.", date=NOON)
    with pytest.raises(SafetyRefused, match="already"):
        await room.kept.appeal_outcome(room.receipt, argument="Look again.", date=NOON)
    await room.review(appeal_id, reversed_=True)
    assert [one.id for one in await room.kept.inbox(limit=10)] == [case_id]


async def test_appeals_are_heard_for_six_months(room: Room) -> None:
    made = await room.decide(await room.report_message(), MeasureKind.WARN)
    with pytest.raises(SafetyRefused, match="six months"):
        await complain(room.safety, made.puid, argument="x", date=NOON + APPEAL_S + 1)
    await complain(room.safety, made.puid, argument="x", date=NOON + APPEAL_S)


async def test_a_strike_that_was_taken_back_is_none(room: Room) -> None:
    plain = {"keyword": "KEYWORD_OTHER"}
    warned = await room.decide(await room.report_message(), MeasureKind.WARN, **plain)
    appeal_id = await complain(room.safety, warned.puid, argument="x", date=NOON)
    await room.review(appeal_id, reversed_=True)
    case_id = await room.report_account(room.ada, by=room.bob)
    with pytest.raises(SafetyRefused, match="warn first"):
        await room.decide(case_id, MeasureKind.FREEZE, **plain)
    await room.tell(await room.decide(case_id, MeasureKind.WARN, **plain))
    again = await room.report_account(room.ada, by=room.cyd)
    room.clock.date += READ_WITHIN_S
    await room.decide(again, MeasureKind.FREEZE, **plain)


async def test_a_warning_counts_a_day_after_it_was_delivered(room: Room) -> None:
    plain = {"keyword": "KEYWORD_OTHER"}
    warned = await room.decide(await room.report_message(), MeasureKind.WARN, **plain)
    case_id = await room.report_account(room.ada, by=room.bob)
    # Nobody read it yet, however long ago it was decided.
    room.clock.date += READ_WITHIN_S
    with pytest.raises(SafetyRefused, match="to have read it"):
        await room.decide(case_id, MeasureKind.FREEZE, **plain)
    await room.tell(warned)
    room.clock.date += READ_WITHIN_S - 1
    with pytest.raises(SafetyRefused, match="to have read it"):
        await room.decide(case_id, MeasureKind.FREEZE, **plain)
    file = await room.kept.case_file(case_id, now=room.clock.date)
    assert file is not None
    assert room.safety.history(file.told) == History(unread=1)
    room.clock.date += 1
    assert room.safety.history(file.told) == History(strikes=1)
    await room.decide(case_id, MeasureKind.FREEZE, **plain)


async def test_grave_harm_waits_for_no_warning(room: Room) -> None:
    await room.decide(await room.report_message(), MeasureKind.WARN)
    case_id = await room.report_account(room.ada, by=room.bob)
    assert await room.decide(case_id, MeasureKind.FREEZE, grave=Grave.THEFT)


_DECISION = (
    "INSERT INTO safety_decisions (puid, case_id, ground, clause, category, keyword, facts, date,"
    " ends, automation, decided_by, second_by, solo) VALUES "
)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO safety_measures (decision_id, kind) VALUES (99, 'warn')",
        "INSERT INTO safety_measures (decision_id, kind) VALUES (1, 'freeze')",
        "UPDATE safety_decision_parts SET measures = 2",
        "DELETE FROM safety_decision_parts",
        "INSERT INTO safety_decision_parts (decision_id, measures, every_s) VALUES (99, 1, 0)",
        "INSERT INTO safety_measures (decision_id, kind) VALUES (1, 'shout')",
        "INSERT INTO safety_measures (decision_id, kind) VALUES (1, 'terminate')",
        f"{_DECISION} ('none', 1, 'law', 'a', 'b', 'c', 'd', 1, 0, 'none', 'ann', '', 0)",
        f"{_DECISION} ('free', 1, NULL, 'a', 'b', 'c', 'd', 1, 0, 'none', 'ann', '', 0)",
        f"{_DECISION} ('free', 1, 'whim', 'a', 'b', 'c', 'd', 1, 0, 'none', 'ann', '', 0)",
        f"{_DECISION} ('free', 1, 'law', ' ', 'b', 'c', 'd', 1, 0, 'none', 'ann', '', 0)",
        f"{_DECISION} ('free', 1, 'law', 'a', 'b', 'c', '', 1, 0, 'none', 'ann', '', 0)",
        f"{_DECISION} ('free', 1, 'law', 'a', 'b', 'c', 'd', 1, 0, 'none', '', 'ben', 0)",
        f"{_DECISION} ('free', 1, 'law', 'a', 'b', 'c', 'd', 1, 0, 'none', 'ann', 'ann', 0)",
        f"{_DECISION} ('free', 1, 'law', 'a', 'b', 'c', 'd', 9, 8, 'none', 'ann', '', 0)",
        "UPDATE safety_decisions SET facts = 'others'",
        "DELETE FROM safety_decisions",
        "UPDATE safety_measures SET kind = 'freeze'",
        "DELETE FROM safety_measures",
        "UPDATE safety_statements SET document = '{}'",
        "DELETE FROM safety_statements WHERE puid <> 'free'",
        "UPDATE safety_appeals SET reviewer = 'ann'",
        "UPDATE safety_appeals SET reviewer = 'ben', outcome = 'upheld', reasons = 'x'",
        "UPDATE safety_appeals SET argument = 'others'",
        "UPDATE safety_appeals SET view = 'one'; UPDATE safety_appeals SET view = 'another'",
        "DELETE FROM safety_appeals",
        "INSERT INTO safety_appeals (case_id, side, appellant_id, argument, date, reviewer)"
        " VALUES (1, 'reporter', 9, 'x', 1, 'ann')",
    ],
)
async def test_the_database_itself_refuses(room: Room, connection: Sql, statement: str) -> None:
    made = await room.decide(await room.report_message(), MeasureKind.WARN)
    await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    connection("INSERT INTO safety_statements VALUES ('free', '{}', 1, 1, NULL)")
    with pytest.raises(apsw.ConstraintError):
        connection(statement)


async def test_the_same_with_reasons_and_two_people_is_taken(room: Room, connection: Sql) -> None:
    await room.report_message()
    connection("INSERT INTO safety_statements VALUES ('free', '{}', 1, 1, NULL)")
    good = "('free', 1, 'law', 'a', 'b', 'c', 'd', 8, 9, 'none', 'ann', 'ben', 0)"
    with pytest.raises(apsw.ConstraintError, match="agrees to what was proposed"):
        connection(_DECISION + good)
    for name in ("ann", "ben"):
        connection(f"INSERT INTO staff (name, roles, added) VALUES ('{name}', 'senior', 1)")
    connection(
        "INSERT INTO safety_proposals (kind, case_id, document, reason, members, proposed_by, date)"
        " VALUES ('end', 1, '{}', 'x', 0, 'ann', 1)"
    )
    connection(_DECISION + good)
    connection(
        "INSERT INTO safety_decision_parts (decision_id, measures, every_s) VALUES (1, 1, 0)"
    )
    connection("INSERT INTO safety_measures (decision_id, kind) VALUES (1, 'terminate')")


def test_only_who_it_affects_holds_the_token_of_a_decision(room: Room) -> None:
    token = room.safety.token("p1")
    assert room.safety.knows("p1", token)
    assert not room.safety.knows("p2", token)
    assert not room.safety.knows("p1", "")
    assert room.safety.page("p1") == f"https://h.example/decision/p1?t={token}"


async def test_a_removal_takes_nothing_that_was_written_after_what_was_reported_was_deleted(
    room: Room, store: Store
) -> None:
    case_id = await room.report_message()
    await delete(store, room.ada, 1)
    await send(store, room.cyd, room.bob, "innocent")
    await room.decide(case_id, MeasureKind.REMOVE)
    (begin, *_) = await room.kept.due_effects(now=NOON, at_most=50)
    assert await room.kept.remove_message(begin, date=NOON) == ()
    assert [one.text for one in (await store.messages(room.cyd, [1])).messages] == ["innocent"]


async def test_what_is_reported_later_is_no_case_of_a_deleted_message(
    room: Room, store: Store
) -> None:
    case_id = await room.report_message()
    await delete(store, room.ada, 1)
    assert await room.report_message() != case_id


async def test_each_decision_of_a_case_is_appealed_by_itself(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    warned = await room.decide(case_id, MeasureKind.WARN)
    first = await complain(room.safety, warned.puid, argument="Not me.", date=NOON)
    await room.review(first, reversed_=False)
    more = await room.kept.appeal_outcome(room.receipt, argument="Too little.", date=NOON)
    await room.review(more, reversed_=True)
    frozen = await room.decide(case_id, MeasureKind.FREEZE)
    assert await complain(room.safety, frozen.puid, argument="Not me.", date=NOON)
    with pytest.raises(SafetyRefused, match="already"):
        await complain(room.safety, frozen.puid, argument="Not me.", date=NOON)


async def test_each_of_those_without_an_account_may_complain(room: Room, store: Store) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    receipts = [room.receipt]
    await room.report_account(room.ada, by=room.cyd)
    receipts.append(room.receipt)
    await close_case(room.safety, case_id, by="ann")
    for one in (room.bob, room.cyd):
        await store.end_account(one, decide=lambda context: None)
    for receipt in receipts:
        assert await room.kept.appeal_outcome(receipt, argument="Look again.", date=NOON)


async def test_what_did_not_begin_before_a_reversal_never_does(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    made = await room.decide(case_id, MeasureKind.FREEZE)
    (begin, *_) = await room.kept.due_effects(now=NOON, at_most=50)
    await room.kept.effect_failed(begin, due=NOON + 60)
    appeal_id = await complain(room.safety, made.puid, argument="Not me.", date=NOON)
    await room.review(appeal_id, reversed_=True)
    assert "begin freeze" not in await room.acts(at=NOON + 60)
    await room.kept.effect_failed(begin, due=NOON + 60)
    assert "begin freeze" not in await room.acts(at=NOON + 60)


async def test_a_decision_stays_with_whom_it_was_made_about(room: Room, connection: Sql) -> None:
    made = await room.decide(await room.report_account(room.ada, by=room.bob), MeasureKind.FREEZE)
    connection(f"UPDATE safety_subjects SET affected_id = {room.cyd}")
    known = await room.kept.decision(made.puid)
    assert known is not None
    assert known.subject.affected_id == room.ada
    case_id = await room.report_account(room.cyd, by=room.bob)
    with pytest.raises(SafetyRefused, match="warn first"):
        await room.decide(case_id, MeasureKind.FREEZE, keyword="KEYWORD_OTHER")


async def test_a_statement_says_when_it_was_written_and_not_when_it_was_reported(
    room: Room,
) -> None:
    room.clock.date = NOON + 10 * DAY_S
    case_id = await room.report_message()
    about_account = await room.report_account(room.ada, by=room.cyd)
    room.clock.date = NOON + 30 * DAY_S
    dates = []
    for one in (case_id, about_account):
        made = await room.decide(one, MeasureKind.WARN)
        kept = await room.kept.statement(made.puid)
        assert kept is not None
        dates.append(kept.document["content_date"])
    assert dates == [day_of(NOON), day_of(NOON + 30 * DAY_S)]


@pytest.mark.parametrize(
    "table",
    [
        "safety_events",
        "safety_decisions",
        "safety_decision_parts",
        "safety_measures",
        "safety_statements",
        "log_heads",
        "log_leaves",
    ],
)
async def test_nothing_is_put_in_the_place_of_what_stays(
    room: Room, connection: Sql, table: str
) -> None:
    await room.decide(await room.report_message(), MeasureKind.WARN)
    connection("BEGIN")
    connection("INSERT INTO log_leaves VALUES (0, x'01')")
    connection(f"INSERT INTO log_heads VALUES (1, x'{'00' * 32}', 'note', 1)")
    with pytest.raises(apsw.ConstraintError):
        connection(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    connection("ROLLBACK")


async def test_a_measure_comes_with_its_decision_or_not_at_all(room: Room, connection: Sql) -> None:
    room.safety = msgspec.structs.replace(room.safety, solo=True)
    made = await room.decide(await room.report_message(), MeasureKind.WARN)
    # Neither beside what was decided, nor in its place.
    for way in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
        for kind in ("remove", "freeze", "terminate"):
            with pytest.raises(apsw.ConstraintError):
                connection(f"{way} INTO safety_measures (decision_id, kind) VALUES (1, '{kind}')")
    known = await room.kept.decision(made.puid)
    assert known is not None
    assert known.measures == (MeasureKind.WARN,)


async def test_what_slows_says_by_how_much_for_good(room: Room) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    made = await room.decide(case_id, MeasureKind.SLOW, every_s=60)
    known = await room.kept.decision(made.puid)
    assert known is not None
    assert known.every_s == 60


async def test_complaints_of_who_reported_are_logged_each_under_its_own_name(
    room: Room, connection: Sql
) -> None:
    case_id = await room.report_account(room.ada, by=room.bob)
    receipts = [room.receipt]
    await room.report_account(room.ada, by=room.cyd)
    receipts.append(room.receipt)
    made = await room.decide(case_id, MeasureKind.WARN)
    for receipt in receipts:
        number = await complain_of_outcome(room.safety, receipt, argument="More.", date=NOON)
    await room.review(number, reversed_=False)
    await complain(room.safety, made.puid, argument="Less.", date=NOON)
    counted = dict(connection("SELECT event, count(*) FROM log_private GROUP BY event"))
    assert counted == {"decision": 1, "appeal": 3, "appeal_upheld": 1}
    ((own,),) = connection(f"SELECT count(*) FROM log_private WHERE puid = '{made.puid}'")
    assert own == 2


async def test_whoever_reads_what_was_reported_says_why(room: Room, connection: Sql) -> None:
    case_id = await room.report_message()
    for reason in ("", "  "):
        with pytest.raises(SafetyRefused, match="says why"):
            await room.kept.read_evidence(case_id, reader="ann", reason=reason, date=NOON)
        with pytest.raises(apsw.ConstraintError):
            connection(
                "INSERT INTO safety_events (date, kind, actor, case_id, about)"
                f" VALUES (1, 'evidence read', 'ann', 1, '{reason}')"
            )
    assert await room.kept.read_evidence(case_id, reader="ann", reason="review", date=NOON)


async def test_what_an_entry_is_about_is_erased_and_that_is_noted(
    room: Room, connection: Sql
) -> None:
    made = await room.decide(await room.report_message(), MeasureKind.WARN)
    assert await room.kept.erase_logged(made.puid, by="ann", date=NOON) == 1
    assert connection(f"SELECT * FROM log_private WHERE puid = '{made.puid}'") == []
    assert connection("SELECT actor, about FROM safety_events WHERE kind = 'log erased'") == [
        ("ann", made.puid)
    ]
    assert connection("SELECT count(*) FROM log_pending") == [(1,)]
    with pytest.raises(NothingThere):
        await room.kept.erase_logged(made.puid, by="ann", date=NOON)


async def test_who_reports_what_is_nothing_is_warned_and_then_weighs_nothing(
    room: Room, connection: Sql
) -> None:
    kinds = []
    for _ in range(8):
        room.clock.date += DAY_S
        case_id = await room.report_account(room.ada, by=room.bob)
        await close_case(room.safety, case_id, by="ann")
        due = await room.kept.due_letters(now=room.clock.date, at_most=50)
        kinds.append(sorted({str(one.kind) for one in due if one.kind != "received"}))
        for one in due:
            await room.kept.letter_said(one.name)
    assert kinds == [[], [], [], [], ["reports_warned"], [], [], ["reports_unheard"]]
    case_id = await room.report_account(room.ada, by=room.bob)
    assert connection(f"SELECT weight FROM safety_reports WHERE case_id = {case_id}") == [(0,)]
    await room.report_account(room.ada, by=room.cyd)
    room.clock.date += 30 * DAY_S
    later = await room.report_account(room.cyd, by=room.bob)
    ((weight,),) = connection(f"SELECT weight FROM safety_reports WHERE case_id = {later}")
    assert weight > 0
