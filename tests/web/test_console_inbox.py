"""The inbox: by clock, sifted, and whose each case is."""

import re

import pytest

from heliograph.safety.staff.roles import Role
from heliograph.web.console import inbox
from heliograph.web.console.inbox import number
from support.docket import CHILDREN, SCAM, Docket
from support.visitor import Got


def listed(page: Got) -> list[int]:
    return [int(one) for one in re.findall(r'href="/console/cases/(\d+)" data-open', page.text)]


async def test_the_gravest_and_longest_due_comes_first(docket: Docket) -> None:
    mild, grave = await docket.case("one"), await docket.case("two", reason=CHILDREN)
    seat = await docket.seat()
    page = await seat.get("/console/inbox")
    assert listed(page) == [grave, mild]
    assert "1 hour left" not in page.text
    assert "60 minutes left" in page.text
    assert "Message in @hikers" in page.text


async def test_a_case_says_in_words_how_late_it_is(docket: Docket) -> None:
    await docket.case()
    seat = await docket.seat()
    assert "24 hours left" in (await seat.get("/console/inbox")).text
    docket.console.stage.clock.date += 86_400 + 7_200
    seat = await docket.seat("sam")
    page = await seat.get("/console/inbox?view=overdue")
    assert "2 hours overdue" in page.text


async def test_it_goes_on_page_by_page(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    cases = [await docket.case(f"number {one}") for one in range(5)]
    seat, address, found = await docket.seat(), "/console/inbox", []
    while address:
        page = await seat.get(address)
        found += listed(page)
        further = re.search(r'href="([^"]+)" data-hotkey="n"', page.text)
        address = further.group(1).replace("&amp;", "&") if further else ""
    assert found == cases


async def test_it_is_sifted_by_heading_place_and_clock(docket: Docket) -> None:
    scam, children = await docket.case("one"), await docket.case("two", reason=CHILDREN)
    seat = await docket.seat()

    async def sifted(query: str) -> list[int]:
        return listed(await seat.get(f"/console/inbox?{query}"))

    assert await sifted(f"category={SCAM.category}") == [scam]
    assert await sifted("surface=public_channel") == [children, scam]
    assert await sifted("surface=story") == []
    assert await sifted("view=overdue") == []
    docket.console.stage.clock.date += 3_601
    seat = await docket.seat("sam")
    assert await sifted("view=overdue") == [children]
    assert await sifted("view=decided") == []
    await docket.decide(scam)
    assert await sifted("view=decided") == [scam]
    page = await seat.get("/console/inbox?view=decided")
    assert "The last decided first" in page.text
    assert "Take</button>" not in page.text
    assert await sifted("view=decided&surface=story") == []
    assert await sifted("") == [children]


@pytest.mark.parametrize(
    "query", ["view=x", "category=x", "surface=%00", "after=1", "after=a.b", "after=" + "9" * 40]
)
async def test_what_makes_no_sense_is_left_out(docket: Docket, query: str) -> None:
    case_id = await docket.case()
    page = await (await docket.seat()).get(f"/console/inbox?{query}")
    assert page.status == 200
    assert listed(page) == [case_id]


async def test_a_case_that_is_taken_is_shown_as_theirs(docket: Docket) -> None:
    case_id = await docket.case()
    rita, sam = await docket.seat(), await docket.seat("sam")
    taken = await rita.post(f"/console/cases/{case_id}/take", {"then": "/console/inbox?view=mine"})
    assert (taken.status, taken.headers["location"]) == (303, "/console/inbox?view=mine")
    assert listed(await rita.get("/console/inbox?view=mine")) == [case_id]
    assert listed(await sam.get("/console/inbox?view=mine")) == []
    assert listed(await sam.get("/console/inbox?view=free")) == []
    assert "rita" in (await sam.get("/console/inbox")).text
    refused = await sam.post(f"/console/cases/{case_id}/take")
    assert refused.status == 409
    assert "Rita works on it" in refused.text
    # Only a senior takes a case from somebody.
    assert (await sam.post(f"/console/cases/{case_id}/take", {"act": "over"})).status == 409
    tess = await docket.seat("tess", Role.SENIOR)
    assert (await tess.post(f"/console/cases/{case_id}/take", {"act": "over"})).status == 303
    assert ("taken", "tess", "rita") in await docket.events(case_id)
    # Another's is not given back.
    await rita.post(f"/console/cases/{case_id}/take", {"act": "leave"})
    assert listed(await tess.get("/console/inbox?view=mine")) == [case_id]
    await tess.post(f"/console/cases/{case_id}/take", {"act": "leave"})
    assert listed(await rita.get("/console/inbox?view=free")) == [case_id]


@pytest.mark.parametrize("then", ["https://evil.example", "//evil.example", "/console/inboxes", ""])
async def test_taking_leads_nowhere_else(docket: Docket, then: str) -> None:
    case_id = await docket.case()
    taken = await (await docket.seat()).post(f"/console/cases/{case_id}/take", {"then": then})
    assert taken.headers["location"] == f"/console/cases/{case_id}"


async def test_who_decides_nothing_takes_nothing(docket: Docket) -> None:
    case_id = await docket.case()
    otto = await docket.seat("otto", Role.AUDITOR)
    assert "Take</button>" not in (await otto.get("/console/inbox")).text
    assert (await otto.post(f"/console/cases/{case_id}/take")).status == 403


async def test_a_case_that_is_said_to_be_abuse_of_children_says_so(docket: Docket) -> None:
    await docket.case(reason=CHILDREN)
    assert "Child abuse reported" in (await (await docket.seat()).get("/console/inbox")).text


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("0", True),
        # Numbers of files are drawn from so many.
        (str(2**62), True),
        (str(2**63 - 1), True),
        (str(2**63), False),
        ("9" * 30, False),
        ("-1", False),
        ("\u0663", False),
        ("", False),
    ],
)
def test_a_number_in_an_address_is_one_that_a_row_can_have(said: str, is_one: bool) -> None:
    assert number(said) == (int(said) if is_one else None)
