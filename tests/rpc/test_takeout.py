"""Exports of all one's data, and the wrapper that marks their calls."""

import asyncio
from typing import Any

import msgspec
import pytest

from heliograph.domain.errors import LocationInvalid
from heliograph.domain.takeouts import Takeout
from heliograph.rpc.turns import Aside
from heliograph.tl import functions, types
from support.stage import RpcError, Stage, sign_in_again
from support.takeouts import DAY_S, begin_takeout
from support.talk import ANN, People

QUERY = functions.updates.GetState()


def within(takeout_id: int, query: object = QUERY) -> functions.InvokeWithTakeout:
    return functions.InvokeWithTakeout(takeout_id=takeout_id, query=query)


async def test_10_4_calls_of_a_takeout_run_as_long_as_it_does(people: People) -> None:
    ann = people.ann
    takeout_id = await begin_takeout(ann, people.stage, contacts=True)
    assert isinstance(await ann(within(takeout_id)), types.updates.State)
    assert await ann(within(takeout_id, functions.account.FinishTakeoutSession(success=True)))
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await ann(within(takeout_id))


async def test_10_4_a_takeout_that_was_never_begun_is_refused(people: People) -> None:
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(12345))


async def test_10_4_nobody_uses_anothers_takeout(people: People) -> None:
    takeout_id = await begin_takeout(people.ann, people.stage)
    elsewhere = await sign_in_again(people.ann.device, ANN, layer=200)
    for other in (people.ben, elsewhere):
        with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
            await other(within(takeout_id))


async def test_10_4_a_stranger_has_no_takeout(stage: Stage) -> None:
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await (await stage.device())(within(1, functions.help.GetConfig()))


async def test_10_4_a_new_takeout_ends_the_earlier_one(people: People) -> None:
    first = await begin_takeout(people.ann, people.stage)
    second = await people.ann(functions.account.InitTakeoutSession())
    await people.ann(within(second.id))
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(first))


async def test_10_4_a_takeout_ends_by_itself(people: People) -> None:
    takeout_id = await begin_takeout(people.ann, people.stage)
    people.stage.clock.date += people.stage.service.limits.takeout_lifetime_s
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(takeout_id))
    with pytest.raises(RpcError, match=f"420 TAKEOUT_INIT_DELAY_{DAY_S}"):
        await people.ann(functions.account.InitTakeoutSession())


async def test_a_takeout_that_is_begun_anew_ends_when_the_first_would_have(people: People) -> None:
    await begin_takeout(people.ann, people.stage)
    people.stage.clock.date += people.stage.service.limits.takeout_lifetime_s - 1
    again = await people.ann(functions.account.InitTakeoutSession())
    await people.ann(within(again.id))
    people.stage.clock.date += 1
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await people.ann(within(again.id))


async def test_a_takeout_ends_with_the_sign_in_that_began_it(people: People) -> None:
    ann = people.ann
    takeout_id = await begin_takeout(ann, people.stage)
    await ann(functions.auth.LogOut())
    # A client may sign in again under the key that it has.
    await ann.device.sign_in(ANN)
    with pytest.raises(RpcError, match="400 TAKEOUT_INVALID"):
        await ann(within(takeout_id))
    with pytest.raises(RpcError, match=f"420 TAKEOUT_INIT_DELAY_{DAY_S}"):
        await ann(functions.account.InitTakeoutSession())


async def test_a_takeout_waits_for_a_day_that_its_asking_began(people: People) -> None:
    query = functions.account.InitTakeoutSession()
    for gone, left in ((0, DAY_S), (100, DAY_S - 100), (DAY_S - 101, 1)):
        people.stage.clock.date += gone
        with pytest.raises(RpcError, match=f"420 TAKEOUT_INIT_DELAY_{left}$"):
            await people.ann(query)
    people.stage.clock.date += 1
    await people.ann(query)


async def test_a_takeout_begins_at_once_where_the_operator_wants_no_delay(people: People) -> None:
    people.stage.service.limits = msgspec.structs.replace(
        people.stage.service.limits, takeout_delay_s=0
    )
    assert (await people.ann(functions.account.InitTakeoutSession())).id


async def test_other_devices_hear_of_a_takeout_and_may_let_it_begin(people: People) -> None:
    ann, query = people.ann, functions.account.InitTakeoutSession()
    other = await ann.on_another_device(layer=229)
    people.stage.clock.date += DAY_S
    other.device.session.subscribe()
    other.pushed()
    with pytest.raises(RpcError, match="TAKEOUT_INIT_DELAY"):
        await ann(query)
    heard = other.pushed()
    asks = [one for one in heard if isinstance(one, types.UpdateNewAuthorization)]
    assert [one.unconfirmed for one in asks] == [True]
    texts = [one.message.message for one in heard if isinstance(one, types.UpdateNewMessage)]
    assert len(texts) == 1
    assert "download all your data" in texts[0]
    confirm = functions.account.ChangeAuthorizationSettings(confirmed=True, hash=asks[0].hash)
    await ann(confirm)
    with pytest.raises(RpcError, match="TAKEOUT_INIT_DELAY"):
        await ann(query)
    assert not [m for m in other.pushed() if isinstance(m, types.UpdateNewMessage)], "told once"
    await other(confirm)
    await ann(query)
    begun = [m.message.message for m in other.pushed() if isinstance(m, types.UpdateNewMessage)]
    assert len(begun) == 1
    assert "is downloading all your data" in begun[0]


async def test_a_device_that_has_just_signed_in_lets_no_takeout_begin(people: People) -> None:
    """Whoever holds a device signs in on another one with the code that comes to it."""
    ann, query = people.ann, functions.account.InitTakeoutSession()
    people.stage.clock.date += DAY_S
    other = await ann.on_another_device(layer=229)
    for asking, confirming in ((ann, other), (other, ann)):
        with pytest.raises(RpcError, match=f"TAKEOUT_INIT_DELAY_{DAY_S}"):
            await asking(query)
        listed = (await confirming(functions.account.GetAuthorizations())).authorizations
        (elsewhere,) = (one.hash for one in listed if not one.current)
        confirm = functions.account.ChangeAuthorizationSettings(confirmed=True, hash=elsewhere)
        assert await confirming(confirm)
        with pytest.raises(RpcError, match=f"TAKEOUT_INIT_DELAY_{DAY_S}"):
            await asking(query)


async def test_what_one_device_waited_for_lets_no_other_begin(people: People) -> None:
    other = await people.ann.on_another_device(layer=229)
    query = functions.account.InitTakeoutSession()
    with pytest.raises(RpcError, match="TAKEOUT_INIT_DELAY"):
        await people.ann(query)
    people.stage.clock.date += DAY_S
    with pytest.raises(RpcError, match=f"TAKEOUT_INIT_DELAY_{DAY_S}"):
        await other(query)
    await people.ann(query)


@pytest.mark.parametrize(
    ("files", "most", "size", "taken"),
    [
        (True, None, 10**9, True),
        (True, 100, 100, True),
        (True, 100, 101, False),
        (True, 100, None, True),
        (False, None, 1, False),
    ],
)
def test_a_takeout_gives_the_files_it_was_asked_for(
    files: bool, most: int | None, size: int | None, taken: bool
) -> None:
    takeout = Takeout(id=1, account_id=2, auth_key_id=3, expires=4, files=files, file_size_max=most)
    if taken:
        takeout.check_file(size)
        return
    with pytest.raises(LocationInvalid):
        takeout.check_file(size)


async def test_a_takeouts_other_data_are_empty(people: People) -> None:
    takeout_id = await begin_takeout(people.ann, people.stage)
    query = functions.upload.GetFile(
        location=types.InputTakeoutFileLocation(), offset=0, limit=131_072
    )
    with pytest.raises(RpcError, match="400 TAKEOUT_FILE_EMPTY"):
        await people.ann(within(takeout_id, query))


async def test_calls_of_takeouts_take_turns_and_hold_up_nobody_else(people: People) -> None:
    """An account's calls one by one, of all accounts so many at once."""
    aside, order, gate = Aside(1), [], asyncio.Event()

    async def call(subject: int, name: str) -> None:
        async with aside.of(subject):
            order.append(name)
            await gate.wait()

    async with asyncio.TaskGroup() as tasks:
        for subject, name in ((1, "a"), (1, "b"), (2, "c")):
            tasks.create_task(call(subject, name))
        for _ in range(5):
            await asyncio.sleep(0)
        assert order == ["a"]
        assert isinstance(await people.ann(QUERY), types.updates.State)
        gate.set()
    assert sorted(order) == ["a", "b", "c"]


async def test_42_desktops_calls_are_all_answered(people: People) -> None:
    """Its exporter gives up at the first error: the calls in the order it makes them."""
    ann = people.ann
    await ann.send(types.InputPeerSelf(), "a note")
    takeout_id = await begin_takeout(
        ann, people.stage, contacts=True, files=True, file_max_size=1 << 20
    )
    me, myself = types.InputUserSelf(), types.InputPeerSelf()
    pages = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    photos = functions.photos.GetUserPhotos(user_id=me, offset=0, max_id=0, limit=0)
    archive = functions.stories.GetStoriesArchive(peer=myself, offset_id=0, limit=0)
    (whole,) = await ann(within(takeout_id, functions.messages.GetSplitRanges()))

    def dialogs(limit: int) -> Any:
        query = functions.messages.GetDialogs(
            offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=limit, hash=0
        )
        return functions.InvokeWithMessagesRange(range=whole, query=query)

    history = functions.messages.GetHistory(peer=myself, limit=100, hash=0, **pages)
    history.add_offset, history.offset_id = -100, 1
    mine = functions.messages.Search(
        peer=myself,
        q="",
        from_id=myself,
        filter=types.InputMessagesFilterEmpty(),
        min_date=0,
        max_date=0,
        limit=1,
        hash=0,
        offset_id=1,
        add_offset=-1,
        max_id=0,
        min_id=0,
    )
    answers = [
        await ann(within(takeout_id, query))
        for query in (
            photos,
            archive,
            dialogs(1),
            functions.channels.GetLeftChannels(offset=0),
            functions.users.GetFullUser(id=me),
            functions.contacts.GetTopPeers(
                correspondents=True, bots_inline=True, phone_calls=True, offset=0, limit=100, hash=0
            ),
            functions.account.GetAuthorizations(),
            functions.account.GetWebAuthorizations(),
            dialogs(100),
            functions.InvokeWithMessagesRange(range=whole, query=history),
            functions.InvokeWithMessagesRange(range=whole, query=mine),
            functions.account.FinishTakeoutSession(success=True),
        )
    ]
    assert [message.message for message in answers[9].messages] == ["a note"]


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
