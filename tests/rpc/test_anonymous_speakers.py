"""Who speaks for a supergroup or channel is nowhere told to those who only read it."""

import re
from typing import Any

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.talk import People, Talker, sent_id

channels = functions.channels


def names(answer: Any, somebody: Talker) -> bool:
    """Whether an account stands anywhere in an answer."""
    return re.search(rf"\b{somebody.id}\b", repr(answer)) is not None


async def make_anonymous(group: Community) -> None:
    """Have Ben be an anonymous admin."""
    await group.make_admin(group.ben, invite_users=True, pin_messages=True, anonymous=True)
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()


async def saved(by: Talker, of: Community, message_id: int) -> Any:
    return await by.forward(of.peer(by), [message_id], types.InputPeerSelf())


def header(answer: Any) -> Any:
    (update,) = [one for one in answer.updates if isinstance(one, types.UpdateNewMessage)]
    return update.message.fwd_from


async def test_saving_an_unsigned_post_does_not_tell_who_wrote_it(people: People) -> None:
    news = await make_community(people, broadcast=True)
    itself = types.PeerChannel(channel_id=news.id)
    said = sent_id(await news.ann.send(news.peer(news.ann), "news"))
    answer = await saved(news.cat, news, said)
    assert (header(answer).from_id, header(answer).saved_from_peer) == (itself, itself)
    assert not names(answer, news.ann)
    await news.cat.send(news.cat.to(news.ben), "by Cat")
    at_ben = (await news.ben.history(news.ben.to(news.cat)))[0].id
    await news.make_admin(news.ben, post_messages=True)
    news.cat.pushed()
    there = news.peer(news.ben)
    passed_on = sent_id(await news.ben.forward(news.ben.to(news.cat), [at_ben], there))
    answer = await saved(news.cat, news, passed_on)
    assert header(answer).from_id == types.PeerUser(user_id=news.cat.id)
    assert header(answer).saved_from_id == itself
    assert not names(answer, news.ben)


async def test_saving_what_an_anonymous_admin_said_does_not_tell_who(people: People) -> None:
    group = await make_community(people)
    itself = types.PeerChannel(channel_id=group.id)
    await make_anonymous(group)
    there = group.peer(group.ben)
    said = sent_id(await group.ben.send(there, "from all of us"))
    answer = await saved(group.cat, group, said)
    assert (header(answer).from_id, header(answer).saved_from_peer) == (itself, itself)
    assert not names(answer, group.ben)
    of_cat = sent_id(await group.cat.send(group.peer(group.cat), "by Cat"))
    passed_on = sent_id(await group.ben.forward(there, [of_cat], there))
    answer = await saved(group.cat, group, passed_on)
    assert header(answer).saved_from_id == itself
    assert not names(answer, group.ben)
