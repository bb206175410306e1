"""How far a freeze reaches: what waits to be sent, bots, the number, and what stays allowed."""

from typing import Any

import pytest

from heliograph.actions import bots
from heliograph.actions.scheduling import send_due
from heliograph.domain.errors import UserDeactivatedBan
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.freezing import Freezes
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import make_community
from support.deciding import Bench
from support.fakes import START
from support.groups import make_group
from support.robots import signed_in
from support.stage import RpcError
from support.talk import People, Talker, refusal, sent_id

FREEZE, TERMINATE = MeasureKind.FREEZE, MeasureKind.TERMINATE
FROZEN = "FROZEN_METHOD_INVALID"


@pytest.fixture
def deciding(people: People) -> Bench:
    return Bench(people)


async def frozen(deciding: Bench, who: Talker, **fields: Any) -> Any:
    return await deciding.decide(SubjectKind.ACCOUNT, who.id, FREEZE, **fields)


def texts(who: Talker) -> list[str]:
    arrived = [one.message for one in who.pushed() if isinstance(one, types.UpdateNewMessage)]
    return [one.message for one in arrived]


async def test_what_somebody_frozen_had_waiting_goes_when_the_freeze_ends(
    people: People, deciding: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "later", schedule_date=START + 3_600)
    await ben.send(ben.to(ann), "others wait for nobody", schedule_date=START + 3_600)
    await frozen(deciding, ann, ends=START + 9_000)
    texts(ben)
    deciding.clock.date = START + 3_600
    await send_due(people.stage.app)
    await people.stage.settle()
    assert texts(ben) == ["others wait for nobody"]
    deciding.clock.date = START + 9_000
    await deciding.work()
    await send_due(people.stage.app)
    await people.stage.settle()
    assert "later" in texts(ben)


async def test_what_was_found_due_before_a_freeze_waits_nevertheless(
    people: People, deciding: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "later", schedule_date=START + 3_600)
    await frozen(deciding, ann)
    texts(ben)
    done = await people.stage.store.dispatch_scheduled(
        ann.id, ben.id, [1], date=START + 3_600, decide=lambda *_: _never(), drop_refused=True
    )
    assert done == ()
    kept = await ann(functions.messages.GetScheduledHistory(peer=ann.to(ben), hash=0))
    assert [one.message for one in kept.messages] == ["later"]


def _never() -> Any:
    raise AssertionError("somebody frozen wrote")


async def test_bots_of_somebody_frozen_do_not_write_until_it_ends(
    people: People, deciding: Bench
) -> None:
    ann, ben = people.ann, people.ben
    made = await bots.add_bot(people.stage.app, name="E", username="echo_bot", owner_id=ann.id)
    bot = await signed_in(people, made.token)
    other = await bots.add_bot(people.stage.app, name="F", username="free_bot", owner_id=ben.id)
    free = await signed_in(people, other.token)
    await ben.send(ben.to(bot), "hello")
    await ben.send(ben.to(free), "hello")
    decision = await frozen(deciding, ann)
    with pytest.raises(RpcError, match=FROZEN):
        await bot.send(bot.to(ben), "buy")
    await free.send(free.to(ben), "still here")
    await deciding.take_back(decision)
    await bot.send(bot.to(ben), "good day")


async def test_a_bot_that_is_made_during_a_freeze_is_frozen_until_it_ends(
    people: People, deciding: Bench
) -> None:
    ann, ben, app = people.ann, people.ben, people.stage.app
    decision = await frozen(deciding, ann, ends=START + 9_000)
    made = await bots.add_bot(app, name="E", username="echo_bot", owner_id=ann.id)
    await deciding.executor.load(account_id=made.account.id)
    bot = await signed_in(people, made.token)
    await ben.send(ben.to(bot), "hello")
    with pytest.raises(RpcError, match=FROZEN):
        await bot.send(bot.to(ben), "buy")
    # So it is after a start of the server.
    again = Freezes()
    await deciding.started(again).load()
    held = again.of(bot.id, now=START)
    assert held is not None
    assert held.appeal_url == deciding.safety.page(decision.puid)
    deciding.clock.date = START + 9_000
    await deciding.work()
    await bot.send(bot.to(ben), "good day")
    late = await bots.add_bot(app, name="F", username="late_bot", owner_id=ann.id)
    await deciding.executor.load(account_id=late.account.id)
    freezes = people.stage.service.freezes
    assert freezes.of(late.account.id, now=START) is None


async def test_who_is_locked_out_gets_no_bot(people: People, deciding: Bench) -> None:
    await deciding.decide(SubjectKind.ACCOUNT, people.ann.id, TERMINATE, alone=True)
    with pytest.raises(UserDeactivatedBan):
        await bots.add_bot(people.stage.app, name="E", username="echo_bot", owner_id=people.ann.id)


@pytest.mark.parametrize("measure", [FREEZE, TERMINATE])
async def test_who_deletes_the_account_signs_up_with_no_other_until_it_ends(
    people: People, deciding: Bench, measure: MeasureKind
) -> None:
    ann, phone = people.ann, people.ann.phone
    made = await deciding.decide(SubjectKind.ACCOUNT, ann.id, measure, alone=True)
    await people.stage.store.end_account(ann.id, decide=lambda context: None)
    for attempt in (
        (await people.stage.device()).sign_up(phone, "Anna"),
        # A code that is right does not lead as far as to a name.
        (await people.stage.device()).sign_in(phone),
    ):
        with pytest.raises(RpcError, match="PHONE_NUMBER_BANNED"):
            await attempt
    await deciding.take_back(made)
    await (await people.stage.device()).sign_up(phone, "Anna")


async def test_a_number_is_free_again_once_the_freeze_is_over(
    people: People, deciding: Bench
) -> None:
    ann, phone = people.ann, people.ann.phone
    await frozen(deciding, ann, ends=START + 9_000)
    await ann(functions.account.DeleteAccount(reason=""))
    with pytest.raises(RpcError, match="PHONE_NUMBER_BANNED"):
        await (await people.stage.device()).sign_up(phone, "Anna")
    deciding.clock.date = START + 9_000
    await (await people.stage.device()).sign_up(phone, "Anna")


async def test_a_number_stays_with_who_has_it_and_with_who_was_never_frozen(
    people: People, deciding: Bench
) -> None:
    await deciding.decide(SubjectKind.ACCOUNT, people.ann.id, MeasureKind.WARN)
    await people.ann(functions.account.DeleteAccount(reason=""))
    await (await people.stage.device()).sign_up(people.ann.phone, "Anna")
    await frozen(deciding, people.ben)
    await (await people.stage.device()).sign_in(people.ben.phone)


async def test_somebody_frozen_takes_back_their_own_words_and_no_others(
    people: People, deciding: Bench
) -> None:
    ann, ben = people.ann, people.ben
    own = sent_id(await ann.send(ann.to(ben), "mine"))
    await ben.send(ben.to(ann), "theirs")
    theirs = (await ann.history(ann.to(ben)))[0].id
    place = await make_community(people)
    posted = []
    for who in (ann, ben):
        posted.append(sent_id(await who.send(place.peer(who), f"of {who.id}")))
    await frozen(deciding, ann)

    def private(message_id: int, *, revoke: bool) -> Any:
        return functions.messages.DeleteMessages(id=[message_id], revoke=revoke)

    def of_channel(message_id: int) -> Any:
        return functions.channels.DeleteMessages(channel=place.named_by(ann), id=[message_id])

    assert FROZEN in await refusal(ann, private(theirs, revoke=True))
    assert FROZEN in await refusal(ann, of_channel(posted[1]))
    for query in (private(own, revoke=True), private(theirs, revoke=False), of_channel(posted[0])):
        await ann(query)


async def test_somebody_frozen_leaves_a_group_and_puts_nobody_out(
    people: People, deciding: Bench
) -> None:
    ann, ben = people.ann, people.ben
    group = await make_group(people)
    await frozen(deciding, ann)

    def out(who: Any) -> Any:
        return functions.messages.DeleteChatUser(chat_id=group.id, user_id=who)

    assert FROZEN in await refusal(ann, out(ann.user(ben)))
    await ann(out(types.InputUserSelf()))


async def test_nothing_is_decided_about_the_service_itself(people: People, deciding: Bench) -> None:
    with pytest.raises(NothingThere):
        await deciding.decide(SubjectKind.ACCOUNT, 777_000, FREEZE)
    await deciding.decide(SubjectKind.ACCOUNT, people.ben.id, MeasureKind.WARN)
    told = next(one for one in people.ben.pushed() if isinstance(one, types.UpdateNewMessage))
    with pytest.raises(SafetyRefused, match="service itself"):
        await deciding.decide(SubjectKind.MESSAGE, 777_000, FREEZE, item_id=told.message.id)
