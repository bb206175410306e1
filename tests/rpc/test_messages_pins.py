"""Pinned messages: both sides, one side, all at once, and what is refused.

https://core.telegram.org/api/pin
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker


async def put(talker: Talker, other: Talker, message_id: int, **fields: Any) -> Any:
    return await talker(
        functions.messages.UpdatePinnedMessage(peer=talker.to(other), id=message_id, **fields)
    )


async def missed(talker: Talker, pts: int, date: int) -> Any:
    return await talker(functions.updates.GetDifference(pts=pts, date=date, qts=0))


async def pinned_in_full(talker: Talker, other: Talker) -> int | None:
    answer = await talker(functions.users.GetFullUser(id=talker.user(other)))
    assert answer.full_user.can_pin_message
    found: int | None = answer.full_user.pinned_msg_id
    return found


async def test_a_pin_has_the_pts_of_each_account_and_is_told_of(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    sibling = ann.sibling()
    answer = await put(ann, ben, 2, silent=True)
    own, told = answer.updates
    assert own == types.UpdatePinnedMessages(
        pinned=True, peer=types.PeerUser(user_id=ben.id), messages=[2], pts=5, pts_count=1
    )
    assert (told.pts, told.message.id, told.message.out, told.message.silent) == (6, 4, True, True)
    assert told.message.action == types.MessageActionPinMessage()
    assert told.message.reply_to == types.MessageReplyHeader(reply_to_msg_id=2)
    theirs, arrived = ben.pushed()
    assert (theirs.messages, theirs.pts, theirs.peer.user_id) == ([3], 6, ann.id)
    assert arrived.message.reply_to.reply_to_msg_id == 3
    assert sibling.pushed() == [own, told]
    assert ann.pushed() == []
    assert [m.pinned for m in await ben.history(ben.to(ann)) if m.id == 3] == [True]
    assert (await pinned_in_full(ann, ben), await pinned_in_full(ben, ann)) == (2, 3)


async def test_a_pin_for_oneself_is_nobody_elses_business(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    (own,) = (await put(ben, ann, 3, pm_oneside=True)).updates
    assert (own.messages, own.pts) == ([3], 6)
    assert ann.pushed() == []
    assert await pinned_in_full(ann, ben) is None
    (taken,) = (await put(ben, ann, 3, unpin=True)).updates
    assert (taken.pinned, taken.messages) == (False, [3])
    assert await pinned_in_full(ben, ann) is None


async def test_pins_are_told_again_by_the_difference(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await put(ann, ben, 1)
    await put(ann, ben, 1, unpin=True)
    answer = await missed(ben, 5, talking.stage.clock.now())
    first, last = (u for u in answer.other_updates if isinstance(u, types.UpdatePinnedMessages))
    assert (first.pinned, first.messages, first.pts) == (True, [2], 6)
    assert (last.pinned, last.messages, last.pts) == (False, [2], 8)
    (arrived,) = answer.new_messages
    assert arrived.action == types.MessageActionPinMessage()


async def test_notes_to_oneself_are_pinned_without_a_word(talking: People) -> None:
    ann = talking.ann
    await ann.send(types.InputPeerSelf(), "note")
    answer = await ann(functions.messages.UpdatePinnedMessage(peer=types.InputPeerSelf(), id=4))
    assert [type(update) for update in answer.updates] == [types.UpdatePinnedMessages]


async def test_all_are_unpinned_a_hundred_at_a_time(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    for number in range(101):
        if number > 2:
            await ann.send(ann.to(ben))
        await put(ann, ben, number + 1, pm_oneside=True)
    ann.pushed()
    everything = functions.messages.UnpinAllMessages(peer=ann.to(ben))
    first = await ann(everything)
    assert (first.pts_count, first.offset > 0) == (100, True)
    second = await ann(everything)
    assert (second.pts, second.pts_count, second.offset) == (first.pts + 1, 1, 0)
    third = await ann(everything)
    assert (third.pts, third.pts_count, third.offset) == (second.pts, 0, 0)


async def test_several_pinned_messages_are_found_by_their_filter(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    for number in (1, 3):
        await put(ann, ben, number, pm_oneside=True)
    found = await ann(
        functions.messages.Search(
            peer=ann.to(ben),
            q="",
            filter=types.InputMessagesFilterPinned(),
            **dict.fromkeys(
                ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash"), 0
            ),
            limit=10,
        )
    )
    assert [message.id for message in found.messages] == [3, 1]
    assert all(message.pinned for message in found.messages)


@pytest.mark.parametrize(
    ("message_id", "fields", "token"),
    [
        (99, {}, "MESSAGE_ID_INVALID"),
        (0, {}, "MESSAGE_ID_INVALID"),
        (-1, {}, "MESSAGE_ID_INVALID"),
        (1, {}, "CHAT_NOT_MODIFIED"),
        (2, {"unpin": True}, "CHAT_NOT_MODIFIED"),
    ],
)
async def test_pinning_is_refused(
    talking: People, message_id: int, fields: dict[str, Any], token: str
) -> None:
    ann, ben = talking.ann, talking.ben
    await put(ann, ben, 1)
    with pytest.raises(RpcError, match=token):
        await put(ann, ben, message_id, **fields)


async def test_another_dialogs_message_is_not_pinned(talking: People) -> None:
    with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
        await put(talking.ann, talking.cat, 1)


async def test_who_is_blocked_pins_for_oneself_alone(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    with pytest.raises(RpcError, match="USER_IS_BLOCKED"):
        await put(ann, ben, 1)
    with pytest.raises(RpcError, match="YOU_BLOCKED_USER"):
        await put(ben, ann, 2)
    assert await put(ann, ben, 1, pm_oneside=True)


async def test_topics_of_a_private_chat_are_unknown(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await ann(functions.messages.UnpinAllMessages(peer=ann.to(ben), top_msg_id=1))


async def test_pins_of_one_part_of_saved_messages_are_taken_down_alone(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    me = types.InputPeerSelf()
    await ann.send(me, "note")
    (forwarded,) = (await ann.forward(ann.to(ben), [1], me)).updates[1:]
    for message_id in (forwarded.message.id, forwarded.message.id - 1):
        await ann(functions.messages.UpdatePinnedMessage(peer=me, id=message_id))
    taken = functions.messages.UnpinAllMessages(peer=me, saved_peer_id=ann.to(ben))
    answer = await ann(taken)
    assert (answer.pts_count, answer.offset) == (1, 0)
    pinned = {m.message: m.pinned for m in await ann.history(me)}
    assert pinned == {"one": False, "note": True}
    await ann(functions.messages.UnpinAllMessages(peer=me, saved_peer_id=me))
    assert not any(m.pinned for m in await ann.history(me))
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await ann(functions.messages.UnpinAllMessages(peer=ann.to(ben), saved_peer_id=ann.to(ben)))
