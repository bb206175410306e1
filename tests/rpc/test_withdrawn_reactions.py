"""Admins take away what others reacted.

https://core.telegram.org/api/reactions
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages = functions.messages
UP = types.ReactionEmoji(emoticon="👍")


@pytest.fixture
async def supergroup(people: People) -> Community:
    return await make_community(people)


@pytest.fixture
async def basic(people: People) -> Group:
    return await make_group(people)


async def react(who: Talker, place: Any, message_id: int, *chosen: Any) -> None:
    asked = messages.SendReaction(
        peer=place.peer(who), msg_id=message_id, reaction=list(chosen) or [UP]
    )
    await who(asked)


async def withdraw(by: Talker, place: Community, message_id: int, of: Any) -> Any:
    return await by(
        messages.DeleteParticipantReaction(peer=place.peer(by), msg_id=message_id, participant=of)
    )


async def signs(who: Talker, place: Community, message_id: int) -> dict[str, tuple[int, bool]]:
    """How many chose each sign, and whether the viewer did."""
    (found,) = [one for one in await who.history(place.peer(who)) if one.id == message_id]
    shown = getattr(found.reactions, "results", ())
    return {one.reaction.emoticon: (one.count, one.chosen_order is not None) for one in shown}


async def test_one_persons_reaction_goes_and_the_others_stay(supergroup: Community) -> None:
    ann, ben, cat = supergroup.ann, supergroup.ben, supergroup.cat
    said = sent_id(await ann.send(supergroup.peer(ann), "look"))
    for who in (ben, cat):
        await react(who, supergroup, said)
    settle = supergroup.people.stage.settle
    await settle()
    ben.pushed()
    answer = await withdraw(ann, supergroup, said, ann.to(ben))
    (told,) = answer.updates
    assert [one.count for one in told.reactions.results] == [1]
    await settle()
    pushed = [one for one in ben.pushed() if isinstance(one, types.UpdateMessageReactions)]
    assert {one.chosen_order for update in pushed for one in update.reactions.results} == {None}
    assert await signs(ben, supergroup, said) == {"👍": (1, False)}
    assert await signs(cat, supergroup, said) == {"👍": (1, True)}
    again = await withdraw(ann, supergroup, said, ann.to(ben))
    assert [one.count for one in again.updates[0].reactions.results] == [1]


async def test_an_admin_of_a_basic_group_takes_a_reaction_away(basic: Group) -> None:
    ann, ben = basic.ann, basic.ben
    said = sent_id(await ann.send(basic.peer, "look"))
    own = (await ben.history(basic.peer))[0]
    await ben(messages.SendReaction(peer=basic.peer, msg_id=own.id, reaction=[UP]))
    ask = messages.DeleteParticipantReaction(peer=basic.peer, msg_id=said, participant=ann.to(ben))
    (told,) = (await ann(ask)).updates
    assert not told.reactions.results
    assert not (await ben.history(basic.peer))[0].reactions


async def test_all_that_somebody_reacted_lately_goes_at_once(supergroup: Community) -> None:
    ann, ben, cat = supergroup.ann, supergroup.ben, supergroup.cat
    said = [sent_id(await ann.send(supergroup.peer(ann), f"line {n}")) for n in range(3)]
    for one in said:
        await react(ben, supergroup, one)
        await react(cat, supergroup, one)
    ask = messages.DeleteParticipantReactions(peer=supergroup.peer(ann), participant=ann.to(ben))
    await supergroup.people.stage.settle()
    ann.pushed()
    assert await ann(ask) is True
    await supergroup.people.stage.settle()
    told = [one for one in ann.pushed() if isinstance(one, types.UpdateMessageReactions)]
    assert {one.msg_id for one in told} == set(said)
    assert [await signs(cat, supergroup, one) for one in said] == [{"👍": (1, True)}] * 3


async def test_who_stands_behind_the_groups_name_is_not_told_by_it(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    await group.make_admin(ben, invite_users=True, anonymous=True)
    said = sent_id(await ann.send(group.peer(ann), "look"))
    await react(ben, group, said)
    await withdraw(ann, group, said, ann.to(ben))
    assert await signs(ann, group, said) == {"👍": (1, False)}
    await withdraw(ann, group, said, group.peer(ann))
    assert await signs(ann, group, said) == {}


@pytest.mark.parametrize("all_of_them", [False, True])
async def test_only_who_deletes_messages_takes_reactions_away(
    supergroup: Community, all_of_them: bool
) -> None:
    ann, ben, cat = supergroup.ann, supergroup.ben, supergroup.cat
    said = sent_id(await ann.send(supergroup.peer(ann), "look"))
    await react(cat, supergroup, said)
    named: dict[str, Any] = {"peer": supergroup.peer(ben), "participant": ben.to(cat)}
    ask: Any = messages.DeleteParticipantReaction(msg_id=said, **named)
    if all_of_them:
        ask = messages.DeleteParticipantReactions(**named)
    for rights in ({}, {"pin_messages": True}):
        if rights:
            await supergroup.make_admin(ben, **rights)
        with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
            await ben(ask)
    await supergroup.make_admin(ben, delete_messages=True)
    await ben(ask)
    assert await signs(cat, supergroup, said) == {}


async def test_what_is_refused(people: People) -> None:
    news, group = await make_community(people, broadcast=True), await make_community(people)
    ann, ben = people.ann, people.ben
    post = sent_id(await ann.send(news.peer(ann), "post"))
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await withdraw(ann, news, post, ann.to(ben))
    for message_id in (0, -1, 9_999):
        with pytest.raises(RpcError, match="400 MESSAGE_ID_INVALID"):
            await withdraw(ann, group, message_id, ann.to(ben))
    private = messages.DeleteParticipantReaction(
        peer=ann.to(ben), msg_id=1, participant=ann.to(ben)
    )
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await ann(private)
