"""What was reported: for a reason, noted before it is shown, pictures uncovered in steps."""

import re

import pytest

from heliograph.actions.files import remove_unheld
from heliograph.safety.deciding import complain, end_appeal, write_view
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.roles import Role
from heliograph.server.evidence import copy_evidence
from heliograph.tl import functions
from support.docket import CHILDREN, Docket, decision_form
from support.visitor import Got


def shows(page: Got) -> list[str]:
    """What the page's buttons uncover next."""
    return re.findall(r'name="show" value="([^"]+)"', page.text)


def media(page: Got) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'src="(/console/[^"]+)"', page.text)]


async def test_it_is_shown_for_a_reason_and_that_is_noted(docket: Docket) -> None:
    case_id = await docket.case("send me <all> of it")
    rita = await docket.seat()
    page = await rita.post(f"/console/cases/{case_id}/evidence", {"reason": "To  decide"})
    assert page.status == 200
    assert "send me &lt;all&gt; of it" in page.text
    assert ("evidence read", "rita", "To decide") in await docket.events(case_id)
    assert "Today you looked 1 time " in page.text


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
async def test_without_a_reason_nothing_is_shown(docket: Docket, reason: str) -> None:
    case_id = await docket.case("secret words")
    rita = await docket.seat()
    page = await rita.post(f"/console/cases/{case_id}/evidence", {"reason": reason})
    assert page.status == 422
    assert "secret words" not in page.text
    assert [one for one in await docket.events(case_id) if one[0] == "evidence read"] == []


async def test_an_address_shows_nothing(docket: Docket) -> None:
    case_id = await docket.case("secret words")
    answer = await (await docket.seat()).get(f"/console/cases/{case_id}/evidence")
    assert answer.status == 405


async def test_a_picture_is_uncovered_step_by_step(docket: Docket) -> None:
    case_id = await docket.report(await docket.picture())
    rita, address = await docket.seat(), f"/console/cases/{case_id}/evidence"
    page = await rita.post(address, {"reason": "r"})
    assert media(page) == []
    for step in ("blurred", "grey", "full"):
        (asked,) = shows(page)
        assert asked.endswith(step)
        page = await rita.post(address, {"reason": "r", "show": asked})
        assert f'class="uncovered-{step}"' in page.text
        (bytes_at,) = media(page)
        answer = await rita.get(bytes_at)
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "sandbox" in answer.headers["content-security-policy"]
    assert shows(page) == []
    noted = [about for kind, _, about in await docket.events(case_id) if kind == "media shown"]
    assert [one.split()[0] for one in noted] == ["blurred", "grey", "full"]
    assert "uncovered 3 pictures or films" in page.text
    docket.console.stage.clock.date += 86_400
    again = await (await docket.seat("sam")).get(f"/console/cases/{case_id}")
    assert "uncovered 0 pictures" in again.text


@pytest.mark.parametrize("show", ["1.0 everything", "9.9 full", "full", "1.0"])
async def test_nothing_else_is_uncovered(docket: Docket, show: str) -> None:
    case_id = await docket.report(await docket.picture())
    rita = await docket.seat()
    page = await rita.post(f"/console/cases/{case_id}/evidence", {"reason": "r", "show": show})
    assert media(page) == []


async def test_a_picture_s_address_is_good_for_who_uncovered_it_and_a_while(
    docket: Docket,
) -> None:
    case_id = await docket.report(await docket.picture())
    rita, sam = await docket.seat(), await docket.seat("sam")
    address = f"/console/cases/{case_id}/evidence"
    (asked,) = shows(await rita.post(address, {"reason": "r"}))
    (bytes_at,) = media(await rita.post(address, {"reason": "r", "show": asked}))
    assert (await sam.get(bytes_at)).status == 404
    assert (await rita.get(bytes_at.partition("?")[0])).status == 404
    other = re.sub(r"/cases/\d+/", f"/cases/{case_id + 1}/", bytes_at)
    assert (await rita.get(other)).status == 404
    docket.console.stage.clock.date += docket.console.site.limits.form_lifetime_s + 1
    tess = await docket.seat("tess")
    assert (await tess.get(bytes_at)).status == 404


def kept_number(page: Got) -> str:
    """The number of the file that is to be classified."""
    (found,) = re.findall(r'name="kept" value="(\d+)"', page.text)
    return str(found)


async def said_to_be_abuse(docket: Docket) -> int:
    """A post with a picture that Ben reports as a scam, and Cat as abuse of a child."""
    post = await docket.picture()
    case_id = await docket.report(post)
    assert await docket.report(post, by=docket.people.cat, reason=CHILDREN) == case_id
    return case_id


async def test_a_report_hides_no_words_from_who_decides(docket: Docket) -> None:
    post = await docket.post("your password please")
    case_id = await docket.report(post)
    await docket.report(post, by=docket.people.cat, reason=CHILDREN)
    for name, role in (("rita", Role.REVIEWER), ("appa", Role.APPEALS), ("otto", Role.AUDITOR)):
        seat = await docket.seat(name, role)
        page = await seat.post(f"/console/cases/{case_id}/evidence", {"reason": "r"})
        assert page.status == 200
        assert "your password please" in page.text


async def test_a_report_covers_pictures_for_all_but_who_says_what_they_are(
    docket: Docket,
) -> None:
    case_id = await said_to_be_abuse(docket)
    address = f"/console/cases/{case_id}/evidence"
    for name, role in (("rita", Role.REVIEWER), ("appa", Role.APPEALS), ("otto", Role.AUDITOR)):
        seat = await docket.seat(name, role)
        assert "pictures and films are not shown" in (
            await seat.get(f"/console/cases/{case_id}")
        ).text.replace("\n", " ")
        page = await seat.post(address, {"reason": "r", "show": "1.0 full"})
        assert page.status == 200
        assert media(page) == []
        assert shows(page) == []
        assert "Not shown: a report says" in page.text
        form = {"kept": "1", "abuse": "no", "why": "A lamp."}
        assert (await seat.post(f"/console/cases/{case_id}/classify", form)).status == 403
    assert "media shown" not in {kind for kind, _, _ in await docket.events(case_id)}
    tess = await docket.seat("tess", Role.SENIOR)
    page = await tess.post(address, {"reason": "r", "show": "1.0 blurred"})
    (bytes_at,) = media(page)
    assert (await tess.get(bytes_at)).status == 200


async def test_what_a_senior_found_it_not_to_be_is_covered_by_no_further_report(
    docket: Docket,
) -> None:
    case_id = await said_to_be_abuse(docket)
    address = f"/console/cases/{case_id}"
    tess = await docket.seat("tess", Role.SENIOR)
    kept = kept_number(await tess.post(f"{address}/evidence", {"reason": "r"}))
    for form in ({"why": "", "abuse": "no"}, {"why": "x" * 501, "abuse": "no"}):
        assert (await tess.post(f"{address}/classify", {"kept": kept, **form})).status == 422
    for form in ({"why": "x", "abuse": ""}, {"why": "x", "abuse": "no", "kept": "99"}):
        assert (await tess.post(f"{address}/classify", {"kept": kept, **form})).status == 404
    found = {"kept": kept, "abuse": "no", "why": "A lamp & a cat."}
    assert (await tess.post(f"{address}/classify", found)).status == 303
    assert ("classified", "tess", f"file {kept}, no abuse: A lamp & a cat.") in await docket.events(
        case_id
    )
    rita = await docket.seat()
    for _ in range(2):
        page = await rita.post(f"{address}/evidence", {"reason": "r"})
        (asked,) = shows(page)
        (bytes_at,) = media(await rita.post(f"{address}/evidence", {"reason": "r", "show": asked}))
        assert (await rita.get(bytes_at)).status == 200
        file = await docket.store.case_file(case_id, now=docket.console.stage.clock.now())
        assert file is not None
        about = file.case.subject.item_id
        await docket.report(about, by=docket.people.ann, reason=CHILDREN)


@pytest.mark.parametrize("abuse", ["no", "yes"])
async def test_a_case_says_that_its_files_wait_for_a_senior_until_one_has_found(
    docket: Docket, abuse: str
) -> None:
    case_id = await said_to_be_abuse(docket)
    address, tess = f"/console/cases/{case_id}", await docket.seat("tess", Role.SENIOR)
    banner = "A report says that it is abuse of a child."
    assert banner in (await tess.get(address)).text
    kept = kept_number(await tess.post(f"{address}/evidence", {"reason": "r"}))
    found = {"kept": kept, "abuse": abuse, "why": "So."}
    assert (await tess.post(f"{address}/classify", found)).status == 303
    assert banner not in (await tess.get(address)).text


async def test_a_sealed_case_asks_for_a_decision_only_while_it_is_open(docket: Docket) -> None:
    case_id = await said_to_be_abuse(docket)
    address, tess = f"/console/cases/{case_id}", await docket.seat("tess", Role.SENIOR)
    form = decision_form(measure=["remove"], reason=f"{CHILDREN.category} {CHILDREN.keyword}")
    assert (await tess.post(f"{address}/decide", form)).status == 303
    page = (await tess.get(address)).text
    assert "Sealed: abuse of children" in page
    assert "Decide by what was reported" not in page


async def test_known_abuse_is_shown_to_nobody_any_more(docket: Docket) -> None:
    case_id = await said_to_be_abuse(docket)
    address = f"/console/cases/{case_id}"
    tess = await docket.seat("tess", Role.SENIOR)
    page = await tess.post(f"{address}/evidence", {"reason": "r", "show": "1.0 blurred"})
    (bytes_at,), kept = media(page), kept_number(page)
    assert (await tess.get(bytes_at)).status == 200
    found = {"kept": kept, "abuse": "yes", "why": "It is."}
    assert (await tess.post(f"{address}/classify", found)).status == 303
    assert (await tess.get(bytes_at)).status == 404
    page = await tess.post(f"{address}/evidence", {"reason": "r", "show": "1.0 blurred"})
    assert media(page) == []
    assert "known abuse of a child" in page.text
    back = {"kept": kept, "abuse": "no", "why": "A slip."}
    assert (await tess.post(f"{address}/classify", back)).status == 422


async def test_a_senior_corrects_that_something_was_found_to_be_no_abuse(docket: Docket) -> None:
    case_id = await said_to_be_abuse(docket)
    address = f"/console/cases/{case_id}"
    tess = await docket.seat("tess", Role.SENIOR)
    kept = kept_number(await tess.post(f"{address}/evidence", {"reason": "r"}))
    wrong = {"kept": kept, "abuse": "no", "why": "A lamp."}
    assert (await tess.post(f"{address}/classify", wrong)).status == 303
    rita, sue = await docket.seat(), await docket.seat("sue", Role.SENIOR)
    assert (
        "Was that wrong, and why?"
        not in (await rita.post(f"{address}/evidence", {"reason": "r"})).text
    )
    page = await sue.post(f"{address}/evidence", {"reason": "r"})
    assert "Was that wrong, and why?" in page.text
    assert kept_number(page) == kept
    right = {"kept": kept, "abuse": "yes", "why": "No lamp."}
    assert (await rita.post(f"{address}/classify", right)).status == 403
    assert (await sue.post(f"{address}/classify", right)).status == 303
    for seat in (tess, sue, rita):
        page = await seat.post(f"{address}/evidence", {"reason": "r"})
        assert shows(page) == []
        assert "known abuse of a child" in page.text
    acts = await docket.console.site.staff.acts(AuditQuery(kind="classified"))
    assert [one.actor for one in acts] == ["sue", "tess"]


async def test_a_file_is_classified_where_somebody_says_that_it_is_abuse(docket: Docket) -> None:
    case_id = await docket.report(await docket.picture())
    tess = await docket.seat("tess", Role.SENIOR)
    page = await tess.post(f"/console/cases/{case_id}/evidence", {"reason": "r"})
    assert 'name="kept"' not in page.text
    form = {"kept": "1", "abuse": "yes", "why": "I can."}
    assert (await tess.post(f"/console/cases/{case_id}/classify", form)).status == 422


async def test_what_was_uncovered_is_shown_no_more_once_it_is_abuse_of_children(
    docket: Docket,
) -> None:
    post = await docket.picture()
    case_id = await docket.report(post)
    rita, address = await docket.seat(), f"/console/cases/{case_id}/evidence"
    (asked,) = shows(await rita.post(address, {"reason": "r"}))
    (bytes_at,) = media(await rita.post(address, {"reason": "r", "show": asked}))
    assert (await rita.get(bytes_at)).status == 200
    await docket.report(post, by=docket.people.cat, reason=CHILDREN)
    assert (await rita.get(bytes_at)).status == 404


async def test_what_was_decided_to_be_abuse_of_children_is_shown_no_more(docket: Docket) -> None:
    # Once it is decided it is not posted in public again.
    post, other = await docket.picture(), await docket.picture()
    case_id = await docket.report(post)
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    form = decision_form(measure=["remove"], reason=f"{CHILDREN.category} {CHILDREN.keyword}")
    assert (await rita.post(f"/console/cases/{case_id}/decide", form)).status == 303
    # Nor where the same is reported anew, as something else.
    again = await docket.report(post, by=docket.people.cat)
    assert again != case_id
    for one in (case_id, again):
        for seat in (rita, tess):
            assert "/evidence" not in (await seat.get(f"/console/cases/{one}")).text
            answer = await seat.post(f"/console/cases/{one}/evidence", {"reason": "r"})
            assert answer.status == 403
        assert "evidence read" not in {kind for kind, _, _ in await docket.events(one)}
    # Nor, in another post of the same picture, the picture.
    elsewhere = await docket.report(other)
    page = await tess.post(f"/console/cases/{elsewhere}/evidence", {"reason": "r"})
    assert shows(page) == []
    assert "known abuse of a child" in page.text


async def test_what_a_complaint_took_back_is_shown_as_it_was_before(docket: Docket) -> None:
    post, other = await docket.picture(), await docket.picture()
    case_id = await docket.report(post)
    tess = await docket.seat("tess", Role.SENIOR)
    form = decision_form(measure=["remove"], reason=f"{CHILDREN.category} {CHILDREN.keyword}")
    assert (await tess.post(f"/console/cases/{case_id}/decide", form)).status == 303
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    safety, date = docket.console.site.safety, docket.console.stage.clock.now()
    appeal_id = await complain(safety, file.puid, argument="A lamp.", date=date)
    await docket.seat("appa", Role.APPEALS)
    await write_view(safety, appeal_id, reviewer="appa", view="A lamp.")
    again = await docket.report(other)
    for one, shown in ((case_id, 403), (again, 200)):
        page = await tess.post(f"/console/cases/{one}/evidence", {"reason": "r"})
        assert (page.status, shows(page)) == (shown, [])
    await end_appeal(safety, appeal_id, reviewer="appa", reversed_=True, reasons="A lamp.")
    for one in (case_id, again):
        page = await tess.post(f"/console/cases/{one}/evidence", {"reason": "r"})
        assert page.status == 200
        assert len(shows(page)) == 1


async def test_a_role_without_content_is_shown_none(docket: Docket) -> None:
    case_id = await docket.case()
    ada = await docket.seat("ada", Role.ADMIN)
    for address in ("/console/inbox", f"/console/cases/{case_id}"):
        assert (await ada.get(address)).status == 403
    answer = await ada.post(f"/console/cases/{case_id}/evidence", {"reason": "r"})
    assert answer.status == 403


async def test_what_its_author_removed_is_shown_from_the_sealed_copy(docket: Docket) -> None:
    post, app = await docket.picture(), docket.people.stage.app
    case_id = await docket.report(post)
    content = (await shown_in_full(docket, case_id, "rita")).body
    while await copy_evidence(app, docket.store, bytes_max=1 << 20):
        pass
    peer = docket.place.channel(docket.people.ann)
    await docket.people.ann(functions.channels.DeleteMessages(channel=peer, id=[post]))
    docket.console.stage.clock.date += 86_400
    async for _ in remove_unheld(app, grace_s=0):
        pass
    answer = await shown_in_full(docket, case_id, "sam")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.body == content
    read = [one for one in await docket.events(case_id) if one[1] == "sam"]
    assert [kind for kind, _, _ in read] == [
        "evidence read",
        "evidence read",
        "media shown",
        "evidence read",
    ]


async def shown_in_full(docket: Docket, case_id: int, name: str) -> Got:
    """The picture of a case, uncovered by somebody new."""
    seat = await docket.seat(name)
    address = f"/console/cases/{case_id}/evidence"
    (asked,) = shows(await seat.post(address, {"reason": "r"}))
    full = asked.replace("blurred", "full")
    (bytes_at,) = media(await seat.post(address, {"reason": "r", "show": full}))
    answer = await seat.get(bytes_at)
    assert answer.status == 200
    return answer
