"""Who voted in a supergroup's polls: listed where it is public, unread by who asked.

https://core.telegram.org/api/poll
"""

import re
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages = functions.messages
YES, NO = b"y", b"n"
PAGE = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)


async def ask(group: Community, by: Talker, *, public: bool = True) -> int:
    def words(text: str) -> types.TextWithEntities:
        return types.TextWithEntities(text=text, entities=[])

    answers = [types.PollAnswer(text=words(one.decode()), option=one) for one in (YES, NO)]
    poll = types.Poll(id=0, hash=0, question=words("Is it?"), answers=answers, public_voters=public)
    return sent_id(await by.send_media(group.peer(by), types.InputMediaPoll(poll=poll)))


async def vote(group: Community, by: Talker, message_id: int, *chosen: bytes) -> Any:
    asked = messages.SendVote(peer=group.peer(by), msg_id=message_id, options=list(chosen))
    return (await by(asked)).updates[0]


async def voters(group: Community, by: Talker, message_id: int) -> list[int]:
    asked = messages.GetPollVotes(peer=group.peer(by), id=message_id, limit=10)
    return [one.peer.user_id for one in (await by(asked)).votes]


async def unread(group: Community, by: Talker) -> list[int]:
    """The polls with votes that who asked has not seen; the dialog counts as many."""
    found = await by(messages.GetUnreadPollVotes(peer=group.peer(by), limit=10, **PAGE))
    dialog = await by.dialog_with(group.peer(by))
    assert dialog.unread_poll_votes_count == len(found.messages)
    return [one.id for one in found.messages]


async def test_public_voters_are_listed_and_unread_by_who_asked(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    asked = await ask(group, ben)
    await vote(group, cat, asked, YES)
    await vote(group, ben, asked, NO)
    await vote(group, ann, asked, YES)
    assert sorted(await voters(group, ann, asked)) == sorted([ann.id, ben.id, cat.id])
    assert await unread(group, ben) == [asked]
    assert await unread(group, ann) == []
    answer = await ben(messages.ReadPollVotes(peer=group.peer(ben)))
    assert (answer.pts_count, answer.offset) == (0, 0)
    assert await unread(group, ben) == []


async def test_an_anonymous_admin_votes_in_the_name_of_the_group(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    itself = types.PeerChannel(channel_id=group.id)
    await group.make_admin(ann, anonymous=True)
    await group.make_admin(ben, invite_users=True, anonymous=True)
    asked = await ask(group, cat)
    await vote(group, cat, asked, NO)
    await people.stage.settle()
    cat.pushed()
    people.stage.clock.date += 1
    assert (await vote(group, ben, asked, YES)).results.results[0].chosen
    await vote(group, ann, asked, YES)
    await people.stage.settle()
    told = [one for one in cat.pushed() if isinstance(one, types.UpdateMessagePoll)]
    query = messages.GetPollVotes(peer=group.peer(cat), id=asked, limit=10)
    listed = await cat(query)
    (shown, *_) = [one for one in await cat.history(group.peer(cat)) if one.id == asked]
    assert [one.peer for one in listed.votes[:2]] == [itself] * 2
    assert [chat.id for chat in listed.chats] == [group.id]
    assert [user.id for user in listed.users] == [cat.id]
    assert shown.media.results.recent_voters == [itself, types.PeerUser(user_id=cat.id)]
    assert len(told) == 2
    assert not {str(ann.id), str(ben.id)} & set(re.findall(r"\d+", repr([told, listed, shown])))
    people.stage.clock.date += 1
    await group.make_admin(ben, invite_users=True)
    await vote(group, ben, asked, NO)
    assert (await cat(query)).votes[0].peer == types.PeerUser(user_id=ben.id)


async def in_private(to: Talker, by: Talker, peer: Any, asked: int) -> int:
    """Have somebody pass a poll on to another; its id with them."""
    await by.forward(peer, [asked], by.to(to))
    await by.device.stage.settle()
    return int((await to.history(to.to(by)))[0].id)


async def test_a_vote_in_a_groups_name_stays_so_from_a_copy_of_the_poll(people: People) -> None:
    group = await make_community(people)
    ben, cat = group.ben, group.cat
    itself = types.PeerChannel(channel_id=group.id)
    await group.make_admin(ben, invite_users=True, anonymous=True)
    asked = await ask(group, cat)
    await vote(group, ben, asked, YES)
    copy = await in_private(ben, cat, group.peer(cat), asked)
    people.stage.clock.date += 1
    await ben(messages.SendVote(peer=ben.to(cat), msg_id=copy, options=[NO]))
    await vote(group, cat, asked, YES)
    query = messages.GetPollVotes(peer=group.peer(cat), id=asked, option=NO, limit=10)
    assert [one.peer for one in (await cat(query)).votes] == [itself]


async def test_a_first_vote_from_a_copy_of_the_poll_names_no_anonymous_admin(
    people: People,
) -> None:
    group = await make_community(people)
    ben, cat = group.ben, group.cat
    itself = types.PeerChannel(channel_id=group.id)
    await group.make_admin(ben, invite_users=True, anonymous=True)
    asked = await ask(group, cat)
    copy = await in_private(ben, cat, group.peer(cat), asked)
    await ben(messages.SendVote(peer=ben.to(cat), msg_id=copy, options=[NO]))
    query = messages.GetPollVotes(peer=group.peer(cat), id=asked, option=NO, limit=10)
    await cat(messages.SendVote(peer=group.peer(cat), msg_id=asked, options=[YES]))
    listed = await cat(query)
    assert [one.peer for one in listed.votes] == [itself]
    assert str(ben.id) not in re.findall(r"\d+", repr(listed))
    # Who speaks for themselves there is named wherever they vote.
    await group.make_admin(ben, invite_users=True)
    await ben(messages.SendVote(peer=ben.to(cat), msg_id=copy, options=[]))
    await ben(messages.SendVote(peer=ben.to(cat), msg_id=copy, options=[NO]))
    assert [one.peer for one in (await cat(query)).votes] == [types.PeerUser(user_id=ben.id)]


async def test_a_groups_name_is_with_votes_in_the_group_alone(people: People) -> None:
    group = await make_community(people)
    ben, cat = group.ben, group.cat
    dan = await group.stranger()
    await group.make_admin(ben, invite_users=True, anonymous=True)
    asked = await ask(group, cat)
    await vote(group, ben, asked, YES)
    copy = await in_private(dan, cat, group.peer(cat), asked)
    await dan(messages.SendVote(peer=dan.to(cat), msg_id=copy, options=[YES]))
    listed = await dan(messages.GetPollVotes(peer=dan.to(cat), id=copy, limit=10))
    (shown,) = await dan.history(dan.to(cat))
    await vote(group, cat, asked, NO)
    await vote(group, ben, asked, NO)
    await people.stage.settle()
    told = dan.device.session.take()
    assert (listed.count, [one.peer.user_id for one in listed.votes]) == (2, [dan.id])
    assert shown.media.results.recent_voters == [types.PeerUser(user_id=dan.id)]
    assert told
    assert str(group.id) not in re.findall(r"\d+", repr([listed, shown, told]))


async def test_nobody_is_told_who_voted_in_secret(people: People) -> None:
    group = await make_community(people)
    asked = await ask(group, group.ben, public=False)
    await vote(group, group.cat, asked, YES)
    await vote(group, group.ann, asked, YES)
    with pytest.raises(RpcError, match="BROADCAST_FORBIDDEN"):
        await voters(group, group.ann, asked)
    assert await unread(group, group.ben) == []


async def test_who_may_not_look_is_told_of_no_votes(people: People) -> None:
    group = await make_community(people)
    asked = await ask(group, group.ben)
    dan = await group.stranger()
    for query in (
        messages.GetPollVotes(peer=group.peer(dan), id=asked, limit=10),
        messages.ReadPollVotes(peer=group.peer(dan)),
        messages.GetUnreadPollVotes(peer=group.peer(dan), limit=10, **PAGE),
    ):
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await dan(query)


async def test_the_log_says_who_stopped_a_poll_and_not_what_they_chose(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    asked = await ask(group, ben)
    await vote(group, ben, asked, YES)
    question = types.TextWithEntities(text="", entities=[])
    over = types.Poll(id=0, hash=0, question=question, answers=[], closed=True)
    await ben(
        messages.EditMessage(peer=group.peer(ben), id=asked, media=types.InputMediaPoll(poll=over))
    )
    query = functions.channels.GetAdminLog(
        channel=group.named_by(ann), q="", max_id=0, min_id=0, limit=1
    )
    (event,) = (await ann(query)).events
    assert (event.user_id, event.action.message.id) == (ben.id, asked)
    assert isinstance(event.action, types.ChannelAdminLogEventActionStopPoll)
    results = event.action.message.media.results.results or []
    assert not any(one.chosen for one in results)


async def test_a_channel_tells_nobody_who_voted(people: People) -> None:
    group, news = await make_community(people), await make_community(people, broadcast=True)
    ann, ben, cat = news.ann, news.ben, news.cat
    with pytest.raises(RpcError, match="400 BROADCAST_PUBLIC_VOTERS_FORBIDDEN"):
        await ask(news, ann)
    asked = await ask(group, ann)
    for fields in ({}, {"drop_author": True}):
        with pytest.raises(RpcError, match="400 BROADCAST_PUBLIC_VOTERS_FORBIDDEN"):
            await ann.forward(group.peer(ann), [asked], news.peer(ann), **fields)
    posted = await ask(news, ann, public=False)
    await vote(news, ben, posted, YES)
    with pytest.raises(RpcError, match="403 BROADCAST_FORBIDDEN"):
        await voters(news, ben, posted)
    await ann.forward(news.peer(ann), [posted], group.peer(ann))
    (shown, *_) = await cat.history(news.peer(cat))
    assert shown.media.results.recent_voters is None


async def test_who_changes_what_others_posted_closes_their_polls(people: People) -> None:
    group, news = await make_community(people), await make_community(people, broadcast=True)
    ann, ben, cat = news.ann, news.ben, news.cat
    posted = await ask(news, ann, public=False)
    copied = sent_id(await ann.forward(news.peer(ann), [posted], group.peer(ann)))

    async def close(by: Talker, place: Community, message_id: int) -> Any:
        nothing = types.TextWithEntities(text="", entities=[])
        poll = types.Poll(id=0, hash=0, question=nothing, answers=[], closed=True)
        media = types.InputMediaPoll(poll=poll)
        await by(messages.EditMessage(peer=place.peer(by), id=message_id, media=media))

    await news.make_admin(ben, post_messages=True)
    await news.make_admin(cat, edit_messages=True)
    await group.make_admin(cat, delete_messages=True, pin_messages=True)
    for by, place, message_id in ((ben, news, posted), (cat, group, copied)):
        with pytest.raises(RpcError, match="403 MESSAGE_AUTHOR_REQUIRED"):
            await close(by, place, message_id)
    theirs = await make_community(people, broadcast=True)
    await theirs.make_admin(cat, post_messages=True, edit_messages=True)
    for fields in ({}, {"drop_author": True}):
        again = sent_id(await cat.forward(news.peer(cat), [posted], theirs.peer(cat), **fields))
        with pytest.raises(RpcError, match="403 MESSAGE_AUTHOR_REQUIRED"):
            await close(cat, theirs, again)
    await close(cat, news, posted)
    (shown, *_) = await ben.history(news.peer(ben))
    assert shown.media.poll.closed
