"""messages.deleteMessages: for oneself or for both, and what it does to counters.

https://core.telegram.org/method/messages.deleteMessages
"""

import pytest

from heliograph.config import Limits
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker


async def delete(talker: Talker, *ids: int, revoke: bool = True) -> types.messages.AffectedMessages:
    answer: types.messages.AffectedMessages = await talker(
        functions.messages.DeleteMessages(revoke=revoke, id=list(ids))
    )
    return answer


async def test_11_3_revoking_takes_as_many_pts_as_messages_on_both_sides(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    sibling = ann.sibling()
    affected = await delete(ann, 3, 1)
    assert (affected.pts, affected.pts_count) == (6, 2)
    own = types.UpdateDeleteMessages(messages=[1, 3], pts=6, pts_count=2)
    theirs = types.UpdateDeleteMessages(messages=[2, 4], pts=7, pts_count=2)
    assert sibling.pushed() == [own]
    assert ben.pushed() == [theirs]
    assert ann.pushed() == []
    assert [m.message for m in await ann.history(ann.to(ben))] == ["two"]
    assert [m.message for m in await ben.history(ben.to(ann))] == ["two"]


async def test_without_revoke_the_other_keeps_it(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    affected = await delete(ann, 1, revoke=False)
    assert (affected.pts, affected.pts_count) == (5, 1)
    assert ben.pushed() == []
    assert len(await ben.history(ben.to(ann))) == 3


async def test_recipient_may_revoke_too(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await delete(ben, 2)
    assert ann.pushed() == [types.UpdateDeleteMessages(messages=[1], pts=5, pts_count=1)]


async def test_messages_of_several_dialogs_go_at_once(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    assert (await delete(ben, 1, 2)).pts_count == 2
    assert [u.messages for u in ann.pushed()] == [[1]]
    assert [u.messages for u in cat.pushed()] == [[1]]


async def test_ids_that_are_not_there_are_passed_over(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    affected = await delete(ann, 2, 2, 99, 0, -5)
    assert (affected.pts, affected.pts_count) == (5, 1)
    ben.pushed()
    again = await delete(ann, 2)
    assert (again.pts, again.pts_count) == (5, 0)
    nothing = await delete(ann)
    assert (nothing.pts, nothing.pts_count) == (5, 0)
    assert ben.pushed() == []


async def test_nobody_deletes_from_a_strangers_mailbox(talking: People) -> None:
    assert (await delete(talking.cat, 2, 3, 4)).pts_count == 0
    assert len(await talking.ben.history(talking.ben.to(talking.ann))) == 3


async def test_unread_count_and_top_message_follow(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    assert await ben.unread(ann) == (0, 3)
    await delete(ann, 3)
    dialog = await ben.dialog_with(ben.to(ann))
    assert (dialog.unread_count, dialog.top_message) == (2, 3)
    await ben(functions.messages.ReadHistory(peer=ben.to(ann), max_id=2))
    await delete(ann, 1)
    assert await ben.unread(ann) == (2, 1)
    assert (await ben(functions.updates.GetState())).unread_count == 1


async def test_dialog_without_messages_leaves_the_list(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await delete(ann, 1, 2, 3)
    assert (await ann.dialogs()).dialogs == []
    assert [d.peer.user_id for d in (await ben.dialogs()).dialogs] == [talking.cat.id]
    assert await ben.unread(ann) == (0, 0)


async def test_ids_are_never_given_out_again(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await delete(ann, 3)
    answer = await ann.send(ann.to(ben), "four")
    assert answer.updates[0].id == 4


async def test_too_many_ids_are_refused(people: People) -> None:
    with pytest.raises(RpcError) as refused:
        await delete(people.ann, *range(Limits().ids_per_request + 1))
    assert (refused.value.code, refused.value.text) == (400, "LIMIT_INVALID")
