"""What a victim points at is hidden until a person has looked, and only within bounds."""

import asyncio
import re
from typing import Any

import apsw
import msgspec
import pytest

from heliograph.config import Limits
from heliograph.safety import decisions, provisional, victims
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import close_case, complain, decide_case, end_appeal
from heliograph.safety.decisions import Automation, Decision, MeasureKind, Proposal
from heliograph.safety.freezing import Freezes
from heliograph.safety.provisional import LASTS_S, PROGRAM
from heliograph.server.hands import ActingHands
from heliograph.tl import functions, types
from heliograph.web.trust.words import words
from support.channels import Place, make_place
from support.deciding import proposal_for
from support.stage import Stage
from support.talk import People, sent_id
from support.uploads import upload
from support.visitor import BASE, Visitor

DEEPFAKE = "STATEMENT_CATEGORY_CYBER_VIOLENCE KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"
FRAUD = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD KEYWORD_PHISHING"
DAY_S = 86_400
SERVICE = 777000


class Desk:
    """Ann's public channel, somebody who is shown in it, and staff who look."""

    def __init__(self, people: People, place: Place, visitor: Visitor) -> None:
        self.people, self.place, self.visitor = people, place, visitor
        self.ann, self.clock = people.ann, people.stage.clock
        self.safety = visitor.safety
        hands = ActingHands(people.stage.app)
        self.executor = Executor(self.safety, hands, Freezes())

    async def post(self) -> int:
        media = types.InputMediaUploadedPhoto(file=await upload(self.ann, b"pixels"))
        return sent_id(await self.ann.send_media(self.place.peer(self.ann), media))

    async def asks(self, post: int, name: str = "hikers", **changed: str) -> str:
        """A victim asks; gives the page of their receipt."""
        page = (await self.visitor.get("/victim")).text
        (token,) = re.findall(r'name="token" value="([^"]+)"', page)
        form = {"token": token, "lang": "en", "reason": DEEPFAKE, "good_faith": "yes", **changed}
        answer = await self.visitor.send("/victim", {"location": f"{BASE}/{name}/{post}", **form})
        assert answer.status == 303, answer.text
        await self.executor.work()
        return answer.headers["location"]

    async def cases(self) -> list[Any]:
        return list(await self.safety.store.inbox(limit=10))

    async def hidden(self) -> list[Decision]:
        """What is hidden by now until a person decides, of open cases."""
        found = []
        for case in await self.cases():
            for puid in await self.puids(case.id):
                decision = await self.safety.store.decision(puid)
                assert decision is not None
                found.append(decision)
        return found

    async def puids(self, case_id: int) -> list[str]:
        sql = f"""SELECT d.puid FROM safety_decisions d JOIN safety_effects e
                  ON e.decision_id = d.id AND e.act = 'end' AND e.due IS NOT NULL
                  WHERE d.case_id = {case_id}"""
        return [row[0] for row in await self.sql(sql)]

    async def sql(self, text: str) -> list[Any]:
        return list(await self.people.stage.store._ask(lambda db: db.execute(text).fetchall()))

    async def seen(self, post: int) -> str:
        """What Ben is shown of a post."""
        ben = self.people.ben
        (message,) = (
            await ben(
                functions.channels.GetMessages(
                    channel=self.place.channel(ben), id=[types.InputMessageID(id=post)]
                )
            )
        ).messages
        if isinstance(message, types.MessageEmpty):
            return "gone"
        return "hidden" if message.media is None else "shown"

    async def logged(self) -> list[str]:
        """What the public log was told of decisions, in order."""
        return [
            row[0]
            for row in await self.sql(
                "SELECT event FROM log_pending WHERE event <> 'notice' ORDER BY id"
            )
        ]

    async def told(self) -> list[str]:
        """What the service account wrote Ann since."""
        texts = []
        for update in self.ann.pushed():
            message = getattr(update, "message", None)
            if message is not None and "decision" in str(getattr(message, "message", "")):
                texts.append(message.message)
        return texts


@pytest.fixture
async def desk(people: People, visitor: Visitor) -> Desk:
    return Desk(people, await make_place(people, broadcast=True), visitor)


async def test_a_post_is_hidden_and_its_author_told_why(desk: Desk) -> None:
    post = await desk.post()
    desk.ann.pushed()
    page = await desk.asks(post)
    (case,) = await desk.cases()
    (made,) = await desk.hidden()
    # Whoever carries decisions out does not wait for the next second.
    assert desk.visitor.hastened == 1
    assert case.subject.item_id == post
    assert (made.measures, made.automation) == ((MeasureKind.HIDE,), Automation.FULL)
    assert (made.decided_by, made.provisional) == (PROGRAM, True)
    assert made.ends == desk.clock.now() + LASTS_S
    assert await desk.seen(post) == "hidden"
    (text,) = await desk.told()
    assert "This is provisional" in text
    assert "A program decided this by itself" in text
    assert f"{BASE}/decision/{made.puid}?t=" in text
    assert await desk.logged() == ["provisional", "statement_delivered"]
    shown = (await desk.visitor.get(page)).text
    assert words()["en"]["state_hidden"].partition("{")[0] in shown
    statement = await desk.safety.store.statement(made.puid)
    assert statement is not None
    assert statement.document["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert statement.document["source_type"] == "SOURCE_ARTICLE_16"
    assert "end_date_visibility_restriction" in statement.document


async def test_what_is_hidden_comes_back_after_three_days(desk: Desk) -> None:
    post = await desk.post()
    await desk.asks(post)
    desk.clock.date += LASTS_S - 1
    await desk.executor.work()
    assert len(await desk.hidden()) == 1
    assert await desk.seen(post) == "hidden"
    desk.clock.date += 1
    await desk.executor.work()
    assert await desk.hidden() == []
    assert await desk.seen(post) == "shown"
    assert (await desk.logged())[-1] == "measure_ended"
    # It still waits for somebody, and no program hides it again.
    assert len(await desk.cases()) == 1
    page = await desk.asks(post)
    assert await desk.hidden() == []
    assert words()["en"]["state_open"] in (await desk.visitor.get(page)).text


async def test_it_comes_back_at_once_when_nothing_is_found(desk: Desk) -> None:
    post = await desk.post()
    await desk.asks(post)
    (made,) = await desk.hidden()
    (case,) = await desk.cases()
    desk.ann.pushed()
    await close_case(desk.safety, case.id, by="ann")
    await desk.executor.work()
    assert await desk.seen(post) == "shown"
    assert await desk.puids(case.id) == []
    (text,) = await desk.told()
    assert "taken back" in text
    assert made.puid in text
    assert (await desk.logged())[2:] == ["reversal", "decision", "measure_ended"]


async def test_a_persons_decision_takes_its_place(desk: Desk) -> None:
    post = await desk.post()
    await desk.asks(post)
    (made,) = await desk.hidden()
    (case,) = await desk.cases()
    about = {"category": case.category, "keyword": case.keyword}
    asked = proposal_for(case.id, MeasureKind.REMOVE, **about)
    decision = (await decide_case(desk.safety, asked)).decision
    assert decision.supersedes == made.puid
    assert await desk.safety.store.decision(decision.puid) == decision
    await desk.executor.work()
    assert await desk.seen(post) == "gone"
    # A second later: what is removed is never seen in between.
    assert await desk.puids(case.id) == [made.puid]
    desk.clock.date += 1
    await desk.executor.work()
    assert await desk.puids(case.id) == []
    assert (await desk.logged())[-1] == "measure_ended"


async def test_its_author_objects_and_is_heard_by_a_person(desk: Desk) -> None:
    await desk.asks(await desk.post())
    (made,) = await desk.hidden()
    now = desk.clock.now()
    number = await complain(desk.safety, made.puid, argument="It is a landscape.", date=now)
    await desk.safety.store.write_view(number, reviewer="ben", view="A landscape.", date=now)
    await end_appeal(desk.safety, number, reviewer="ben", reversed_=True, reasons="A landscape.")
    await desk.executor.work()
    assert await desk.hidden() == []
    assert [one for one in await desk.logged() if one in ("reversal", "measure_ended")] == [
        "reversal",
        "measure_ended",
    ]


async def test_one_address_hides_only_so_much_a_day(people: People, stage: Stage) -> None:
    limits = msgspec.structs.replace(
        Limits(), victim_hides_per_address_per_day=1, victim_hides_per_target_per_day=9
    )
    place = await make_place(people, broadcast=True)
    desk = Desk(people, place, Visitor(stage, limits=limits))
    posts = [await desk.post() for _ in range(3)]
    await desk.asks(posts[0])
    await desk.asks(posts[1])
    assert len(await desk.hidden()) == 1
    desk.visitor.address = "192.0.2.2"
    await desk.asks(posts[1])
    assert len(await desk.hidden()) == 2
    desk.visitor.address, desk.visitor.now = "192.0.2.1", float(DAY_S)
    await desk.asks(posts[2])
    assert len(await desk.hidden()) == 3


async def test_one_channel_is_hidden_only_so_much_a_day(desk: Desk) -> None:
    for number in range(4):
        desk.visitor.address = f"192.0.2.{number}"
        await desk.asks(await desk.post())
    assert len(await desk.hidden()) == 3
    desk.clock.date += DAY_S
    await desk.asks(await desk.post())
    assert len(await desk.hidden()) == 4


async def test_where_many_look_a_person_is_first(people: People, stage: Stage) -> None:
    limits = msgspec.structs.replace(Limits(), victim_hide_reach_max=1)
    place = await make_place(people, broadcast=True)
    desk = Desk(people, place, Visitor(stage, limits=limits))
    child = await desk.post()
    before = await desk.post()
    abuse = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"
    page = (await desk.visitor.get("/notice")).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    form = {"token": token, "reason": abuse, "good_faith": "yes", "explanation": "a child"}
    await desk.visitor.send("/notice", {"location": f"{BASE}/hikers/{child}", **form})
    await desk.asks(before)
    assert await desk.hidden() == []
    cases = await desk.cases()
    assert [one.subject.item_id for one in cases] == [before, child]
    assert cases[0].due <= desk.clock.now() + 3_600
    # What is reported of it afterwards does not move it back.
    milder = {**form, "reason": FRAUD, "name": "Cat", "mail": "cat@example.org"}
    page = (await desk.visitor.get("/notice")).text
    (milder["token"],) = re.findall(r'name="token" value="([^"]+)"', page)
    milder["location"] = f"{BASE}/hikers/{before}"
    assert (await desk.visitor.send("/notice", milder)).status == 303
    assert [one.subject.item_id for one in await desk.cases()] == [before, child]


async def test_words_alone_are_hidden_by_nobody_but_a_person(desk: Desk) -> None:
    said = sent_id(await desk.ann.send(desk.place.peer(desk.ann), "look at her"))
    await desk.asks(said)
    assert len(await desk.cases()) == 1
    assert await desk.hidden() == []


async def test_it_is_no_strike_against_its_author(desk: Desk) -> None:
    await desk.asks(await desk.post())
    (case,) = await desk.cases()
    asked = proposal_for(case.id, MeasureKind.FREEZE, keyword="KEYWORD_OTHER")
    with pytest.raises(decisions.SafetyRefused, match="warn first"):
        await decide_case(desk.safety, asked)


@pytest.mark.parametrize(
    "change", [{"ends": DAY_S * 4}, {"ends": 0}, {"automation": Automation.NONE}, {"warn": True}]
)
async def test_the_database_refuses_what_is_not_bounded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    """Whatever the code says."""

    def propose(case_id: int, reason: Any, *, now: int) -> Proposal:
        made = provisional.propose(case_id, reason, now=now)
        fields = {k: v for k, v in change.items() if k != "warn"}
        if fields.get("ends"):
            fields["ends"] += now
        if "warn" in change:
            fields["measures"] = (MeasureKind.WARN, MeasureKind.HIDE)
        return msgspec.structs.replace(made, **fields)

    monkeypatch.setattr(victims, "propose", propose)
    post = await desk.post()
    with pytest.raises(apsw.ConstraintError, match="three days"):
        await desk.asks(post)
    assert await desk.hidden() == []
    assert await desk.logged() == []


async def test_whoever_is_in_a_hurry_is_not_waited_for(desk: Desk) -> None:
    desk.executor.hasten()
    async with asyncio.timeout(5):
        await desk.executor.pause(3_600)
    # That was once: the next pause is one again.
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await desk.executor.pause(3_600)
