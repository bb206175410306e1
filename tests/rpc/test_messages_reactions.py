"""Reactions: both sides see them, the writer has them unread, and what is refused.

https://core.telegram.org/api/reactions
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker

UP = types.ReactionEmoji(emoticon="👍")
FIRE = types.ReactionEmoji(emoticon="🔥")
ME = types.InputPeerSelf()
PAGE = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)


async def react(talker: Talker, peer: Any, message_id: int, *reactions: Any, **fields: Any) -> Any:
    chosen = list(reactions) or None
    return await talker(
        functions.messages.SendReaction(peer=peer, msg_id=message_id, reaction=chosen, **fields)
    )


async def unread(talker: Talker, other: Talker) -> list[int]:
    """The unread messages by their ids; their number stands in the dialog as well."""
    found = await talker(
        functions.messages.GetUnreadReactions(peer=talker.to(other), limit=10, **PAGE)
    )
    dialogs = {d.peer.user_id: d for d in (await talker.dialogs()).dialogs}
    assert dialogs[other.id].unread_reactions_count == len(found.messages)
    return [message.id for message in found.messages]


async def missed(talker: Talker, date: int) -> list[Any]:
    state = await talker(functions.updates.GetState())
    answer = await talker(functions.updates.GetDifference(pts=state.pts, date=date, qts=0))
    updates: list[Any] = answer.other_updates
    return updates


async def test_27_each_side_is_sent_its_own_view_of_a_reaction(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    phone = await ben.on_another_device(layer=158)
    answer = await react(ben, ben.to(ann), 3, UP)
    (own,) = answer.updates
    assert (own.peer.user_id, own.msg_id) == (ann.id, 3)
    (theirs,) = ann.pushed()
    assert (theirs.peer.user_id, theirs.msg_id) == (ben.id, 2)
    for update, chosen, new in ((own, 0, False), (theirs, None, True)):
        assert not update.reactions.min
        assert update.reactions.results == [
            types.ReactionCount(chosen_order=chosen, reaction=UP, count=1)
        ]
        (one,) = update.reactions.recent_reactions
        assert (one.peer_id.user_id, one.unread, one.my) == (ben.id, new, not new)
    (told,) = phone.pushed()
    assert [r.chosen_order for r in told.reactions.results] == [0]
    assert ben.pushed() == []
    for talker, other, update in ((ann, ben, theirs), (ben, ann, own)):
        (message,) = [m for m in await talker.history(talker.to(other)) if m.id == update.msg_id]
        assert message.reactions == update.reactions


async def test_another_reaction_replaces_the_first_and_none_takes_it_away(
    talking: People,
) -> None:
    ann, ben = talking.ann, talking.ben
    await react(ben, ben.to(ann), 3, UP)
    await react(ann, ann.to(ben), 2, UP)
    (update,) = (await react(ben, ben.to(ann), 3, FIRE, big=True)).updates
    assert [(r.reaction, r.count, r.chosen_order) for r in update.reactions.results] == [
        (UP, 1, None),
        (FIRE, 1, 0),
    ]
    assert [one.big for one in update.reactions.recent_reactions] == [True, False]
    (update,) = (await react(ben, ben.to(ann), 3)).updates
    assert [r.reaction for r in update.reactions.results] == [UP]
    (update,) = (await react(ann, ann.to(ben), 2)).updates
    assert (update.reactions.results, update.reactions.recent_reactions) == ([], None)


async def test_whoever_was_away_is_told_how_reactions_stand(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    date = talking.stage.clock.now()
    await react(ben, ben.to(ann), 3, UP)
    await react(ben, ben.to(ann), 3, FIRE)
    await react(ben, ben.to(ann), 4, UP)
    await ben(functions.messages.DeleteMessages(id=[4], revoke=True))
    (update,) = [u for u in await missed(ann, date) if isinstance(u, types.UpdateMessageReactions)]
    assert [r.reaction for r in update.reactions.results] == [FIRE]


async def test_unread_reactions_are_counted_until_they_are_read(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    for number in (2, 4):
        await react(ben, ben.to(ann), number, UP)
    await react(ann, ann.to(ben), 1, UP)
    assert await unread(ann, ben) == [3, 1]
    assert await unread(ben, ann) == []
    sibling = ann.sibling()
    answer = await ann(functions.messages.ReadReactions(peer=ann.to(ben)))
    assert (answer.pts, answer.pts_count, answer.offset) == (4, 0, 0)
    assert await unread(ann, ben) == []
    told = sibling.pushed()
    assert sorted(update.msg_id for update in told) == [1, 3]
    assert not any(one.unread for u in told for one in u.reactions.recent_reactions)


async def test_reactions_are_asked_for_by_message(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await react(ben, ben.to(ann), 3, UP)
    answer = await ann(functions.messages.GetMessagesReactions(peer=ann.to(ben), id=[2, 3, 99]))
    assert [(u.msg_id, len(u.reactions.results)) for u in answer.updates] == [(2, 1), (3, 0)]
    elsewhere = await ann(functions.messages.GetMessagesReactions(peer=ann.to(talking.cat), id=[2]))
    assert elsewhere.updates == []
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await ann(functions.messages.GetMessagesReactions(peer=ann.to(ben), id=list(range(1_000))))


async def listed(talker: Talker, other: Talker, **fields: Any) -> Any:
    asked = {"id": 2, "limit": 10, **fields}
    return await talker(functions.messages.GetMessageReactionsList(peer=talker.to(other), **asked))


async def test_who_reacted_is_listed_in_pages(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await react(ben, ben.to(ann), 3, UP)
    await react(ann, ann.to(ben), 2, FIRE)
    first = await listed(ann, ben, limit=1)
    assert (first.count, [r.peer_id.user_id for r in first.reactions]) == (2, [ann.id])
    last = await listed(ann, ben, limit=1, offset=first.next_offset)
    assert [r.peer_id.user_id for r in last.reactions] == [ben.id]
    assert last.next_offset is None
    only = await listed(ann, ben, reaction=UP)
    assert (only.count, [r.peer_id.user_id for r in only.reactions]) == (1, [ben.id])
    assert (await listed(ann, ben, offset="nonsense", limit=0)).reactions == []


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({"id": 99}, "MSG_ID_INVALID"),
        ({"limit": -1}, "LIMIT_INVALID"),
        ({"reaction": types.ReactionPaid()}, "REACTION_INVALID"),
        ({"reaction": types.ReactionEmpty()}, "REACTION_EMPTY"),
    ],
)
async def test_listing_is_refused(talking: People, fields: dict[str, Any], token: str) -> None:
    with pytest.raises(RpcError, match=token):
        await listed(talking.ann, talking.ben, **fields)


@pytest.mark.parametrize(
    ("message_id", "reactions", "token"),
    [
        (99, [UP], "MESSAGE_ID_INVALID"),
        (0, [UP], "MESSAGE_ID_INVALID"),
        (1, [], "MESSAGE_NOT_MODIFIED"),
        (2, [UP], "MESSAGE_NOT_MODIFIED"),
        (1, [types.ReactionEmoji(emoticon="🐌")], "REACTION_INVALID"),
        (1, [types.ReactionEmoji(emoticon="")], "REACTION_INVALID"),
        (1, [types.ReactionPaid()], "REACTION_INVALID"),
        (1, [types.ReactionEmpty()], "REACTION_EMPTY"),
        (1, [types.ReactionCustomEmoji(document_id=1)], "PREMIUM_ACCOUNT_REQUIRED"),
        (1, [UP, FIRE], "PREMIUM_ACCOUNT_REQUIRED"),
        (1, [UP] * 101, "REACTIONS_TOO_MANY"),
    ],
)
async def test_reacting_is_refused(
    talking: People, message_id: int, reactions: list[Any], token: str
) -> None:
    ann, ben = talking.ann, talking.ben
    await react(ann, ann.to(ben), 2, UP)
    with pytest.raises(RpcError, match=token):
        await react(ann, ann.to(ben), message_id, *reactions)


async def test_who_is_blocked_reacts_to_nothing(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await react(ann, ann.to(ben), 1, UP)
    await ben(functions.contacts.Block(id=ben.to(ann)))
    with pytest.raises(RpcError, match="USER_IS_BLOCKED"):
        await react(ann, ann.to(ben), 2, UP)
    with pytest.raises(RpcError, match="YOU_BLOCKED_USER"):
        await react(ben, ben.to(ann), 3, UP)
    assert await react(ann, ann.to(ben), 1)


async def test_notes_to_oneself_have_tags_which_nobody_subscribed_to(talking: People) -> None:
    await talking.ann.send(ME, "note")
    with pytest.raises(RpcError, match="PREMIUM_ACCOUNT_REQUIRED"):
        await react(talking.ann, ME, 4, UP)


async def test_topics_of_a_private_chat_are_unknown(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    for query in (
        functions.messages.ReadReactions(peer=ann.to(ben), top_msg_id=1),
        functions.messages.GetUnreadReactions(peer=ann.to(ben), top_msg_id=1, limit=10, **PAGE),
    ):
        with pytest.raises(RpcError, match="MSG_ID_INVALID"):
            await ann(query)


async def offered(talker: Talker, query: Any) -> list[str]:
    return [one.emoticon for one in (await talker(query)).reactions]


async def test_what_was_used_last_is_offered_first(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    recent = functions.messages.GetRecentReactions(limit=10, hash=0)
    top = functions.messages.GetTopReactions(limit=3, hash=0)
    usual = await offered(ann, top)
    assert await offered(ann, recent) == []
    await react(ann, ann.to(ben), 1, FIRE)
    assert await offered(ann, recent) == []
    sibling = ann.sibling()
    await react(ann, ann.to(ben), 2, FIRE, add_to_recent=True)
    assert types.UpdateRecentReactions() in sibling.pushed()
    assert await offered(ann, recent) == ["🔥"]
    assert await offered(ann, top) == ["🔥", *usual[:2]]
    answer = await ann(recent)
    again = functions.messages.GetRecentReactions(limit=10, hash=answer.hash)
    assert isinstance(await ann(again), types.messages.ReactionsNotModified)
    assert await ann(functions.messages.ClearRecentReactions())
    assert sibling.pushed() == [types.UpdateRecentReactions()]
    assert await offered(ann, recent) == []


async def test_the_default_reaction_stands_in_the_configuration(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    sibling = ann.sibling()
    assert await ann(functions.messages.SetDefaultReaction(reaction=FIRE))
    assert sibling.pushed() == [types.UpdateConfig()]
    assert (await ann(functions.help.GetConfig())).reactions_default == FIRE
    assert (await ben(functions.help.GetConfig())).reactions_default == UP
    for reaction, token in (
        (types.ReactionEmoji(emoticon="🐌"), "REACTION_INVALID"),
        (types.ReactionEmpty(), "REACTION_EMPTY"),
    ):
        with pytest.raises(RpcError, match=token):
            await ann(functions.messages.SetDefaultReaction(reaction=reaction))
