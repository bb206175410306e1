"""A channel that a client knows from a message alone is named by that message."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, sent_id


@pytest.fixture
async def news(people: People) -> Community:
    return await make_community(people, broadcast=True, username="hikers_news")


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people)


async def forwarded(news: Community, to: Any) -> int:
    """Ann passes a post of the channel on; its id there."""
    ann = news.ann
    said = sent_id(await ann.send(news.peer(ann), "read this"))
    return sent_id(await ann.forward(news.peer(ann), [said], to))


def from_message(news: Community, peer: Any, msg_id: int) -> types.InputChannelFromMessage:
    return types.InputChannelFromMessage(peer=peer, msg_id=msg_id, channel_id=news.id)


def as_peer(form: types.InputChannelFromMessage) -> types.InputPeerChannelFromMessage:
    return types.InputPeerChannelFromMessage(
        peer=form.peer, msg_id=form.msg_id, channel_id=form.channel_id
    )


async def test_a_forward_names_the_channel_it_is_from(news: Community, group: Community) -> None:
    ann, ben = news.ann, news.ben
    in_private = await forwarded(news, ann.to(ben))
    in_group = await forwarded(news, group.peer(ann))
    (theirs,) = [one for one in await ben.history(ben.to(ann)) if one.fwd_from]
    assert in_private
    for form in (
        from_message(news, ben.to(ann), theirs.id),
        from_message(news, group.peer(ben), in_group),
    ):
        full = await ben(functions.channels.GetFullChannel(channel=form))
        assert full.full_chat.id == news.id
        answer = await ben(functions.channels.GetChannels(id=[form]))
        assert [one.id for one in answer.chats] == [news.id]
        (newest, *_) = await ben.history(as_peer(form))
        assert newest.message == "read this"
        dialog = await ben.dialog_with(as_peer(form))
        assert dialog.peer == types.PeerChannel(channel_id=news.id)


async def test_what_shows_another_channel_names_none(news: Community, group: Community) -> None:
    ann, ben = news.ann, news.ben
    plain = sent_id(await ann.send(group.peer(ann), "no forward"))
    for msg_id, token in ((plain, "400 CHANNEL_INVALID"), (plain + 9, "400 MSG_ID_INVALID")):
        form = from_message(news, group.peer(ben), msg_id)
        with pytest.raises(RpcError, match=token):
            await ben(functions.channels.GetFullChannel(channel=form))
        with pytest.raises(RpcError, match=token):
            await ben.history(as_peer(form))
        with pytest.raises(RpcError, match=token):
            await ben(functions.channels.GetChannels(id=[form]))


async def test_a_message_that_one_may_not_see_proves_nothing(
    news: Community, group: Community
) -> None:
    ann = news.ann
    dan = await news.stranger()
    in_group = await forwarded(news, group.peer(ann))
    form = from_message(news, group.peer(dan), in_group)
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await dan(functions.channels.GetFullChannel(channel=form))
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await dan.history(as_peer(form))


async def test_a_private_channel_stays_private_whoever_passed_its_posts_on(
    people: People, group: Community
) -> None:
    secret = await make_community(people, broadcast=True)
    ann, ben = people.ann, people.ben
    in_group = await forwarded(secret, group.peer(ann))
    await ben(functions.channels.LeaveChannel(channel=secret.named_by(ben)))
    form = from_message(secret, group.peer(ben), in_group)
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await ben(functions.channels.GetFullChannel(channel=form))
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await ben(functions.channels.JoinChannel(channel=form))


async def test_nesting_has_an_end(news: Community, group: Community) -> None:
    ann, ben = news.ann, news.ben
    in_group = await forwarded(news, group.peer(ann))
    form = from_message(news, group.peer(ben), in_group)
    for _ in range(4):
        form = from_message(news, as_peer(form), 1)
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await ben(functions.channels.GetFullChannel(channel=form))
