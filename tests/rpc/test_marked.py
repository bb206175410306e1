"""What warns of an account or a channel: who sees it, who is told, and how it ends."""

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.deciding import Bench
from support.talk import People, Talker


@pytest.fixture
async def channel(people: People) -> Community:
    return await make_community(people, broadcast=True)


async def marks(viewer: Talker, of: Talker) -> tuple[bool, bool]:
    """Whether somebody is shown as a scam, and as fake."""
    (user,) = await viewer(functions.users.GetUsers(id=[viewer.user(of)]))
    return bool(user.scam), bool(user.fake)


async def channel_marks(viewer: Talker, of: Community) -> tuple[bool, bool]:
    answer = await viewer(functions.channels.GetChannels(id=[of.named_by(viewer)]))
    return bool(answer.chats[0].scam), bool(answer.chats[0].fake)


def told_of(viewer: Talker, user_id: int) -> bool:
    return any(
        isinstance(one, types.UpdateUser) and one.user_id == user_id for one in viewer.pushed()
    )


def told_of_channel(viewer: Talker, channel_id: int) -> bool:
    return any(
        isinstance(one, types.UpdateChannel) and one.channel_id == channel_id
        for one in viewer.pushed()
    )


async def test_who_knows_an_account_is_warned_of_it_at_once(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    ben.pushed()
    await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.FLAG_SCAM)
    assert told_of(ben, ann.id)
    assert await marks(ben, ann) == (True, False)
    assert await marks(ann, ann) == (True, False)
    assert await marks(ann, ben) == (False, False)


async def test_a_warning_is_taken_back_with_its_decision(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    made = await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.FLAG_FAKE)
    assert await marks(ben, ann) == (False, True)
    ben.pushed()
    await bench.take_back(made)
    assert await marks(ben, ann) == (False, False)
    assert told_of(ben, ann.id)


async def test_a_warning_stands_until_the_last_decision_ends(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    now = bench.clock.now()
    for ends in (now + 60, now + 120):
        await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.FLAG_SCAM, ends=ends)
    bench.clock.date += 60
    await bench.work()
    assert await marks(ben, ann) == (True, False)
    bench.clock.date += 60
    await bench.work()
    assert await marks(ben, ann) == (False, False)


async def test_who_is_in_a_channel_is_warned_of_it_at_once(
    people: People, bench: Bench, channel: Community
) -> None:
    ben = people.ben
    peer_id = channel_peer(channel.id)
    ben.pushed()
    made = await bench.decide(
        SubjectKind.CHANNEL, peer_id, MeasureKind.FLAG_FAKE, MeasureKind.FLAG_SCAM
    )
    assert told_of_channel(ben, channel.id)
    assert await channel_marks(ben, channel) == (True, True)
    assert await marks(ben, people.ann) == (False, False)
    # What its creator changes leaves the warning.
    await channel.ann(
        functions.channels.EditTitle(channel=channel.named_by(channel.ann), title="Real")
    )
    assert await channel_marks(ben, channel) == (True, True)
    ben.pushed()
    await bench.take_back(made)
    assert await channel_marks(ben, channel) == (False, False)
    assert told_of_channel(ben, channel.id)


async def test_who_was_away_learns_of_a_warning(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    state = await ben(functions.updates.GetState())
    bench.clock.date += 60
    await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.FLAG_SCAM)
    difference = await ben(
        functions.updates.GetDifference(pts=state.pts, date=state.date, qts=state.qts)
    )
    (shown,) = [one for one in difference.users if one.id == ann.id]
    assert shown.scam
