"""messages.editMessage: both copies change, and who may change what until when.

https://core.telegram.org/method/messages.editMessage
"""

from typing import Any

import pytest

from heliograph.actions.service_messages import send_service_message
from heliograph.config import Limits
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker, sent_id

ME = types.InputPeerSelf()
TWO_DAYS_S = 48 * 3600


async def edit(talker: Talker, peer: Any, message_id: int, **fields: Any) -> Any:
    return await talker(functions.messages.EditMessage(peer=peer, id=message_id, **fields))


async def refusal(talker: Talker, peer: Any, message_id: int, **fields: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await edit(talker, peer, message_id, **{"message": "changed", **fields})
    return refused.value.code, refused.value.text


async def test_11_3_edit_reaches_both_sides_under_their_own_ids(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    sibling = ann.sibling()
    await ben.send(ben.to(cat), "shifts Ben's ids")
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    ann.pushed(), ben.pushed(), sibling.pushed()
    people.stage.clock.date += 5
    answer = await edit(ann, ann.to(ben), message_id, message="good bye @somebody")
    (own,) = answer.updates
    (theirs,) = ben.pushed()
    assert isinstance(own, types.UpdateEditMessage)
    assert isinstance(theirs, types.UpdateEditMessage)
    assert (own.pts, own.pts_count, own.message.id, own.message.out) == (3, 1, 1, True)
    assert (theirs.pts, theirs.pts_count, theirs.message.id) == (4, 1, 2)
    for message in (own.message, theirs.message):
        assert message.message == "good bye @somebody"
        assert message.entities == [types.MessageEntityMention(offset=9, length=9)]
        assert message.edit_date == people.stage.clock.now() == message.date + 5
    assert sibling.pushed() == [own]
    assert ann.pushed() == []
    assert [user.id for user in answer.users] == [ann.id, ben.id]


async def test_edit_keeps_reply_and_silence(people: People) -> None:
    ann, ben = people.ann, people.ben
    first = sent_id(await ann.send(ann.to(ben), "first"))
    reply = types.InputReplyToMessage(reply_to_msg_id=first)
    second = sent_id(await ann.send(ann.to(ben), "second", reply_to=reply, silent=True))
    (update,) = (await edit(ann, ann.to(ben), second, message="changed")).updates
    assert update.message.reply_to == types.MessageReplyHeader(reply_to_msg_id=first)
    assert update.message.silent


async def test_leaving_out_the_entities_clears_them(people: People) -> None:
    ann, ben = people.ann, people.ben
    bold = [types.MessageEntityBold(offset=0, length=2)]
    message_id = sent_id(await ann.send(ann.to(ben), "hi", entities=bold))
    (update,) = (await edit(ann, ann.to(ben), message_id, message="hi")).updates
    assert update.message.entities is None
    (update,) = (await edit(ann, ann.to(ben), message_id, message="hi", entities=bold)).updates
    assert update.message.entities == bold


async def test_edit_without_a_text_changes_nothing(people: People) -> None:
    ann, ben = people.ann, people.ben
    bold = [types.MessageEntityBold(offset=0, length=2)]
    message_id = sent_id(await ann.send(ann.to(ben), "hi", entities=bold))
    assert await refusal(ann, ann.to(ben), message_id, message=None) == (
        400,
        "MESSAGE_NOT_MODIFIED",
    )
    (message,) = await ann.history(ann.to(ben))
    assert message.entities == bold


async def test_mentioned_people_are_shown_to_both_sides(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    message_id = sent_id(await ann.send(ann.to(ben), "hi"))
    mention = types.InputMessageEntityMentionName(offset=0, length=3, user_id=ann.user(cat))
    answer = await edit(ann, ann.to(ben), message_id, message="Cat", entities=[mention])
    assert {user.id for user in answer.users} == {ann.id, ben.id, cat.id}
    ben.pushed()  # checks that everybody named is shown


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({"message": "hello"}, "MESSAGE_NOT_MODIFIED"),
        ({"message": " hello\n"}, "MESSAGE_NOT_MODIFIED"),
        ({"message": ""}, "MESSAGE_EMPTY"),
        ({"message": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ({"entities": [types.MessageEntityBold(offset=9, length=2)]}, "ENTITY_BOUNDS_INVALID"),
        ({"entities": [types.MessageEntityBold(offset=0, length=1)] * 101}, "ENTITIES_TOO_LONG"),
        ({"media": types.InputMediaEmpty()}, "MEDIA_INVALID"),
        ({"schedule_date": 1_700_000_001}, "MESSAGE_ID_INVALID"),
    ],
)
async def test_bad_edits_are_refused(people: People, fields: dict[str, Any], token: str) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    assert await refusal(ann, ann.to(ben), message_id, **fields) == (400, token)
    assert (await ann.pts(), await ben.pts()) == (2, 2)


async def test_only_the_author_edits(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    assert await refusal(ben, ben.to(ann), 1) == (403, "MESSAGE_AUTHOR_REQUIRED")


async def test_nobody_edits_what_the_service_account_wrote(people: People) -> None:
    ann = people.ann
    await send_service_message(people.stage.app, ann.id, "hello")
    access_hash = people.stage.service.access.of_user(ann.id, SERVICE_ACCOUNT_ID)
    peer = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=access_hash)
    assert await refusal(ann, peer, 1) == (403, "MESSAGE_AUTHOR_REQUIRED")


async def test_message_must_be_there_in_that_dialog(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    token = (400, "MESSAGE_ID_INVALID")
    assert await refusal(ann, ann.to(cat), message_id) == token
    for missing in (0, -1, 2, 2**31 - 1):
        assert await refusal(ann, ann.to(ben), missing) == token
    await ann(functions.messages.DeleteMessages(revoke=False, id=[message_id]))
    assert await refusal(ann, ann.to(ben), message_id) == token


async def test_edit_of_what_the_other_deleted_changes_ones_own(people: People) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    await ben(functions.messages.DeleteMessages(revoke=False, id=[1]))
    ben.pushed()
    await edit(ann, ann.to(ben), message_id, message="changed")
    assert ben.pushed() == []
    assert await ben.history(ben.to(ann)) == []


async def test_edits_end_after_two_days_but_not_in_saved_messages(people: People) -> None:
    ann, ben = people.ann, people.ben
    to_ben = sent_id(await ann.send(ann.to(ben), "hello"))
    note = sent_id(await ann.send(ME, "note"))
    people.stage.clock.date += TWO_DAYS_S
    await edit(ann, ann.to(ben), to_ben, message="just in time")
    people.stage.clock.date += 1
    assert await refusal(ann, ann.to(ben), to_ben) == (400, "MESSAGE_EDIT_TIME_EXPIRED")
    (update,) = (await edit(ann, ME, note, message="another note")).updates
    assert (update.message.message, update.pts_count) == ("another note", 1)


async def test_blocked_author_cannot_bring_new_words_in_by_an_edit(people: People) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    await ben(functions.contacts.Block(id=ben.to(ann)))
    ann.pushed(), ben.pushed()
    assert await refusal(ann, ann.to(ben), message_id) == (403, "USER_IS_BLOCKED")
    assert ben.pushed() == []
    assert [m.message for m in await ben.history(ben.to(ann))] == ["hello"]
    await ben(functions.contacts.Unblock(id=ben.to(ann)))
    await edit(ann, ann.to(ben), message_id, message="changed")


async def test_blocked_author_may_still_take_the_message_back(people: People) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    await ben(functions.contacts.Block(id=ben.to(ann)))
    await ann(functions.messages.DeleteMessages(id=[message_id], revoke=True))
    assert await ben.history(ben.to(ann)) == []


async def test_edit_by_an_account_disabled_meanwhile_does_not_commit(people: People) -> None:
    """The call was under way when the operator disabled the account."""
    ann, ben, stage = people.ann, people.ben, people.stage
    message_id = sent_id(await ann.send(ann.to(ben), "hello"))
    await stage.store.set_disabled(ann.id, True)
    assert await refusal(ann, ann.to(ben), message_id) == (401, "USER_DEACTIVATED_BAN")
    assert [m.message for m in await ben.history(ben.to(ann))] == ["hello"]


async def test_edits_count_as_messages(people: People) -> None:
    ann = people.ann
    message_id = sent_id(await ann.send(ME, "0"))
    for number in range(1, Limits().messages_per_account_per_minute):
        await edit(ann, ME, message_id, message=str(number))
    code, text = await refusal(ann, ME, message_id)
    assert (code, text.rpartition("_")[0]) == (420, "FLOOD_WAIT")
