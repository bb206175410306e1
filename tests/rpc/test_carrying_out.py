"""What decisions bring is done for many people at a time, and for each of them in its order."""

import asyncio

import pytest

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import close_case
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.effects import RETRY_MOST_S, RETRY_S
from heliograph.safety.letters import GRACE_S
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server.hands import ActingHands
from heliograph.tl import types
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

    async def tell(
        self, account_id: int, text: str, *, url: str, name: str, button: str = ""
    ) -> bool:
        self.told.append((account_id, name))
        if len({who for who, _ in self.told}) >= self.expected:
            self._all.set()
        await self._all.wait()
        return await super().tell(account_id, text, url=url, name=name, button=button)


class Failing(ActingHands):
    """Cannot tell some people anything, until it can."""

    def __init__(self, people: People, *whom: int) -> None:
        super().__init__(people.stage.app)
        self.whom = set(whom)
        self.told: list[int] = []

    async def tell(
        self, account_id: int, text: str, *, url: str, name: str, button: str = ""
    ) -> bool:
        if account_id in self.whom:
            raise OSError("no way to them")
        self.told.append(account_id)
        return await super().tell(account_id, text, url=url, name=name, button=button)


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


async def later(people: People, executor: Executor, *, seconds: int) -> int:
    """How much is tried after that time."""
    people.stage.clock.date += seconds
    return await executor.work()


async def test_what_fails_holds_up_no_other_and_is_tried_again_later_each_time(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = people.ann.id, people.ben.id, people.cat.id
    bench = await decided(people, monkeypatch, whom=(ann, cat))
    hands = Failing(people, ann)
    executor = Executor(bench.safety, hands, people.stage.service.freezes)
    # Two who are affected, and Ben who reported both.
    assert await executor.work() == 4
    assert sorted(hands.told) == sorted([cat, ben, ben])
    assert await executor.work() == 0
    assert await later(people, executor, seconds=RETRY_S - 1) == 0
    assert await later(people, executor, seconds=1) >= 1
    assert await later(people, executor, seconds=RETRY_S) == 0
    hands.whom.clear()
    assert await later(people, executor, seconds=RETRY_S) == 1
    assert hands.told.count(ann) == 1
    assert await later(people, executor, seconds=10 * RETRY_S) == 0


async def test_what_became_of_a_closed_case_is_told_once_it_can_be(people: People) -> None:
    bench, ben = Bench(people), people.ben.id
    about = Locator(kind=SubjectKind.ACCOUNT, peer_id=people.ann.id)
    case_id = await bench.reported(about)
    hands = Failing(people, ben)
    executor = Executor(bench.safety, hands, people.stage.service.freezes)
    await close_case(bench.safety, case_id, by="ann")
    assert (await executor.work(), hands.told) == (1, [])
    hands.whom.clear()
    assert await later(people, executor, seconds=RETRY_S - 1) == 0
    assert await later(people, executor, seconds=1) >= 1
    # The outcome; and the receipt, which had waited for its report.
    assert set(hands.told) == {ben}
    assert await later(people, executor, seconds=10 * RETRY_S) == 0


async def test_a_receipt_that_did_not_go_with_its_report_goes_later(people: People) -> None:
    bench, ben = Bench(people), people.ben.id
    await bench.reported(Locator(kind=SubjectKind.ACCOUNT, peer_id=people.ann.id))
    hands = Failing(people, ben)
    executor = Executor(bench.safety, hands, people.stage.service.freezes)
    assert await later(people, executor, seconds=GRACE_S - 1) == 0
    assert await later(people, executor, seconds=1) == 1
    assert await later(people, executor, seconds=RETRY_S - 1) == 0
    hands.whom.clear()
    assert await later(people, executor, seconds=1) == 1
    assert hands.told == [ben]
    assert await later(people, executor, seconds=10 * RETRY_S) == 0


class Clumsy(ActingHands):
    """Cannot tell anybody that something looks otherwise, until it can."""

    fails = True

    async def tell_marked(self, peer_id: int) -> None:
        if self.fails:
            raise OSError("no way to them")
        await super().tell_marked(peer_id)


async def told_of(people: People, puid: str) -> list[str]:
    """What the service tells Ann of a decision, the first first."""
    access_hash = people.stage.service.access.of_user(people.ann.id, SERVICE_ACCOUNT_ID)
    service = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=access_hash)
    found = await people.ann.history(service)
    return [one.message for one in reversed(found) if puid in one.message]


async def test_who_was_right_is_told_once_all_is_undone(people: People) -> None:
    bench, hands = Bench(people), Clumsy(people.stage.app)
    hands.fails = False
    bench.executor = Executor(bench.safety, hands, people.stage.service.freezes)
    made = await bench.decide(SubjectKind.ACCOUNT, people.ann.id, MeasureKind.FLAG_SCAM)
    hands.fails = True
    await bench.take_back(made)
    assert len(await told_of(people, made.puid)) == 1
    await later(people, bench.executor, seconds=RETRY_S)
    assert len(await told_of(people, made.puid)) == 1
    hands.fails = False
    await later(people, bench.executor, seconds=2 * RETRY_S)
    _, reversal = await told_of(people, made.puid)
    assert "taken back" in reversal
    assert "yet" not in reversal


async def test_who_waits_for_long_is_told_that_not_all_is_undone(people: People) -> None:
    bench, hands = Bench(people), Clumsy(people.stage.app)
    hands.fails = False
    bench.executor = Executor(bench.safety, hands, people.stage.service.freezes)
    made = await bench.decide(SubjectKind.ACCOUNT, people.ann.id, MeasureKind.FLAG_SCAM)
    hands.fails = True
    await bench.take_back(made)
    for tries in range(9):
        await later(people, bench.executor, seconds=RETRY_S << tries)
        assert len(await told_of(people, made.puid)) == (1 if tries < 5 else 2)
    assert "Not all that it did is undone yet" in (await told_of(people, made.puid))[1]
    hands.fails = False
    await later(people, bench.executor, seconds=RETRY_MOST_S)
    *_, reversal = await told_of(people, made.puid)
    assert "undone yet" not in reversal
    assert len(await told_of(people, made.puid)) == 3
