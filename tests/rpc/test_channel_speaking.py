"""In whose name somebody writes in a channel, and links to what was written."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.forums import create, make_forum, say
from support.stage import RpcError
from support.talk import People, Talker, sent_id

channels = functions.channels


async def speakers(of: Community, by: Talker) -> list[Any]:
    answer = await by(channels.GetSendAs(peer=of.peer(by)))
    return [one.peer for one in answer.peers]


async def test_in_a_supergroup_each_speaks_for_themselves_but_anonymous_admins(
    people: People,
) -> None:
    group = await make_community(people)
    itself = types.PeerChannel(channel_id=group.id)
    assert await speakers(group, group.ben) == [types.PeerUser(user_id=group.ben.id)]
    await group.make_admin(group.ben, ban_users=True, anonymous=True)
    assert await speakers(group, group.ben) == [itself]
    await group.ben.send(group.peer(group.ben), "from all of us")
    query = channels.GetMessages(channel=group.named_by(group.cat), id=[types.InputMessageID(id=2)])
    (said,) = (await group.cat(query)).messages
    assert said.from_id in (None, itself)


async def test_in_a_channel_the_channel_speaks(people: People) -> None:
    news = await make_community(people, broadcast=True)
    itself = types.PeerChannel(channel_id=news.id)
    assert await speakers(news, news.ann) == [itself]
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await news.ann(channels.GetSendAs(peer=news.ann.to(news.ben)))


async def link(of: Community, by: Talker, message_id: int) -> str:
    query = channels.ExportMessageLink(channel=of.named_by(by), id=message_id)
    exported: str = (await by(query)).link
    return exported


async def test_a_message_has_a_link_by_the_name_of_its_channel(people: People) -> None:
    public = await make_community(people, username="hikers_club")
    secret = await make_community(people)
    ann, ben = public.ann, public.ben
    said = sent_id(await ann.send(public.peer(ann), "hi"))
    assert await link(public, ben, said) == f"https://t.me/hikers_club/{said}"
    said = sent_id(await ann.send(secret.peer(ann), "hi"))
    assert await link(secret, ben, said) == f"https://t.me/c/{secret.id}/{said}"
    with pytest.raises(RpcError, match="400 MESSAGE_ID_INVALID"):
        await link(secret, ben, 99)
    dan = await secret.stranger()
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await link(secret, dan, said)


async def test_a_link_says_in_which_topic_or_thread_a_message_is_if_that_is_asked_for(
    people: People,
) -> None:
    forum, group = await make_forum(people), await make_community(people)
    ben, cat = forum.ben, forum.cat
    peaks = (await create(forum, ben)).id
    said = (await say(forum, cat, peaks)).id
    await forum.change(username="hikers_forum")
    root = sent_id(await ben.send(group.peer(ben), "what do you think?"))
    answers = types.InputReplyToMessage(reply_to_msg_id=root)
    answer = sent_id(await cat.send(group.peer(cat), "this", reply_to=answers))

    async def exported(of: Community, message_id: int, *, thread: bool = True) -> str:
        query = channels.ExportMessageLink(channel=of.named_by(ben), id=message_id, thread=thread)
        return str((await ben(query)).link).removeprefix("https://t.me/")

    assert await exported(forum, said) == f"hikers_forum/{peaks}/{said}"
    assert await exported(forum, said, thread=False) == f"hikers_forum/{said}"
    assert await exported(group, answer) == f"c/{group.id}/{answer}?thread={root}"
    assert await exported(group, root) == f"c/{group.id}/{root}"


async def test_admins_are_told_who_wrote_in_the_name_of_the_channel(people: People) -> None:
    news = await make_community(people, broadcast=True)
    ann, ben = news.ann, news.ben
    said = sent_id(await ann.send(news.peer(ann), "hi"))

    async def author(by: Talker, message_id: int) -> int:
        query = channels.GetMessageAuthor(channel=news.named_by(by), id=message_id)
        found: int = (await by(query)).id
        return found

    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await author(ben, said)
    await news.make_admin(ben, post_messages=True)
    assert await author(ben, said) == ann.id
    with pytest.raises(RpcError, match="400 MESSAGE_ID_INVALID"):
        await author(ben, 99)
