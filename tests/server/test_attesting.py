"""A period is closed once, and what is attested of it adds up to the log."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from heliograph.safety.deciding import decide_case
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.log import verify
from heliograph.safety.staff.audit import AuditQuery
from heliograph.server.control import CommandError
from heliograph.web.transparency.figures import figures_of
from support.deciding import proposal_for
from support.public_log import keeper, save
from support.staff_desk import Staff
from support.stage import Stage
from support.stage_fixture import stage

__all__ = ["stage"]

CATEGORY = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
FIGURES: dict[str, int | str] = {"staff": 2, "recipients": 1_234, "precision": "0.98"}


@pytest.fixture
async def staff(stage: Stage) -> Staff:
    return await Staff(stage).employs()


def month_of(date: int) -> str:
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m")


async def decide(staff: Staff, keywords: list[str]) -> None:
    """A decision for each."""
    reported = await staff.stage.person("12025550101", "Ann")
    for number, keyword in enumerate(keywords):
        reporter = await staff.stage.person(f"1202555{1000 + number}", "Ben")
        case_id = await staff.reported(reported, by=reporter, keyword=keyword)
        await decide_case(staff.safety, proposal_for(case_id, MeasureKind.WARN, keyword=keyword))


async def attest(staff: Staff, period: str, /, **figures: int | str) -> Any:
    return await staff("safety.attest", by="ann", period=period, figures=figures)


async def refused(staff: Staff, period: str) -> str:
    return await staff.refused("safety.attest", by="ann", period=period, figures={})


async def test_a_closed_period_adds_up_and_is_told_as_attested(
    staff: Staff, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = month_of(staff.stage.clock.now())
    await decide(staff, ["KEYWORD_PHISHING"] * 11 + ["KEYWORD_OTHER"] * 2)
    assert "not over" in await refused(staff, month)
    staff.stage.clock.date += 32 * 86_400
    leaf = await attest(staff, month, **FIGURES)
    (table,) = leaf["tables"]
    assert table["of"] == {"event": "decision", "category": CATEGORY}
    # Two alone could be about somebody: they are told with their neighbours.
    assert table["cells"] == {"other": 13}
    assert "already" in await refused(staff, month)
    (noted,) = await staff.staffing.store.acts(AuditQuery(kind="attested"))
    assert (noted.actor, noted.about) == ("ann", month)

    log = staff.stage.store.public_log()
    while await log.sequence(keeper(), date=7, at_most=500):
        pass
    assert "already" in await refused(staff, month)
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
        await attest(staff, month, **{"Two words": 1})
    assert await attest(staff, month, staff=1)


async def test_other_months_are_not_counted(staff: Staff) -> None:
    month = month_of(staff.stage.clock.now())
    staff.stage.clock.date += 32 * 86_400
    await decide(staff, ["KEYWORD_PHISHING"])
    leaf = await attest(staff, month)
    assert leaf["tables"] == []
    assert leaf["event"] == "attestation"
