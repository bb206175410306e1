"""What people have begun to write.

https://core.telegram.org/api/drafts
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker

BOLD = [types.MessageEntityBold(offset=0, length=4)]


async def _save(talker: Talker, other: Talker, text: str, **fields: Any) -> None:
    query = functions.messages.SaveDraft(peer=talker.to(other), message=text, **fields)
    assert await talker(query)


async def _kept(talker: Talker) -> dict[int, Any]:
    answer = await talker(functions.messages.GetAllDrafts())
    return {update.peer.user_id: update.draft for update in answer.updates}


async def test_a_draft_is_kept_whole_and_shown_in_its_dialog(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben.send(ben.to(ann), "what do you think?")
    sibling = ann.sibling()
    reply = types.InputReplyToMessage(reply_to_msg_id=1, quote_text="you", quote_offset=8)
    await _save(ann, ben, "well, …", entities=BOLD, reply_to=reply, no_webpage=True)
    (told,) = sibling.pushed()
    draft = told.draft
    assert isinstance(told, types.UpdateDraftMessage)
    assert (draft.message, draft.date, draft.no_webpage) == ("well, …", START, True)
    assert (draft.entities, draft.reply_to) == (BOLD, reply)
    assert await _kept(ann) == {ben.id: draft}
    assert (await ann.dialogs()).dialogs[0].draft == draft
    assert ben.pushed() == []


async def test_a_draft_may_answer_a_message_of_another_dialog(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await cat.send(cat.to(ann), "what do you think?")
    sibling = ann.sibling()
    reply = types.InputReplyToMessage(reply_to_msg_id=1, reply_to_peer_id=ann.to(cat))
    await ann.send(ann.to(ben), "hi")
    await _save(ann, ben, "he thinks", reply_to=reply)
    (_, told) = sibling.pushed()
    reply.reply_to_peer_id = types.InputPeerUser(user_id=cat.id, access_hash=0)
    assert told.draft.reply_to == reply
    # A client drops what answers somebody it was not shown.
    everywhere = (
        await ann(functions.messages.GetAllDrafts()),
        await ann.dialogs(limit=1),
        await ann(functions.updates.GetDifference(pts=1, date=START - 1, qts=0)),
    )
    for answer in everywhere:
        assert cat.id in {user.id for user in answer.users}
    assert (await _kept(ann))[ben.id] == told.draft


async def test_a_draft_shows_whom_it_mentions(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "hi")
    mention = types.InputMessageEntityMentionName(offset=0, length=3, user_id=ann.user(cat))
    await _save(ann, ben, "cat", entities=[mention])
    (dialog,) = (await ann.dialogs()).dialogs
    made = types.MessageEntityMentionName(offset=0, length=3, user_id=cat.id)
    assert dialog.draft.entities == [made]
    assert (await _kept(ann))[ben.id].entities == [made]


async def test_a_draft_answers_one_thing_of_a_list(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "list")
    reply = types.InputReplyToMessage(reply_to_msg_id=1, todo_item_id=3)
    await _save(ann, ben, "this one", reply_to=reply)
    assert (await _kept(ann))[ben.id].reply_to == reply


async def test_an_empty_draft_forgets_what_there_was(people: People) -> None:
    ann, ben = people.ann, people.ben
    await _save(ann, ben, "never mind")
    sibling = ann.sibling()
    people.stage.clock.date += 5
    await _save(ann, ben, " ")
    (told,) = sibling.pushed()
    assert told.draft == types.DraftMessageEmpty(date=START + 5)
    assert await _kept(ann) == {}
    await _save(ann, ben, "")
    assert sibling.pushed() == []


async def test_sending_with_clear_draft_ends_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    await _save(ann, ben, "hel")
    sibling = ann.sibling()
    await ann.send(ann.to(ben), "hello", random_id=5)
    assert list(await _kept(ann)) == [ben.id]
    await ann.send(ann.to(ben), "hello again", clear_draft=True)
    told = [u.draft for u in sibling.pushed() if isinstance(u, types.UpdateDraftMessage)]
    assert told == [types.DraftMessageEmpty(date=START)]
    assert await _kept(ann) == {}
    # No part of the message: the same random_id with it is a repeat, not another message.
    repeat = await ann.send(ann.to(ben), "hello", random_id=5, clear_draft=True)
    assert repeat.updates[0].id == 1


async def test_all_drafts_go_at_once(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await _save(ann, ben, "one")
    await _save(ann, cat, "two")
    sibling = ann.sibling()
    assert await ann(functions.messages.ClearAllDrafts())
    assert {u.peer.user_id for u in sibling.pushed()} == {ben.id, cat.id}
    assert await _kept(ann) == {}


async def test_who_was_away_hears_of_drafts_as_they_stand_by_now(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await _save(ann, ben, "first words")
    await _save(ann, ben, "")
    await _save(ann, cat, "still there")
    found = await ann(functions.updates.GetDifference(pts=1, date=START, qts=0))
    told = {update.peer.user_id: update.draft for update in found.other_updates}
    assert told[ben.id] == types.DraftMessageEmpty(date=START)
    assert told[cat.id].message == "still there"
    assert "first words" not in repr(found)


async def test_a_draft_is_no_longer_than_a_message(people: People) -> None:
    ann, ben = people.ann, people.ben
    with pytest.raises(RpcError, match="MESSAGE_TOO_LONG"):
        await _save(ann, ben, "x" * 4_097)
    reply = types.InputReplyToMessage(reply_to_msg_id=1, quote_text="x" * 4_097)
    with pytest.raises(RpcError, match="MESSAGE_TOO_LONG"):
        await _save(ann, ben, "x", reply_to=reply)
