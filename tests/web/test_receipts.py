"""Receipts: what became of a notice, and a complaint about it, by whoever has the address."""

import re
from typing import Any

import pytest

from heliograph.safety.deciding import close_case, decide_case, end_appeal
from heliograph.safety.decisions import APPEAL_S, Ground, MeasureKind, Proposal
from heliograph.web.trust.words import NAMES, words
from support.channels import make_place
from support.talk import People, sent_id
from support.visitor import BASE, Got, Visitor

SAY = words()["en"]


class Noticed:
    """A post that somebody gave notice of."""

    def __init__(self, people: People, visitor: Visitor, page: str) -> None:
        self.stage, self.visitor, self.page = people.stage, visitor, page
        self.safety = visitor.safety

    async def case_id(self) -> int:
        (case,) = await self.safety.store.inbox(limit=2)
        return case.id

    async def read(self) -> Got:
        return await self.visitor.get(self.page)

    async def token(self) -> str:
        tokens = re.findall(r'name="token" value="([^"]+)"', (await self.read()).text)
        return tokens[0] if tokens else ""

    async def complain(self, argument: str, *, token: str = "", **headers: str) -> Got:
        form = {"token": token or await self.token(), "lang": "en", "argument": argument}
        return await self.visitor.send(self.page, form, **headers)

    async def appeals(self) -> list[Any]:
        return list(await self.safety.store.open_appeals(limit=10))


@pytest.fixture
async def noticed(people: People, visitor: Visitor) -> Noticed:
    place = await make_place(people, broadcast=True)
    said = sent_id(await people.ann.send(place.peer(people.ann), "your password please"))
    page = (await visitor.get("/notice")).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    form = {
        "token": token,
        "lang": "en",
        "location": f"{BASE}/hikers/{said}",
        "reason": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD KEYWORD_PHISHING",
        "explanation": "It asks for passwords.",
        "name": "Nora",
        "mail": "nora@example.org",
        "good_faith": "yes",
    }
    answer = await visitor.send("/notice", form)
    return Noticed(people, visitor, answer.headers["location"].partition("?")[0])


async def test_until_somebody_decides_there_is_nothing_to_complain_of(noticed: Noticed) -> None:
    page = await noticed.read()
    assert SAY["state_open"] in page.text
    assert "<form" not in page.text
    answer = await noticed.complain("too early")
    assert answer.status == 422
    assert await noticed.appeals() == []


async def test_a_case_in_which_nothing_was_found_is_complained_of_once(noticed: Noticed) -> None:
    await close_case(noticed.safety, await noticed.case_id(), by="rita")
    page = await noticed.read()
    assert SAY["outcome_left"] in page.text
    unused = await noticed.token()
    answer = await noticed.complain("It still asks for passwords.")
    assert answer.status == 303
    after = (await noticed.visitor.get(answer.headers["location"])).text
    assert SAY["appeal_new"] in after
    assert SAY["complaint_open"] in after
    assert "<form" not in after
    (appeal,) = await noticed.appeals()
    assert (appeal.side, appeal.argument) == ("reporter", "It still asks for passwords.")
    again = await noticed.complain("and again", token=unused)
    assert again.status == 422
    assert SAY["mend_appeal"] in again.text
    assert "and again" in again.text
    assert len(await noticed.appeals()) == 1


@pytest.mark.parametrize("reversed_", [False, True])
async def test_who_complained_reads_what_became_of_it(noticed: Noticed, reversed_: bool) -> None:
    await close_case(noticed.safety, await noticed.case_id(), by="rita")
    await noticed.complain("It still asks for passwords.")
    (appeal,) = await noticed.appeals()
    await noticed.safety.store.write_view(appeal.id, reviewer="tom", view="It does.", date=5)
    await end_appeal(
        noticed.safety, appeal.id, reviewer="tom", reversed_=reversed_, reasons="<b>Looked</b> at."
    )
    page = (await noticed.read()).text
    assert SAY["complaint_anew" if reversed_ else "complaint_upheld"] in page
    assert "&lt;b&gt;Looked&lt;/b&gt; at." in page
    assert (SAY["state_open"] in page) is reversed_
    # Neither who looked at it, nor what they thought before.
    assert "tom" not in page
    assert "It does." not in page
    if reversed_:
        await close_case(noticed.safety, await noticed.case_id(), by="rita")
        assert "<form" not in (await noticed.read()).text


async def test_what_was_done_is_told_and_not_to_whom(noticed: Noticed) -> None:
    proposal = Proposal(
        case_id=await noticed.case_id(),
        ground=Ground.TERMS,
        clause="Terms, 3",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword="KEYWORD_PHISHING",
        facts="The post asked for passwords.",
        measures=(MeasureKind.REMOVE,),
        decided_by="rita",
    )
    made = await decide_case(noticed.safety, proposal)
    page = await noticed.read()
    assert SAY["outcome_acted"] in page.text
    # The decision's page and its token are whom it affects', not the reporter's.
    assert made.decision.puid not in page.text
    assert "rita" not in page.text


@pytest.mark.parametrize(
    ("argument", "key"), [(" ", "mend_argument"), ("x" * 5_001, "mend_argument_long")]
)
async def test_what_is_wrong_with_a_complaint_is_named(
    noticed: Noticed, argument: str, key: str
) -> None:
    await close_case(noticed.safety, await noticed.case_id(), by="rita")
    answer = await noticed.complain(argument)
    assert answer.status == 422
    assert f'<p class="mend" id="argument-mend">{SAY[key]}</p>' in answer.text
    assert await noticed.appeals() == []


async def test_a_complaint_is_neither_forged_nor_late(noticed: Noticed) -> None:
    await close_case(noticed.safety, await noticed.case_id(), by="rita")
    assert (await noticed.complain("x", sec_fetch_site="cross-site")).status == 400
    forged = await noticed.visitor.send(noticed.page, {"token": "1.x", "argument": "x"})
    assert forged.status == 422
    assert SAY["mend_form"] in forged.text
    nobody = noticed.page[:-26] + "A" * 26
    assert (await noticed.visitor.send(nobody, {"argument": "x"})).status == 404
    noticed.stage.clock.date += APPEAL_S + 1
    late = await noticed.complain("x")
    assert SAY["mend_appeal"] in late.text
    assert await noticed.appeals() == []


@pytest.mark.parametrize("language", sorted(NAMES))
async def test_a_receipt_speaks_the_language(noticed: Noticed, language: str) -> None:
    await close_case(noticed.safety, await noticed.case_id(), by="rita")
    page = await noticed.visitor.get(f"{noticed.page}?lang={language}")
    for key in ("outcome_left", "appeal_title", "argument_hint"):
        assert words()[language][key] in page.text
