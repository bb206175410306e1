"""Basic groups: making one, talking in it, and who sees what."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, sent_id


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


def kinds(updates: list[Any]) -> list[str]:
    return [type(update).__name__ for update in updates]


async def test_a_new_group_is_told_to_all_in_it(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    answer = await ann(
        functions.messages.CreateChat(users=[ann.user(ben), ann.user(cat)], title=" Hikers ")
    )
    named, made, listed = answer.updates.updates
    assert named.id == made.message.id
    chat = answer.updates.chats[0]
    assert (chat.title, chat.creator, chat.participants_count) == ("Hikers", True, 3)
    assert made.message.action == types.MessageActionChatCreate(
        title="Hikers", users=[ann.id, ben.id, cat.id]
    )
    assert made.message.peer_id == types.PeerChat(chat_id=chat.id)
    assert kinds(listed.participants.participants) == [
        "ChatParticipantCreator",
        "ChatParticipant",
        "ChatParticipant",
    ]
    for other in (ben, cat):
        assert sorted(kinds(other.pushed())) == ["UpdateChatParticipants", "UpdateNewMessage"]
    assert ann.pushed() == []


@pytest.mark.parametrize("title", ["", "  "])
async def test_a_group_has_a_title(people: People, title: str) -> None:
    ann, ben = people.ann, people.ben
    with pytest.raises(RpcError, match="400 CHAT_TITLE_EMPTY"):
        await ann(functions.messages.CreateChat(users=[ann.user(ben)], title=title))


async def test_a_group_has_somebody_else_in_it(people: People) -> None:
    with pytest.raises(RpcError, match="400 USERS_TOO_FEW"):
        await people.ann(functions.messages.CreateChat(users=[], title="Alone"))


async def test_who_lets_nobody_add_them_is_missing(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben(
        functions.account.SetPrivacy(
            key=types.InputPrivacyKeyChatInvite(), rules=[types.InputPrivacyValueDisallowAll()]
        )
    )
    answer = await ann(
        functions.messages.CreateChat(users=[ann.user(ben), ann.user(cat)], title="Hikers")
    )
    assert [one.user_id for one in answer.missing_invitees] == [ben.id]
    assert answer.updates.chats[0].participants_count == 2
    assert ben.pushed() == []


async def test_what_is_said_reaches_all_under_their_own_ids(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await ben.send(ben.to(cat), "shifts their ids")
    ben.pushed(), cat.pushed()
    answer = await ann.send(group.peer, "hello all")
    assert answer.updates[1].message.out
    for other in (ben, cat):
        (update,) = other.pushed()
        assert (update.message.message, update.message.out) == ("hello all", False)
        assert update.message.from_id == types.PeerUser(user_id=ann.id)
        assert update.message.peer_id == types.PeerChat(chat_id=group.id)
        newest = (await other.history(group.peer))[0]
        assert (newest.id, newest.message) == (update.message.id, "hello all")
        assert update.pts == await other.pts()


async def test_the_senders_other_device_hears_of_it(group: Group) -> None:
    sibling = group.ann.sibling()
    await group.ann.send(group.peer, "from here")
    (update,) = sibling.pushed()
    assert (update.message.message, update.message.out) == ("from here", True)


async def test_answers_point_at_each_members_own_copy(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await ben.send(ben.to(cat), "shifts their ids")
    ben.pushed(), cat.pushed()
    first = sent_id(await ann.send(group.peer, "question"))
    (asked,) = ben.pushed()
    cat.pushed()
    reply = types.InputReplyToMessage(reply_to_msg_id=asked.message.id)
    await ben.send(group.peer, "answer", reply_to=reply)
    (at_ann,) = ann.pushed()
    (at_cat,) = cat.pushed()
    assert at_ann.message.reply_to.reply_to_msg_id == first
    # Who is answered is called, nobody else.
    assert (at_ann.message.mentioned, at_ann.message.media_unread) == (True, True)
    assert not at_cat.message.mentioned
    theirs = (await cat.history(group.peer))[1]
    assert (theirs.message, at_cat.message.reply_to.reply_to_msg_id) == ("question", theirs.id)


async def test_who_is_named_is_called(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await ben(functions.account.UpdateUsername(username="benny"))
    ben.pushed()
    await ann.send(group.peer, "hey @benny")
    (at_ben,) = ben.pushed()
    (at_cat,) = [u for u in cat.pushed() if isinstance(u, types.UpdateNewMessage)]
    assert (at_ben.message.mentioned, at_cat.message.mentioned) == (True, False)
    named = types.InputMessageEntityMentionName(offset=0, length=3, user_id=ann.user(cat))
    await ann.send(group.peer, "you there", entities=[named])
    assert cat.pushed()[0].message.mentioned


async def test_a_repeat_is_the_first_message(group: Group) -> None:
    first = await group.ann.send(group.peer, "once", random_id=5)
    again = await group.ann.send(group.peer, "once", random_id=5)
    assert sent_id(first) == sent_id(again)
    assert len(group.ben.pushed()) == 1
    with pytest.raises(RpcError, match="500 RANDOM_ID_DUPLICATE"):
        await group.ann.send(group.peer, "other", random_id=5)


async def test_the_dialog_lists_the_group(group: Group) -> None:
    await group.ann.send(group.peer, "one")
    listed = await group.ben.dialogs()
    (dialog,) = [d for d in listed.dialogs if d.peer == types.PeerChat(chat_id=group.id)]
    assert (dialog.unread_count, listed.chats[0].id) == (2, group.id)


async def test_who_was_away_finds_all_of_it(group: Group) -> None:
    ann, cat = group.ann, group.cat
    state = await cat(functions.updates.GetState())
    await ann.send(group.peer, "one")
    await ann(functions.messages.EditChatTitle(chat_id=group.id, title="Climbers"))
    missed = await cat(functions.updates.GetDifference(pts=state.pts, date=state.date, qts=0))
    assert [m.action.title if hasattr(m, "action") else m.message for m in missed.new_messages] == [
        "one",
        "Climbers",
    ]
    assert [c.title for c in missed.chats] == ["Climbers"]
    assert "UpdateChatParticipants" in kinds(missed.other_updates)


async def test_reading_tells_whoever_wrote(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    mine = sent_id(await ann.send(group.peer, "one"))
    theirs = sent_id(await ben.send(group.peer, "two"))
    for talker in (ann, ben, cat):
        talker.pushed()
    await cat(functions.messages.ReadHistory(peer=group.peer, max_id=0))
    (at_ann,) = ann.pushed()
    assert (at_ann.peer, at_ann.max_id) == (types.PeerChat(chat_id=group.id), mine)
    assert [u.max_id for u in ben.pushed()] == [theirs]
    await ben(functions.messages.ReadHistory(peer=group.peer, max_id=0))
    # Somebody had read it before.
    assert ann.pushed() == []
    assert (await ann.dialog_with(group.peer)).read_outbox_max_id == mine


async def test_an_edit_reaches_every_copy(group: Group) -> None:
    ann = group.ann
    mine = sent_id(await ann.send(group.peer, "one"))
    for talker in (group.ben, group.cat):
        talker.pushed()
    await ann(functions.messages.EditMessage(peer=group.peer, id=mine, message="two"))
    for talker in (group.ben, group.cat):
        (update,) = talker.pushed()
        assert update.message.message == "two"
    theirs = (await group.ben.history(group.peer))[0].id
    with pytest.raises(RpcError, match="403 MESSAGE_AUTHOR_REQUIRED"):
        await group.ben(functions.messages.EditMessage(peer=group.peer, id=theirs, message="x"))


async def test_writers_and_admins_delete_for_all(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await ben.send(group.peer, "theirs")
    at_cat = (await cat.history(group.peer))[0].id
    with pytest.raises(RpcError, match="403 MESSAGE_DELETE_FORBIDDEN"):
        await cat(functions.messages.DeleteMessages(id=[at_cat], revoke=True))
    at_ann = (await ann.history(group.peer))[0].id
    for talker in (ben, cat):
        talker.pushed()
    await ann(functions.messages.DeleteMessages(id=[at_ann], revoke=True))
    assert cat.pushed()[0].messages == [at_cat]
    assert len(ben.pushed()) == 1
    mine = sent_id(await cat.send(group.peer, "mine"))
    await cat(functions.messages.DeleteMessages(id=[mine], revoke=True))
    assert all(getattr(m, "message", "") != "mine" for m in await ann.history(group.peer))


async def test_a_pin_is_seen_by_all_and_told_of(group: Group) -> None:
    ann, ben = group.ann, group.ben
    mine = sent_id(await ann.send(group.peer, "look"))
    ben.pushed()
    await ann(functions.messages.UpdatePinnedMessage(peer=group.peer, id=mine))
    pinned, told = ben.pushed()
    assert (pinned.pinned, pinned.peer) == (True, types.PeerChat(chat_id=group.id))
    assert told.message.action == types.MessageActionPinMessage()
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.pinned_msg_id == pinned.messages[0]


async def test_a_reaction_is_shown_to_all(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await ann.send(group.peer, "nice")
    theirs = (await ben.history(group.peer))[0].id
    for talker in (ann, ben, cat):
        talker.pushed()
    liked = [types.ReactionEmoji(emoticon="👍")]
    await ben(functions.messages.SendReaction(peer=group.peer, msg_id=theirs, reaction=liked))
    for talker in (ann, cat):
        (update,) = talker.pushed()
        assert isinstance(update, types.UpdateMessageReactions)
        assert update.peer == types.PeerChat(chat_id=group.id)
        assert [r.count for r in update.reactions.results] == [1]


async def test_who_is_typing_is_shown_to_the_others(group: Group) -> None:
    action = types.SendMessageTypingAction()
    await group.ann(functions.messages.SetTyping(peer=group.peer, action=action))
    (update,) = group.ben.pushed()
    assert update == types.UpdateChatUserTyping(
        chat_id=group.id, from_id=types.PeerUser(user_id=group.ann.id), action=action
    )
    assert group.ann.pushed() == []


async def test_forwards_come_from_and_go_to_groups(group: Group) -> None:
    ann, ben = group.ann, group.ben
    mine = sent_id(await ann.send(group.peer, "pass on"))
    answer = await ann.forward(group.peer, [mine], ann.to(ben))
    assert answer.updates[1].message.fwd_from.from_id == types.PeerUser(user_id=ann.id)
    saved = await ann.forward(group.peer, [mine], types.InputPeerSelf())
    header = saved.updates[1].message.fwd_from
    assert header.saved_from_peer == types.PeerChat(chat_id=group.id)
    ben.pushed()
    await ann.forward(ann.to(ben), [sent_id(answer)], group.peer)
    (update,) = ben.pushed()
    assert update.message.fwd_from.from_id == types.PeerUser(user_id=ann.id)


async def test_strangers_see_nothing_of_a_group(group: Group) -> None:
    dan = await group.stranger()
    for query in (
        functions.messages.GetFullChat(chat_id=group.id),
        functions.messages.GetChats(id=[group.id]),
    ):
        with pytest.raises(RpcError, match="400 CHAT_ID_INVALID"):
            await dan(query)
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await dan.history(group.peer)
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await dan.send(group.peer, "hello?")
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await dan(functions.messages.SetTyping(
            peer=group.peer, action=types.SendMessageTypingAction()
        ))  # fmt: skip


async def test_what_waits_is_sent_when_it_is_due(group: Group) -> None:
    ann, ben = group.ann, group.ben
    due = ann.device.stage.clock.now() + 3_600
    answer = await ann.send(group.peer, "later", schedule_date=due)
    (waiting,) = [u for u in answer.updates if isinstance(u, types.UpdateNewScheduledMessage)]
    ben.pushed()
    await ann(functions.messages.SendScheduledMessages(peer=group.peer, id=[waiting.message.id]))
    (update,) = ben.pushed()
    assert update.message.message == "later"


async def test_messages_of_a_group_are_found(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "the summit")
    await ann.send(ann.to(ben), "the summit, too")
    query = functions.messages.Search(
        peer=group.peer, q="summit", filter=types.InputMessagesFilterEmpty(), min_date=0,
        max_date=0, offset_id=0, add_offset=0, limit=10, max_id=0, min_id=0, hash=0,
    )  # fmt: skip
    for _ in range(2):
        found = await ben(query)
        assert [m.message for m in found.messages] == ["the summit"]
        await ann.device.stage.store.index_messages(at_most=100)


async def test_who_was_named_looks_at_it(group: Group) -> None:
    ann, ben = group.ann, group.ben
    asked = sent_id(await ben.send(group.peer, "question"))
    at_ann = (await ann.history(group.peer))[0].id
    reply = types.InputReplyToMessage(reply_to_msg_id=at_ann)
    for words in ("one", "two"):
        await ann.send(group.peer, words, reply_to=reply)
    assert asked
    assert (await ben.dialog_with(group.peer)).unread_mentions_count == 2
    query = functions.messages.GetUnreadMentions(
        peer=group.peer, offset_id=0, add_offset=0, limit=10, max_id=0, min_id=0
    )
    newest, oldest = (await ben(query)).messages
    sibling = ben.sibling()
    state = await ben(functions.updates.GetState())
    done = await ben(functions.messages.ReadMessageContents(id=[oldest.id]))
    assert (done.pts, done.pts_count) == (state.pts + 1, 1)
    (update,) = sibling.pushed()
    assert (update.messages, update.pts) == ([oldest.id], done.pts)
    assert (await ben.dialog_with(group.peer)).unread_mentions_count == 1
    again = await ben(functions.messages.ReadMessageContents(id=[oldest.id]))
    assert again.pts_count == 0
    rest = await ben(functions.messages.ReadMentions(peer=group.peer))
    assert (rest.pts_count, rest.offset) == (1, 0)
    missed = await ben(functions.updates.GetDifference(pts=done.pts, date=state.date, qts=0))
    told = [
        update.messages
        for update in missed.other_updates
        if isinstance(update, types.UpdateReadMessagesContents)
    ]
    assert told == [[newest.id]]
    assert not (await ben.history(group.peer))[0].media_unread


async def test_a_writer_sees_who_read_it_and_when(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    clock = ann.device.stage.clock
    mine = sent_id(await ann.send(group.peer, "read me"))
    query = functions.messages.GetMessageReadParticipants(peer=group.peer, msg_id=mine)
    assert await ann(query) == []
    await ben(functions.messages.ReadHistory(peer=group.peer, max_id=0))
    clock.date += 60
    await cat(functions.messages.ReadHistory(peer=group.peer, max_id=0))
    assert await ann(query) == [
        types.ReadParticipantDate(user_id=ben.id, date=clock.date - 60),
        types.ReadParticipantDate(user_id=cat.id, date=clock.date),
    ]
    theirs = (await ben.history(group.peer))[0].id
    with pytest.raises(RpcError, match="400 MSG_ID_INVALID"):
        await ben(functions.messages.GetMessageReadParticipants(peer=group.peer, msg_id=theirs))
    clock.date += 8 * 86_400
    with pytest.raises(RpcError, match="400 MSG_TOO_OLD"):
        await ann(query)
