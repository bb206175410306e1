"""Giving a group to somebody else: what it takes, and what becomes of it."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.passwords import proof_by, set_password
from support.stage import RpcError
from support.talk import People, Talker

WEEK_S = 7 * 86_400
NOBODY = types.InputPeerEmpty()
NO_PROOF = types.InputCheckPasswordEmpty()


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def hand_over(by: Talker, peer: Any, user: Any, password: Any = NO_PROOF) -> Any:
    query = functions.messages.EditChatCreator(peer=peer, user_id=user, password=password)
    return await by(query)


async def settled(group: Group, by: Talker) -> None:
    """A password that is a week old on a device that is older."""
    await set_password(by.device, "secret")
    group.people.stage.clock.date += WEEK_S
    by.pushed()


async def test_it_is_said_what_is_missing_before_anybody_is_named(group: Group) -> None:
    ann, clock = group.ann, group.people.stage.clock
    with pytest.raises(RpcError, match="400 PASSWORD_MISSING"):
        await hand_over(ann, NOBODY, types.InputUserSelf())
    await set_password(ann.device, "secret")
    with pytest.raises(RpcError, match=f"400 PASSWORD_TOO_FRESH_{WEEK_S}"):
        await hand_over(ann, NOBODY, types.InputUserSelf())
    clock.date += WEEK_S - 1
    with pytest.raises(RpcError, match="400 PASSWORD_TOO_FRESH_1"):
        await hand_over(ann, NOBODY, types.InputUserSelf())
    clock.date += 1
    with pytest.raises(RpcError, match="400 PASSWORD_HASH_INVALID"):
        await hand_over(ann, NOBODY, types.InputUserSelf())


async def test_a_device_that_has_just_come_gives_nothing_away(group: Group) -> None:
    await settled(group, group.ann)
    fresh = await group.people.stage.device()
    with pytest.raises(RpcError, match="401 SESSION_PASSWORD_NEEDED"):
        await fresh.sign_in(group.ann.phone)
    await fresh(functions.auth.CheckPassword(password=await proof_by(fresh, "secret")))
    with pytest.raises(RpcError, match="400 SESSION_TOO_FRESH_86400"):
        await hand_over(Talker(fresh, group.ann.phone), NOBODY, types.InputUserSelf())


async def test_the_group_has_another_creator_who_may_what_the_first_might(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await settled(group, ann)
    for one in (ben, cat):
        one.pushed()
    proof = await proof_by(ann.device, "secret")
    answer = await hand_over(ann, group.peer, ann.user(ben), proof)
    told = next(one for one in answer.updates if isinstance(one, types.UpdateNewMessage))
    assert told.message.action == types.MessageActionChangeCreator(new_creator_id=ben.id)
    assert (await group.as_seen_by(ben)).creator
    before = await group.as_seen_by(ann)
    assert not before.creator
    assert before.admin_rights is not None
    pushed = {type(update): update for update in cat.pushed()}
    assert pushed[types.UpdateNewMessage].message.action == told.message.action
    creator = next(
        one
        for one in pushed[types.UpdateChatParticipants].participants.participants
        if isinstance(one, types.ChatParticipantCreator)
    )
    assert creator.user_id == ben.id
    assert ann.pushed() == []
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ann(functions.messages.DeleteChat(chat_id=group.id))


@pytest.mark.parametrize("password", ["wrong", None])
async def test_nobody_gives_it_away_without_the_password(group: Group, password: Any) -> None:
    ann = group.ann
    await settled(group, ann)
    proof = NO_PROOF if password is None else await proof_by(ann.device, password)
    with pytest.raises(RpcError, match="400 PASSWORD_HASH_INVALID"):
        await hand_over(ann, group.peer, ann.user(group.ben), proof)
    assert (await group.as_seen_by(ann)).creator


async def test_only_the_creator_gives_it_away_and_to_a_member_alone(group: Group) -> None:
    ann, ben = group.ann, group.ben
    dan = await group.stranger()
    for one in (ann, ben):
        await settled(group, one)

    async def proof(by: Talker) -> Any:
        return await proof_by(by.device, "secret")

    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await hand_over(ben, group.peer, ben.user(group.cat), await proof(ben))
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await hand_over(ann, group.peer, ann.user(dan), await proof(ann))
    with pytest.raises(RpcError, match="400 USER_ID_INVALID"):
        await hand_over(ann, group.peer, types.InputUserSelf(), await proof(ann))
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await hand_over(ann, ann.to(ben), ann.user(ben), await proof(ann))
