"""Messages in end-to-end chats: one queue for each device, until it says what has arrived.

https://core.telegram.org/api/end-to-end
"""

import struct
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.fakes import START
from support.secret_talk import SecretTalk, chats_in, difference, sealed
from support.stage import VECTOR, RpcError, read
from support.talk import People, Talker

MAX = 2**31 - 1


@pytest.fixture
async def talk(people: People) -> SecretTalk:
    """Ann's chat with Ben, open."""
    return await SecretTalk(people.ann, people.ben).open()


async def refusal(call: Any) -> str:
    with pytest.raises(RpcError) as refused:
        await call
    return f"{refused.value.code} {refused.value.text}"


async def received(talker: Talker, max_qts: int) -> list[int]:
    """The random_ids in the answer, which are no objects that could be decoded by themselves."""
    query = functions.messages.ReceivedQueue(max_qts=max_qts)
    answer = await talker.device.raw(encode(query, NEWEST))
    if answer[:4] != VECTOR:
        read(answer)
    (count,) = struct.unpack_from("<i", answer, 4)
    return list(struct.unpack_from(f"<{count}q", answer, 8))


async def waiting(talker: Talker) -> list[bytes]:
    """What the device would be given that knows nothing."""
    return [message.bytes for message in (await difference(talker, 0)).new_encrypted_messages]


async def test_15_2_message_goes_as_it_came_to_the_one_device(
    people: People, talk: SecretTalk
) -> None:
    other = await people.ben.on_another_device(layer=198)
    data = sealed(bytes(range(32)))
    sent = await talk.send(people.ann, data, random_id=99)
    assert sent == types.messages.SentEncryptedMessage(date=START)
    message = types.EncryptedMessage(
        random_id=99,
        chat_id=talk.id,
        date=START,
        bytes=data,
        file=types.EncryptedFileEmpty(),
    )
    assert people.ben.pushed() == [types.UpdateNewEncryptedMessage(message=message, qts=2)]
    assert (await difference(people.ben, 1)).new_encrypted_messages == [message]
    assert other.pushed() == people.ann.pushed() == []
    for stranger in (other, people.ann):
        assert await waiting(stranger) == []


async def test_service_messages_stay_service_messages(people: People, talk: SecretTalk) -> None:
    await talk.send(people.ben, service=True)
    (update,) = people.ann.pushed()
    assert isinstance(update.message, types.EncryptedMessageService)
    (missed,) = (await difference(people.ann, 1)).new_encrypted_messages
    assert missed == update.message


async def test_15_2_each_device_has_a_qts_of_its_own(people: People, talk: SecretTalk) -> None:
    other = await people.ben.on_another_device(layer=198)
    for _ in range(3):
        await talk.send(people.ann)
    await talk.send(people.ben)
    assert [update.qts for update in people.ben.pushed()] == [2, 3, 4]
    assert [update.qts for update in people.ann.pushed()] == [2]
    states = [await one(functions.updates.GetState()) for one in (people.ben, people.ann, other)]
    assert [state.qts for state in states] == [4, 2, 1]


async def test_15_2_received_queue_erases_and_gives_the_random_ids(
    people: People, talk: SecretTalk
) -> None:
    for number in range(3):
        await talk.send(people.ann, random_id=100 + number)
    assert sorted(await received(people.ben, 3)) == [100, 101]
    assert len(await waiting(people.ben)) == 1
    assert await received(people.ben, 3) == []


@pytest.mark.parametrize("max_qts", [-1, 3, MAX])
async def test_nobody_has_what_was_never_sent(
    people: People, talk: SecretTalk, max_qts: int
) -> None:
    await talk.send(people.ann)
    assert await refusal(received(people.ben, max_qts)) == "400 MAX_QTS_INVALID"
    assert len(await waiting(people.ben)) == 1


async def test_15_2_difference_acknowledges_all_up_to_its_qts(
    people: People, talk: SecretTalk
) -> None:
    """TDLib says so in no other way."""
    for number in range(3):
        await talk.send(people.ann, sealed(b"%d" % number))
    pts = await people.ben.pts()
    confirmed = await difference(people.ben, 3, pts=pts, date=MAX, pts_limit=1, qts_limit=1)
    assert [m.bytes for m in confirmed.new_encrypted_messages] == [sealed(b"2")]
    assert await waiting(people.ben) == [sealed(b"2")]
    done = await difference(people.ben, 4, pts=pts, date=MAX, pts_limit=1, qts_limit=1)
    assert isinstance(done, types.updates.DifferenceEmpty)
    assert await waiting(people.ben) == []


async def test_device_acknowledges_for_itself_alone(people: People, talk: SecretTalk) -> None:
    other = await people.ben.on_another_device(layer=198)
    await talk.send(people.ann)
    await difference(other, 2)
    await difference(people.ann, 2)
    assert len(await waiting(people.ben)) == 1


async def test_who_is_ahead_acknowledges_nothing_and_is_told_where_it_stands(
    people: People, talk: SecretTalk
) -> None:
    await talk.send(people.ann)
    found = await difference(people.ben, 99)
    assert found.state.qts == 2
    assert len(found.new_encrypted_messages) == 1


async def test_15_2_slices_of_the_queue_add_up(people: People, talk: SecretTalk) -> None:
    for number in range(5):
        await talk.send(people.ann, sealed(b"%d" % number))
    qts, seen, slices = 1, [], 0
    while True:
        found = await difference(people.ben, qts, qts_limit=2)
        seen += [message.bytes[24:25] for message in found.new_encrypted_messages]
        if isinstance(found, types.updates.Difference):
            break
        slices += 1
        assert found.intermediate_state.qts == qts + 2
        qts = found.intermediate_state.qts
    assert slices == 2
    assert seen == [b"0", b"1", b"2", b"3", b"4"]
    assert found.state.qts == 6


async def test_slices_hold_a_megabyte(people: People, talk: SecretTalk) -> None:
    for _ in range(20):
        await talk.send(people.ann, sealed(blocks=4000))
    found = await difference(people.ben, 1)
    assert isinstance(found, types.updates.DifferenceSlice)
    assert len(found.new_encrypted_messages) == 16


async def test_slices_of_the_mailbox_carry_the_queue_as_well(
    people: People, talk: SecretTalk
) -> None:
    for _ in range(3):
        await people.ann.send(people.ann.to(people.ben))
    await talk.send(people.ann)
    found = await difference(people.ben, 1, pts_limit=2)
    assert isinstance(found, types.updates.DifferenceSlice)
    assert len(found.new_encrypted_messages) == 1
    assert (found.intermediate_state.pts, found.intermediate_state.qts) == (3, 2)


async def test_chats_stand_before_the_messages_in_them(people: People, talk: SecretTalk) -> None:
    await talk.send(people.ben)
    found = await difference(people.ann, 1)
    assert chats_in(found.other_updates[:1])[0].id == talk.id
    assert len(found.new_encrypted_messages) == 1


async def test_15_2_repeat_gives_the_first_date_and_is_told_once(
    people: People, talk: SecretTalk
) -> None:
    await talk.send(people.ann, random_id=7)
    people.stage.clock.date += 60
    for data in (sealed(), sealed(b"with other padding")):
        assert (await talk.send(people.ann, data, random_id=7)).date == START
    assert len(people.ben.pushed()) == 1
    assert await waiting(people.ben) == [sealed()]


async def test_15_2_what_was_lost_after_all_can_be_sent_again(
    people: People, talk: SecretTalk
) -> None:
    """A client that misses a message asks the other for it, who sends it under its random_id."""
    await talk.send(people.ann, random_id=7)
    await received(people.ben, 2)
    people.stage.clock.date += 60
    assert (await talk.send(people.ann, sealed(b"again"), random_id=7)).date == START
    assert [update.qts for update in people.ben.pushed()] == [2, 3]
    assert await waiting(people.ben) == [sealed(b"again")]


async def test_same_random_id_from_both_sides_are_two_messages(
    people: People, talk: SecretTalk
) -> None:
    await talk.send(people.ann, random_id=7)
    await talk.send(people.ben, random_id=7)
    assert len(await waiting(people.ann)) == len(await waiting(people.ben)) == 1


SENSELESS = [b"", b"x" * 24, b"x" * 39, b"x" * 41, b"x" * 55]


@pytest.mark.parametrize("data", SENSELESS)
async def test_what_no_client_encrypted_is_refused(
    people: People, talk: SecretTalk, data: bytes
) -> None:
    assert await refusal(talk.send(people.ann, data)) == "400 DATA_INVALID"


async def test_bounds_of_one_message(people: People, talk: SecretTalk) -> None:
    longest = (64 << 10) // 16 - 2
    await talk.send(people.ann, sealed(blocks=longest))
    assert await refusal(talk.send(people.ann, sealed(blocks=longest + 1))) == "400 DATA_TOO_LONG"
    assert await refusal(talk.send(people.ann, random_id=0)) == "400 RANDOM_ID_EMPTY"


async def test_only_the_two_devices_send(people: People, talk: SecretTalk) -> None:
    other = await people.ann.on_another_device(layer=198)
    assert await refusal(talk.send(other)) == "400 ENCRYPTION_ID_INVALID"
    assert await refusal(talk.send(people.cat)) == "400 CHAT_ID_INVALID"


async def test_nothing_is_sent_before_the_answer_and_after_the_end(people: People) -> None:
    talk = SecretTalk(people.ann, people.ben)
    await talk.ask()
    assert await refusal(talk.send(people.ann)) == "400 ENCRYPTION_ID_INVALID"
    assert await refusal(talk.send(people.ben)) == "400 ENCRYPTION_ID_INVALID"
    await talk.accept()
    await talk.discard(people.ben)
    assert await refusal(talk.send(people.ann)) == "400 ENCRYPTION_DECLINED"


async def test_blocked_people_send_nothing(people: People, talk: SecretTalk) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    assert await refusal(talk.send(ann)) == "403 USER_IS_BLOCKED"
    typing = functions.messages.SetEncryptedTyping(peer=talk.peer(ann), typing=True)
    assert await refusal(ann(typing)) == "403 USER_IS_BLOCKED"
    await talk.send(ben)


async def test_history_that_is_deleted_takes_along_what_waits(
    people: People, talk: SecretTalk
) -> None:
    await talk.send(people.ann)
    await talk.discard(people.ann, delete_history=True)
    found = await difference(people.ben, 1)
    assert found.new_encrypted_messages == []
    assert chats_in(found.other_updates)[0].history_deleted


async def test_what_was_sent_before_the_end_arrives(people: People, talk: SecretTalk) -> None:
    await talk.send(people.ann)
    await talk.discard(people.ann)
    assert len(await waiting(people.ben)) == 1


@pytest.mark.parametrize(
    "bound", [{"encrypted_messages_waiting": 2}, {"encrypted_bytes_waiting": 2 * len(sealed())}]
)
async def test_senders_wait_while_too_much_is_unacknowledged(
    people: People, talk: SecretTalk, bound: dict[str, int]
) -> None:
    stage = people.stage
    stage.service.limits = replace(stage.service.limits, **bound)
    for _ in range(2):
        await talk.send(people.ann)
    assert await refusal(talk.send(people.ann)) == "420 FLOOD_WAIT_60"
    await talk.send(people.ben)
    await received(people.ben, 2)
    await talk.send(people.ann)


async def test_device_that_acknowledges_nothing_is_told_to_ask(
    people: People, talk: SecretTalk
) -> None:
    """TDLib says nothing of its own accord for the first 100,000 messages."""
    stage = people.stage
    stage.service.limits = replace(stage.service.limits, encrypted_overdue_every=3)
    for _ in range(3):
        await talk.send(people.ann)
    pushed = people.ben.device.session.take()
    assert [type(one).__name__ for one in pushed] == ["Updates"] * 3 + ["UpdatesTooLong"]


async def test_qts_goes_on_after_a_log_out(people: People, talk: SecretTalk) -> None:
    """A client that signs in again on the same key takes a lower one for old."""
    await talk.send(people.ann)
    await people.ben(functions.auth.LogOut())
    await people.ben.device.sign_in(people.ben.phone)
    assert (await people.ben(functions.updates.GetState())).qts == 2
    assert await waiting(people.ben) == []
