"""Who read a message in a supergroup: told to its writer alone, where few are in it.

https://core.telegram.org/method/messages.getMessageReadParticipants
"""

import pytest

from heliograph.domain.read_marks import READERS_TOLD_MAX
from heliograph.domain.timers import READ_DATES_KEPT_S
from heliograph.tl import functions
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages = functions.messages


async def readers(talker: Talker, group: Community, message_id: int) -> list[tuple[int, int]]:
    asked = messages.GetMessageReadParticipants(peer=group.peer(talker), msg_id=message_id)
    return [(one.user_id, one.date) for one in await talker(asked)]


async def read(talker: Talker, group: Community, max_id: int) -> None:
    channel = group.named_by(talker)
    assert await talker(functions.channels.ReadHistory(channel=channel, max_id=max_id))


async def test_the_writer_is_told_who_read_it_and_when(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat, clock = group.ann, group.ben, group.cat, people.stage.clock
    first, second = [sent_id(await ann.send(group.peer(ann), text)) for text in "ab"]
    assert await readers(ann, group, first) == []
    clock.date += 10
    await read(cat, group, first)
    early = clock.date
    clock.date += 10
    await read(ben, group, second)
    await read(cat, group, second)
    assert await readers(ann, group, first) == [(cat.id, early), (ben.id, clock.date)]
    assert await readers(ann, group, second) == [(ben.id, clock.date), (cat.id, clock.date)]
    await ben(functions.channels.LeaveChannel(channel=group.named_by(ben)))
    assert [one for one, _ in await readers(ann, group, first)] == [cat.id]
    clock.date += READ_DATES_KEPT_S + 1
    with pytest.raises(RpcError, match="MSG_TOO_OLD"):
        await readers(ann, group, first)


async def test_only_admins_are_told_that_an_anonymous_admin_read_it(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.make_admin(ben, anonymous=True, ban_users=True)
    by_ann, by_cat = [sent_id(await who.send(group.peer(who), "a")) for who in (ann, cat)]
    await read(ann, group, by_cat)
    await read(ben, group, by_cat)
    assert [one for one, _ in await readers(cat, group, by_cat)] == [ann.id]
    assert [one for one, _ in await readers(ann, group, by_ann)] == [ben.id]


async def test_who_may_not_know_who_read_it_is_refused(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    said = sent_id(await ben.send(group.peer(ben), "a"))
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await readers(ann, group, said)
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await readers(ann, group, said + 1)
    dan = await group.stranger()
    with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
        await readers(dan, group, said)
    await group.change(hidden_members=True)
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await readers(ben, group, said)
    await group.change(hidden_members=False, members=READERS_TOLD_MAX + 1)
    with pytest.raises(RpcError, match="CHAT_TOO_BIG"):
        await readers(ben, group, said)
    news = await make_community(people, broadcast=True)
    post = sent_id(await ann.send(news.peer(ann), "news"))
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await readers(ann, news, post)
    with pytest.raises(RpcError, match=r"CHANNEL_INVALID|PEER_ID_INVALID"):
        await ann(messages.GetOutboxReadDate(peer=group.peer(ann), msg_id=said))
