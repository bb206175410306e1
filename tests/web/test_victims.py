"""Requests of those who are shown in intimate images: a short form, no name, first in the inbox."""

import re
from typing import Any

import pytest

from heliograph.safety.taxonomy import INTIMATE_IMAGES
from heliograph.web.trust.words import words
from support.channels import make_place
from support.talk import People, sent_id
from support.visitor import BASE, Visitor

DEEPFAKE = "STATEMENT_CATEGORY_CYBER_VIOLENCE KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"
DAY_S = 86_400


async def filled(visitor: Visitor, **changed: str) -> dict[str, str]:
    page = (await visitor.get("/victim")).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    form = {"token": token, "lang": "en", "location": f"{BASE}/hikers/2", "reason": DEEPFAKE}
    return {**form, "explanation": "", "mail": "", "good_faith": "yes", **changed}


async def inbox(people: People) -> list[Any]:
    return list(await people.stage.service.intake.store.inbox(limit=10))


@pytest.fixture
async def post(people: People) -> int:
    place = await make_place(people, broadcast=True)
    return sent_id(await people.ann.send(place.peer(people.ann), "look at her"))


async def test_nothing_but_where_and_what_is_asked(
    people: People, post: int, visitor: Visitor
) -> None:
    answer = await visitor.send("/victim", await filled(visitor))
    assert answer.status == 303
    assert answer.headers["location"].startswith("/victim/")
    (case,) = await inbox(people)
    assert (case.subject.item_id, case.due) == (post, people.stage.clock.now() + DAY_S)
    page = await visitor.get(answer.headers["location"])
    assert words()["en"]["receipt_new"] in page.text
    # Each receipt is a page of the form that it came from.
    assert (await visitor.get(answer.headers["location"].replace("victim", "notice"))).status == 404


async def test_what_else_is_illegal_goes_by_the_other_form(
    people: People, post: int, visitor: Visitor
) -> None:
    page = (await visitor.get("/victim")).text
    offered = re.findall(r'<option value="STATEMENT_CATEGORY_\w+ (\w+)"', page)
    assert set(offered) == INTIMATE_IMAGES
    fraud = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD KEYWORD_PHISHING"
    answer = await visitor.send("/victim", await filled(visitor, reason=fraud))
    assert answer.status == 422
    assert words()["en"]["mend_reason"] in answer.text
    assert await inbox(people) == []


async def test_a_post_is_named_not_a_whole_channel(
    people: People, post: int, visitor: Visitor
) -> None:
    answer = await visitor.send("/victim", await filled(visitor, location="@hikers"))
    assert answer.status == 422
    assert words()["en"]["mend_location_post"] in answer.text
    assert await inbox(people) == []


async def test_a_token_of_one_form_is_none_of_the_other(post: int, visitor: Visitor) -> None:
    page = (await visitor.get("/notice")).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    answer = await visitor.send("/victim", await filled(visitor, token=token))
    assert answer.status == 422
    assert words()["en"]["mend_form"] in answer.text


async def test_it_asks_for_a_post_alone(visitor: Visitor) -> None:
    page = (await visitor.get("/victim")).text
    assert words()["en"]["victim_location_hint"] in page
    assert "or @name" not in page
    assert "or @name" in (await visitor.get("/notice")).text
