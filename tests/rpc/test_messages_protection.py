"""messages.toggleNoForwards in private chats: protecting, asking to end it, answering.

https://core.telegram.org/api/content-protection#for-users
"""

from typing import Any

import pytest

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.protection import REQUEST_LIFETIME_S
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker

ME = types.InputPeerSelf()


async def toggle(talker: Talker, peer: Any, enabled: bool, *, answers: int | None = None) -> Any:
    query = functions.messages.ToggleNoForwards(peer=peer, enabled=enabled, request_msg_id=answers)
    return await talker(query)


async def refusal(talker: Talker, peer: Any, enabled: bool, **how: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await toggle(talker, peer, enabled, **how)
    return refused.value.code, refused.value.text


async def flags(talker: Talker, other: Talker) -> tuple[bool, bool]:
    full = (await talker(functions.users.GetFullUser(id=talker.user(other)))).full_user
    return full.noforwards_my_enabled, full.noforwards_peer_enabled


async def may_forward(talker: Talker, other: Talker) -> bool:
    try:
        await talker.forward(talker.to(other), [1], ME)
    except RpcError as refused:
        return refused.text != "CHAT_FORWARDS_RESTRICTED"
    return True


def action_of(answer: types.Updates) -> Any:
    (new,) = [u.message for u in answer.updates if isinstance(u, types.UpdateNewMessage)]
    return new.action


TOGGLE, REQUEST = types.MessageActionNoForwardsToggle, types.MessageActionNoForwardsRequest


async def test_nothing_leaves_a_chat_that_either_protects(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "before")
    await ben.send(ben.to(ann), "before")
    ben.pushed()
    answer = await toggle(ann, ann.to(ben), True)
    assert action_of(answer) == TOGGLE(prev_value=False, new_value=True)
    assert [u.message.action for u in ben.pushed()] == [TOGGLE(prev_value=False, new_value=True)]
    assert (await flags(ann, ben), await flags(ben, ann)) == ((True, False), (False, True))
    assert not await may_forward(ann, ben)
    assert not await may_forward(ben, ann)
    reply = types.InputReplyToMessage(reply_to_msg_id=1, reply_to_peer_id=ben.to(ann))
    with pytest.raises(RpcError, match="CHAT_FORWARDS_RESTRICTED"):
        await ben.send(ben.to(cat), reply_to=reply)
    answer = await toggle(ann, ann.to(ben), False)
    assert action_of(answer) == TOGGLE(prev_value=True, new_value=False)
    assert await may_forward(ben, ann)


async def test_who_protects_it_is_asked_and_agrees(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "before")
    await toggle(ann, ann.to(ben), True)
    answer = await toggle(ben, ben.to(ann), False)
    assert action_of(answer) == REQUEST(prev_value=True, new_value=False)
    assert not await may_forward(ben, ann)
    asked = (await ann.history(ann.to(ben)))[0]
    ben.pushed()
    answer = await toggle(ann, ann.to(ben), False, answers=asked.id)
    assert action_of(answer) == TOGGLE(prev_value=True, new_value=False)
    told, settled = ben.pushed()
    assert told.message.reply_to.reply_to_msg_id == settled.message.id
    assert settled.message.action == REQUEST(expired=True, prev_value=True, new_value=False)
    assert (await flags(ann, ben), await may_forward(ben, ann)) == ((False, False), True)
    assert await refusal(ann, ann.to(ben), False, answers=asked.id) == (
        400,
        "REQUEST_MSG_EXPIRED",
    )


async def test_who_protects_it_is_asked_and_refuses(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "before")
    await toggle(ann, ann.to(ben), True)
    await toggle(ben, ben.to(ann), False)
    asked = (await ann.history(ann.to(ben)))[0]
    answer = await toggle(ann, ann.to(ben), True, answers=asked.id)
    assert action_of(answer) == TOGGLE(prev_value=True, new_value=True)
    assert (await flags(ann, ben), await may_forward(ben, ann)) == ((True, False), False)


async def test_nobody_ends_the_other_sides_protection(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "before")
    for talker, other in ((ann, ben), (ben, ann)):
        await toggle(talker, talker.to(other), True)
    answer = await toggle(ben, ben.to(ann), False)
    assert isinstance(action_of(answer), REQUEST)
    assert (await flags(ben, ann), await may_forward(ben, ann)) == ((False, True), False)
    own = (await ben.history(ben.to(ann)))[0]
    assert await refusal(ben, ben.to(ann), False, answers=own.id) == (400, "MESSAGE_ID_INVALID")


async def test_a_request_has_its_time(people: People) -> None:
    ann, ben = people.ann, people.ben
    await toggle(ann, ann.to(ben), True)
    await toggle(ben, ben.to(ann), False)
    asked = (await ann.history(ann.to(ben)))[0]
    people.stage.clock.date += REQUEST_LIFETIME_S + 1
    assert await refusal(ann, ann.to(ben), False, answers=asked.id) == (
        400,
        "REQUEST_MSG_EXPIRED",
    )


async def test_bad_requests_are_refused(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    assert await refusal(ann, ann.to(ben), False) == (400, "CHAT_NOT_MODIFIED")
    await toggle(ann, ann.to(ben), True)
    assert await refusal(ann, ann.to(ben), True) == (400, "CHAT_NOT_MODIFIED")
    assert await refusal(ann, ME, True) == (400, "PEER_ID_INVALID")
    hash_of_service = people.stage.service.access.of_user(ann.id, SERVICE_ACCOUNT_ID)
    service = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=hash_of_service)
    assert await refusal(ann, service, True) == (400, "PEER_ID_INVALID")
    for missing in (0, 1, 99):
        assert await refusal(ann, ann.to(ben), False, answers=missing) == (
            400,
            "MESSAGE_ID_INVALID",
        )
    await cat(functions.contacts.Block(id=cat.to(ann)))
    assert await refusal(ann, ann.to(cat), True) == (403, "USER_IS_BLOCKED")
    assert (await refusal(cat, cat.to(ann), True))[1] == "YOU_BLOCKED_USER"


async def test_a_protection_goes_with_the_account(people: People) -> None:
    ann, ben = people.ann, people.ben
    await toggle(ann, ann.to(ben), True)
    await people.stage.store.end_account(ann.id, decide=lambda _: None)
    assert await flags(ben, ann) == (False, False)


async def test_an_answer_is_to_the_chat_and_to_what_is_still_protected(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    for other in (ben, cat):
        await toggle(ann, ann.to(other), True)
    await toggle(ben, ben.to(ann), False)
    asked = (await ann.history(ann.to(ben)))[0]
    assert await refusal(ann, ann.to(cat), False, answers=asked.id) == (400, "MESSAGE_ID_INVALID")
    await toggle(ann, ann.to(ben), False)
    assert await refusal(ann, ann.to(ben), False, answers=asked.id) == (400, "CHAT_NOT_MODIFIED")
