"""messages.readHistory: read marks on both sides, never past what is unread.

https://core.telegram.org/method/messages.readHistory
"""

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker


async def read(talker: Talker, other: Talker, max_id: int = 0) -> types.messages.AffectedMessages:
    answer: types.messages.AffectedMessages = await talker(
        functions.messages.ReadHistory(peer=talker.to(other), max_id=max_id)
    )
    return answer


async def test_11_3_reading_tells_own_sessions_and_the_writer(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    sibling = ben.sibling()
    affected = await read(ben, ann, 3)
    assert (affected.pts, affected.pts_count) == (6, 1)
    assert sibling.pushed() == [
        types.UpdateReadHistoryInbox(
            peer=types.PeerUser(user_id=ann.id), max_id=3, still_unread_count=1, pts=6, pts_count=1
        )
    ]
    assert ben.pushed() == []
    assert ann.pushed() == [
        types.UpdateReadHistoryOutbox(
            peer=types.PeerUser(user_id=ben.id), max_id=2, pts=5, pts_count=1
        )
    ]
    assert await ben.unread(ann) == (3, 1)
    assert (await ann.dialog_with(ann.to(ben))).read_outbox_max_id == 2


async def test_reading_twice_changes_nothing(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await read(ben, ann, 3)
    ann.pushed()
    for max_id in (3, 2, 1):
        again = await read(ben, ann, max_id)
        assert (again.pts, again.pts_count) == (6, 0)
    assert ann.pushed() == []
    assert await ben.unread(ann) == (3, 1)


@pytest.mark.parametrize("max_id", [0, 4, 2**31 - 1])
async def test_everything_is_read_by_0_or_a_high_id(talking: People, max_id: int) -> None:
    ann, ben = talking.ann, talking.ben
    assert (await read(ben, ann, max_id)).pts_count == 1
    assert await ben.unread(ann) == (4, 0)


async def test_mark_never_passes_what_comes_later(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await read(ben, ann, 2**31 - 1)
    await ann.send(ann.to(ben), "four")
    assert await ben.unread(ann) == (4, 1)
    assert (await read(ben, ann)).pts_count == 1
    assert await ben.unread(ann) == (5, 0)


async def test_what_was_read_and_is_gone_since_was_read(talking: People) -> None:
    """A device keeps the mark that it set before it heard of the deletion."""
    ann, ben = talking.ann, talking.ben
    sibling = ben.sibling()
    await ben(functions.messages.DeleteMessages(id=[4], revoke=False))
    sibling.pushed()
    assert (await read(ben, ann, 4)).pts_count == 1
    assert await ben.unread(ann) == (4, 0)
    (told,) = sibling.pushed()
    assert (told.max_id, told.still_unread_count) == (4, 0)
    # What was never given out is the newest.
    assert (await read(ben, ann, 5)).pts_count == 0
    assert await ben.unread(ann) == (4, 0)


async def test_reading_one_dialog_leaves_the_others(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    await cat.send(cat.to(ben), "five")
    await read(ben, ann, 5)
    assert await ben.unread(ann) == (4, 0)
    assert await ben.unread(cat) == (0, 1)


async def test_own_messages_are_not_told_as_read(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ben.send(ben.to(ann), "answer")
    ann.pushed()
    await read(ben, ann)
    (outbox,) = ann.pushed()
    assert outbox.max_id == 3
    assert (await ben.dialog_with(ben.to(ann))).read_outbox_max_id == 0


async def test_reading_what_the_writer_deleted_tells_them_of_the_rest(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ann(functions.messages.DeleteMessages(revoke=False, id=[3]))
    await read(ben, ann)
    assert await ben.unread(ann) == (4, 0)
    (outbox,) = ann.pushed()
    # Her id 3 is gone from her mailbox: the mark stands at what she still has.
    assert outbox.max_id == 2


async def test_empty_dialog_has_nothing_to_read(people: People) -> None:
    ann, ben = people.ann, people.ben
    affected = await read(ann, ben)
    assert (affected.pts, affected.pts_count) == (1, 0)
    assert ben.pushed() == []


async def test_saved_messages_are_always_read(people: People) -> None:
    ann = people.ann
    await ann.send(types.InputPeerSelf(), "note")
    affected = await ann(functions.messages.ReadHistory(peer=types.InputPeerSelf(), max_id=0))
    assert (affected.pts, affected.pts_count) == (2, 0)


async def test_negative_id_is_refused(people: People) -> None:
    with pytest.raises(RpcError) as refused:
        await read(people.ann, people.ben, -1)
    assert (refused.value.code, refused.value.text) == (400, "MSG_ID_INVALID")


async def test_confirming_arrivals_is_taken_and_means_nothing(people: People) -> None:
    assert await people.ann(functions.messages.ReceivedMessages(max_id=5)) == []
