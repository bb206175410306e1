"""What every store keeps of what somebody began in topics of forums."""

import itertools

import pytest
from msgspec.structs import replace

from heliograph.domain import channel_membership, errors
from heliograph.domain.account_events import UnsentChanged
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision, ChannelMember
from heliograph.domain.chats import Asker
from heliograph.domain.dialogs import Unsent
from heliograph.domain.peers import channel_peer
from heliograph.domain.permissions import Role
from heliograph.domain.telling import Told
from heliograph.domain.topic_pages import TopicQuery
from heliograph.domain.topics import GENERAL
from heliograph.ports.store import Store
from support.mailboxes import NOON

ID = 78
PEER = channel_peer(ID)
SO_FAR = Unsent(date=NOON, text="so far")
_random_ids = itertools.count(960_000)


def asker(account_id: int) -> Asker:
    return Asker(account_id=account_id, chat_id=ID, date=NOON, random_id=next(_random_ids))


async def change(store: Store, by: int, *changed: ChannelMember, **fields: object) -> None:
    def decide(context: ChannelContext) -> ChannelDecision:
        return ChannelDecision(channel=replace(context.channel, **fields), changed=changed)

    await store.change_channel(asker(by), named=[one.account_id for one in changed], decide=decide)


def member(account_id: int, role: Role = Role.MEMBER) -> ChannelMember:
    return ChannelMember(account_id=account_id, role=role, inviter_id=account_id, date=NOON)


@pytest.fixture
async def topic_id(store: Store, people: list[int]) -> int:
    """A topic of a forum of the first two."""
    ada, bob, _ = people
    who = asker(ada)
    record = Channel(id=ID, title="Hikers", date=NOON, creator_id=ada, members=1)
    told = Told(action="ChannelCreate", arguments=(("title", "Hikers"),))
    creator = channel_membership.creator(who)
    await store.create_channel(who, record=record, member=creator, told=told)
    await change(store, ada, member(bob), members=2, forum=True)
    fields = (("title", "Peaks"), ("icon_color", 0x6FB9F0))
    made = await store.create_topic(
        asker(ada), decide=lambda seen, account: Told(action="TopicCreate", arguments=fields)
    )
    return made.message.id


async def test_each_topic_keeps_a_draft_beside_that_of_its_forum(
    store: Store, people: list[int], topic_id: int
) -> None:
    _, bob, _ = people
    drafts = {0: "to all", topic_id: "to the peaks", GENERAL: "in general"}
    for place, text in drafts.items():
        unsent = replace(SO_FAR, text=text)
        assert await store.save_unsent(bob, PEER, unsent, topic_id=place)
    kept = await store.all_unsent(bob)
    assert {place: one.text for (_, place), one in kept.items()} == drafts
    seen = await store.topics(TopicQuery(viewer_id=bob, peer_id=PEER))
    shown = {one.topic.id: one.unsent.text for one in seen.topics if one.unsent is not None}
    assert shown == {topic_id: "to the peaks", GENERAL: "in general"}
    assert await store.save_unsent(bob, PEER, None, topic_id=GENERAL)
    assert not await store.save_unsent(bob, PEER, None, topic_id=GENERAL)
    missed = await store.account_difference(bob, since=0)
    told = {
        one.topic_id: one.unsent and one.unsent.text
        for one in missed.changes
        if isinstance(one, UnsentChanged)
    }
    assert told == drafts | {GENERAL: None}
    assert sorted(await store.clear_all_unsent(bob)) == [(PEER, 0), (PEER, topic_id)]
    assert await store.all_unsent(bob) == {}


async def test_nothing_is_kept_for_a_topic_that_is_not_there_for_somebody(
    store: Store, people: list[int], topic_id: int
) -> None:
    ada, bob, cyd = people
    assert not await store.save_unsent(bob, PEER, SO_FAR, topic_id=topic_id + 50)
    assert not await store.save_unsent(bob, ada, SO_FAR, topic_id=topic_id)
    # One who is not in it and may not look into it either.
    assert not await store.save_unsent(cyd, PEER, SO_FAR, topic_id=topic_id)
    await change(store, ada, member(bob, Role.REMOVED), members=1)
    assert not await store.save_unsent(bob, PEER, SO_FAR, topic_id=topic_id)
    assert await store.all_unsent(bob) == await store.all_unsent(cyd) == {}
    await change(store, ada, forum=False)
    assert not await store.save_unsent(ada, PEER, SO_FAR, topic_id=topic_id)


async def test_drafts_are_kept_of_so_many_topics(
    store: Store, people: list[int], topic_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.domain.topics.KEPT_MAX", 1)
    _, bob, _ = people
    for text in ("so", "so far"):
        assert await store.save_unsent(bob, PEER, replace(SO_FAR, text=text), topic_id=topic_id)
    with pytest.raises(errors.LimitInvalid):
        await store.save_unsent(bob, PEER, SO_FAR, topic_id=GENERAL)
