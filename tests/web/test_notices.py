"""Notices by who has no account: what is asked, what is mended, what is kept and what is told."""

import re
from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.tl import functions
from heliograph.web.trust.words import NAMES, words
from support.channels import make_place
from support.talk import People, sent_id
from support.visitor import BASE, Got, Visitor

FRAUD = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD KEYWORD_PHISHING"
CHILDREN = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"


async def filled(visitor: Visitor, **changed: str) -> dict[str, str]:
    """A whole form as a browser would send it."""
    page = (await visitor.get("/notice")).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    return {
        "token": token,
        "lang": "en",
        "location": f"{BASE}/hikers/2",
        "reason": FRAUD,
        "explanation": "It asks for passwords.",
        "name": "Nora Notice",
        "mail": "nora@example.org",
        "good_faith": "yes",
        **changed,
    }


async def inbox(people: People) -> list[Any]:
    return list(await people.stage.service.intake.store.inbox(limit=10))


def mended(answer: Got, field: str, key: str) -> bool:
    """Whether the page says of a field what to mend: at the top, at the field, and to machines."""
    said = words()["en"][key]
    at_field = f'<p class="mend" id="{field}-mend">{said}</p>' in answer.text
    invalid = f'{field}-mend" aria-invalid="true"' in answer.text
    return at_field and invalid and f'<a href="#{field}">{said}</a>' in answer.text


@pytest.fixture
async def post(people: People) -> int:
    place = await make_place(people, broadcast=True)
    said = sent_id(await people.ann.send(place.peer(people.ann), "your password please"))
    assert said == 2
    return said


async def test_a_notice_is_taken_and_its_receipt_followed(
    people: People, post: int, visitor: Visitor
) -> None:
    answer = await visitor.send("/notice", await filled(visitor))
    assert answer.status == 303
    where = answer.headers["location"]
    assert re.fullmatch(r"/notice/[A-Z2-7]{26}\?new=1&lang=en", where)
    (case,) = await inbox(people)
    assert (case.subject.kind, case.subject.item_id, case.keyword) == (
        "message",
        post,
        "KEYWORD_PHISHING",
    )
    page = await visitor.get(where)
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    for said in ("receipt_new", "state_open", "receipt_redress", "receipt_logged"):
        assert words()["en"][said] in page.text
    (receipt,) = re.findall(r"[A-Z2-7]{26}", where)
    assert f'href="/log/proof/{receipt}?event=notice"' in page.text
    log = people.stage.store.public_log()
    (private,) = await log.disclosed(receipt)
    assert (private.event, b"KEYWORD_PHISHING" in private.record) == ("notice", True)
    assert "Nora" not in page.text
    assert "nora@" not in page.text


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("location", "", "mend_location_empty"),
        ("location", "https://elsewhere.example/hikers/2", "mend_location_foreign"),
        ("location", "javascript:alert(1)", "mend_location_foreign"),
        ("location", "x" * 501, "mend_location_long"),
        ("location", "@nobody_here", "mend_location_nothing"),
        ("location", f"{BASE}/hikers/999", "mend_location_nothing"),
        ("reason", "", "mend_reason"),
        ("reason", "STATEMENT_CATEGORY_VIOLENCE KEYWORD_PHISHING", "mend_reason"),
        ("explanation", " \r\n ", "mend_explanation_empty"),
        ("explanation", "x" * 5_001, "mend_explanation_long"),
        ("name", "", "mend_name"),
        ("name", "x" * 201, "mend_name_long"),
        ("mail", "", "mend_mail"),
        ("mail", "nora@", "mend_mail"),
        ("mail", "nora@example.org\nBcc: all@example.org", "mend_mail"),
        ("good_faith", "", "mend_good_faith"),
    ],
)
async def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    people: People, post: int, visitor: Visitor, field: str, value: str, key: str
) -> None:
    form = await filled(visitor, **{field: value})
    answer = await visitor.send("/notice", form)
    assert answer.status == 422
    assert mended(answer, field, key)
    assert await inbox(people) == []
    for name, kept in form.items():
        if name not in (field, "token", "lang", "reason", "good_faith"):
            assert kept in answer.text
    if field != "reason":
        assert f'value="{FRAUD}" selected' in answer.text
    if field != "good_faith":
        assert re.search(r'name="good_faith" value="yes" checked', answer.text)


async def test_all_mistakes_are_named_at_once(post: int, visitor: Visitor) -> None:
    form = await filled(visitor, **dict.fromkeys(("location", "reason", "name", "mail"), ""))
    answer = await visitor.send("/notice", form)
    assert answer.text.count('class="mend"') == 4


async def test_child_abuse_is_reported_without_a_name(
    people: People, post: int, visitor: Visitor
) -> None:
    form = await filled(visitor, reason=CHILDREN, name="", mail="")
    assert (await visitor.send("/notice", form)).status == 303
    (case,) = await inbox(people)
    assert case.keyword == "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"


@pytest.mark.parametrize(
    "location",
    [
        "@hikers",
        "hikers",
        f"{BASE}/hikers",
        f"{BASE}/s/hikers",
        "https://t.me/HIKERS",
        "talk.example/hikers?q=1#top",
        "tg://resolve?domain=hikers",
    ],
)
async def test_a_channel_has_many_addresses(
    people: People, post: int, visitor: Visitor, location: str
) -> None:
    form = await filled(visitor, location=location)
    answer = await visitor.send("/notice", form)
    if location == "hikers":
        assert mended(answer, "location", "mend_location_foreign")
        return
    assert answer.status == 303
    assert [case.subject.kind for case in await inbox(people)] == ["channel"]


@pytest.mark.parametrize(
    "location",
    [f"{BASE}/s/hikers/2", "t.me/hikers/2", "tg://resolve?domain=hikers&post=2"],
)
async def test_a_post_has_many_addresses(
    people: People, post: int, visitor: Visitor, location: str
) -> None:
    assert (await visitor.send("/notice", await filled(visitor, location=location))).status == 303
    assert [case.subject.item_id for case in await inbox(people)] == [2]


async def test_a_profile_is_found_by_its_name(people: People, post: int, visitor: Visitor) -> None:
    await people.ben(functions.account.UpdateUsername(username="ben_the_seller"))
    form = await filled(visitor, location="@Ben_The_Seller")
    assert (await visitor.send("/notice", form)).status == 303
    (case,) = await inbox(people)
    assert (case.subject.kind, case.subject.peer_id) == ("account", people.ben.id)


async def test_what_is_not_public_looks_like_what_does_not_exist(
    people: People, post: int, visitor: Visitor
) -> None:
    channel = await make_place(people, broadcast=True, name="climbers")
    await people.ann.send(channel.peer(people.ann), "among us")
    await people.ann(
        functions.channels.UpdateUsername(channel=channel.channel(people.ann), username="")
    )
    answers = [
        await visitor.send("/notice", await filled(visitor, location=f"{BASE}/{name}/2"))
        for name in ("climbers", "nobodies")
    ]
    assert [mended(one, "location", "mend_location_nothing") for one in answers] == [True, True]
    bare = [re.sub(r"climbers|nobodies|[0-9]+\.[0-9a-f.]{40,}", "", one.text) for one in answers]
    assert bare[0] == bare[1]


async def test_a_form_of_another_site_or_of_long_ago_is_not_taken(
    people: People, post: int, visitor: Visitor
) -> None:
    form = await filled(visitor)
    for elsewhere in ("cross-site", "same-site"):
        answer = await visitor.send("/notice", form, sec_fetch_site=elsewhere)
        assert answer.status == 400
    assert (await visitor.send("/notice", form, content_type="text/plain")).status == 400
    forged = {**form, "token": form["token"][:-1] + ("0" if form["token"][-1] != "0" else "1")}
    answer = await visitor.send("/notice", forged)
    assert answer.status == 422
    assert words()["en"]["mend_form"] in answer.text
    people.stage.clock.date += Limits().form_lifetime_s + 1
    answer = await visitor.send("/notice", form)
    assert answer.status == 422
    assert "It asks for passwords." in answer.text
    assert await inbox(people) == []
    assert (await visitor.send("/notice", await filled(visitor))).status == 303


async def test_nothing_typed_becomes_markup(post: int, visitor: Visitor) -> None:
    bad = '"><script>alert(1)</script></textarea>'
    form = await filled(visitor, location=bad, explanation=bad, name=bad, mail=bad)
    answer = await visitor.send("/notice", form)
    assert "<script" not in answer.text
    assert answer.text.count("</textarea>") == 1


async def test_too_large_a_form_is_not_read(post: int, visitor: Visitor) -> None:
    form = await filled(visitor, explanation="x" * Limits().form_bytes_max)
    assert (await visitor.send("/notice", form)).status == 400
    many = {f"field{n}": "x" for n in range(40)}
    assert (await visitor.send("/notice", many)).status == 400


async def test_a_notice_is_confirmed_by_mail(people: People, post: int, visitor: Visitor) -> None:
    """To the address that was given, with the receipt's, as often as one may be sent mail."""
    mailer = people.stage.mailer
    answer = await visitor.send("/notice", await filled(visitor))
    await people.stage.settle()
    page = answer.headers["location"].partition("?")[0]
    ((to, text),) = mailer.mails
    assert to == "nora@example.org"
    assert f"{BASE}{page}" in text
    assert "passwords" not in text
    most = Limits().mails_per_recipient_per_day
    for _ in range(most + 1):
        await visitor.send("/notice", await filled(visitor, mail="Nora@example.org"))
    await people.stage.settle()
    assert len(mailer.mails) == most


async def test_nobody_is_mailed_where_no_mail_can_be_sent(
    people: People, post: int, visitor: Visitor
) -> None:
    people.stage.mailer.available = False
    assert (await visitor.send("/notice", await filled(visitor))).status == 303
    await people.stage.settle()
    assert people.stage.mailer.mails == []


async def test_who_sends_too_many_waits_and_keeps_what_was_typed(
    people: People, post: int, visitor: Visitor
) -> None:
    most = Limits().notices_per_address_per_hour
    for _ in range(most):
        assert (await visitor.send("/notice", await filled(visitor))).status == 303
    answer = await visitor.send("/notice", await filled(visitor))
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    assert words()["en"]["mend_wait"] in answer.text
    assert "It asks for passwords." in answer.text
    visitor.address = "198.51.100.7"
    assert (await visitor.send("/notice", await filled(visitor))).status == 303


async def test_a_receipt_nobody_was_given_is_nothing(
    people: People, post: int, visitor: Visitor
) -> None:
    for receipt in ("A" * 26, "short", "a" * 26):
        assert (await visitor.get(f"/notice/{receipt}")).status == 404


@pytest.mark.parametrize("language", sorted(NAMES))
async def test_the_pages_speak_the_language(visitor: Visitor, post: int, language: str) -> None:
    page = await visitor.get("/notice", accept_language=language)
    assert f'<html lang="{language}">' in page.text
    assert words()[language]["good_faith"] in page.text
    chosen = await visitor.get(f"/notice?lang={language}", accept_language="en")
    assert f'<html lang="{language}">' in chosen.text
    sent = await visitor.send("/notice", await filled(visitor, lang=language, name=""))
    assert words()[language]["mend_name"] in sent.text
    assert set(words()[language]) == set(words()["en"])


async def test_the_form_needs_no_script_and_labels_all_that_is_asked(
    visitor: Visitor, post: int
) -> None:
    page = await visitor.get("/notice")
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    asked = re.findall(r'<(?:input|select|textarea) id="([a-z_]+)"', page.text)
    assert asked == ["location", "reason", "explanation", "name", "mail", "good_faith"]
    for name in asked:
        labelled = f'<label for="{name}">' in page.text or re.search(
            rf'<label class="tick"><input id="{name}"', page.text
        )
        assert labelled, name
