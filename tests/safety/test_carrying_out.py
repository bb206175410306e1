"""What each thing that is due has done, in which order, and what is noted of it then."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from heliograph.safety.appeals import Aftermath, Complaint
from heliograph.safety.audit import log_delivered, log_ended
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety
from heliograph.safety.decisions import Decision, Ground, MeasureKind, Part
from heliograph.safety.effects import RETRY_S, Act, Effect, Restriction
from heliograph.safety.freezing import Freeze, Freezes
from heliograph.safety.letters import Letter, LetterKind, write
from heliograph.safety.statement_texts import (
    left_text,
    outcome_text,
    page_button,
    reversal_text,
    statement_text,
)
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from support.deciding import PHISHING, SCAM, make_safety
from support.fakes import START, CountingRandom, FakeClock
from support.journal import Asked, Call, Journal, Pages

SALT = (1).to_bytes(32, "big")
ANN, CHANNEL = 1_000_000_007, -1_000_000_000_005
PAGE = "https://h.example/decision/p1?t="
DUE = {"now": START, "at_most": 50}
POLLS = ("due_effects", "closed_untold", "due_letters")


def subject(kind: SubjectKind, peer_id: int, *, affected_id: int = ANN) -> Subject:
    return Subject(
        id=4, kind=kind, peer_id=peer_id, surface=Surface.PUBLIC_CHANNEL, affected_id=affected_id
    )


MESSAGE = subject(SubjectKind.MESSAGE, CHANNEL)
ACCOUNT = replace(subject(SubjectKind.ACCOUNT, ANN), id=5)
OF_CHANNEL = subject(SubjectKind.CHANNEL, CHANNEL)


def effect(
    act: Act, kind: MeasureKind | None = None, about: Subject = MESSAGE, **fields: Any
) -> Effect:
    attempts = fields.pop("attempts", 0)
    said: dict[str, Any] = {
        "puid": "p1",
        "case_id": 9,
        "subject": about,
        "ground": Ground.TERMS,
        "clause": "4.2",
        "category": SCAM,
        "keyword": PHISHING,
        "facts": "It asks for passwords.",
        "measures": () if kind is None else (kind,),
        "date": START - 100,
        "ends": START + 900,
        "decided_by": "ann",
        **fields,
    }
    return Effect(id=3, act=act, kind=kind, decision=Decision(**said), attempts=attempts)


class Bench:
    """An executor, and what it asked of the store and did to people."""

    def __init__(self, *effects: Effect, **answers: Any) -> None:
        self.journal = Journal(
            due_effects=Pages([effects] if effects else []),
            **{"language_of": "de", "tell": True, "reporters": (), "is_ending": False, **answers},
        )
        store = Asked(self.journal, at_once=())
        hands = Asked(self.journal, at_once=("tell_config_changed", "tell_changed"))
        self.freezes = Freezes()
        self.safety: Safety = make_safety(
            store,  # type: ignore[arg-type]
            clock=FakeClock(),
            random=CountingRandom(),
        )
        self.executor = Executor(self.safety, hands, self.freezes)  # type: ignore[arg-type]

    async def done(self) -> list[Call]:
        """What working on what is due had asked, besides whether anything is."""
        await self.executor.work()
        return [call for call in self.journal.calls if call[0] not in POLLS]


def call(name: str, /, *args: Any, **said: Any) -> Call:
    return name, args, said


def noted(one: Effect, **more: Any) -> Call:
    return call("effect_done", one, **more, date=START)


BEGIN_FREEZE = effect(Act.BEGIN, MeasureKind.FREEZE, ACCOUNT)
END_FREEZE = effect(Act.END, MeasureKind.FREEZE, ACCOUNT)
BEGIN_SHUT = effect(Act.BEGIN, MeasureKind.TERMINATE, ACCOUNT)
END_SHUT = effect(Act.END, MeasureKind.TERMINATE, ACCOUNT)
SHUT_CHANNEL = effect(Act.BEGIN, MeasureKind.TERMINATE, OF_CHANNEL)
OPEN_CHANNEL = effect(Act.END, MeasureKind.TERMINATE, OF_CHANNEL)
FLAG = effect(Act.BEGIN, MeasureKind.FLAG_SCAM, ACCOUNT)
UNFLAG = effect(Act.END, MeasureKind.FLAG_SCAM, ACCOUNT)
HIDE_CHANNEL = effect(Act.BEGIN, MeasureKind.HIDE, OF_CHANNEL)
SHOW_CHANNEL = effect(Act.END, MeasureKind.HIDE, OF_CHANNEL)
REMOVE = effect(Act.BEGIN, MeasureKind.REMOVE)
RETURN = effect(Act.END, MeasureKind.REMOVE)
TAKE_PHOTO = effect(Act.BEGIN, MeasureKind.REMOVE, ACCOUNT, part=Part.PHOTO)
GIVE_PHOTO = effect(Act.END, MeasureKind.REMOVE, ACCOUNT, part=Part.PHOTO)
TAKE_MEDIA = effect(Act.BEGIN, MeasureKind.REMOVE, part=Part.MEDIA)
HIDE = effect(Act.BEGIN, MeasureKind.HIDE)
SHOW = effect(Act.END, MeasureKind.HIDE)
HIDE_AT_ONCE = effect(Act.BEGIN, MeasureKind.HIDE, provisional=True)
SHOW_AGAIN = effect(Act.END, MeasureKind.HIDE, provisional=True)

DATE = {"date": START}


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (
            BEGIN_FREEZE,
            [
                call("held_by", "p1", MeasureKind.FREEZE),
                call("tell_config_changed", 7),
                call("tell_config_changed", 8),
                noted(BEGIN_FREEZE),
            ],
        ),
        (
            END_FREEZE,
            [
                call("held_by", "p1", MeasureKind.FREEZE),
                call("tell_config_changed", 7),
                call("tell_config_changed", 8),
                noted(END_FREEZE),
            ],
        ),
        (
            BEGIN_SHUT,
            [
                call("held_by", "p1", MeasureKind.TERMINATE),
                call("shut", 7),
                call("shut", 8),
                noted(BEGIN_SHUT),
            ],
        ),
        (
            END_SHUT,
            [
                call("held_by", "p1", MeasureKind.TERMINATE),
                call("open", 7),
                call("open", 8),
                noted(END_SHUT),
            ],
        ),
        (SHUT_CHANNEL, [call("tell_marked", CHANNEL), noted(SHUT_CHANNEL)]),
        (
            OPEN_CHANNEL,
            [
                call("lift", OPEN_CHANNEL, **DATE),
                call("tell_marked", CHANNEL),
                noted(OPEN_CHANNEL),
            ],
        ),
        (FLAG, [call("tell_marked", ANN), noted(FLAG)]),
        (UNFLAG, [call("lift", UNFLAG, **DATE), call("tell_marked", ANN), noted(UNFLAG)]),
        (
            HIDE_CHANNEL,
            [
                call("tell_marked", CHANNEL),
                call("retell", HIDE_CHANNEL, **DATE),
                call("tell_changed", "retold"),
                noted(HIDE_CHANNEL),
            ],
        ),
        (
            SHOW_CHANNEL,
            [
                call("lift", SHOW_CHANNEL, **DATE),
                call("tell_marked", CHANNEL),
                call("retell", SHOW_CHANNEL, **DATE),
                call("tell_changed", "retold"),
                noted(SHOW_CHANNEL),
            ],
        ),
        (REMOVE, [call("remove_message", REMOVE, **DATE), call("tell_changed", "removed")]),
        # It is in no mailbox any more.
        (RETURN, [noted(RETURN)]),
        (
            TAKE_PHOTO,
            [
                call("take_part", TAKE_PHOTO, **DATE),
                call("tell_changed", "taken"),
                call("tell_marked", ANN),
            ],
        ),
        (
            GIVE_PHOTO,
            [
                call("take_part", GIVE_PHOTO, **DATE),
                call("tell_changed", "taken"),
                call("tell_marked", ANN),
            ],
        ),
        (TAKE_MEDIA, [call("take_part", TAKE_MEDIA, **DATE), call("tell_changed", "taken")]),
        (HIDE, [call("hold_message", HIDE, ended=None, **DATE), call("tell_changed", "held")]),
        (SHOW, [call("hold_message", SHOW, ended=None, **DATE), call("tell_changed", "held")]),
        (
            HIDE_AT_ONCE,
            [call("hold_message", HIDE_AT_ONCE, ended=None, **DATE), call("tell_changed", "held")],
        ),
        (
            SHOW_AGAIN,
            [
                call(
                    "hold_message",
                    SHOW_AGAIN,
                    ended=log_ended(SHOW_AGAIN.decision, date=START, salt=SALT),
                    **DATE,
                ),
                call("tell_changed", "held"),
            ],
        ),
    ],
)
async def test_each_measure_begins_and_ends_so(one: Effect, asked: list[Call]) -> None:
    bench = Bench(
        one,
        held_by=(7, 8),
        retell="retold",
        remove_message="removed",
        take_part="taken",
        hold_message="held",
    )
    assert await bench.done() == asked


async def test_a_freeze_holds_from_the_decision_and_until_it_is_lifted() -> None:
    bench = Bench(BEGIN_FREEZE, held_by=(7, 8))
    await bench.done()
    url = PAGE + bench.safety.token("p1")
    for one in (7, 8):
        freeze = bench.freezes.of(one, now=START)
        assert freeze == Freeze(since=START - 100, until=START + 900, appeal_url=url)
    bench.journal.answers |= {"due_effects": Pages([(END_FREEZE,)]), "held_by": (8,)}
    await bench.done()
    assert bench.freezes.of(7, now=START) is not None
    assert bench.freezes.of(8, now=START) is None


@pytest.mark.parametrize("account_id", [0, 7])
async def test_who_is_frozen_is_known_before_anybody_is_let_in(account_id: int) -> None:
    held = Restriction(kind=MeasureKind.FREEZE, peer_id=7, puid="p1", since=5, until=START + 5)
    bench = Bench(restrictions=(held,))
    await bench.executor.load(**({"account_id": account_id} if account_id else {}))
    assert bench.journal.calls == [
        call("restrictions", MeasureKind.FREEZE, peer_id=account_id),
    ]
    url = PAGE + bench.safety.token("p1")
    assert bench.freezes.of(7, now=START) == Freeze(since=5, until=START + 5, appeal_url=url)
    bench.freezes.lift(7, "p1")
    assert bench.freezes.of(7, now=START) is None


@pytest.mark.parametrize("there", [True, False])
async def test_a_statement_is_logged_as_delivered_to_who_is_there(there: bool) -> None:
    one = effect(Act.TELL_AFFECTED)
    bench = Bench(one, tell=there)
    url = PAGE + bench.safety.token("p1")
    delivered = log_delivered(one.decision, date=START, salt=SALT) if there else None
    assert await bench.done() == [
        call("language_of", ANN),
        call(
            "tell",
            ANN,
            statement_text(one.decision, language="de", url=url),
            url=url,
            name="p1 statement",
            button=page_button(language="de"),
        ),
        noted(one, delivered=delivered),
    ]


@pytest.mark.parametrize("reasons", ["It was a joke.", ""])
async def test_who_was_affected_reads_why_it_was_taken_back_and_what_stays_away(
    reasons: str,
) -> None:
    one = effect(Act.TELL_REVERSAL)
    complaint = Complaint(case_id=9, puid="p1", date=START, reasons=reasons)
    after = Aftermath(complaint=complaint if reasons else None)
    bench = Bench(one, aftermath=after, unreturned=(Part.USERNAME,))
    url = PAGE + bench.safety.token("p1")
    text = reversal_text(
        one.decision, reasons=reasons, language="de", url=url, unreturned=(Part.USERNAME,)
    )
    button = page_button(language="de")
    assert await bench.done() == [
        call("is_ending", "p1"),
        call("language_of", ANN),
        call("aftermath", "p1"),
        call("unreturned", "p1"),
        call("tell", ANN, text, url=url, name="p1 reversal", button=button),
        noted(one),
    ]


async def test_everybody_who_reported_is_told_that_it_was_acted_on() -> None:
    one = effect(Act.TELL_REPORTERS)
    bench = Bench(one, reporters=((11, "R1"), (12, "R2")))
    told = []
    for reporter, receipt in ((11, "R1"), (12, "R2")):
        url = f"https://h.example/notice/{receipt}"
        text = outcome_text(receipt, language="de", url=url)
        told += [
            call("language_of", reporter),
            call("tell", reporter, text, url=url, name=f"p1 {receipt}"),
        ]
    assert await bench.done() == [call("reporters", 9), *told, noted(one)]


@pytest.mark.parametrize(("attempts", "after_s"), [(0, RETRY_S), (2, 4 * RETRY_S)])
async def test_what_fails_is_tried_again_and_holds_up_nothing(attempts: int, after_s: int) -> None:
    failing = effect(Act.BEGIN, MeasureKind.FLAG_SCAM, ACCOUNT, attempts=attempts)
    sound = effect(Act.END, MeasureKind.REMOVE)
    bench = Bench(failing, sound, tell_marked=OSError("no way"))
    with capture_logs() as logged:
        asked = await bench.done()
    (line,) = logged
    assert (line["event"], line["act"], line["puid"]) == ("An effect failed.", "begin", "p1")
    assert asked == [
        call("tell_marked", ANN),
        call("effect_failed", failing, due=START + after_s),
        noted(sound),
    ]


async def test_all_that_is_due_is_done_page_by_page_and_counted() -> None:
    one = effect(Act.END, MeasureKind.REMOVE)
    letter = Letter(name="a", account_id=11, kind=LetterKind.WARNED)
    bench = Bench(
        closed_untold=Pages([((5, START - 9), (6, START - 8)), ((7, START),)]),
        due_letters=Pages([(letter,), (letter, letter)]),
    )
    bench.journal.answers["due_effects"] = Pages([(one, one), (one,)])
    assert await bench.executor.work() == 9
    assert bench.journal.of(*POLLS) == [
        *[call("due_effects", **DUE)] * 3,
        *[call("closed_untold", **DUE)] * 3,
        *[call("due_letters", **DUE)] * 3,
    ]
    assert len(bench.journal.of("effect_done", "tell_closed", "letter_said")) == 9
    assert await bench.executor.work() == 0


async def test_who_reported_what_was_nothing_is_told_once() -> None:
    bench = Bench(closed_untold=Pages([((5, START - 9),)]), reporters=((11, "R1"),))
    url = "https://h.example/notice/R1"
    text = left_text("R1", language="de", url=url)
    assert await bench.done() == [
        call("reporters", 5),
        call("language_of", 11),
        call("tell", 11, text, url=url, name=f"left {START - 9} R1"),
        call("tell_closed", 5, due=None),
    ]


async def test_who_could_not_be_told_of_nothing_is_told_later() -> None:
    answers = {"reporters": ((11, "R1"),), "tell": OSError("no way")}
    bench = Bench(closed_untold=Pages([((5, START - 500),), ((6, START),)]), **answers)
    with capture_logs() as logged:
        asked = await bench.done()
    told = [(line["event"], line["case"]) for line in logged]
    assert told == [("An outcome could not be told.", case_id) for case_id in (5, 6)]
    assert [one for one in asked if one[0] == "tell_closed"] == [
        call("tell_closed", 5, due=START + 500),
        call("tell_closed", 6, due=START + RETRY_S),
    ]


@pytest.mark.parametrize("tried", [0, 6])
async def test_a_reversal_waits_for_what_is_undone_and_says_so_after_an_hour(tried: int) -> None:
    one = effect(Act.TELL_REVERSAL, attempts=tried)
    bench = Bench(one, aftermath=Aftermath(), unreturned=(), is_ending=True)
    url = PAGE + bench.safety.token("p1")
    text = reversal_text(one.decision, reasons="", language="de", url=url, waits=True)
    asked = await bench.done()
    told = [
        call(
            "tell", ANN, text, url=url, name="p1 reversal waits", button=page_button(language="de")
        )
    ]
    assert [one for one in asked if one[0] == "tell"] == (told if tried else [])
    assert asked[-1] == call("effect_failed", one, due=START + (RETRY_S << tried))


@pytest.mark.parametrize("receipt", ["R1", ""])
async def test_a_letter_is_said_and_noted(receipt: str) -> None:
    letter = Letter(name="n", account_id=11, kind=LetterKind.RECEIVED, receipt=receipt, about=SCAM)
    bench = Bench(due_letters=Pages([(letter,)]))
    url = "https://h.example/notice/R1" if receipt else ""
    assert await bench.done() == [
        call("language_of", 11),
        call("tell", 11, write(letter, language="de", url=url), url=url, name="n"),
        call("letter_said", "n"),
    ]


async def test_a_letter_that_fails_is_tried_again() -> None:
    letter = Letter(name="n", account_id=11, kind=LetterKind.WARNED, attempts=1)
    other = replace(letter, name="m", account_id=12)
    bench = Bench(due_letters=Pages([(letter, other)]), tell=OSError("no way"))
    with capture_logs() as logged:
        asked = await bench.done()
    told = [(line["event"], line["kind"]) for line in logged]
    assert told == [("A letter could not be told.", "reports_warned")] * 2
    assert [one for one in asked if one[0] not in ("language_of", "tell")] == [
        call("letter_failed", "n", due=START + 2 * RETRY_S),
        call("letter_failed", "m", due=START + 2 * RETRY_S),
    ]


async def test_what_befalls_one_keeps_its_order_and_waits_for_nobody_else() -> None:
    cat = replace(ACCOUNT, affected_id=ANN + 1, peer_id=ANN + 1)
    nobodys = [replace(MESSAGE, id=number, affected_id=0) for number in (21, 22)]
    first = effect(Act.BEGIN, MeasureKind.FLAG_SCAM, ACCOUNT)
    then = effect(Act.BEGIN, MeasureKind.REMOVE)
    of_cat = effect(Act.BEGIN, MeasureKind.FLAG_FAKE, cat)
    of_groups = [effect(Act.BEGIN, MeasureKind.REMOVE, one) for one in nobodys]
    bench = Bench()
    gate, begun = asyncio.Event(), list[Effect | int]()

    class Held(Asked):
        async def remove_message(self, one: Effect, *, date: int) -> tuple[()]:
            begun.append(one)
            await gate.wait()
            return ()

        async def tell_marked(self, peer_id: int) -> None:
            begun.append(peer_id)
            await gate.wait()

    safety = replace(bench.safety, store=Held(bench.journal))
    hands = Held(bench.journal, at_once=("tell_config_changed", "tell_changed"))
    executor = Executor(safety, hands, bench.freezes)  # type: ignore[arg-type]
    bench.journal.answers["due_effects"] = Pages([(first, then, of_cat, *of_groups)])
    work = asyncio.create_task(executor.work())
    for _ in range(20):
        await asyncio.sleep(0)
    # A post of a group is nobody's: two of them wait for each other no more than two people do.
    assert begun == [ANN, ANN + 1, *of_groups]
    gate.set()
    assert await work == 5
    assert begun[-1] is then


async def test_whoever_is_in_a_hurry_is_waited_for_no_longer() -> None:
    executor = Bench().executor
    executor.hasten()
    await asyncio.wait_for(executor.pause(60), 1)
    waiting = asyncio.create_task(executor.pause(60))
    for _ in range(5):
        await asyncio.sleep(0)
    # A hurry is over once somebody has hurried.
    assert not waiting.done()
    executor.hasten()
    await asyncio.wait_for(waiting, 1)
    await asyncio.wait_for(executor.pause(0.001), 1)
