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
        "safety.decide", case=case_id, by="ann", measures=["freeze"], hours=2, **REASONS
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
    what = {"case": case_id, "measures": ["terminate"], **REASONS}
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
