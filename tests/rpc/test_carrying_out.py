"""What decisions bring is done for many people at a time, and for each of them in its order."""

import asyncio

import pytest

from heliograph.safety.carrying_out import Executor
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.server.hands import ActingHands
from support.deciding import Bench
from support.talk import People

ALL_WITHIN_S = 5


class Meeting(ActingHands):
    """Tells nobody anything before so many are to be told."""

    expected = 2

    def __init__(self, people: People) -> None:
        super().__init__(people.stage.app)
        self.told: list[tuple[int, str]] = []
        self._all = asyncio.Event()

    async def tell(self, account_id: int, text: str, *, url: str, name: str) -> bool:
        self.told.append((account_id, name))
        if len({who for who, _ in self.told}) >= self.expected:
            self._all.set()
        await self._all.wait()
        return await super().tell(account_id, text, url=url, name=name)


async def decided(
    people: People, monkeypatch: pytest.MonkeyPatch, *, whom: tuple[int, ...]
) -> Bench:
    """What Ben reports is decided, and nothing of it done yet."""
    bench = Bench(people)

    async def later() -> None:
        return None

    with monkeypatch.context() as patch:
        patch.setattr(bench, "work", later)
        for account_id in whom:
            await bench.decide(SubjectKind.ACCOUNT, account_id, MeasureKind.WARN)
    return bench


async def test_nobody_waits_for_another_to_be_told(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await decided(people, monkeypatch, whom=(people.ann.id, people.cat.id))
    hands = Meeting(people)
    async with asyncio.timeout(ALL_WITHIN_S):
        await Executor(bench.safety, hands, people.stage.service.freezes).work()
    assert {people.ann.id, people.cat.id} <= {who for who, _ in hands.told}


async def test_one_person_hears_of_decisions_in_their_order(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    whom = (people.ann.id, people.cat.id, people.ann.id, people.ann.id)
    bench = await decided(people, monkeypatch, whom=whom)
    hands = Meeting(people)
    await Executor(bench.safety, hands, people.stage.service.freezes).work()
    told = [name.split()[0] for who, name in hands.told if who == people.ann.id]
    cases = [await bench.safety.store.decision(puid) for puid in told]
    order = [one.case_id for one in cases if one is not None]
    assert len(order) == 3
    assert order == sorted(order)
