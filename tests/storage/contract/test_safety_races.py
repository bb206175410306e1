"""Two of the staff, or staff and whom it affects, at the same moment: whatever the order in which
their operations meet, one thing happened, and the other was refused or came after it."""

import itertools
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.safety.deciding import Safety, close_case, complain, decide_case, end_appeal
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.subjects import Locator, SubjectKind
from support.deciding import make_safety, proposal_for, report_of, take
from support.fakes import CountingRandom, FakeClock
from support.mailboxes import NOON, send
from support.turns import Turns

ORDERS = [list(order) for order in itertools.product((0, 1), repeat=3)]
Call = Callable[[], Awaitable[Any]]


class Desk:
    """Where Bob's report of what Ada wrote him is decided."""

    def __init__(self, store: Any, people: list[int]) -> None:
        self.store, (self.ada, self.bob, _) = store, people
        self.kept = store.safety(b"e" * 32)
        self.turns = Turns(self.kept)
        self.safety = make_safety(self.kept, clock=FakeClock(), random=CountingRandom())
        self.meeting = replace(self.safety, store=self.turns)

    async def case(self) -> int:
        sent = await send(self.store, self.ada, self.bob, "send me money")
        about = Locator(kind=SubjectKind.MESSAGE, peer_id=self.ada, item_id=sent.delivered.id)
        return await take(self.kept, report_of(about, by=self.bob, date=NOON))

    def decide(self, case_id: int, *, by: str, safety: Safety | None = None) -> Call:
        proposal = proposal_for(case_id, MeasureKind.HIDE, decided_by=by)
        return partial(decide_case, safety or self.meeting, proposal)

    async def decided(self) -> str:
        made = await self.decide(await self.case(), by="ann", safety=self.safety)()
        return str(made.decision.puid)

    async def appealed(self, puid: str) -> int:
        return await complain(self.safety, puid, argument="A joke.", date=NOON)

    async def viewed(self) -> tuple[str, int]:
        puid = await self.decided()
        appeal_id = await self.appealed(puid)
        await self.kept.write_view(appeal_id, reviewer="ben", view="I wonder.", date=NOON)
        return puid, appeal_id

    async def events(self, puid: str) -> list[str]:
        return sorted(one.event for one in await self.store.public_log().disclosed(puid))

    async def effects(self) -> list[tuple[str, str, str]]:
        due = await self.kept.due_effects(now=NOON + 10, at_most=100)
        return [(one.decision.puid, str(one.act), str(one.kind)) for one in due]

    async def meet(self, calls: Sequence[Call], order: list[int]) -> tuple[list[Any], list[str]]:
        """What was given, and what was refused."""
        outcomes = await self.turns.interleave(calls, order)
        refused = [str(one) for one in outcomes if isinstance(one, SafetyRefused)]
        assert not [one for one in outcomes if isinstance(one, BaseException)] or refused
        return [one for one in outcomes if not isinstance(one, BaseException)], refused


@pytest.fixture
def desk(store: Any, people: list[int]) -> Desk:
    return Desk(store, people)


@pytest.mark.parametrize("order", ORDERS)
async def test_of_two_who_decide_one_case_one_does(desk: Desk, order: list[int]) -> None:
    case_id = await desk.case()
    calls = [desk.decide(case_id, by="ann"), desk.decide(case_id, by="ben")]
    (made,), (refused,) = await desk.meet(calls, order)
    assert "is decided" in refused
    acts = await desk.effects()
    assert {puid for puid, _, _ in acts} == {made.decision.puid}
    assert len(acts) == len(set(acts))
    assert await desk.events(made.decision.puid) == ["decision"]


@pytest.mark.parametrize("order", ORDERS)
async def test_a_case_is_decided_or_closed(desk: Desk, order: list[int]) -> None:
    case_id = await desk.case()
    closing = partial(close_case, desk.meeting, case_id, by="ben")
    given, (refused,) = await desk.meet([desk.decide(case_id, by="ann"), closing], order)
    assert "is decided" in refused
    decided = given[0] is not None
    assert bool(await desk.effects()) is decided
    closed = await desk.kept.closed_untold(now=NOON, at_most=9)
    assert [case for case, _ in closed] == ([] if decided else [case_id])


@pytest.mark.parametrize("order", ORDERS)
async def test_an_appeal_is_ended_once(desk: Desk, order: list[int]) -> None:
    puid, appeal_id = await desk.viewed()
    calls = [
        partial(
            end_appeal, desk.meeting, appeal_id, reviewer="ben", reversed_=reversed_, reasons="Why."
        )
        for reversed_ in (True, False)
    ]
    (ended,), (refused,) = await desk.meet(calls, order)
    assert "the appeal is decided" in refused
    taken_back = ended.outcome == "reversed"
    assert ("reversal" in await desk.events(puid)) is taken_back
    told = [act for _, act, _ in await desk.effects()]
    assert told.count("tell_reversal") == int(taken_back)
    assert told.count("end") == int(taken_back)


@pytest.mark.parametrize("order", ORDERS)
async def test_two_do_not_review_one_appeal(desk: Desk, order: list[int]) -> None:
    puid = await desk.decided()
    appeal_id = await desk.appealed(puid)
    calls = [
        partial(desk.turns.write_view, appeal_id, reviewer=name, view="I wonder.", date=NOON)
        for name in ("ben", "cat")
    ]
    (seen,), (refused,) = await desk.meet(calls, order)
    assert refused in (f"{seen.reviewer} reviews it", "a view is written once")
    (open_,) = await desk.kept.open_appeals(limit=9)
    assert open_.reviewer == seen.reviewer


@pytest.mark.parametrize("order", ORDERS)
async def test_whom_it_affects_complains_once(desk: Desk, order: list[int]) -> None:
    puid = await desk.decided()
    calls = [
        partial(complain, desk.meeting, puid, argument=said, date=NOON) for said in ("A.", "B.")
    ]
    (appeal_id,), (refused,) = await desk.meet(calls, order)
    assert "there is an appeal already" in refused
    assert [one.id for one in await desk.kept.open_appeals(limit=9)] == [appeal_id]
    assert (await desk.events(puid)).count("appeal") <= 1


@pytest.mark.parametrize("order", ORDERS)
async def test_a_decision_and_the_end_of_an_appeal_about_an_earlier_one_both_stand(
    desk: Desk, order: list[int]
) -> None:
    puid, appeal_id = await desk.viewed()
    again = await desk.case()
    ending = partial(
        end_appeal, desk.meeting, appeal_id, reviewer="ben", reversed_=True, reasons="Why."
    )
    given, refused = await desk.meet([desk.decide(again, by="ann"), ending], order)
    assert refused == []
    made = given[0].decision
    acts = await desk.effects()
    assert (puid, "end", "hide") in acts
    assert (made.puid, "begin", "hide") in acts
    assert (made.puid, "end", "hide") not in acts
    assert await desk.events(made.puid) == ["decision"]
