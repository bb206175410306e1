"""A decision's page: for whom it affects alone, with its reasons, and a complaint below them."""

import re
from typing import Any

import pytest

from heliograph.safety.deciding import decide_case, end_appeal
from heliograph.safety.decisions import APPEAL_S, Ground, MeasureKind, Proposal
from heliograph.safety.intake import Said, take_in
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.taxonomy import Reason
from heliograph.web.trust.words import NAMES, words
from support.channels import make_place
from support.talk import People, sent_id
from support.visitor import BASE, Visitor

SAY = words()["en"]
FRAUD = ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_PHISHING")


@pytest.fixture
async def page(people: People, visitor: Visitor) -> str:
    """The address that the service account gives to whom a decision affects."""
    place = await make_place(people, broadcast=True)
    said = sent_id(await people.ann.send(place.peer(people.ann), "your password please"))
    peer_id = -1_000_000_000_000 - place.id
    about = (Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=said),)
    reported = Said(about=about, reason=Reason(*FRAUD), reporter_id=people.ben.id)
    taken = await take_in(people.stage.service.intake, reported)
    proposal = Proposal(
        case_id=taken.subjects[0].case_id,
        ground=Ground.TERMS,
        clause="Terms, paragraph 3",
        category=FRAUD[0],
        keyword=FRAUD[1],
        facts="The post asked for <b>passwords</b>.",
        measures=(MeasureKind.REMOVE,),
        decided_by="rita",
    )
    made = await decide_case(visitor.safety, proposal)
    return visitor.safety.page(made.decision.puid).removeprefix(BASE)


async def appeals(visitor: Visitor) -> list[Any]:
    return list(await visitor.safety.store.open_appeals(limit=10))


async def form_token(visitor: Visitor, page: str) -> str:
    (token,) = re.findall(r'name="token" value="([^"]+)"', (await visitor.get(page)).text)
    return str(token)


async def complain(visitor: Visitor, page: str, argument: str, *, token: str = "") -> Any:
    token = token or await form_token(visitor, page)
    return await visitor.send(page, {"token": token, "lang": "en", "argument": argument})


async def test_whom_it_affects_reads_what_was_done_and_why(
    people: People, visitor: Visitor, page: str
) -> None:
    answer = await visitor.get(page)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    for said in ("Terms, paragraph 3", "asked for &lt;b&gt;passwords", "DECISION_GROUND"):
        assert said in answer.text
    # Neither who reported nor who decided.
    for hidden in ("rita", "Ben", str(people.ben.id)):
        assert hidden not in answer.text


async def test_without_its_token_there_is_nothing(visitor: Visitor, page: str) -> None:
    bare, _, token = page.partition("?t=")
    wrong = f"{bare}?t={'a' * len(token)}"
    other = f"/decision/{'b' * 26}?t={token}"
    nothing = (await visitor.get("/nobody_has_this")).text
    for address in (bare, wrong, other):
        assert (await visitor.get(address)).status == 404
        assert (await visitor.get(address)).text == nothing
        sent = await visitor.send(address, {"argument": "x"})
        assert sent.status == 404
    assert await appeals(visitor) == []


async def test_whom_it_affects_complains_once(visitor: Visitor, page: str) -> None:
    unused = await form_token(visitor, page)
    answer = await complain(visitor, page, "It was a joke.")
    assert answer.status == 303
    after = await visitor.get(answer.headers["location"])
    assert SAY["appeal_new"] in after.text
    assert SAY["complaint_open"] in after.text
    assert "<form" not in after.text
    (appeal,) = await appeals(visitor)
    assert (appeal.side, appeal.argument) == ("author", "It was a joke.")
    again = await complain(visitor, page, "And again.", token=unused)
    assert again.status == 422
    assert SAY["mend_appeal"] in again.text
    assert "And again." in again.text


@pytest.mark.parametrize("reversed_", [False, True])
async def test_whom_it_affects_reads_what_became_of_the_complaint(
    people: People, visitor: Visitor, page: str, reversed_: bool
) -> None:
    await complain(visitor, page, "It was a joke.")
    (appeal,) = await appeals(visitor)
    people.stage.clock.date += 9 * 86_400
    await visitor.safety.store.write_view(appeal.id, reviewer="zoe", view="Not funny.", date=5)
    await end_appeal(
        visitor.safety, appeal.id, reviewer="zoe", reversed_=reversed_, reasons="We <i>looked</i>."
    )
    text = (await visitor.get(page)).text
    assert SAY["complaint_reversed" if reversed_ else "complaint_upheld"] in text
    assert "We &lt;i&gt;looked&lt;/i&gt;." in text
    taken_back = SAY["decision_taken_back"].partition("{")[0]
    assert (taken_back in text) is reversed_
    # Neither who looked at it, nor what they thought before.
    assert "zoe" not in text
    assert "Not funny" not in text


async def test_after_six_months_it_is_too_late(people: People, visitor: Visitor, page: str) -> None:
    people.stage.clock.date += APPEAL_S + 1
    answer = await complain(visitor, page, "x")
    assert SAY["mend_appeal"] in answer.text
    assert await appeals(visitor) == []


@pytest.mark.parametrize("language", sorted(NAMES))
async def test_it_speaks_the_language(visitor: Visitor, page: str, language: str) -> None:
    answer = await visitor.get(f"{page}&lang={language}")
    for key in ("decision_title", "appeal_send"):
        assert words()[language][key] in answer.text


async def test_whom_it_affects_is_led_to_the_receipt_and_what_it_binds(
    visitor: Visitor, page: str
) -> None:
    text = (await visitor.get(page)).text
    puid, token = re.fullmatch(r"/decision/([^?]+)\?t=(.+)", page).groups()  # type: ignore[union-attr]
    assert f'href="/log/proof/{puid}?event=decision"' in text
    assert f'href="/log/disclosure/{puid}?t={token}"' in text
    assert SAY["decision_logged"] in text
