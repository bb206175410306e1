"""Writing in supergroups in the name of a channel: who may, and what others learn of who did."""

import re
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.scheduling import send_due
from heliograph.domain.permissions import Role
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages, channels = functions.messages, functions.channels


def names(answer: Any, somebody: Talker) -> bool:
    """Whether an account stands anywhere in an answer."""
    return re.search(rf"\b{somebody.id}\b", repr(answer)) is not None


async def say(group: Community, by: Talker, text: str, speaker: Any = None) -> int:
    peer = None if speaker is None else speaker.peer(by)
    return sent_id(await by.send(group.peer(by), text, send_as=peer))


async def own_channel(people: People, who: Talker, *, username: str) -> Community:
    """A channel that somebody made."""
    made = await make_community(people, broadcast=True, username=username)
    await made.ann(
        channels.EditAdmin(
            channel=made.named_by(made.ann),
            user_id=made.ann.user(who),
            admin_rights=types.ChatAdminRights(post_messages=True),
            rank="",
        )
    )
    return made


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people, username="hikers_club")


@pytest.fixture
async def news(people: People) -> Community:
    """Ann's channel, in which Ben may post."""
    return await own_channel(people, people.ben, username="hikers_news")


def itself(one: Community) -> types.PeerChannel:
    return types.PeerChannel(channel_id=one.id)


async def speakers(of: Community, by: Talker) -> list[Any]:
    answer = await by(channels.GetSendAs(peer=of.peer(by)))
    return [one.peer for one in answer.peers]


async def test_what_is_said_as_a_channel_is_from_it_everywhere(
    group: Community, news: Community
) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    assert await speakers(group, ann) == [types.PeerUser(user_id=ann.id), itself(news)]
    for talker in (ann, ben, cat):
        talker.pushed()
    said = await say(group, ann, "from the editors", news)
    await group.people.stage.settle()
    pushed = cat.pushed()
    (told,) = [one for one in pushed if isinstance(one, types.UpdateNewChannelMessage)]
    assert told.message.from_id == itself(news)
    assert not names(pushed, ann)
    for answer in (
        await cat(
            messages.GetHistory(
                peer=group.peer(cat),
                offset_id=said + 1,
                offset_date=0,
                add_offset=0,
                limit=1,
                max_id=0,
                min_id=0,
                hash=0,
            )
        ),
        await cat(
            channels.GetMessages(channel=group.named_by(cat), id=[types.InputMessageID(id=said)])
        ),
    ):
        (message,) = answer.messages
        assert message.from_id == itself(news)
        assert {one.id for one in answer.chats} == {group.id, news.id}
        assert not names(answer, ann)
    forwarded = await cat.forward(group.peer(cat), [said], types.InputPeerSelf())
    (update,) = [one for one in forwarded.updates if isinstance(one, types.UpdateNewMessage)]
    assert update.message.fwd_from.from_id == itself(news)
    assert not names(forwarded, ann)


async def found(group: Community, by: Talker, from_id: Any) -> list[int]:
    answer = await by(
        messages.Search(
            peer=group.peer(by),
            q="",
            from_id=from_id,
            filter=types.InputMessagesFilterEmpty(),
            min_date=0,
            max_date=0,
            offset_id=0,
            add_offset=0,
            limit=10,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    return [one.id for one in answer.messages if not hasattr(one, "action")]


async def test_search_by_sender_finds_what_the_channel_said(
    group: Community, news: Community
) -> None:
    ann, cat = group.ann, group.cat
    mine, ours = await say(group, ann, "mine"), await say(group, ann, "ours", news)
    assert await found(group, cat, news.peer(cat)) == [ours]
    assert await found(group, cat, cat.to(ann)) == [mine]
    assert await found(group, cat, group.peer(cat)) == []


async def test_only_its_owner_speaks_as_a_channel_and_only_in_the_open(
    people: People, group: Community, news: Community
) -> None:
    closed = await make_community(people)
    hidden = await make_community(people, broadcast=True)
    for where, by, speaker in (
        (group, group.ben, news),
        (group, group.cat, news),
        (group, group.ann, hidden),
        (group, group.ann, closed),
        (group, group.ben, group),
        (closed, group.ann, news),
    ):
        with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
            await say(where, by, "no", speaker)
    with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
        await group.ann.send(group.ann.to(group.ben), "no", send_as=news.peer(group.ann))
    with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
        await group.ann.send(group.peer(group.ann), "no", send_as=group.ann.to(group.ben))


async def test_in_its_discussion_group_whoever_may_post_speaks_as_the_channel(
    people: People, news: Community
) -> None:
    talk = await make_community(people)
    ann, ben, cat = talk.ann, talk.ben, talk.cat
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=talk.named_by(ann)))
    assert await speakers(talk, ben) == [types.PeerUser(user_id=ben.id), itself(news)]
    assert await speakers(talk, cat) == [types.PeerUser(user_id=cat.id)]
    await say(talk, ben, "as the channel", news)
    with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
        await say(talk, cat, "no", news)


async def test_an_anonymous_admin_cannot_give_themselves_away(group: Community) -> None:
    ben = group.ben
    await group.make_admin(ben, anonymous=True, ban_users=True)
    assert (await group.full(ben)).full_chat.default_send_as == itself(group)
    with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
        await ben.send(group.peer(ben), "oops", send_as=types.InputPeerSelf())
    await say(group, ben, "from all of us", group)
    (last,) = (await group.cat.history(group.peer(group.cat)))[:1]
    assert last.from_id == itself(group)


async def test_admins_are_not_told_who_speaks_as_another_channel(
    people: People, group: Community, news: Community
) -> None:
    ann, ben = group.ann, group.ben
    await group.make_admin(ben, delete_messages=True)

    async def author(place: Community, message_id: int) -> Any:
        return await ben(channels.GetMessageAuthor(channel=place.named_by(ben), id=message_id))

    with pytest.raises(RpcError, match="400 MESSAGE_ID_INVALID"):
        await author(group, await say(group, ann, "from the editors", news))
    assert (await author(group, await say(group, ann, "from all of us"))).id == ann.id
    talk = await make_community(people)
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=talk.named_by(ann)))
    await talk.make_admin(ben, delete_messages=True)
    await ann.send(news.peer(ann), "news")
    (carried, *_) = await ben.history(talk.peer(ben))
    assert carried.message == "news"
    with pytest.raises(RpcError, match="400 MESSAGE_ID_INVALID"):
        await author(talk, carried.id)


async def test_what_was_chosen_holds_until_it_may_not_be(group: Community, news: Community) -> None:
    ann, cat = group.ann, group.cat

    async def choose(by: Talker, speaker: Any) -> None:
        await by(messages.SaveDefaultSendAs(peer=group.peer(by), send_as=speaker))

    with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
        await choose(cat, news.peer(cat))
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await ann(messages.SaveDefaultSendAs(peer=ann.to(cat), send_as=types.InputPeerSelf()))
    await choose(ann, news.peer(ann))
    assert (await group.full(ann)).full_chat.default_send_as == itself(news)
    await say(group, ann, "as chosen")
    await say(group, ann, "by myself", _Oneself)
    await news.change(username="")
    assert (await group.full(ann)).full_chat.default_send_as == types.PeerUser(user_id=ann.id)
    await say(group, ann, "no more")
    last = (await cat.history(group.peer(cat)))[:3]
    assert [one.from_id for one in last[::-1]] == [
        itself(news),
        types.PeerUser(user_id=ann.id),
        types.PeerUser(user_id=ann.id),
    ]


async def later(group: Community, by: Talker, text: str, speaker: Any = None) -> None:
    """Have it be said in a minute."""
    date = group.people.stage.clock.now() + 60
    peer = None if speaker is None else speaker.peer(by)
    await by.send(group.peer(by), text, send_as=peer, schedule_date=date)


async def when_due(group: Community) -> list[Any]:
    """What is said in a minute, as Cat sees it, the newest first."""
    group.people.stage.clock.date += 60
    while await send_due(group.people.stage.app):
        pass
    return await group.cat.history(group.peer(group.cat))


async def test_what_waits_is_said_in_whose_name_one_may_speak_by_then(group: Community) -> None:
    ben = group.ben
    await group.make_admin(ben, anonymous=True, ban_users=True)
    await later(group, ben, "from all of us")
    await group.make_admin(ben)
    (said, *_) = await when_due(group)
    assert (said.message, said.from_id) == ("from all of us", types.PeerUser(user_id=ben.id))
    await later(group, ben, "as one of you")
    await group.make_admin(ben, anonymous=True, ban_users=True)
    (said, *_) = await when_due(group)
    assert (said.message, said.from_id) == ("as one of you", itself(group))


async def test_what_waits_is_said_in_no_channels_name_whose_posts_one_no_longer_writes(
    people: People, news: Community
) -> None:
    talk = await make_community(people)
    ann, ben = talk.ann, talk.ben
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=talk.named_by(ann)))
    await later(talk, ben, "as the channel", news)
    (said, *_) = await when_due(talk)
    assert (said.message, said.from_id) == ("as the channel", itself(news))
    await later(talk, ben, "not any more", news)
    await news.make_admin(ben)
    assert (await when_due(talk))[0].id == said.id
    waiting = await ben(messages.GetScheduledHistory(peer=talk.peer(ben), hash=0))
    assert waiting.messages == []


async def test_only_who_still_speaks_for_it_puts_words_into_its_mouth(
    people: People, group: Community, news: Community
) -> None:
    """What was said in a name stays as it was said for who has no say in that any more."""
    ben = group.ben
    await group.make_admin(ben, anonymous=True, ban_users=True)
    as_group = await say(group, ben, "from all of us")
    own = types.TextWithEntities(text="To do", entities=[])
    todo = types.TodoList(title=own, list=[types.TodoItem(id=1, title=own)])
    listed = sent_id(await ben.send_media(group.peer(ben), types.InputMediaTodo(todo=todo)))

    def edited(place: Community, message_id: int, text: str) -> Any:
        return messages.EditMessage(peer=place.peer(ben), id=message_id, message=text)

    await ben(edited(group, as_group, "from us all"))
    await group.make_admin(ben, ban_users=True)
    await ben(edited(group, as_group, "by an admin who shows themselves"))
    await group.make_admin(ben)
    with pytest.raises(RpcError, match="403 MESSAGE_AUTHOR_REQUIRED"):
        await ben(edited(group, as_group, "all of us are fools"))
    title = types.TextWithEntities(text="All of us are fools", entities=[])
    rewritten = types.InputMediaTodo(todo=types.TodoList(title=title, list=todo.list))
    with pytest.raises(RpcError, match="403 MESSAGE_AUTHOR_REQUIRED"):
        await ben(messages.EditMessage(peer=group.peer(ben), id=listed, media=rewritten))
    talk = await make_community(people)
    ann = talk.ann
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=talk.named_by(ann)))
    as_channel = await say(talk, ben, "from the editors", news)
    await ben(edited(talk, as_channel, "from all editors"))
    await news.make_admin(ben)
    with pytest.raises(RpcError, match="403 MESSAGE_AUTHOR_REQUIRED"):
        await ben(edited(talk, as_channel, "the editors are fools"))
    (said, *_) = await talk.cat.history(talk.peer(talk.cat))
    assert said.message == "from all editors"


async def test_nobody_sees_who_types_in_anothers_name(group: Community, news: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await say(group, ann, "by myself")

    async def seen_typing(who: Talker) -> bool:
        await group.people.stage.settle()
        cat.pushed()
        action = types.SendMessageTypingAction()
        assert await who(messages.SetTyping(peer=group.peer(who), action=action))
        await group.people.stage.settle()
        return names(cat.pushed(), who)

    assert await seen_typing(ann)
    chosen = messages.SaveDefaultSendAs(peer=group.peer(ann), send_as=news.peer(ann))
    assert await ann(chosen)
    assert not await seen_typing(ann)
    assert await seen_typing(ben)
    await group.make_admin(ben, anonymous=True)
    assert not await seen_typing(ben)


class _Oneself:
    @staticmethod
    def peer(_: Talker) -> types.InputPeerSelf:
        return types.InputPeerSelf()


async def test_a_channel_is_kept_from_being_written_as(people: People, group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    theirs = await make_community(people, broadcast=True, username="cats_own")
    await theirs.change(*[await as_creator(theirs, cat)], creator_id=cat.id)
    await group.make_admin(ben, ban_users=True)
    await say(group, cat, "hello", theirs)

    async def bar(by: Talker, **rights: bool) -> Any:
        return await by(
            channels.EditBanned(
                channel=group.named_by(by),
                participant=theirs.peer(by),
                banned_rights=types.ChatBannedRights(until_date=0, **rights),
            )
        )

    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await bar(cat, view_messages=True)
    await bar(ben, view_messages=True)
    with pytest.raises(RpcError, match="400 SEND_AS_PEER_INVALID"):
        await say(group, cat, "again", theirs)
    assert await speakers(group, cat) == [types.PeerUser(user_id=cat.id)]
    await say(group, cat, "by myself")
    kicked = await ann(
        channels.GetParticipants(
            channel=group.named_by(ann),
            filter=types.ChannelParticipantsKicked(q=""),
            offset=0,
            limit=10,
            hash=0,
        )
    )
    assert [(one.peer, one.kicked_by) for one in kicked.participants] == [(itself(theirs), ben.id)]
    log = await ann(
        channels.GetAdminLog(channel=group.named_by(ann), q="", max_id=0, min_id=0, limit=1)
    )
    assert log.events[0].action.new_participant.peer == itself(theirs)
    await bar(ben)
    await say(group, cat, "again", theirs)


async def as_creator(of: Community, who: Talker) -> Any:
    return replace(await of.member(who), role=Role.CREATOR)
