"""What was said in a channel goes with it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.erasing_stage import erasing_stage
from support.leaving_no_trace import marker, traces
from support.stage import Stage
from support.talk import People, sent_id, three_people

POSTS = 230
"""More than go in one step."""

channels = functions.channels


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with erasing_stage(tmp_path) as made:
        yield made


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)


async def forget(stage: Stage) -> None:
    """What housekeeping does every minute."""
    assert isinstance(stage.store, SqliteStore)
    now = stage.clock.now()
    before = dict.fromkeys(
        ("sends_after", "codes_after", "unused_keys_after", "expired_keys_after"), now + 1
    )
    while await stage.store.prune(Keep(now=now, **before)):
        pass


async def plant(group: Community) -> dict[str, str]:
    """Something of every sort that people write in one."""
    ann, ben = group.ann, group.ben
    ways = ("post", "edited", "deleted", "about", "link", "poll", "rank", "topic", "general")
    marks = {way: marker(f"channel {way}") for way in ways}
    peer = group.peer(ann)
    await ben.send(group.peer(ben), marks["post"])
    edited = sent_id(await ann.send(peer, f"before {marks['edited']}"))
    await ann(functions.messages.EditMessage(peer=peer, id=edited, message="after"))
    gone = sent_id(await ann.send(peer, marks["deleted"]))
    await ann(channels.DeleteMessages(channel=group.named_by(ann), id=[gone]))
    await ann(functions.messages.EditChatAbout(peer=peer, about=marks["about"]))
    await ann(functions.messages.ExportChatInvite(peer=peer, title=marks["link"][:30]))
    question = types.TextWithEntities(text=marks["poll"], entities=[])
    answers = [
        types.PollAnswer(text=types.TextWithEntities(text=one, entities=[]), option=one.encode())
        for one in "ab"
    ]
    poll = types.Poll(id=0, question=question, answers=answers, hash=0)
    await ann.send_media(peer, types.InputMediaPoll(poll=poll))
    await ann(
        channels.EditAdmin(
            channel=group.named_by(ann),
            user_id=ann.user(ben),
            admin_rights=types.ChatAdminRights(pin_messages=True),
            rank=marks["rank"][:14],
        )
    )
    await ann(channels.ToggleForum(channel=group.named_by(ann), enabled=True, tabs=False))
    made = functions.messages.CreateForumTopic(peer=peer, title=marks["topic"], random_id=77)
    await ann(made)
    general = functions.messages.EditForumTopic(peer=peer, topic_id=1, title=marks["general"])
    await ann(general)
    return marks


async def test_nothing_of_a_deleted_channel_is_left_in_any_file(
    people: People, tmp_path: Path
) -> None:
    stage = people.stage
    group, other = await make_community(people), await make_community(people)
    ann = people.ann
    marks = await plant(group)
    for number in range(POSTS):
        await ann.send(group.peer(ann), f"post {number} {marks['post']}")
    await other.ann.send(other.peer(ann), "this stays")
    assert isinstance(stage.store, SqliteStore)
    while await stage.store.unindexed():
        await stage.store.index_messages(at_most=100)
    assert traces(tmp_path, marks) == marks.keys()
    await ann(channels.DeleteChannel(channel=group.named_by(ann)))
    (due,) = await stage.store.due(now=stage.clock.now())
    assert due.kind == "channels that were deleted"
    await forget(stage)
    left = traces(tmp_path, marks)
    for _ in range(300):
        if not left:
            break
        await asyncio.sleep(0.01)
        left = traces(tmp_path, marks)
    assert left == set()
    assert await stage.store.due(now=stage.clock.now()) == []
    assert list(await stage.store.check(whole=True)) == []
    (newest, *_) = await ann.history(other.peer(ann))
    assert newest.message == "this stays"


async def test_who_was_away_is_still_told_that_it_is_gone(people: People) -> None:
    group = await make_community(people)
    ann, ben = people.ann, people.ben
    await ann.send(group.peer(ann), "hello")
    people.stage.clock.date += 10
    asked = functions.updates.GetDifference(
        pts=await ben.pts(), date=people.stage.clock.now(), qts=0
    )
    await ann(channels.DeleteChannel(channel=group.named_by(ann)))
    await forget(people.stage)
    answer = await ben(asked)
    (shown,) = answer.chats
    assert isinstance(shown, types.ChannelForbidden)
    assert (shown.id, shown.title) == (group.id, "Hikers")


async def test_in_whose_name_somebody_wrote_goes_with_the_group_and_with_the_channel(
    people: People,
) -> None:
    stage, ann = people.stage, people.ann
    group = await make_community(people, username="hikers_club")
    kept = await make_community(people, username="climbers_club")
    news = await make_community(people, broadcast=True, username="hikers_news")
    told = await make_community(people, broadcast=True, username="other_news")
    for place, speaker in ((group, told), (kept, news)):
        chosen = functions.messages.SaveDefaultSendAs(
            peer=place.peer(ann), send_as=speaker.peer(ann)
        )
        await ann(chosen)
    for gone in (group, news):
        assert (await stage.store.speakers(ann.id, (kept if gone is news else group).id)).chosen
        await ann(channels.DeleteChannel(channel=gone.named_by(ann)))
        await forget(stage)
        assert not (await stage.store.speakers(ann.id, (kept if gone is news else group).id)).chosen
