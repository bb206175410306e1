"""What somebody who is added to a basic group is shown of what was said before."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.robots import robot
from support.talk import People, Talker, sent_id


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def add(group: Group, who: Talker, *, last: int, by: Talker | None = None) -> Any:
    by = by or group.ann
    query = functions.messages.AddChatUser(chat_id=group.id, user_id=by.user(who), fwd_limit=last)
    return await by(query)


async def say(group: Group, *texts: str) -> None:
    for text in texts:
        await group.ben.send(group.peer, text)


async def seen(group: Group, who: Talker) -> list[str]:
    """Oldest first; "*" for what was told of the group."""
    return [
        one.message if isinstance(one, types.Message) else "*"
        for one in reversed(await who.history(group.peer))
    ]


async def test_so_many_of_the_last_are_shown_as_they_were_said(group: Group) -> None:
    dan = await group.stranger()
    await say(group, "one", "two", "three")
    before = await dan.pts()
    await add(group, dan, last=2)
    assert await seen(group, dan) == ["two", "three", "*"]
    await group.people.stage.settle()
    new = [one for one in dan.pushed() if isinstance(one, types.UpdateNewMessage)]
    assert [one.pts for one in new] == [before + 1, before + 2, before + 3]
    (first, *_) = new
    assert (first.message.message, first.message.from_id.user_id) == ("two", group.ben.id)
    assert first.message.fwd_from is None
    missed = await dan(functions.updates.GetDifference(pts=before, date=1, qts=0))
    assert [one.id for one in missed.new_messages] == [one.message.id for one in new]
    dialog = await dan.dialog_with(group.peer)
    assert dialog.unread_count == 3
    assert list(await group.people.stage.store.check(whole=True)) == []


async def test_none_are_shown_where_that_is_asked_or_may_not_be(group: Group) -> None:
    dan = await group.stranger()
    await say(group, "one")
    await add(group, dan, last=0)
    assert await seen(group, dan) == ["*"]
    await group.ben.send(group.peer, "two", noforwards=True)
    eve = await group.stranger("12025550105")
    await add(group, eve, last=100)
    assert await seen(group, eve) == ["one", "*"]
    fay = await group.stranger("12025550106")
    protect = functions.messages.ToggleNoForwards(peer=group.peer, enabled=True)
    await group.ann(protect)
    await add(group, fay, last=100)
    assert await seen(group, fay) == ["*"]


async def test_what_is_shown_is_what_who_adds_them_has(group: Group) -> None:
    ann, ben = group.ann, group.ben
    dan = await group.stranger()
    gone = sent_id(await ann.send(group.peer, "gone for me"))
    await say(group, "there")
    await ann(functions.messages.DeleteMessages(id=[gone], revoke=False))
    await add(group, dan, last=100)
    assert await seen(group, dan) == ["there", "*"]
    # What is deleted for all goes from theirs too.
    (there,) = [one for one in await ben.history(group.peer) if getattr(one, "message", "")][:1]
    await ben(functions.messages.DeleteMessages(id=[there.id], revoke=True))
    assert await seen(group, dan) == ["*"]


async def test_who_comes_back_is_shown_only_what_they_have_not(group: Group) -> None:
    ann, cat = group.ann, group.cat
    for one, other in ((ann, cat), (cat, ann)):
        named = functions.contacts.AddContact(
            id=one.user(other), first_name="A", last_name="", phone=""
        )
        await one(named)
    await say(group, "first")
    await ann(functions.messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(cat)))
    await say(group, "meanwhile")
    await add(group, cat, last=100)
    assert await seen(group, cat) == ["*", "first", "*", "meanwhile", "*"]


async def test_a_bot_is_shown_nothing_that_was_not_for_it(group: Group) -> None:
    bot = await robot(group.people)
    await say(group, "secret")
    await add(group, bot, last=100)
    await group.people.stage.settle()
    new = [one for one in bot.pushed() if isinstance(one, types.UpdateNewMessage)]
    assert [type(one.message) for one in new] == [types.MessageService]
