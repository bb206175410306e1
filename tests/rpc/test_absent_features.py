"""What is answered about what there is not yet, where the answer depends on the question."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People

CHANNEL = types.InputChannel(channel_id=1, access_hash=1)


async def test_views_are_listed_one_for_each_id_without_numbers(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    query = functions.messages.GetMessagesViews(peer=ann.to(ben), id=[3, 1, 9], increment=True)
    answer = await ann(query)
    assert answer.views == [types.MessageViews()] * 3
    too_many = functions.messages.GetMessagesViews(
        peer=ann.to(ben), id=list(range(201)), increment=False
    )
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await ann(too_many)


async def test_asking_for_no_channels_and_chats_gives_none(people: People) -> None:
    for query in (functions.channels.GetChannels(id=[]), functions.messages.GetChats(id=[])):
        assert await people.ann(query) == types.messages.Chats(chats=[])


async def test_stories_of_somebody_are_none_and_of_that_peer(people: People) -> None:
    ann, ben = people.ann, people.ben
    answer = await ann(functions.stories.GetPeerStories(peer=ann.to(ben)))
    assert answer.stories == types.PeerStories(peer=types.PeerUser(user_id=ben.id), stories=[])


PEER_QUERIES: list[Any] = [
    lambda peer: functions.messages.GetMessagesViews(peer=peer, id=[1], increment=False),
    lambda peer: functions.messages.GetOnlines(peer=peer),
    lambda peer: functions.channels.GetSendAs(peer=peer),
    lambda peer: functions.stories.GetPeerStories(peer=peer),
    lambda peer: functions.stories.GetPinnedStories(peer=peer, offset_id=0, limit=1),
]


@pytest.mark.parametrize("make", PEER_QUERIES)
async def test_a_peer_without_proof_is_refused_here_too(people: People, make: Any) -> None:
    ann, ben = people.ann, people.ben
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await ann(make(types.InputPeerUser(user_id=ben.id, access_hash=1)))
    with pytest.raises(RpcError, match="CHANNEL_INVALID"):
        await ann(make(types.InputPeerChannel(channel_id=1, access_hash=1)))
