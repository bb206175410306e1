"""Exports of all one's data, and the wrapper that marks their calls."""

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError, Stage, sign_in_again
from support.talk import ANN, People

QUERY = functions.updates.GetState()


def within(takeout_id: int, query: object = QUERY) -> functions.InvokeWithTakeout:
    return functions.InvokeWithTakeout(takeout_id=takeout_id, query=query)


async def test_10_4_calls_of_a_takeout_run_as_long_as_it_does(people: People) -> None:
    ann = people.ann
    takeout = await ann(functions.account.InitTakeoutSession(contacts=True))
    assert isinstance(await ann(within(takeout.id)), types.updates.State)
    assert await ann(within(takeout.id, functions.account.FinishTakeoutSession(success=True)))
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await ann(within(takeout.id))


async def test_10_4_a_takeout_that_was_never_begun_is_refused(people: People) -> None:
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(12345))


async def test_10_4_nobody_uses_anothers_takeout(people: People) -> None:
    takeout = await people.ann(functions.account.InitTakeoutSession())
    elsewhere = await sign_in_again(people.ann.device, ANN, layer=200)
    for other in (people.ben, elsewhere):
        with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
            await other(within(takeout.id))


async def test_10_4_a_stranger_has_no_takeout(stage: Stage) -> None:
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await (await stage.device())(within(1, functions.help.GetConfig()))


async def test_10_4_a_new_takeout_ends_the_earlier_one(people: People) -> None:
    first = await people.ann(functions.account.InitTakeoutSession())
    second = await people.ann(functions.account.InitTakeoutSession())
    await people.ann(within(second.id))
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(first.id))


async def test_10_4_a_takeout_ends_by_itself(people: People) -> None:
    takeout = await people.ann(functions.account.InitTakeoutSession())
    people.stage.clock.date += people.stage.service.limits.takeout_lifetime_s
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(takeout.id))


async def test_finishing_names_the_takeout_by_its_wrapper(people: People) -> None:
    with pytest.raises(RpcError, match="400 TAKEOUT_REQUIRED"):
        await people.ann(functions.account.FinishTakeoutSession())


async def test_10_4_a_page_of_history_is_held_to_the_range(talking: People) -> None:
    ben, ann = talking.ben, talking.ann
    (whole,) = await ben(functions.messages.GetSplitRanges())
    assert (whole.min_id, whole.max_id) == (1, 2**31 - 1)
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    query = functions.messages.GetHistory(peer=ben.to(ann), limit=100, hash=0, **offsets)
    for (first, last), ids in (((1, 2**31 - 1), [4, 3, 2]), ((3, 3), [3]), ((3, 4), [4, 3])):
        made = types.MessageRange(min_id=first, max_id=last)
        answer = await ben(functions.InvokeWithMessagesRange(range=made, query=query))
        assert [message.id for message in answer.messages] == ids


async def test_10_4_waiting_is_asked_of_the_session_at_any_nesting(people: People) -> None:
    """What a query waits for is the session's to know; the stage's sessions never let it go on."""
    query = functions.InvokeAfterMsg(msg_id=8, query=QUERY)
    for wrapped in (
        query,
        functions.InvokeWithoutUpdates(query=query),
        functions.InvokeAfterMsgs(msg_ids=[4], query=functions.InvokeWithoutUpdates(query=QUERY)),
    ):
        with pytest.raises(RpcError, match="400 MSG_WAIT_TIMEOUT"):
            await people.ann(wrapped)


async def test_10_4_a_query_that_waits_for_itself_fails_at_once(people: People) -> None:
    # The stage sends every call as message 1.
    with pytest.raises(RpcError, match="500 MSG_WAIT_FAILED"):
        await people.ann(functions.InvokeAfterMsg(msg_id=1, query=QUERY))
    many = list(range(4, 4 * 1002, 4))
    with pytest.raises(RpcError, match="500 MSG_WAIT_FAILED"):
        await people.ann(functions.InvokeAfterMsgs(msg_ids=many, query=QUERY))
