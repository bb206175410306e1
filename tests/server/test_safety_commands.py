"""What staff may do over the control socket, and who is staff."""

from typing import Any

import msgspec
import pytest

from heliograph.safety.cases import CaseState
from heliograph.safety.deciding import complain
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.named import ROLES
from heliograph.safety.staff.proposals import ProposalState
from heliograph.safety.staff.roles import MAY, Act, Role
from heliograph.safety.staff.seconding import Person, agree_to_ending
from heliograph.server import commands, safety_commands
from support.staff_desk import Staff
from support.stage import Stage
from support.stage_fixture import stage

__all__ = ["stage"]

REASONS = {"ground": "terms", "clause": "4.2", "facts": "It asks for passwords."}


@pytest.fixture
async def staff(stage: Stage) -> Staff:
    return await Staff(stage).employs()


async def test_a_case_is_looked_at_and_decided(staff: Staff) -> None:
    case_id = await staff.case()
    (listed,) = await staff("safety.inbox", by="ann")
    assert listed["id"] == case_id
    shown = await staff("safety.case", case=case_id, by="ann", reason="review")
    assert shown["evidence"][0]["snapshot"]["texts"][0] == "Ann"
    assert shown["possible"][0] == "warn"
    assert shown["strikes"] == 0
    assert not {"slow", "read_only", "freeze", "terminate"} & set(shown["proposed"])
    assert {"slow", "read_only", "freeze", "terminate"} <= set(shown["possible"])
    made = await staff(
        "safety.decide",
        case=case_id,
        by="ann",
        measures=["freeze"],
        hours=2,
        grave="theft",
        **REASONS,
    )
    assert made["puid"] in made["page"]
    decision = await staff.safety.store.decision(made["puid"])
    assert decision is not None
    assert decision.ends == staff.stage.clock.now() + 7_200
    statement = await staff.safety.store.statement(made["puid"])
    assert statement is not None
    assert statement.delivered is not None
    assert await staff("safety.inbox", by="ann") == []


async def test_nobody_is_suspended_by_the_command_line_either_without_a_warning(
    staff: Staff,
) -> None:
    case_id = await staff.case()
    what = {"case": case_id, "by": "ann", "measures": ["freeze"], **REASONS}
    assert "warn first" in await staff.refused("safety.decide", **what)
    assert "grave" in await staff.refused("safety.decide", grave="bother", **what)


async def test_who_was_removed_or_has_another_role_does_nothing_more(staff: Staff) -> None:
    case_id = await staff.case()
    decide = {"case": case_id, "by": "ann", "measures": ["warn"], **REASONS}
    look = {"case": case_id, "by": "ann", "reason": "x"}
    await staff("staff.roles", name="ann", roles=["transparency"])
    for name, args in (("safety.decide", decide), ("safety.case", look)):
        assert "roles of ann" in await staff.refused(name, **args)
    assert "roles of ann" in await staff.refused("safety.close", case=case_id, by="ann")
    await staff("staff.remove", name="ann")
    for name, args in (("safety.decide", decide), ("safety.case", look)):
        assert "no more" in await staff.refused(name, **args)
    await staff("staff.add", name="eve", roles=["auditor"])
    shown = await staff("safety.case", **{**look, "by": "eve"})
    assert shown["evidence"][0]["snapshot"]["texts"][0] == "Ann"
    assert "roles of eve" in await staff.refused("safety.decide", **{**decide, "by": "eve"})
    assert [one["id"] for one in await staff("safety.inbox", by="eve")] == [case_id]


async def test_one_who_runs_the_service_alone_ends_accounts_alone(staff: Staff) -> None:
    case_id = await staff.case()
    staff.desk = msgspec.structs.replace(
        staff.desk, safety=msgspec.structs.replace(staff.safety, solo=True)
    )
    what = {"case": case_id, "by": "ann", "measures": ["terminate"], "grave": "theft", **REASONS}
    made = await staff("safety.decide", **what)
    decision = await staff.safety.store.decision(made["puid"])
    assert decision is not None
    assert (decision.second_by, decision.solo) == ("", True)


async def test_nothing_is_printed_of_what_was_decided_to_be_abuse_of_a_child(
    staff: Staff, stage: Stage
) -> None:
    abuse = {
        "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        "keyword": "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
    }
    case_id = await staff.case()
    look = {"case": case_id, "by": "ann", "reason": "review"}
    assert (await staff("safety.case", **look))["evidence"]
    what = {"case": case_id, "by": "ann", **abuse, **REASONS}
    refused = await staff.refused("safety.decide", measures=["warn"], **what)
    assert "remove the content" in refused
    await staff("safety.decide", measures=["remove"], part="about", **what)
    shown = await staff("safety.case", **look)
    assert (shown["sealed"], shown["evidence"]) == (True, ())
    file = await staff.safety.store.case_file(case_id, now=stage.clock.now())
    assert file is not None
    assert [one.kind for one in file.events].count("evidence read") == 1


async def test_only_staff_decide(staff: Staff) -> None:
    case_id = await staff.case()
    what = {"case": case_id, "measures": ["terminate"], "grave": "theft", **REASONS}
    assert "eve" in await staff.refused("safety.decide", by="eve", **what)
    assert "eve" in await staff.refused("safety.case", case=case_id, by="eve", reason="x")
    assert "eve" in await staff.refused("safety.close", case=case_id, by="eve")
    assert "no case 99" in await staff.refused("safety.case", case=99, by="ann", reason="x")


ENDING = {"measures": ["terminate"], "grave": "theft", **REASONS}


async def is_open(staff: Staff, case_id: int) -> bool:
    case = await staff.safety.store.case(case_id)
    assert case is not None
    return case.state is CaseState.OPEN


async def test_nobody_names_a_second_person(staff: Staff) -> None:
    what = {"case": await staff.case(), "by": "ann", **ENDING}
    assert "second" in await staff.refused("safety.decide", second="ben", **what)
    await staff.enrols("ann")
    assert await staff("safety.decide", **what) == {"asks": "proof"}
    assert await is_open(staff, what["case"])


async def test_what_takes_two_people_is_proposed_by_who_shows_who_they_are(staff: Staff) -> None:
    what = {"case": await staff.case(), "by": "ann", "actor": "root (uid 0)", **ENDING}
    right, kept = staff.proof(), staff.staffing.store
    # Nobody shows it for an account that was only named in the settings.
    assert "signs in with" in await staff.refused("safety.decide", proof=right, **what)
    await staff.enrols("ann")
    for wrong in ({"passphrase": "three plain words"}, {"code": "000000"}, {"code": ""}):
        assert "signs in with" in await staff.refused(
            "safety.decide", proof={**right, **wrong}, **what
        )
    made = await staff("safety.decide", proof=right, **what)
    assert await is_open(staff, what["case"])
    pending = await kept.proposal(made["proposal"])
    assert pending is not None
    assert (pending.proposed_by, pending.state) == ("ann", ProposalState.OPEN)
    assert made["until"] == pending.until
    # A code is good once.
    assert "signs in with" in await staff.refused("safety.decide", proof=right, **what)
    ben = Person(name="ben", roles=ROLES)
    decision = (await agree_to_ending(staff.safety, kept, pending.id, by=ben)).decision
    assert (decision.decided_by, decision.second_by) == ("ann", "ben")
    noted = await kept.acts(AuditQuery(actor="ann", kind="by command line"))
    assert {one.about for one in noted} == {"propose, typed by root (uid 0)"}
    assert await kept.acts(AuditQuery(actor="ann", kind="sign-in failed"))


async def test_who_may_not_decide_on_it_does_not_propose_it_either(staff: Staff) -> None:
    what = {"case": await staff.case(), "by": "ann", **ENDING}
    await staff("staff.roles", name="ann", roles=["reviewer"])
    await staff.enrols("ann")
    for proof in ({}, {"proof": staff.proof()}):
        assert "roles of ann" in await staff.refused("safety.decide", **proof, **what)
    assert await staff.staffing.store.proposals_of_case(what["case"], now=0) == []


DOINGS: dict[str, tuple[Act, dict[str, Any]]] = {
    "safety.inbox": (Act.READ_INBOX, {}),
    "safety.case": (Act.READ_CASE, {"case": 1, "reason": "review"}),
    "safety.classify": (Act.CLASSIFY, {"file": 1, "abuse": False, "reason": "x"}),
    "safety.decide": (Act.DECIDE, {"case": 1, "measures": ["warn"], **REASONS}),
    "safety.close": (Act.DECIDE, {"case": 1}),
    "safety.appeals": (Act.READ_APPEALS, {}),
    "safety.view": (Act.REVIEW_APPEAL, {"appeal": 1, "view": "x"}),
    "safety.end_appeal": (Act.REVIEW_APPEAL, {"appeal": 1, "reversed": True, "reasons": "x"}),
    "safety.attest": (Act.ATTEST, {"period": "2020", "figures": {}}),
    "safety.erase": (Act.ERASE_LOGGED, {"puid": "x"}),
}
"""What Ann does, and the act that it is."""


@pytest.mark.parametrize("doing", sorted(safety_commands.NAMES))
async def test_each_is_by_a_name_with_the_role_and_noted(staff: Staff, doing: str) -> None:
    act, args = DOINGS[doing]
    await staff.case()
    nobody = await staff.refused(doing, **args)
    assert "by" in nobody
    for role in Role:
        await staff("staff.roles", name="ann", roles=[role])
        before = len(await staff.staffing.store.acts(AuditQuery(kind="by command line")))
        try:
            await staff(doing, by="ann", actor="root (uid 0)", **args)
            why = ""
        except commands.CommandError as refused:
            why = str(refused)
        assert ("roles of ann" in why) is (role not in MAY[act])
        noted = await staff.staffing.store.acts(AuditQuery(kind="by command line"))
        if role not in MAY[act]:
            assert len(noted) == before
        elif doing != "safety.decide" or not why:
            # A decision that was refused is none.
            assert len(noted) == before + 1
            assert noted[0].actor == "ann"
            assert "typed by root (uid 0)" in noted[0].about


async def test_what_is_typed_for_a_name_ends_no_line(staff: Staff) -> None:
    await staff("safety.inbox", by="ann", actor="x\n\x1b" + "y" * 1_000)
    (noted,) = await staff.staffing.store.acts(AuditQuery(kind="by command line"))
    assert noted.about.isprintable()
    assert len(noted.about) == 200


async def test_an_appeal_goes_to_somebody_else(staff: Staff) -> None:
    case_id = await staff.case()
    made = await staff("safety.decide", case=case_id, by="ann", measures=["warn"], **REASONS)
    date = staff.stage.clock.now()
    await complain(staff.safety, made["puid"], argument="A joke.", date=date)
    (waiting,) = await staff("safety.appeals", by="ben")
    assert waiting["decision"] is None
    appeal = {"appeal": waiting["id"]}
    assert "who decided" in await staff.refused("safety.view", by="ann", view="x", **appeal)
    seen = await staff("safety.view", by="ben", view="It is one.", **appeal)
    assert seen["decision"]["facts"] == REASONS["facts"]
    ended = {"by": "ben", "reversed": True, "reasons": "It was a joke."}
    assert (await staff("safety.end_appeal", **ended, **appeal))["outcome"] == "reversed"
    assert await staff("safety.appeals", by="ben") == []


async def test_a_case_without_anything_is_closed(staff: Staff) -> None:
    case_id = await staff.case()
    assert await staff("safety.close", case=case_id, by="ben") == {"closed": case_id}
    assert "is decided" in await staff.refused("safety.close", case=case_id, by="ben")


def test_all_of_them_need_a_running_server() -> None:
    found = {name for name in commands.names() if name.startswith("safety.")}
    assert found == safety_commands.NAMES
