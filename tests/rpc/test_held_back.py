"""Who and what is read-only, slowed or ended by a decision: what clients see, and how it ends."""

from typing import Any

import pytest

from heliograph.actions.scheduling import send_due
from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.deciding import Bench
from support.fakes import START
from support.talk import People, Talker, refusal, sent_id

READ_ONLY, SLOW, TERMINATE = MeasureKind.READ_ONLY, MeasureKind.SLOW, MeasureKind.TERMINATE
GOLD = types.TextWithEntities(text="gold", entities=[])
LIST = types.InputMediaTodo(
    todo=types.TodoList(title=GOLD, list=[types.TodoItem(id=1, title=GOLD)], others_can_append=True)
)
POLL = types.InputMediaPoll(
    poll=types.Poll(
        id=0,
        question=GOLD,
        answers=[types.PollAnswer(text=GOLD, option=one) for one in (b"a", b"b")],
        open_answers=True,
        public_voters=True,
        hash=0,
    )
)


@pytest.fixture
def deciding(people: People) -> Bench:
    return Bench(people)


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people, username="gold_group")


async def on_channel(deciding: Bench, of: Community, *what: MeasureKind, **fields: Any) -> Any:
    return await deciding.decide(SubjectKind.CHANNEL, channel_peer(of.id), *what, **fields)


async def on_account(deciding: Bench, who: Talker, *what: MeasureKind, **fields: Any) -> Any:
    return await deciding.decide(SubjectKind.ACCOUNT, who.id, *what, **fields)


async def write_in(place: Community, who: Talker, text: str) -> str:
    """What somebody is refused with who writes there, empty if they are not."""
    try:
        await who.send(place.peer(who), text)
    except Exception as refused:
        return str(refused)
    return ""


def told_of(who: Talker, place: Community) -> bool:
    return any(
        isinstance(one, types.UpdateChannel) and one.channel_id == place.id for one in who.pushed()
    )


async def test_nobody_posts_in_what_is_read_only_until_it_ends(
    people: People, deciding: Bench, group: Community
) -> None:
    ann, ben = people.ann, people.ben
    mine = sent_id(await ann.send(group.peer(ann), "gold"))
    ben.pushed()
    await on_channel(deciding, group, READ_ONLY, ends=START + 100)
    assert told_of(ben, group)
    for who in (ann, ben):
        assert "CHAT_WRITE_FORBIDDEN" in await write_in(group, who, "more gold")
    edit = functions.messages.EditMessage(peer=group.peer(ann), id=mine, message="silver")
    assert "CHAT_WRITE_FORBIDDEN" in await refusal(ann, edit)
    shown = (await group.full(ben)).chats[0]
    assert shown.default_banned_rights.send_messages
    deciding.clock.date = START + 100
    await deciding.work()
    assert told_of(ben, group)
    assert await write_in(group, ben, "no gold") == ""
    assert not (await group.full(ben)).chats[0].default_banned_rights.send_messages


async def test_posts_of_a_channel_stay_as_they_are_while_it_is_read_only(
    people: People, deciding: Bench, channel: Community
) -> None:
    ann = people.ann
    mine = sent_id(await ann.send(channel.peer(ann), "gold"))
    made = await on_channel(deciding, channel, READ_ONLY)
    assert "CHAT_WRITE_FORBIDDEN" in await write_in(channel, ann, "more gold")
    edit = functions.messages.EditMessage(peer=channel.peer(ann), id=mine, message="silver")
    assert "CHAT_WRITE_FORBIDDEN" in await refusal(ann, edit)
    await deciding.take_back(made)
    await ann(edit)
    assert await write_in(channel, ann, "no gold") == ""


async def test_17_7_somebody_read_only_writes_to_people_and_in_no_channel(
    people: People, deciding: Bench, group: Community, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    mine = sent_id(await ann.send(group.peer(ann), "gold"))
    shared = [sent_id(await ben.send_media(group.peer(ben), one)) for one in (LIST, POLL)]
    made = await on_account(deciding, ann, READ_ONLY)
    peer = group.peer(ann)
    item, answer = types.TodoItem(id=9, title=GOLD), types.InputPollAnswer(text=GOLD)
    for query in (
        functions.messages.AppendTodoList(peer=peer, msg_id=shared[0], list=[item]),
        functions.messages.AddPollAnswer(peer=peer, msg_id=shared[1], answer=answer),
    ):
        assert "USER_BANNED_IN_CHANNEL" in await refusal(ann, query)
    for place in (group, channel):
        assert "USER_BANNED_IN_CHANNEL" in await write_in(place, ann, "more gold")
    edit = functions.messages.EditMessage(peer=group.peer(ann), id=mine, message="silver")
    assert "USER_BANNED_IN_CHANNEL" in await refusal(ann, edit)
    create = functions.channels.CreateChannel(title="New", about="", broadcast=True)
    assert "USER_RESTRICTED" in await refusal(ann, create)
    await ann.send(ann.to(ben), "hello")
    assert await write_in(group, ben, "fine") == ""
    await deciding.take_back(made)
    assert await write_in(group, ann, "no gold") == ""
    await ann(create)


async def test_somebody_slowed_waits_in_whichever_channel(
    people: People, deciding: Bench, group: Community, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    await on_account(deciding, ann, SLOW, every_s=60, ends=START + 10_000)
    assert await write_in(group, ann, "one") == ""
    deciding.clock.date += 20
    assert "SLOWMODE_WAIT_40" in await write_in(channel, ann, "two")
    assert await write_in(group, ben, "free") == ""
    await ann.send(ann.to(ben), "free, too")
    deciding.clock.date += 40
    assert await write_in(channel, ann, "two") == ""
    deciding.clock.date = START + 10_000
    await deciding.work()
    for text in ("three", "four"):
        assert await write_in(group, ann, text) == ""


async def test_somebody_slowed_waits_with_what_they_add_as_well(
    people: People, deciding: Bench, group: Community, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    shared = [sent_id(await ben.send_media(group.peer(ben), one)) for one in (LIST, POLL)]
    named = group.named_by(ann)
    await ann(functions.channels.ToggleForum(channel=named, enabled=True, tabs=False))
    await on_account(deciding, ann, SLOW, every_s=60)
    peer, item = group.peer(ann), types.TodoItem(id=9, title=GOLD)
    answer = types.InputPollAnswer(text=types.TextWithEntities(text="more", entities=[]))
    adding = (
        functions.messages.AppendTodoList(peer=peer, msg_id=shared[0], list=[item]),
        functions.messages.AddPollAnswer(peer=peer, msg_id=shared[1], answer=answer),
        functions.messages.CreateForumTopic(peer=peer, title="Gold", random_id=77),
    )
    for query in adding:
        assert await write_in(channel, ann, "gold") == ""
        assert "SLOWMODE_WAIT_60" in await refusal(ann, query)
        deciding.clock.date += 60
        await ann(query)
        assert "SLOWMODE_WAIT_60" in await write_in(channel, ann, "more gold")
        deciding.clock.date += 60


async def test_all_who_write_in_a_slowed_group_wait_each_for_themselves(
    people: People, deciding: Bench, group: Community
) -> None:
    ann, ben = people.ann, people.ben
    made = await on_channel(deciding, group, SLOW, every_s=60)
    for who in (ann, ben):
        assert await write_in(group, who, "one") == ""
        assert "SLOWMODE_WAIT_60" in await write_in(group, who, "two")
    assert (await group.full(ben)).full_chat.slowmode_seconds == 60
    await deciding.take_back(made)
    assert await write_in(group, ben, "three") == ""


async def test_a_slowed_channel_posts_once_whoever_of_its_admins_does(
    people: People, deciding: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    await channel.make_admin(ben, post_messages=True)
    await on_channel(deciding, channel, SLOW, every_s=600)
    deciding.clock.date += 600
    assert await write_in(channel, ann, "one") == ""
    assert "SLOWMODE_WAIT_600" in await write_in(channel, ben, "two")
    (newest, *_) = await ann.history(channel.peer(ann))
    gone = functions.channels.DeleteMessages(channel=channel.named_by(ann), id=[newest.id])
    await ann(gone)
    assert "SLOWMODE_WAIT_600" in await write_in(channel, ben, "two")
    deciding.clock.date += 600
    assert await write_in(channel, ben, "two") == ""


async def test_what_waits_is_put_off_while_its_author_is_slowed(
    people: People, deciding: Bench, group: Community
) -> None:
    ann = people.ann
    await on_account(deciding, ann, SLOW, every_s=60)
    await ann.send(group.peer(ann), "later", schedule_date=START + 100)
    deciding.clock.date = START + 90
    assert await write_in(group, ann, "now") == ""
    deciding.clock.date = START + 100
    await send_due(people.stage.app)
    waits = await ann(functions.messages.GetScheduledHistory(peer=group.peer(ann), hash=0))
    assert [one.date for one in waits.messages] == [START + 150]


@pytest.mark.parametrize("every_s", [0, 9, 86_401])
async def test_a_pace_has_bounds(people: People, deciding: Bench, every_s: int) -> None:
    with pytest.raises(SafetyRefused, match="seconds apart"):
        await on_account(deciding, people.ann, SLOW, every_s=every_s)


async def test_an_ended_channel_is_gone_for_everybody_until_that_is_taken_back(
    people: People, deciding: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(channel.peer(ann), "gold")
    ben.pushed()
    made = await on_channel(deciding, channel, TERMINATE, alone=True)
    assert told_of(ben, channel)
    for who in (ann, ben):
        (shown,) = (await who(functions.channels.GetChannels(id=[channel.named_by(who)]))).chats
        assert isinstance(shown, types.ChannelForbidden)
        full = functions.channels.GetFullChannel(channel=channel.named_by(who))
        assert "CHANNEL_PRIVATE" in await refusal(who, full)
        assert "CHANNEL_PRIVATE" in await write_in(channel, who, "more gold")
        assert all(
            one.peer != types.PeerChannel(channel_id=channel.id) for one in await listed(who)
        )
    resolve = functions.contacts.ResolveUsername(username="gold_news")
    assert "USERNAME_NOT_OCCUPIED" in await refusal(ben, resolve)
    taken = functions.account.UpdateUsername(username="gold_news")
    assert "USERNAME_OCCUPIED" in await refusal(ben, taken)
    assert list(await people.stage.store.check(whole=True)) == []
    # Its creator's account is not what was decided on.
    await ann.send(ann.to(ben), "hello")

    await deciding.take_back(made)
    assert told_of(ben, channel)
    history = await ben.history(channel.peer(ben))
    assert "gold" in [getattr(one, "message", "") for one in history]
    assert types.PeerChannel(channel_id=channel.id) in [one.peer for one in await listed(ben)]
    assert (await ben(resolve)).chats[0].id == channel.id
    assert await write_in(channel, ann, "no gold") == ""
    assert list(await people.stage.store.check(whole=True)) == []


async def listed(who: Talker) -> list[Any]:
    return list((await who.dialogs()).dialogs)


async def test_a_channel_is_ended_by_two_people(
    people: People, deciding: Bench, channel: Community
) -> None:
    with pytest.raises(SafetyRefused, match="two people"):
        await on_channel(deciding, channel, TERMINATE)


async def test_what_its_creator_deleted_does_not_come_back(
    people: People, deciding: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    made = await on_channel(deciding, channel, READ_ONLY, MeasureKind.FLAG_SCAM)
    await ann(functions.channels.DeleteChannel(channel=channel.named_by(ann)))
    await deciding.take_back(made)
    (shown,) = (await ben(functions.channels.GetChannels(id=[channel.named_by(ben)]))).chats
    assert isinstance(shown, types.ChannelForbidden)


async def test_of_several_decisions_each_holds_until_it_ends(
    people: People, deciding: Bench, group: Community
) -> None:
    first = await on_channel(deciding, group, READ_ONLY)
    second = await on_channel(deciding, group, READ_ONLY)
    await deciding.take_back(first)
    assert "CHAT_WRITE_FORBIDDEN" in await write_in(group, people.ben, "gold")
    await deciding.take_back(second)
    assert await write_in(group, people.ben, "no gold") == ""
