"""Every form: what is wrong with it is said, what was typed is kept, and nothing comes twice."""

import re
from typing import Any

import msgspec
import pytest

from heliograph.config import Limits
from heliograph.safety.deciding import decide_case
from heliograph.safety.decisions import Ground, MeasureKind, Proposal
from heliograph.safety.intake import Said, take_in
from heliograph.safety.reports import Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.taxonomy import Reason
from heliograph.telemetry import metrics
from heliograph.web.trust.forms import FormTokens
from heliograph.web.trust.words import words
from support.channels import make_place
from support.stage import Stage
from support.talk import People, sent_id
from support.visitor import BASE, Got, Visitor

SAY = words()["en"]
FRAUD = ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_PHISHING")
DEEPFAKE = "STATEMENT_CATEGORY_CYBER_VIOLENCE KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"
TYPED = "what I have typed <b>"
SHOWN = "what I have typed &lt;b&gt;"


async def token_of(visitor: Visitor, page: str) -> str:
    (token, *_) = re.findall(r'name="token" value="([^"]+)"', (await visitor.get(page)).text)
    return str(token)


@pytest.fixture
async def forms(people: People, visitor: Visitor) -> dict[str, tuple[str, dict[str, str]]]:
    """Each page with a form that it takes, without its token."""
    place = await make_place(people, broadcast=True)
    peer_id = -1_000_000_000_000 - place.id
    said = [sent_id(await people.ann.send(place.peer(people.ann), one)) for one in "abc"]
    reported = Said(
        about=(Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=said[0]),),
        reason=Reason(*FRAUD),
        way=Way.NOTICE,
    )
    taken = await take_in(people.stage.service.intake, reported)
    proposal = Proposal(
        case_id=taken.subjects[0].case_id,
        ground=Ground.TERMS,
        clause="3",
        category=FRAUD[0],
        keyword=FRAUD[1],
        facts="It phishes.",
        measures=(MeasureKind.WARN,),
        decided_by="rita",
    )
    made = await decide_case(visitor.safety, proposal)
    notice = {
        "lang": "en",
        "location": f"{BASE}/hikers/{said[1]}",
        "reason": " ".join(FRAUD),
        "explanation": TYPED,
        "name": "Cat",
        "mail": "cat@example.org",
        "good_faith": "yes",
    }
    victim = {**notice, "reason": DEEPFAKE, "location": f"{BASE}/hikers/{said[2]}"}
    del victim["name"]
    return {
        "notice": ("/notice", notice),
        "victim": ("/victim", victim),
        "decision": (
            visitor.safety.page(made.decision.puid).removeprefix(BASE),
            {"lang": "en", "argument": TYPED},
        ),
        "receipt": (f"/notice/{taken.receipt}", {"lang": "en", "argument": TYPED}),
    }


ALL = ["notice", "victim", "decision", "receipt"]


def refused(why: str, what: str = "form") -> float:
    return metrics.PAGE_TOKENS_REFUSED.labels(what, why)._value.get()


@pytest.mark.parametrize("kind", ALL)
async def test_a_form_is_taken_once(kind: str, forms: Any, visitor: Visitor) -> None:
    page, form = forms[kind]
    form = {**form, "token": await token_of(visitor, page)}
    assert (await visitor.send(page, form)).status == 303
    before = refused("replayed")
    again = await visitor.send(page, form)
    assert again.status == 422
    assert SAY["mend_form"] in again.text
    assert SHOWN in again.text
    assert refused("replayed") == before + 1


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("forged", lambda token: ""),
        ("forged", lambda token: "x"),
        ("forged", lambda token: token[:-1] + ("0" if token[-1] != "0" else "1")),
        ("forged", lambda token: "9" + token[1:]),
        ("forged", lambda token: FormTokens(b"o" * 32, lifetime_s=9).make("/notice", 1)),
        ("forged", lambda token: FormTokens(b"f" * 32, lifetime_s=9).make("/elsewhere", 1)),
        ("outdated", None),
    ],
)
async def test_a_wrong_token_is_refused_counted_and_loses_nothing(
    kind: str, why: str, change: Any, forms: Any, visitor: Visitor, stage: Stage
) -> None:
    page, form = forms[kind]
    token = await token_of(visitor, page)
    if change is None:
        stage.clock.date += Limits().form_lifetime_s + 1
    else:
        token = change(token)
    before = refused(why)
    answer = await visitor.send(page, {**form, "token": token})
    assert answer.status == 422
    assert SAY["mend_form"] in answer.text
    assert SHOWN in answer.text
    assert refused(why) == before + 1
    # The page that says so has a form that is taken.
    (fresh, *_) = re.findall(r'name="token" value="([^"]+)"', answer.text)
    assert (await visitor.send(page, {**form, "token": fresh})).status == 303


LONG = "x" * 5_001


@pytest.mark.parametrize(
    ("kind", "changed", "mends"),
    [
        ("notice", {"location": ""}, "mend_location_empty"),
        ("notice", {"location": "https://elsewhere.example/a/1"}, "mend_location_foreign"),
        ("notice", {"location": f"{BASE}/nobody_here/1"}, "mend_location_nothing"),
        ("notice", {"reason": "x"}, "mend_reason"),
        ("notice", {"name": ""}, "mend_name"),
        ("notice", {"mail": "no"}, "mend_mail"),
        ("notice", {"good_faith": ""}, "mend_good_faith"),
        ("victim", {"location": f"{BASE}/hikers"}, "mend_location_post"),
        ("victim", {"reason": " ".join(FRAUD)}, "mend_reason"),
        ("victim", {"mail": "no"}, "mend_mail"),
        ("victim", {"good_faith": ""}, "mend_good_faith"),
        ("notice", {"explanation": LONG}, "mend_explanation_long"),
        ("victim", {"explanation": LONG}, "mend_explanation_long"),
        ("decision", {"argument": LONG}, "mend_argument_long"),
        ("receipt", {"argument": LONG}, "mend_argument_long"),
        ("decision", {"argument": "  "}, "mend_argument"),
        ("receipt", {"argument": ""}, "mend_argument"),
    ],
)
async def test_it_says_what_to_mend_and_keeps_what_was_typed(
    kind: str, changed: dict[str, str], mends: str, forms: Any, visitor: Visitor
) -> None:
    page, form = forms[kind]
    form = {**form, "token": await token_of(visitor, page), **changed}
    answer = await visitor.send(page, form)
    assert answer.status == 422
    assert SAY[mends] in answer.text
    for name in ("explanation", "argument", "name", "mail", "location"):
        typed = form.get(name, "").strip()
        assert not typed or typed.replace("<b>", "&lt;b&gt;") in answer.text


@pytest.mark.parametrize("kind", ALL)
async def test_what_is_no_form_of_ours_gets_a_page(kind: str, forms: Any, visitor: Visitor) -> None:
    page, _ = forms[kind]
    urlencoded = "application/x-www-form-urlencoded"
    bodies: list[tuple[str, bytes, dict[str, str]]] = [
        (urlencoded, b"a=" + b"x" * Limits().form_bytes_max, {}),
        (urlencoded, "a=ä".encode(), {}),
        (urlencoded, b"&".join(b"a=1" for _ in range(40)), {}),
        ("multipart/form-data", b"a=1", {}),
        ("application/json", b"{}", {}),
        (urlencoded, b"a=1", {"sec_fetch_site": "cross-site"}),
    ]
    for content_type, body, headers in bodies:
        answer = await visitor.get(
            page, method="POST", body=body, content_type=content_type, **headers
        )
        assert answer.status == 400
        assert SAY["refused_title"] in answer.text


@pytest.mark.parametrize("kind", ALL)
async def test_attempts_are_counted_before_anything_is_read(
    kind: str, forms: Any, visitor: Visitor, stage: Stage
) -> None:
    limits = msgspec.structs.replace(Limits(), form_attempts_per_address_per_hour=2)
    watched = Visitor(stage, limits=limits)
    page, _ = forms[kind]

    async def junk() -> Got:
        return await watched.get(page, method="POST", body=b"{}", content_type="text/plain")

    assert [(await junk()).status for _ in range(3)] == [400, 400, 429]
    assert int((await junk()).headers["retry-after"]) > 0
    # Nothing is read of it: there is no end to what it sends.
    assert (await watched.unread(page)).status == 429
    watched.address = "192.0.2.9"
    assert (await junk()).status == 400


async def test_a_made_up_token_of_a_decision_is_counted(forms: Any, visitor: Visitor) -> None:
    page, _ = forms["decision"]
    bare = page.partition("?")[0]
    before = refused("forged", "decision")
    assert (await visitor.get(f"{bare}?t=made-up")).status == 404
    assert (await visitor.send(f"{bare}?t=made-up", {"argument": "x"})).status == 404
    assert refused("forged", "decision") == before + 2
