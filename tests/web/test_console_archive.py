"""What is kept of a case is taken out once two agreed, and what it is that is taken out."""

import io
import json
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import pytest

from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.taking_out import FETCH_S
from heliograph.server.evidence import copy_evidence
from support.console import Seat
from support.docket import CHILDREN, Docket, decision_form
from support.visitor import Got

ORDER = {"reason": "Amtsgericht Bonn, 12 Gs 34/26"}


async def copied(docket: Docket) -> None:
    """Files of evidence are copied by a worker."""
    app = docket.people.stage.app
    while await copy_evidence(app, docket.store, bytes_max=1 << 20):
        pass


async def proposed(rita: Seat, case_id: int) -> str:
    answer = await rita.post(f"/console/cases/{case_id}/out", ORDER)
    assert answer.status == 303, answer.text
    return answer.headers["location"].partition("?")[0]


@pytest.fixture
async def agreed(docket: Docket) -> tuple[Seat, Seat, str]:
    """Rita proposed it and Tess agreed; where it is fetched."""
    case_id = await docket.report(await docket.picture(b"the very bytes"), comment="It phishes.")
    await copied(docket)
    await docket.decide(case_id)
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    address = await proposed(rita, case_id)
    assert (await tess.post(address, {"act": "agree"})).status == 303
    return rita, tess, f"{address}/archive"


def opened(answer: Got) -> dict[str, bytes]:
    assert answer.status == 200, answer.text
    with ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_it_holds_what_was_reported_what_was_decided_and_that_the_log_has_it(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, _, address = agreed
    site = docket.console.site
    await site.log.sequence(site.keeper, date=site.clock.now(), at_most=100)
    answer = await rita.post(address)
    assert answer.headers["content-disposition"] == 'attachment; filename="case-1.zip"'
    assert answer.headers["cache-control"] == "no-store"
    found = {name.removeprefix("case-1/"): body for name, body in opened(answer).items()}
    assert "Amtsgericht Bonn" in found["README.txt"].decode()
    assert "agreed to by tess" in found["README.txt"].decode()
    said = json.loads(found["case.json"])
    assert said["reports"][0]["comment"] == "It phishes."
    snapshot = json.loads(found["evidence/1/snapshot.json"])
    (name,) = snapshot["names"].values()
    (shown,) = snapshot["snapshot"]["files"]
    assert sha256(found[name]).hexdigest() == shown["sha256"]
    decision = json.loads(found["decision.json"])
    assert decision["decided_by"] == "dora"
    assert "asked for passwords" in found["statement.de.txt"].decode()
    assert json.loads(found["statement.json"])["puid"] == decision["puid"]
    assert found["receipt.txt"].startswith(b"c2sp.org/tlog-proof@v1")
    assert json.loads(found["disclosure.json"])["entries"][0]["salt"]
    listed = json.loads(found.pop("manifest.json"))["files"]
    assert {one["path"]: one["sha256"] for one in listed} == {
        name: sha256(body).hexdigest() for name, body in found.items()
    }


async def test_who_reported_and_the_affected_person_s_token_are_not_in_it(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, _, address = agreed
    whole = b"".join(opened(await rita.post(address)).values())
    file = await docket.store.case_file(1, with_reporters=True, now=0)
    assert file is not None
    assert str(docket.people.ben.id).encode() not in whole
    assert docket.console.site.safety.token(file.puid).encode() not in whole


async def test_each_fetching_is_noted_before_it_is(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, tess, address = agreed
    for seat in (rita, tess, rita):
        await seat.post(address)
    acts = await docket.console.site.staff.acts(AuditQuery(kind="taken out"))
    assert [one.actor for one in acts] == ["rita", "tess", "rita"]
    assert {one.about for one in acts} == {ORDER["reason"]}
    read = await docket.console.site.staff.acts(AuditQuery(kind="evidence read", actor="tess"))
    assert [one.about for one in read][-1] == "to take it out, proposal 1"


async def test_nobody_else_fetches_it_nor_after_a_day_nor_before_somebody_agreed(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, _, address = agreed
    uma = await docket.seat("uma", Role.SENIOR)
    assert (await uma.post(address)).status == 403
    assert (await uma.get(address.removesuffix("/archive"))).status == 404
    waits = await proposed(rita, await docket.case("another"))
    assert (await rita.post(f"{waits}/archive")).status == 403
    assert "Fetch the archive" not in (await rita.get(waits)).text
    assert "Fetch the archive" in (await rita.get(address.removesuffix("/archive"))).text
    docket.console.stage.clock.date += FETCH_S
    rita = await docket.console.again(rita)
    assert (await rita.post(address)).status == 403
    for number in ("99", "x", "9" * 30):
        assert (await rita.post(f"/console/second/{number}/archive")).status == 404
    acts = await docket.console.site.staff.acts(AuditQuery(kind="taken out"))
    assert acts == []


async def test_the_abuse_of_children_is_taken_out_by_nobody(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, tess, _ = agreed
    sealed = await docket.case("sealed", reason=CHILDREN)
    form = decision_form(measure=["remove"], reason=f"{CHILDREN.category} {CHILDREN.keyword}")
    assert (await tess.post(f"/console/cases/{sealed}/decide", form)).status == 303
    assert f"cases/{sealed}/out" not in (await rita.get(f"/console/cases/{sealed}")).text
    answer = await rita.post(f"/console/cases/{sealed}/out", ORDER)
    assert answer.status == 422
    assert "taken out by nobody" in answer.text
    # What comes out after they agreed closes it, too.
    waits = await proposed(rita, await docket.case("not yet known"))
    await tess.post(waits, {"act": "agree"})
    assert (await tess.post("/console/cases/3/decide", form)).status == 303
    assert (await tess.post(f"{waits}/archive")).status == 403


async def test_what_may_be_abuse_of_children_is_in_no_archive_whoever_fetches_it(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, tess, _ = agreed
    post = await docket.picture(b"what nobody takes out")
    case_id = await docket.report(post)
    await docket.report(post, by=docket.people.cat, reason=CHILDREN)
    await copied(docket)
    waits = await proposed(rita, case_id)
    assert (await tess.post(waits, {"act": "agree"})).status == 303
    for seat in (rita, tess):
        found = opened(await seat.post(f"{waits}/archive"))
        assert all(b"what nobody takes out" not in content for content in found.values())
        listed = json.loads(found[f"case-{case_id}/manifest.json"])["files"]
        assert [one["missing"] for one in listed if "missing" in one] == [
            "it may be abuse of a child: nobody takes it out"
        ]
        (name,) = [one for one in found if one.endswith("snapshot.json")]
        assert json.loads(found[name])["snapshot"].get("files", []) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001])
async def test_it_says_for_whom(docket: Docket, reason: str) -> None:
    case_id = await docket.case()
    answer = await (await docket.seat()).post(f"/console/cases/{case_id}/out", {"reason": reason})
    assert answer.status == 422
    assert "Say why" in answer.text
    assert reason.strip() in answer.text


async def test_it_is_proposed_once_and_the_case_says_that_it_waits(docket: Docket) -> None:
    case_id, rita = await docket.case(), await docket.seat()
    await proposed(rita, case_id)
    again = await rita.post(f"/console/cases/{case_id}/out", ORDER)
    assert again.status == 422
    assert "proposed already" in again.text
    assert "waits for a second person" in (await rita.get(f"/console/cases/{case_id}")).text
    # It is no decision, and holds none up.
    await docket.decide(case_id)
    assert "waits for a second person" in (await rita.get(f"/console/cases/{case_id}")).text


async def test_a_file_that_is_gone_is_listed_as_missing(
    docket: Docket, agreed: tuple[Seat, Seat, str]
) -> None:
    rita, _, address = agreed
    blobs: Any = docket.console.site.blobs
    blobs.contents.clear()
    found = opened(await rita.post(address))
    listed = json.loads(found["case-1/manifest.json"])["files"]
    missing = [one for one in listed if "missing" in one]
    assert [one["missing"] for one in missing] == ["it is not there any more"]
