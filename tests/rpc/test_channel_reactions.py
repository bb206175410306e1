"""Reactions in supergroups and channels: counted for all, named only where that may be told.

https://core.telegram.org/api/reactions
"""

from typing import Any

import pytest

from heliograph.domain.permissions import Right
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages = functions.messages
UP = types.ReactionEmoji(emoticon="👍")
FIRE = types.ReactionEmoji(emoticon="🔥")
PAGE = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)


async def react(talker: Talker, group: Community, message_id: int, *chosen: Any) -> Any:
    """What the chooser is answered of the reactions to a message."""
    asked = messages.SendReaction(
        peer=group.peer(talker), msg_id=message_id, reaction=list(chosen) or None
    )
    (update,) = (await talker(asked)).updates
    return update.reactions


async def listed(talker: Talker, group: Community, message_id: int, **fields: Any) -> Any:
    asked = {"limit": 10, **fields}
    return await talker(
        messages.GetMessageReactionsList(peer=group.peer(talker), id=message_id, **asked)
    )


async def unread(talker: Talker, group: Community) -> list[int]:
    """The messages with unread reactions; the dialog counts as many."""
    found = await talker(messages.GetUnreadReactions(peer=group.peer(talker), limit=10, **PAGE))
    dialog = await talker.dialog_with(group.peer(talker))
    assert dialog.unread_reactions_count == len(found.messages)
    return [one.id for one in found.messages]


def reactions_told(pushed: list[Any]) -> list[Any]:
    return [one for one in pushed if isinstance(one, types.UpdateMessageReactions)]


async def message_in(talker: Talker, group: Community, message_id: int) -> Any:
    """A message of the group as history and as the message alone show it."""
    asked = functions.channels.GetMessages(
        channel=group.named_by(talker), id=[types.InputMessageID(id=message_id)]
    )
    (alone,) = (await talker(asked)).messages
    (found,) = [one for one in await talker.history(group.peer(talker)) if one.id == message_id]
    assert found == alone
    return found


async def test_everybody_is_told_the_counts_and_each_their_own_choice(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    said = sent_id(await ann.send(group.peer(ann), "up?"))
    await people.stage.settle()
    for talker in (ann, ben, cat):
        talker.pushed()
    own = await react(ben, group, said, UP)
    assert not own.min
    assert own.results == [types.ReactionCount(chosen_order=0, reaction=UP, count=1)]
    assert [(one.peer_id.user_id, one.my) for one in own.recent_reactions] == [(ben.id, True)]
    await people.stage.settle()
    (told,) = reactions_told(cat.pushed())
    assert (told.peer, told.msg_id, told.reactions.min) == (
        types.PeerChannel(channel_id=group.id),
        said,
        True,
    )
    assert told.reactions.results == [types.ReactionCount(reaction=UP, count=1)]
    (new,) = [one for one in reactions_told(ann.pushed()) if not one.reactions.min]
    assert [one.unread for one in new.reactions.recent_reactions] == [True]
    await react(cat, group, said, UP)
    after = await react(ann, group, said, FIRE)
    counted = [(one.reaction, one.count, one.chosen_order) for one in after.results]
    assert counted == [(UP, 2, None), (FIRE, 1, 0)]
    shown = (await message_in(ben, group, said)).reactions
    assert [one.chosen_order for one in shown.results] == [0, None]
    assert not any(one.unread for one in shown.recent_reactions)
    gone = await react(ben, group, said)
    assert [(one.count, one.chosen_order) for one in gone.results] == [(1, None), (1, None)]
    asked = messages.GetMessagesReactions(peer=group.peer(cat), id=[said])
    (update,) = (await cat(asked)).updates
    assert [one.chosen_order for one in update.reactions.results] == [0, None]


async def test_a_reaction_is_unread_by_the_writer_until_they_look(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    said = [sent_id(await ann.send(group.peer(ann), text)) for text in "abc"]
    date = people.stage.clock.now()
    for message_id in said:
        await react(ben, group, message_id, UP)
    await react(ann, group, said[0], FIRE)
    await react(ben, group, said[1])
    assert await unread(ann, group) == [said[2], said[0]]
    assert await unread(ben, group) == []
    state = await ann(functions.updates.GetState())
    missed = await ann(functions.updates.GetDifference(pts=state.pts, date=date, qts=0))
    told = reactions_told(missed.other_updates)
    assert sorted(one.msg_id for one in told) == said
    answer = await ann(messages.ReadReactions(peer=group.peer(ann)))
    assert answer.offset == 0
    assert await unread(ann, group) == []
    await ann(functions.channels.DeleteMessages(channel=group.named_by(ann), id=[said[2]]))
    await react(ben, group, said[0], FIRE)
    await ann(functions.channels.DeleteMessages(channel=group.named_by(ann), id=[said[0]]))
    assert await unread(ann, group) == []


async def test_who_reacted_is_listed_in_a_supergroup_and_nowhere_in_a_channel(
    people: People,
) -> None:
    group = await make_community(people)
    said = sent_id(await group.ann.send(group.peer(group.ann), "up?"))
    await react(group.ben, group, said, UP)
    await react(group.cat, group, said, FIRE)
    first = await listed(group.ann, group, said, limit=1)
    assert (first.count, first.reactions[0].peer_id.user_id) == (2, group.cat.id)
    second = await listed(group.ann, group, said, limit=1, offset=first.next_offset)
    assert (second.next_offset, second.reactions[0].peer_id.user_id) == (None, group.ben.id)
    assert {one.id for one in second.users} == {group.ben.id}
    only = await listed(group.ann, group, said, reaction=UP)
    assert (only.count, [one.reaction for one in only.reactions]) == (1, [UP])

    news = await make_community(people, broadcast=True)
    post = sent_id(await news.ann.send(news.peer(news.ann), "news"))
    await people.stage.settle()
    news.ann.pushed()
    shown = await react(news.ben, news, post, UP)
    assert (shown.can_see_list, shown.recent_reactions) == (False, None)
    assert [one.chosen_order for one in shown.results] == [0]
    await people.stage.settle()
    for told in reactions_told(news.ann.pushed()):
        assert (told.reactions.recent_reactions, told.reactions.can_see_list) == (None, False)
    assert str(news.ben.id) not in repr(await message_in(news.ann, news, post))
    assert await unread(news.ann, news) == []
    with pytest.raises(RpcError, match="BROADCAST_FORBIDDEN"):
        await listed(news.ann, news, post)


async def test_an_anonymous_admin_reacts_in_the_name_of_the_group(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.make_admin(ben, invite_users=True, anonymous=True)
    said = sent_id(await cat.send(group.peer(cat), "up?"))
    await people.stage.settle()
    cat.pushed()
    assert (await react(ben, group, said, UP)).results[0].chosen_order == 0
    await people.stage.settle()
    itself = types.PeerChannel(channel_id=group.id)
    told = reactions_told(cat.pushed())
    named = [one.peer_id for t in told for one in t.reactions.recent_reactions]
    assert named == [itself] * 2
    answers = [
        await listed(ann, group, said),
        await message_in(ann, group, said),
        told,
        await unread(cat, group),
    ]
    assert str(ben.id) not in repr(answers)
    assert (await listed(ben, group, said)).reactions[0].my


async def test_an_admin_says_which_reactions_may_be_chosen(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    said = sent_id(await ann.send(group.peer(ann), "up?"))

    async def allow(who: Talker, wanted: Any, **fields: Any) -> Any:
        await who(
            messages.SetChatAvailableReactions(
                peer=group.peer(who), available_reactions=wanted, **fields
            )
        )
        return (await group.full(ben)).full_chat

    some = types.ChatReactionsSome(reactions=[UP, FIRE])
    full = await allow(ann, some, reactions_limit=1)
    assert (full.available_reactions, full.reactions_limit) == (some, 1)
    await react(ben, group, said, UP)
    with pytest.raises(RpcError, match="REACTIONS_TOO_MANY"):
        await react(ann, group, said, FIRE)
    with pytest.raises(RpcError, match="REACTION_INVALID"):
        await react(ann, group, said, types.ReactionEmoji(emoticon="👎"))
    full = await allow(ann, types.ChatReactionsAll(), reactions_limit=2)
    assert (full.available_reactions, full.reactions_limit) == (types.ChatReactionsAll(), 2)
    await react(ann, group, said, FIRE)
    with pytest.raises(RpcError, match="REACTIONS_TOO_MANY"):
        await react(group.cat, group, said, types.ReactionEmoji(emoticon="👎"))
    full = await allow(ann, types.ChatReactionsNone())
    assert full.available_reactions == types.ChatReactionsNone()
    with pytest.raises(RpcError, match="REACTION_INVALID"):
        await react(group.cat, group, said, UP)
    with pytest.raises(RpcError, match="CHAT_NOT_MODIFIED"):
        await allow(ann, types.ChatReactionsNone())
    await group.change(banned=Right.CHANGE_INFO)
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await allow(ben, some)
    for wanted, fields, token in (
        (types.ChatReactionsSome(reactions=[types.ReactionPaid()]), {}, "REACTION_INVALID"),
        (types.ChatReactionsAll(), {"paid_enabled": True}, "REACTION_INVALID"),
        (types.ChatReactionsAll(), {"reactions_limit": -1}, "LIMIT_INVALID"),
    ):
        with pytest.raises(RpcError, match=token):
            await allow(ann, wanted, **fields)


async def test_who_may_not_look_neither_reacts_nor_sees_who_did(people: People) -> None:
    group = await make_community(people)
    ann = group.ann
    await group.change(hidden_history=True)
    said = sent_id(await ann.send(group.peer(ann), "not for newcomers"))
    await react(ann, group, said, UP)
    dan = await group.stranger()
    for asked in (react(dan, group, said, UP), listed(dan, group, said)):
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await asked
    invite = await ann(messages.ExportChatInvite(peer=group.peer(ann)))
    await dan(messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    await people.stage.settle()
    dan.pushed()
    with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
        await react(dan, group, said, UP)
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await listed(dan, group, said)
    asked = messages.GetMessagesReactions(peer=group.peer(dan), id=[said])
    assert (await dan(asked)).updates == []
    await react(group.ben, group, said, UP)
    await people.stage.settle()
    assert reactions_told(dan.pushed()) == []


async def test_who_may_not_react_is_refused(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    said = sent_id(await ann.send(group.peer(ann), "up?"))
    await react(ben, group, said, UP)
    await group.limit(ann, ben, send_reactions=True)
    with pytest.raises(RpcError, match="CHAT_WRITE_FORBIDDEN"):
        await react(ben, group, said, FIRE)
    assert (await react(ben, group, said)).results == []
    for chosen, token in (
        (types.ReactionPaid(), "REACTION_INVALID"),
        (types.ReactionCustomEmoji(document_id=1), "PREMIUM_ACCOUNT_REQUIRED"),
    ):
        with pytest.raises(RpcError, match=token):
            await react(ann, group, said, chosen)


async def test_who_reacted_is_told_of_others_with_the_own_choice(people: People) -> None:
    """TDLib forgets its own by what is `min`, where it was told no more before."""
    group = await make_community(people)
    said = sent_id(await group.ann.send(group.peer(group.ann), "up?"))
    await react(group.cat, group, said, UP)
    await people.stage.settle()
    group.cat.pushed()
    await react(group.ben, group, said, FIRE)
    await people.stage.settle()
    (told,) = reactions_told(group.cat.pushed())
    assert not told.reactions.min
    assert [one.chosen_order for one in told.reactions.results] == [0, None]


async def test_who_was_removed_is_not_told_later_what_others_think_of_their_words(
    people: People,
) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    said = sent_id(await cat.send(group.peer(cat), "words of hers"))
    state = await cat(functions.updates.GetState())
    thumb = [types.ReactionEmoji(emoticon="👍")]
    await ben(functions.messages.SendReaction(peer=group.peer(ben), msg_id=said, reaction=thumb))

    async def told_later() -> list[Any]:
        missed = functions.updates.GetDifference(pts=state.pts, date=state.date, qts=state.qts)
        updates = (await cat(missed)).other_updates
        return [one for one in updates if isinstance(one, types.UpdateMessageReactions)]

    assert [one.msg_id for one in await told_later()] == [said]
    await group.limit(ann, cat, view_messages=True)
    assert await told_later() == []
