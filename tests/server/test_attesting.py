"""A period is closed once, and what is attested of it adds up to the log."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from heliograph.safety.deciding import Safety, decide_case
from heliograph.safety.decisions import Ground, MeasureKind, Proposal
from heliograph.safety.log import verify
from heliograph.safety.reports import Report, Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server import commands
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk
from heliograph.web.transparency.figures import figures_of
from support.public_log import keeper, save
from support.stage import Stage
from support.stage_fixture import stage

__all__ = ["stage"]

CATEGORY = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
FIGURES: dict[str, int | str] = {"staff": 2, "recipients": 1_234, "precision": "0.98"}


class Staff:
    """Who decides, and closes a period."""

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
            settings=cast("Any", SimpleNamespace(safety_staff=("ann",))),
            clock=cast("Any", stage.clock),
            status={},
            asked=list,
            store=cast("Any", stage.store),
            release=lambda: None,
            safety=self.safety,
        )

    async def attest(self, period: str, **figures: int | str) -> Any:
        asked = {"period": period, "figures": figures}
        return await commands.run_command(self.desk, "safety.attest", asked)

    async def refused(self, period: str) -> str:
        with pytest.raises(CommandError) as refusal:
            await self.attest(period)
        return str(refusal.value)


@pytest.fixture
def staff(stage: Stage) -> Staff:
    return Staff(stage)


def month_of(date: int) -> str:
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m")


async def decide(staff: Staff, keywords: list[str]) -> None:
    """A decision for each."""
    reported = await staff.stage.person("12025550101", "Ann")
    for number, keyword in enumerate(keywords):
        about = Locator(kind=SubjectKind.ACCOUNT, peer_id=reported.key.account_id or 0)
        reporter = await staff.stage.person(f"1202555{1000 + number}", "Ben")
        report = Report(
            way=Way.IN_APP,
            about=(about,),
            category=CATEGORY,
            keyword=keyword,
            reporter_id=reporter.key.account_id or 0,
            receipt=f"R{number}",
            date=staff.stage.clock.now(),
        )
        taken = await staff.safety.store.take_report(report, evidence_keep_s=1_000)
        case_id = taken.subjects[0].case_id
        proposal = Proposal(
            case_id=case_id,
            ground=Ground.TERMS,
            clause="4.2",
            category=CATEGORY,
            keyword=keyword,
            facts="It phishes.",
            measures=(MeasureKind.WARN,),
            decided_by="ann",
        )
        await decide_case(staff.safety, proposal)


async def test_a_closed_period_adds_up_and_is_told_as_attested(
    staff: Staff, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = month_of(staff.stage.clock.now())
    await decide(staff, ["KEYWORD_PHISHING"] * 11 + ["KEYWORD_OTHER"] * 2)
    assert "not over" in await staff.refused(month)
    staff.stage.clock.date += 32 * 86_400
    leaf = await staff.attest(month, **FIGURES)
    (table,) = leaf["tables"]
    assert table["of"] == {"event": "decision", "category": CATEGORY}
    # Two alone could be about somebody: they are told with their neighbours.
    assert table["cells"] == {"other": 13}
    assert "already" in await staff.refused(month)

    log = staff.stage.store.public_log()
    while await log.sequence(keeper(), date=7, at_most=500):
        pass
    assert "already" in await staff.refused(month)
    (shown,) = figures_of(await log.totals()).attested_of(month)
    assert shown["figures"] == FIGURES
    saved = tmp_path / "saved"
    await save(log, saved)
    heads = str(tmp_path / "heads.json")
    monkeypatch.setattr("sys.argv", ["verify.py", str(saved), "--heads", heads])
    assert verify.main() == 0
    told = capsys.readouterr().out.partition("ATTESTED")[2]
    assert '"precision": "0.98"' in told
    assert '"recipients": 1234' in told
    # What is attested must be what was signed.
    published = saved / "transparency.json"
    published.write_text(published.read_text().replace("0.98", "0.99"))
    assert verify.main() == 1


async def test_what_is_no_figure_is_not_signed(staff: Staff) -> None:
    month = month_of(staff.stage.clock.now())
    staff.stage.clock.date += 32 * 86_400
    with pytest.raises(CommandError, match="no figure"):
        await staff.attest(month, **{"Two words": 1})
    assert await staff.attest(month, staff=1)


async def test_other_months_are_not_counted(staff: Staff) -> None:
    month = month_of(staff.stage.clock.now())
    staff.stage.clock.date += 32 * 86_400
    await decide(staff, ["KEYWORD_PHISHING"])
    leaf = await staff.attest(month)
    assert leaf["tables"] == []
    assert leaf["event"] == "attestation"
