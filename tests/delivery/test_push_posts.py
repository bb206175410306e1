"""What devices that are away are told of supergroups and channels."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.push import Subject
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.forums import create, make_forum, say
from support.push_watch import Watched, watching
from support.stage import Stage
from support.talk import People, sent_id, three_people

_LATER = 2_000_000_000


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)


@pytest.fixture
async def watched(people: People) -> AsyncIterator[Watched]:
    async with watching(people) as made:
        yield made


@pytest.fixture
async def group(people: People) -> Community:
    """Cat's and Ben's words there are what Ann's phone is told of."""
    return await make_community(people)


async def posts(group: Community, text: str = "hello", **fields: Any) -> int:
    """Ben writes in it."""
    return sent_id(await group.ben.send(group.peer(group.ben), text, **fields))


async def mute(group: Community, **peer: Any) -> None:
    """Ann mutes the group, or all of a kind."""
    notified = peer.get("peer") or types.InputNotifyPeer(peer=group.peer(group.ann))
    quiet = types.InputPeerNotifySettings(mute_until=_LATER)
    await group.ann(functions.account.UpdateNotifySettings(peer=notified, settings=quiet))


async def test_a_supergroups_message_is_told_with_who_wrote_it(
    watched: Watched, group: Community
) -> None:
    message_id = await posts(group)
    ((_, key, args, custom),) = await watched.tell_due()
    assert (key, args) == ("CHAT_MESSAGE_TEXT", ["Ben", "Hikers", "hello"])
    assert custom == {
        "msg_id": str(message_id),
        "channel_id": str(group.id),
        "chat_from_id": str(group.ben.id),
    }


async def test_a_post_is_told_as_the_channels_own(watched: Watched, people: People) -> None:
    news = await make_community(people, broadcast=True)
    await news.make_admin(news.ben, post_messages=True)
    message_id = await posts(news)
    ((_, key, args, custom),) = await watched.tell_due()
    assert (key, args) == ("CHANNEL_MESSAGE_TEXT", ["Hikers", "hello"])
    assert custom == {"msg_id": str(message_id), "channel_id": str(news.id)}


async def test_nobody_is_told_which_admin_wrote_as_the_group(
    watched: Watched, group: Community
) -> None:
    await group.make_admin(group.ben, anonymous=True)
    await posts(group)
    ((_, _, args, custom),) = await watched.tell_due()
    assert args == ["Hikers", "Hikers", "hello"]
    assert str(group.ben.id) not in str(custom)
    assert custom["chat_from_group_id"] == str(group.id)


@pytest.mark.parametrize(
    ("broadcast", "kind"),
    [(False, types.InputNotifyChats()), (True, types.InputNotifyBroadcasts())],
)
async def test_a_kind_that_is_muted_is_not_told_of(
    watched: Watched, people: People, broadcast: bool, kind: Any
) -> None:
    made = await make_community(people, broadcast=broadcast)
    await made.make_admin(made.ben, **({"post_messages": True} if broadcast else {"other": True}))
    other = types.InputNotifyChats() if broadcast else types.InputNotifyBroadcasts()
    await mute(made, peer=other)
    await posts(made)
    assert len(await watched.tell_due()) == 1
    await mute(made, peer=kind)
    await posts(made)
    assert await watched.tell_due() == []


async def test_of_a_muted_group_only_what_names_or_answers_one_is_told(
    watched: Watched, group: Community
) -> None:
    ann, ben = group.ann, group.ben
    await mute(group)
    await posts(group)
    assert await watched.tell_due() == []
    asked = sent_id(await ann.send(group.peer(ann), "who comes?"))
    answer = types.InputReplyToMessage(reply_to_msg_id=asked)
    await posts(group, "I do", reply_to=answer)
    ((_, _, args, custom),) = await watched.tell_due()
    assert (args[-1], custom["mention"]) == ("I do", "1")
    await mute(group, peer=types.InputNotifyPeer(peer=ann.to(ben)))
    await posts(group, "or not", reply_to=answer)
    assert await watched.tell_due() == []


async def test_a_topic_is_told_of_as_its_own_settings_say_before_the_groups(
    watched: Watched, people: People
) -> None:
    forum = await make_forum(people)
    ann, ben = forum.ann, forum.ben
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    await watched.tell_due()

    def named(topic_id: int) -> types.InputNotifyForumTopic:
        return types.InputNotifyForumTopic(peer=forum.peer(ann), top_msg_id=topic_id)

    async def told_in() -> list[str]:
        """Which of the topics is told of, if something is said in each."""
        told = []
        for topic_id in (peaks, lakes, 1):
            await say(forum, ben, topic_id, str(topic_id))
            told += [args[-1] for _, _, args, _ in await watched.tell_due()]
        return told

    await mute(forum, peer=named(peaks))
    assert await told_in() == [str(lakes), "1"]
    await mute(forum)
    assert await told_in() == []
    loud = types.InputPeerNotifySettings(mute_until=0)
    await ann(functions.account.UpdateNotifySettings(peer=named(lakes), settings=loud))
    assert await told_in() == [str(lakes)]


async def test_what_is_sent_silently_is_told_without_a_sound(
    watched: Watched, group: Community
) -> None:
    await posts(group, silent=True)
    ((_, _, _, custom),) = await watched.tell_due()
    assert custom["silent"] == "1"


async def test_who_left_or_may_not_see_it_is_told_nothing(
    watched: Watched, group: Community
) -> None:
    ann = group.ann
    message_id = await posts(group)
    assert len(await watched.due()) == 1
    await ann(functions.channels.LeaveChannel(channel=group.named_by(ann)))
    assert await watched.tell_due() == []
    await posts(group)
    assert await watched.due() == []
    listening = watched.stage.store.post_listeners
    peer_id = -(10**12) - group.id
    assert await listening(peer_id, message_id, [ann.id, group.cat.id], now=1) == [
        (group.cat.id, False)
    ]


async def test_what_was_hidden_from_a_newcomer_is_told_to_no_device_of_theirs(
    watched: Watched, group: Community
) -> None:
    message_id = await posts(group)
    member = await group.member(group.cat)
    await group.change(replace(member, hidden_up_to=message_id))
    listening = watched.stage.store.post_listeners
    peer_id = -(10**12) - group.id
    found = await listening(peer_id, message_id, [group.ann.id, group.cat.id], now=1)
    assert found == [(group.ann.id, False)]


async def test_what_was_read_or_deleted_is_taken_back(watched: Watched, group: Community) -> None:
    ann = group.ann
    first = await posts(group)
    assert len(await watched.tell_due()) == 1
    await ann(functions.channels.ReadHistory(channel=group.named_by(ann), max_id=first))
    ((_, key, _, custom),) = await watched.tell_due()
    assert key == "READ_HISTORY"
    assert custom == {"channel_id": str(group.id), "max_id": str(first)}
    second = await posts(group, "oops")
    assert len(await watched.tell_due()) == 1
    ben = group.ben
    await ben(functions.channels.DeleteMessages(channel=group.named_by(ben), id=[second]))
    ((_, key, _, custom),) = await watched.tell_due()
    assert key == "MESSAGE_DELETED"
    assert custom == {"channel_id": str(group.id), "messages": str(second)}


async def test_a_private_message_with_a_posts_number_takes_nothing_of_it_back(
    watched: Watched, group: Community
) -> None:
    ann, ben = group.ann, group.ben
    private = [sent_id(await ben.send(ben.to(ann))) for _ in range(5)]
    await watched.tell_due()
    ids = [await posts(group) for _ in range(5)]
    newest = ids[-1]
    await watched.noted()
    box = await ann.history(ann.to(ben))
    same = [one.id for one in box if one.id == newest]
    assert private
    assert same, (newest, [one.id for one in box])
    await ann(functions.messages.DeleteMessages(id=same))
    tasks = await watched.due()
    assert [(one.subject, one.message_id) for one in tasks if one.peer_id < -(10**12)] == [
        (Subject.MESSAGE, newest)
    ]


async def test_what_fails_for_one_channel_keeps_no_other_message_untold(
    watched: Watched, group: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> int:
        raise ValueError("out of order")

    monkeypatch.setattr("heliograph.delivery.push_posts.queue_post", fail)
    await posts(group)
    await group.ben.send(group.ben.to(group.ann), "in private")
    ((_, _, args, _),) = await watched.tell_due()
    assert args == ["Ben", "in private"]


async def test_few_in_a_channel_are_looked_for_among_its_members(
    watched: Watched, group: Community
) -> None:
    """The other way than in the tests above, where fewer have devices than are in it."""
    watched.watch._accounts |= set(range(10, 20))
    await posts(group)
    assert len(await watched.tell_due()) == 1
