"""What staff may do over the control socket, and who is staff."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety, complain
from heliograph.safety.freezing import Freezes
from heliograph.safety.reports import Report, Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server import commands, safety_commands
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk
from heliograph.server.hands import ActingHands
from support.stage import Stage
from support.stage_fixture import stage

__all__ = ["stage"]

REASONS = {"ground": "terms", "clause": "4.2", "facts": "It asks for passwords."}


class Staff:
    """Ann and Ben decide, over a desk of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.safety = Safety(
            store=stage.service.intake.store,
            clock=stage.clock,
            random=stage.app.random,
            secret=b"s" * 32,
            page_of=lambda puid, token: f"https://h.example/decision/{puid}?t={token}",
        )
        self.desk = Desk(
            app=stage.app,
            settings=cast("Any", SimpleNamespace(safety_staff=("ann", "ben"))),
            clock=cast("Any", stage.clock),
            status={},
            asked=list,
            store=cast("Any", stage.store),
            release=lambda: None,
            safety=self.safety,
            executor=Executor(self.safety, ActingHands(stage.app), Freezes()),
        )

    async def __call__(self, name: str, **args: Any) -> Any:
        return await commands.run_command(self.desk, name, args)

    async def refused(self, name: str, **args: Any) -> str:
        with pytest.raises(CommandError) as refusal:
            await self(name, **args)
        return str(refusal.value)

    async def case(self) -> int:
        """Somebody reports somebody; gives the case."""
        reported = await self.stage.person("12025550101", "Ann")
        reporter = await self.stage.person("12025550102", "Ben")
        report = Report(
            way=Way.IN_APP,
            about=(Locator(kind=SubjectKind.ACCOUNT, peer_id=reported.key.account_id or 0),),
            category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
            keyword="KEYWORD_PHISHING",
            reporter_id=reporter.key.account_id or 0,
            receipt="R1",
            date=self.stage.clock.now(),
        )
        taken = await self.safety.store.take_report(report, evidence_keep_s=1_000)
        return taken.subjects[0].case_id


@pytest.fixture
def staff(stage: Stage) -> Staff:
    return Staff(stage)


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


async def test_only_named_staff_decide(staff: Staff) -> None:
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
