"""What staff may do over the control socket, and who is staff."""

import msgspec
import pytest

from heliograph.safety.deciding import complain
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
    (listed,) = await staff("safety.inbox")
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
    assert await staff("safety.inbox") == []


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
    assert [one["id"] for one in await staff("safety.inbox")] == [case_id]


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
    assert "eve" in await staff.refused("safety.decide", by="ann", second="eve", **what)
    assert "eve" in await staff.refused("safety.case", case=case_id, by="eve", reason="x")
    assert "eve" in await staff.refused("safety.close", case=case_id, by="eve")
    assert "two people" in await staff.refused("safety.decide", by="ann", **what)
    assert "no case 99" in await staff.refused("safety.case", case=99, by="ann", reason="x")
    await staff("safety.decide", by="ann", second="ben", **what)


async def test_an_appeal_goes_to_somebody_else(staff: Staff) -> None:
    case_id = await staff.case()
    made = await staff("safety.decide", case=case_id, by="ann", measures=["warn"], **REASONS)
    date = staff.stage.clock.now()
    await complain(staff.safety, made["puid"], argument="A joke.", date=date)
    (waiting,) = await staff("safety.appeals")
    assert waiting["decision"] is None
    appeal = {"appeal": waiting["id"]}
    assert "who decided" in await staff.refused("safety.view", by="ann", view="x", **appeal)
    seen = await staff("safety.view", by="ben", view="It is one.", **appeal)
    assert seen["decision"]["facts"] == REASONS["facts"]
    ended = {"by": "ben", "reversed": True, "reasons": "It was a joke."}
    assert (await staff("safety.end_appeal", **ended, **appeal))["outcome"] == "reversed"
    assert await staff("safety.appeals") == []


async def test_a_case_without_anything_is_closed(staff: Staff) -> None:
    case_id = await staff.case()
    assert await staff("safety.close", case=case_id, by="ben") == {"closed": case_id}
    assert "is decided" in await staff.refused("safety.close", case=case_id, by="ben")


def test_all_of_them_need_a_running_server() -> None:
    found = {name for name in commands.names() if name.startswith("safety.")}
    assert found == safety_commands.NAMES
