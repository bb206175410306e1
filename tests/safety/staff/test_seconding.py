"""Two people end an account: one proposes, another one agrees, and the store knows no other way."""

from functools import partial
from typing import Any

import apsw
import msgspec
import pytest

from heliograph.safety.cases import CaseState
from heliograph.safety.deciding import decide_case
from heliograph.safety.decisions import Grave, Ground, MeasureKind, Part, Proposal
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.intake import Said, take_in
from heliograph.safety.staff import seconding, signing
from heliograph.safety.staff.changing import agree_to_change, propose_change
from heliograph.safety.staff.proposals import PROPOSAL_S, Pending, ProposalKind, ProposalState
from heliograph.safety.staff.records import StaffAct, StaffChange
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.store import Proposed
from heliograph.safety.staff.together import Together, agree_together, propose_together
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.taxonomy import Reason
from support.console import Console
from support.stage import Stage
from support.stage_fixture import stage
from support.talk import People, three_people

__all__ = ["stage"]

ABUSE = ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL")
FROZEN = {"measures": (MeasureKind.REMOVE, MeasureKind.FREEZE), "part": Part.ABOUT}
SAM = Person(name="sam", roles=frozenset({Role.SENIOR}))
TOM = Person(name="tom", roles=frozenset({Role.SENIOR}))
RITA = Person(name="rita", roles=frozenset({Role.REVIEWER}))


class Room:
    """Where a case waits, and who decides it."""

    def __init__(self, console: Console, people: People, case_id: int) -> None:
        self.console, self.people = console, people
        self.case_id = case_id
        self.safety = console.site.safety
        self.store = console.site.staff

    def proposal(self) -> Proposal:
        return Proposal(
            case_id=self.case_id,
            ground=Ground.LAW,
            clause="Article 1",
            category=ABUSE[0],
            keyword=ABUSE[1],
            facts="What was found.",
            measures=(MeasureKind.TERMINATE,),
            grave=Grave.CHILDREN,
            decided_by="whoever the form says",
        )

    async def propose(self, by: Person = SAM) -> Pending:
        return await seconding.propose_ending(
            self.safety, self.store, self.proposal(), reason="They go on.", by=by
        )

    async def another_case(self) -> int:
        about = (Locator(kind=SubjectKind.ACCOUNT, peer_id=self.people.cat.id),)
        said = Said(about=about, reason=Reason(*ABUSE), reporter_id=self.people.ben.id)
        taken = await take_in(self.console.stage.service.intake, said)
        return taken.subjects[0].case_id

    async def propose_export(self, by: Person) -> Pending:
        proposed = Proposed(
            kind=ProposalKind.EXPORT, case_id=self.case_id, document=b"{}", reason="An order."
        )
        return await seconding.propose(self.safety, self.store, proposed, by=by)

    async def agree(self, pending: Pending, by: Person) -> Any:
        return await seconding.agree_to_ending(self.safety, self.store, pending.id, by=by)

    async def state(self, pending: Pending) -> ProposalState:
        return (await seconding.known(self.store, pending.id)).state

    async def run(self, sql: str, *values: Any) -> None:
        """A statement as no code of ours runs it."""
        store: Any = self.console.stage.store

        def work(db: apsw.Connection) -> Any:
            return db.execute(sql, values).fetchall()

        await store._change(work)


async def make_room(stage: Stage, *, solo: bool = False) -> Room:
    people = await three_people(stage)
    console = Console(stage, solo=solo)
    for person in (SAM, TOM, RITA):
        await console.signed_in(person.name, *person.roles)
    about = (Locator(kind=SubjectKind.ACCOUNT, peer_id=people.ann.id),)
    said = Said(about=about, reason=Reason(*ABUSE), reporter_id=people.ben.id)
    taken = await take_in(stage.service.intake, said)
    return Room(console, people, taken.subjects[0].case_id)


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await make_room(stage)


async def test_a_second_person_decides_what_the_first_proposed(room: Room) -> None:
    pending = await room.propose()
    assert [one.id for one in await room.store.open_proposals(now=pending.date, limit=9)] == [1]
    made = await room.agree(pending, TOM)
    assert (made.decision.decided_by, made.decision.second_by) == ("sam", "tom")
    ended = await seconding.known(room.store, pending.id)
    assert (ended.state, ended.second_by) == (ProposalState.AGREED, "tom")
    assert await room.store.open_proposals(now=pending.date, limit=9) == []


@pytest.mark.parametrize("by", [SAM, RITA, Person(name="tom", roles=frozenset({Role.ADMIN}))])
async def test_nobody_is_their_own_second_person_nor_one_without_the_role(
    room: Room, by: Person
) -> None:
    pending = await room.propose()
    with pytest.raises(SafetyRefused):
        await room.agree(pending, by)
    assert await room.state(pending) is ProposalState.OPEN


async def test_a_reviewer_proposes_no_ending(room: Room) -> None:
    with pytest.raises(SafetyRefused):
        await room.propose(RITA)


async def test_it_waits_once_and_for_seven_days(room: Room) -> None:
    pending = await room.propose()
    with pytest.raises(SafetyRefused, match="already"):
        await room.propose(TOM)
    room.console.stage.clock.date += PROPOSAL_S
    with pytest.raises(SafetyRefused, match="seven days"):
        await room.agree(pending, TOM)
    assert (await room.propose(TOM)).id != pending.id
    assert await room.state(pending) is ProposalState.OVERTAKEN


async def test_who_proposed_it_takes_it_back_and_another_one_declines(room: Room) -> None:
    pending = await room.propose()
    with pytest.raises(SafetyRefused):
        await seconding.withdraw(room.safety, room.store, pending.id, by=TOM)
    await seconding.withdraw(room.safety, room.store, pending.id, by=SAM)
    assert await room.state(pending) is ProposalState.WITHDRAWN
    with pytest.raises(SafetyRefused):
        await room.agree(pending, TOM)
    again = await room.propose()
    with pytest.raises(SafetyRefused):
        await seconding.decline(room.safety, room.store, again.id, by=SAM)
    await seconding.decline(room.safety, room.store, again.id, by=TOM)
    assert await room.state(again) is ProposalState.DECLINED


async def test_what_is_taken_back_while_somebody_agrees_is_not_decided(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending, known = await room.propose(), seconding.known

    async def known_a_moment_ago(*asked: Any) -> Pending:
        found = await known(*asked)
        await seconding.withdraw(room.safety, room.store, pending.id, by=SAM)
        return found

    monkeypatch.setattr(seconding, "known", known_a_moment_ago)
    with pytest.raises(SafetyRefused, match="any more"):
        await room.agree(pending, TOM)
    monkeypatch.undo()
    assert await room.state(pending) is ProposalState.WITHDRAWN
    case = await room.safety.store.case(room.case_id)
    assert case is not None
    assert case.state is CaseState.OPEN


async def test_a_case_decided_otherwise_leaves_nothing_to_agree_to(room: Room) -> None:
    pending = await room.propose()
    await decide_case(
        room.safety, msgspec.structs.replace(room.proposal(), **FROZEN, decided_by="tom")
    )
    assert await room.state(pending) is ProposalState.OVERTAKEN
    with pytest.raises(SafetyRefused):
        await room.agree(pending, TOM)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("sam", "nobody_here", "nobody of the staff"),
        ("nobody_here", "sam", "nobody of the staff"),
        ("sam", "rita", "roles of rita"),
        ("rita", "sam", "roles of rita"),
        # Both are who they should be, and Tom has agreed to nothing.
        ("sam", "tom", "by an act of their own"),
    ],
)
async def test_whichever_way_it_is_decided_a_second_person_is_not_just_named(
    room: Room, first: str, second: str, why: str
) -> None:
    pending = await room.propose()
    two = {"decided_by": first, "second_by": second}
    asked = msgspec.structs.replace(room.proposal(), **two)
    with pytest.raises(SafetyRefused, match=why):
        await decide_case(room.safety, asked)
    assert await room.state(pending) is ProposalState.OPEN


@pytest.mark.parametrize("left", [frozenset({Role.REVIEWER}), frozenset()])
async def test_nobody_agrees_to_what_somebody_proposed_who_may_not_any_more(
    room: Room, left: frozenset[Role]
) -> None:
    pending, others = await room.propose(), await room.propose_export(SAM)
    staffing = room.console.site.staffing
    if left:
        await signing.set_roles(staffing, "sam", roles=left, by="operator")
    else:
        await signing.remove(staffing, "sam", by="operator")
    assert await room.state(pending) is ProposalState.OVERTAKEN
    # A reviewer may still propose that evidence is taken out.
    waits = ProposalState.OPEN if left else ProposalState.OVERTAKEN
    assert await room.state(others) is waits
    with pytest.raises(SafetyRefused):
        await room.agree(pending, TOM)
    case = await room.safety.store.case(room.case_id)
    assert case is not None
    assert case.state is CaseState.OPEN
    # The case is not held up by it.
    assert (await room.propose(TOM)).id != pending.id


async def test_other_roles_that_still_propose_leave_it_waiting(room: Room) -> None:
    pending = await room.propose()
    both = frozenset({Role.SENIOR, Role.APPEALS})
    await signing.set_roles(room.console.site.staffing, "sam", roles=both, by="operator")
    await room.agree(pending, TOM)


async def test_roles_that_hold_no_longer_without_anybody_changing_them_count_no_more(
    room: Room,
) -> None:
    """What the store ended is not all: one ran the service alone, and does not any more."""
    pending = await room.propose()
    await room.run("UPDATE staff SET roles = 'admin' WHERE name = 'sam'")
    assert await room.state(pending) is ProposalState.OPEN
    with pytest.raises(SafetyRefused, match="roles of sam"):
        await room.agree(pending, TOM)
    export = await room.propose_export(RITA)
    await room.run("UPDATE staff SET roles = 'auditor' WHERE name = 'rita'")
    with pytest.raises(SafetyRefused, match="roles of rita"):
        await seconding.agree(room.safety, room.store, export.id, by=TOM)


async def test_evidence_is_taken_out_by_two(room: Room) -> None:
    kind = ProposalKind.EXPORT
    proposed = Proposed(kind=kind, case_id=room.case_id, document=b"{}", reason="An order.")
    pending = await seconding.propose(room.safety, room.store, proposed, by=RITA)
    with pytest.raises(SafetyRefused):
        await seconding.agree(room.safety, room.store, pending.id, by=RITA)
    agreed = await seconding.agree(room.safety, room.store, pending.id, by=SAM)
    assert (agreed.state, agreed.second_by, agreed.solo) == (ProposalState.AGREED, "sam", False)
    with pytest.raises(SafetyRefused):
        await seconding.agree(room.safety, room.store, pending.id, by=TOM)


async def test_a_change_of_the_staff_is_agreed_to_while_both_may_make_it(room: Room) -> None:
    site, admin = room.console.site, frozenset({Role.ADMIN})
    for name in ("ada", "abe"):
        await room.console.signed_in(name, Role.ADMIN)
    ada, abe = Person(name="ada", roles=admin), Person(name="abe", roles=admin)
    change = StaffChange(act=StaffAct.REMOVE, name="rita")

    async def waits() -> Pending:
        return await propose_change(site.safety, site.staffing, change, reason="So.", by=ada)

    pending = await waits()
    await room.run("UPDATE staff SET roles = 'auditor' WHERE name = 'ada'")
    with pytest.raises(SafetyRefused, match="roles of ada"):
        await agree_to_change(site.safety, site.staffing, pending.id, by=abe)
    await room.run("UPDATE staff SET roles = 'admin' WHERE name = 'ada'")
    await room.run("UPDATE staff SET roles = 'auditor' WHERE name = 'abe'")
    with pytest.raises(SafetyRefused, match="roles of abe"):
        await agree_to_change(site.safety, site.staffing, pending.id, by=abe)
    await signing.remove(site.staffing, "ada", by="operator")
    assert await room.state(pending) is ProposalState.OVERTAKEN


async def test_many_are_decided_while_both_may_decide_it(room: Room) -> None:
    other = await room.another_case()
    together = Together(
        kind=SubjectKind.ACCOUNT,
        case_ids=(room.case_id, other),
        proposal=msgspec.structs.replace(room.proposal(), **FROZEN),
    )
    pending = await propose_together(room.safety, room.store, together, reason="One crew.", by=SAM)
    # A reviewer proposes for many, and freezes nobody.
    await room.run("UPDATE staff SET roles = 'reviewer' WHERE name = 'sam'")
    with pytest.raises(SafetyRefused, match="roles of sam"):
        await agree_together(room.safety, room.store, pending.id, by=TOM)
    assert await room.state(pending) is ProposalState.OPEN
    await room.run("UPDATE staff SET roles = 'senior' WHERE name = 'sam'")
    made = await agree_together(room.safety, room.store, pending.id, by=TOM)
    assert len(made.made) == 2


async def test_what_came_in_twice_before_that_was_refused_is_done_once(room: Room) -> None:
    cases = (room.case_id, await room.another_case())
    proposal = msgspec.structs.replace(room.proposal(), **FROZEN)
    together = Together(kind=SubjectKind.ACCOUNT, case_ids=cases, proposal=proposal)
    pending = await propose_together(room.safety, room.store, together, reason="One crew.", by=SAM)
    await room.run(
        "INSERT INTO safety_proposals (kind, case_id, document, reason, members, proposed_by, date)"
        " SELECT kind, case_id, document, reason, members, 'sam', date FROM safety_proposals"
    )
    await agree_together(room.safety, room.store, pending.id, by=TOM)
    again = await seconding.known(room.store, pending.id + 1)
    assert again.state is ProposalState.OVERTAKEN
    # Not even once a complaint has opened the cases anew.
    await room.run("UPDATE safety_cases SET state = 'open', decided = NULL")
    with pytest.raises(SafetyRefused, match="overtaken already"):
        await agree_together(room.safety, room.store, again.id, by=TOM)


async def test_what_is_done_to_somebody_of_the_staff_waits_once(room: Room) -> None:
    site, ada = room.console.site, Person(name="ada", roles=frozenset({Role.ADMIN}))
    await room.console.signed_in("ada", Role.ADMIN)
    removal = StaffChange(act=StaffAct.REMOVE, name="rita")
    await propose_change(site.safety, site.staffing, removal, reason="So.", by=ada)
    roles = StaffChange(act=StaffAct.ROLES, name="rita", roles=frozenset({Role.APPEALS}))
    for change in (removal, roles):
        with pytest.raises(SafetyRefused, match="already"):
            await propose_change(site.safety, site.staffing, change, reason="So.", by=ada)
    other = StaffChange(act=StaffAct.REMOVE, name="tom")
    assert await propose_change(site.safety, site.staffing, other, reason="So.", by=ada)


@pytest.mark.parametrize("kind", [ProposalKind.BULK, ProposalKind.STAFF])
async def test_what_is_done_when_it_is_agreed_to_is_not_agreed_to_alone(
    room: Room, kind: ProposalKind
) -> None:
    proposed = Proposed(kind=kind, case_id=0, document=b"{}", reason="So.")
    whoever = Person(name="sam", roles=frozenset(Role))
    pending = await seconding.propose(room.safety, room.store, proposed, by=whoever)
    tom = Person(name="tom", roles=frozenset(Role))
    with pytest.raises(SafetyRefused, match="by doing it"):
        await seconding.agree(room.safety, room.store, pending.id, by=tom)
    assert await room.state(pending) is ProposalState.OPEN


async def test_one_who_runs_the_service_alone_agrees_with_themselves_and_it_says_so(
    stage: Stage,
) -> None:
    room = await make_room(stage, solo=True)
    proposed = Proposed(kind=ProposalKind.EXPORT, case_id=0, document=b"{}", reason="An order.")
    pending = await seconding.propose(room.safety, room.store, proposed, by=SAM)
    agreed = await seconding.agree(room.safety, room.store, pending.id, by=SAM)
    assert (agreed.second_by, agreed.solo) == ("sam", True)
    made = await room.agree(await room.propose(), SAM)
    assert (made.decision.second_by, made.decision.solo) == ("", True)


async def test_what_is_about_no_open_case_is_not_proposed(room: Room) -> None:
    gone = msgspec.structs.replace(room.proposal(), case_id=99)
    with pytest.raises(NothingThere):
        await seconding.propose_ending(room.safety, room.store, gone, reason="So.", by=SAM)
    with pytest.raises(NothingThere):
        await seconding.known(room.store, 99)


NAMED = (
    "INSERT INTO safety_decisions (puid, case_id, ground, clause, category, keyword, facts, date,"
    " ends, automation, decided_by, second_by, solo)"
    " VALUES ('p', {case}, 'law', 'a', 'b', 'c', 'd', {date}, 0, 'none', 'sam', '{second}', 0)"
)


async def test_the_database_takes_no_second_person_who_is_only_named(room: Room) -> None:
    other, named = await room.another_case(), partial(NAMED.format, date=1)
    with pytest.raises(apsw.ConstraintError, match="agrees to what was proposed"):
        await room.run(named(case=room.case_id, second="tom"))
    # What waits is something else, by another person, or about another case.
    await room.propose_export(SAM)
    with pytest.raises(apsw.ConstraintError, match="agrees to what was proposed"):
        await room.run(named(case=room.case_id, second="tom"))
    waiting = await room.propose(TOM)
    with pytest.raises(apsw.ConstraintError, match="agrees to what was proposed"):
        await room.run(named(case=room.case_id, second="tom"))
    await seconding.withdraw(room.safety, room.store, waiting.id, by=TOM)
    await room.propose(SAM)
    with pytest.raises(apsw.ConstraintError, match="agrees to what was proposed"):
        await room.run(named(case=other, second="tom"))


@pytest.mark.parametrize(
    ("case", "second", "later_s"), [(1, "tom", 1), (1, "rita", 0), (99, "tom", 0)]
)
async def test_what_two_agreed_to_before_is_no_leave_for_more(
    room: Room, case: int, second: str, later_s: int
) -> None:
    together = Together(
        kind=SubjectKind.ACCOUNT,
        case_ids=(room.case_id, await room.another_case()),
        proposal=msgspec.structs.replace(room.proposal(), **FROZEN),
    )
    pending = await propose_together(room.safety, room.store, together, reason="So.", by=SAM)
    await agree_together(room.safety, room.store, pending.id, by=TOM)
    date = room.console.stage.clock.date + later_s
    with pytest.raises(apsw.ConstraintError, match="agrees to what was proposed"):
        await room.run(NAMED.format(case=case, second=second, date=date))


AGREED = "UPDATE safety_proposals SET state = 'agreed', ended = 9, second_by = "


@pytest.mark.parametrize(
    "sql",
    [
        AGREED + "'sam'",
        AGREED + "NULL",
        AGREED + "'nobody'",
        "UPDATE safety_proposals SET state = 'withdrawn', ended = 9, second_by = 'tom'",
        "UPDATE safety_proposals SET document = '[]'",
        "UPDATE safety_proposals SET proposed_by = 'tom'",
        "UPDATE safety_proposals SET ended = 9",
        "DELETE FROM safety_proposals",
        "INSERT INTO safety_proposals (kind, case_id, document, reason, members, proposed_by, date)"
        " SELECT kind, case_id, document, reason, members, 'tom', date FROM safety_proposals",
        "INSERT INTO safety_proposals (kind, case_id, document, reason, members, proposed_by, date,"
        " state, second_by, ended) VALUES ('bulk', 0, '{}', 'x', 0, 'sam', 1, 'agreed', 'tom', 2)",
        "UPDATE staff SET name = 'tim' WHERE name = 'tom'",
        "DELETE FROM staff WHERE name = 'tom'",
        "INSERT INTO staff_sessions (staff_id, token, begun, seen, device)"
        " VALUES (99, zeroblob(32), 1, 1, '')",
    ],
)
async def test_the_database_refuses_what_no_code_should_write(room: Room, sql: str) -> None:
    await room.propose()
    with pytest.raises(apsw.ConstraintError):
        await room.run(sql)


async def test_what_ended_ends_once(room: Room) -> None:
    await room.propose()
    await room.run(AGREED + "'tom'")
    with pytest.raises(apsw.ConstraintError):
        await room.run("UPDATE safety_proposals SET state = 'declined', second_by = 'rita'")
