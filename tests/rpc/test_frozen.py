"""What a decision does to accounts and messages, as the clients of those concerned see it."""

import itertools
from typing import Any

import pytest

from heliograph.rpc.frozen import may_call
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import close_case, complain, end_appeal
from heliograph.safety.decisions import Decision, Ground, MeasureKind
from heliograph.safety.freezing import Freeze, Freezes
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server.hands import ActingHands
from heliograph.tl import functions, types
from support import deciding
from support.stage import RpcError
from support.talk import People, Talker

SCAM = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
SERVICE = 777000
_random_ids = itertools.count(60_000)


class Bench(deciding.Bench):
    """Cases about Ann, decided by the law."""

    async def about_ann(self) -> int:
        return await self.reported(Locator(kind=SubjectKind.ACCOUNT, peer_id=self.people.ann.id))

    async def by_law(self, case_id: int, *measures: MeasureKind, **fields: Any) -> Decision:
        said = {"ground": Ground.LAW, "clause": "Criminal code, 263"}
        return await self.decide_case(case_id, *measures, **said | fields)


@pytest.fixture
def bench(people: People) -> Bench:
    return Bench(people)


async def write(who: Talker, peer: Any, text: str = "hello") -> Any:
    asked = functions.messages.SendMessage(peer=peer, message=text, random_id=next(_random_ids))
    return await who(asked)


async def app_config(who: Talker) -> dict[str, Any]:
    answer = await who(functions.help.GetAppConfig(hash=0))
    return {entry.key: getattr(entry.value, "value", None) for entry in answer.config.value}


def told(who: Talker) -> list[str]:
    """What the service account wrote to somebody."""
    arrived = [one.message for one in who.pushed() if isinstance(one, types.UpdateNewMessage)]
    return [one.message for one in arrived if getattr(one.from_id, "user_id", 0) in (0, SERVICE)]


async def test_17_6_a_frozen_account_reads_and_does_not_write(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await write(ann, ann.to(ben))
    ann.pushed()
    made = await bench.by_law(await bench.about_ann(), MeasureKind.FREEZE)
    pushed = ann.pushed()
    assert [one for one in pushed if isinstance(one, types.UpdateConfig)]
    config = await app_config(ann)
    assert config["freeze_since_date"] == made.date
    assert config["freeze_until_date"] > made.date
    assert config["freeze_appeal_url"] == bench.safety.page(made.puid)
    with pytest.raises(RpcError, match="420 FROZEN_METHOD_INVALID"):
        await write(ann, ann.to(ben))
    history = functions.messages.GetHistory(
        peer=ann.to(ben),
        offset_id=0,
        offset_date=0,
        add_offset=0,
        limit=10,
        max_id=0,
        min_id=0,
        hash=0,
    )
    assert (await ann(history)).messages
    assert "freeze_since_date" not in await app_config(ben)
    await write(ben, ben.to(ann))


async def test_a_freeze_ends_by_itself(people: People, bench: Bench) -> None:
    ann = people.ann
    ends = bench.clock.now() + 100
    await bench.by_law(await bench.about_ann(), MeasureKind.FREEZE, ends=ends)
    with pytest.raises(RpcError, match="FROZEN"):
        await write(ann, ann.to(people.ben))
    ann.pushed()
    bench.clock.date = ends
    await write(ann, ann.to(people.ben))
    await bench.work()
    assert [one for one in ann.pushed() if isinstance(one, types.UpdateConfig)]
    assert "freeze_since_date" not in await app_config(ann)


async def test_a_freeze_outlives_the_server(people: People, bench: Bench) -> None:
    made = await bench.by_law(await bench.about_ann(), MeasureKind.FREEZE)
    freezes = Freezes()
    await bench.started(freezes).load()
    held = freezes.of(people.ann.id, now=bench.clock.now())
    assert held == Freeze(since=made.date, until=0, appeal_url=bench.safety.page(made.puid))


async def test_the_affected_reads_why_and_the_reporter_that_it_was_acted_on(
    people: People, bench: Bench
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    made = await bench.by_law(await bench.about_ann(), MeasureKind.WARN)
    pushed = [one for one in ann.pushed() if isinstance(one, types.UpdateNewMessage)]
    (statement,) = [one.message for one in pushed]
    for part in (made.puid, made.facts, made.clause, bench.safety.page(made.puid)):
        assert part in statement.message
    ((button,),) = [row.buttons for row in statement.reply_markup.rows]
    assert button.text == "Statement and complaint"
    assert button.type == types.InlineButtonTypeUrl(url=bench.safety.page(made.puid))
    (outcome,) = told(ben)
    assert "acted" in outcome
    assert made.facts not in outcome
    assert told(cat) == []
    kept = await bench.safety.store.statement(made.puid)
    assert kept is not None
    assert kept.delivered == bench.clock.now()


async def test_nobody_is_told_twice(people: People, bench: Bench) -> None:
    made = await bench.by_law(await bench.about_ann(), MeasureKind.WARN)
    assert len(told(people.ann)) == 1
    await bench.executor._tell(made, "Once more.", what="statement", language="en")
    await people.stage.settle()
    assert told(people.ann) == []


async def test_a_removed_message_goes_from_everybody(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await write(ann, ann.to(ben), "give me your password")
    (arrived,) = [one for one in ben.pushed() if isinstance(one, types.UpdateNewMessage)]
    about = Locator(kind=SubjectKind.MESSAGE, peer_id=ann.id, item_id=arrived.message.id)
    await bench.by_law(await bench.reported(about), MeasureKind.REMOVE)
    for talker in (ann, ben):
        assert [one for one in talker.pushed() if isinstance(one, types.UpdateDeleteMessages)]


async def test_a_reversal_lets_the_account_write_again(people: People, bench: Bench) -> None:
    ann = people.ann
    made = await bench.by_law(await bench.about_ann(), MeasureKind.FREEZE)
    told(ann)
    store, date = bench.safety.store, bench.clock.now()
    appeal_id = await complain(bench.safety, made.puid, argument="A mistake.", date=date)
    await store.write_view(appeal_id, reviewer="ben", view="I agree.", date=date)
    await end_appeal(bench.safety, appeal_id, reviewer="ben", reversed_=True, reasons="Mistaken.")
    await bench.work()
    await write(ann, ann.to(people.ben))
    (notice,) = told(ann)
    assert made.puid in notice
    assert "taken back" in notice


async def test_an_ended_account_is_shut_and_comes_back_by_a_reversal(
    people: People, bench: Bench
) -> None:
    made = await bench.by_law(await bench.about_ann(), MeasureKind.TERMINATE, alone=True)
    # Told before they are shut out: after that they read nothing.
    (statement,) = told(people.ann)
    assert made.puid in statement
    account = await people.stage.store.account(people.ann.id)
    assert account is not None
    assert account.disabled
    store, date = bench.safety.store, bench.clock.now()
    appeal_id = await complain(bench.safety, made.puid, argument="A mistake.", date=date)
    await store.write_view(appeal_id, reviewer="ben", view="I agree.", date=date)
    await end_appeal(bench.safety, appeal_id, reviewer="ben", reversed_=True, reasons="Mistaken.")
    await bench.work()
    account = await people.stage.store.account(people.ann.id)
    assert account is not None
    assert not account.disabled


@pytest.mark.parametrize("gone", [False, True])
async def test_a_statement_is_delivered_only_where_somebody_is(
    people: People, bench: Bench, gone: bool
) -> None:
    case_id = await bench.about_ann()
    if gone:
        await people.ann(functions.account.DeleteAccount(reason=""))
    made = await bench.by_law(case_id, MeasureKind.WARN)
    statement = await bench.safety.store.statement(made.puid)
    assert statement is not None
    assert (statement.delivered is None) is gone


class Clumsy(ActingHands):
    """Cannot tell anybody anything."""

    async def tell(
        self, account_id: int, text: str, *, url: str, name: str, button: str = ""
    ) -> bool:
        raise ConnectionError


async def test_what_fails_is_tried_again_and_holds_up_nothing(people: People, bench: Bench) -> None:
    good, bench.executor = (
        bench.executor,
        Executor(bench.safety, Clumsy(people.stage.app), people.stage.service.freezes),
    )
    await bench.by_law(await bench.about_ann(), MeasureKind.FREEZE)
    with pytest.raises(RpcError, match="FROZEN"):
        await write(people.ann, people.ann.to(people.ben))
    bench.executor = good
    await bench.work()
    assert told(people.ann) == []
    bench.clock.date += 60
    await bench.work()
    assert len(told(people.ann)) == 1


async def test_who_reported_reads_once_that_nothing_was_found(people: People, bench: Bench) -> None:
    await close_case(bench.safety, await bench.about_ann(), by="cat")
    executor = bench.executor
    bench.executor = Executor(bench.safety, Clumsy(people.stage.app), people.stage.service.freezes)
    await bench.work()
    bench.executor = executor
    await bench.work()
    assert told(people.ben) == []
    bench.clock.date += 60
    await bench.work()
    assert [one for one in told(people.ben) if "found nothing" in one]
    await bench.work()
    assert told(people.ben) == told(people.ann) == []


async def test_who_reported_hears_nothing_of_a_case_that_is_opened_again(
    people: People, bench: Bench
) -> None:
    case_id, date = await bench.about_ann(), bench.clock.now()
    await close_case(bench.safety, case_id, by="cat")
    (receipt,) = [one for _, one in await bench.safety.store.reporters(case_id)]
    store = bench.safety.store
    appeal_id = await store.appeal_outcome(receipt, argument="Look again.", date=date)
    await store.write_view(appeal_id, reviewer="ben", view="I agree.", date=date)
    await end_appeal(bench.safety, appeal_id, reviewer="ben", reversed_=True, reasons="Look.")
    await bench.work()
    (text,) = told(people.ben)
    assert "decides anew" in text
    assert "found nothing" not in text


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("messages.sendMessage", False),
        ("messages.editMessage", False),
        ("channels.createChannel", False),
        ("account.updateProfile", False),
        ("upload.saveFilePart", False),
        ("contacts.block", False),
        ("messages.getHistory", True),
        ("updates.getDifference", True),
        ("help.getAppConfig", True),
        ("messages.readHistory", True),
        ("upload.getFile", True),
        ("auth.logOut", True),
        ("account.deleteAccount", True),
        ("account.initTakeoutSession", True),
        ("channels.reportSpam", True),
        ("messages.reportReaction", True),
        ("messages.reportEncryptedSpam", True),
        ("messages.deleteChatUser", True),
        ("messages.deleteMessages", True),
        ("channels.deleteMessages", True),
        ("messages.deleteHistory", False),
    ],
)
def test_what_somebody_frozen_may_call(name: str, may: bool) -> None:
    assert may_call(name) is may


def test_of_several_freezes_the_longest_counts() -> None:
    freezes = Freezes()
    short = Freeze(since=1, until=10, appeal_url="a")
    endless = Freeze(since=2, until=0, appeal_url="b")
    freezes.put(7, "p1", short)
    assert freezes.of(7, now=9) == short
    assert freezes.of(7, now=10) is None
    freezes.put(7, "p2", endless)
    assert freezes.of(7, now=9) == endless
    freezes.lift(7, "p2")
    freezes.lift(7, "p2")
    assert freezes.of(7, now=9) == short
    assert freezes.of(8, now=9) is None
