"""Random acts by random members of a supergroup and a channel: all show the same of them.

What is pushed, what a device that was off is told by both differences, and what one that begins
anew fetches must come to the same view, and the store must keep what it promises.
"""

from typing import Any

import pytest

from heliograph.tl import functions
from support.channel_acts import Machine, ThreadMachine
from support.channel_view import ChannelView, channel_of, differences, kind_of
from support.communities import Community, make_community
from support.talk import People, Talker

ACTS = 60
_LONG = pytest.mark.long
MESSAGES = (
    "UpdateNewChannelMessage",
    "UpdateEditChannelMessage",
    "UpdateDeleteChannelMessages",
    "UpdatePinnedChannelMessages",
)


class Watch:
    """A session of somebody's that only listens, and one that is off all the while."""

    def __init__(self, talker: Talker, listening: Talker, places: list[Community]) -> None:
        self.talker = talker
        self._listening = listening
        hashes = {one.id: one.named_by(talker).access_hash for one in places}
        self._online = ChannelView(talker, hashes)
        self._fresh = ChannelView(talker, hashes)

    async def begin(self) -> None:
        """From here on both must follow."""
        self._listening.device.session.take()
        await self._online.fetch()
        self._off = self._online.copy()
        self._start = await self.talker(functions.updates.GetState())

    async def hear(self, inside: set[int]) -> None:
        """Apply what was pushed. Who is out of a channel is told nothing of what is said there."""
        envelopes = self._listening.device.session.take()
        for update in (one for envelope in envelopes for one in envelope.updates):
            told = kind_of(update) in MESSAGES
            assert not told or channel_of(update) in inside, f"{update} for who is out"
        await self._online.hear(envelopes)

    async def compare(self, hidden: dict[int, int]) -> None:
        """All three ways come to the same."""
        await self._off.come_back(self._start)
        await self._fresh.fetch()
        fresh = self._fresh
        assert differences(fresh, self._online, hidden=hidden, was_there=True) == [], "pushed"
        assert differences(fresh, self._off, hidden=hidden, was_there=False) == [], "missed"


async def run(people: People, seed: int, *, acts: int, threads: bool = False) -> Machine:
    kinds = (False, True, False, False) if threads else (False, True)
    places = [await make_community(people, broadcast=one) for one in kinds]
    talkers = [people.ann, people.ben, people.cat, await places[0].stranger()]
    machine: Machine = Machine(talkers, places, seed)
    if threads:
        machine = ThreadMachine(talkers, places, seed)
        await _link(people.ann, places)
    store = people.stage.store
    watches = [Watch(one, one.sibling(), places) for one in talkers]
    older = await people.ben.on_another_device(layer=158)
    watches.append(Watch(people.ben, older, places))
    for watch in watches:
        await watch.begin()
    inside = await _inside(store, talkers)
    for number in range(1, acts + 1):
        await machine.act()
        await people.stage.settle()
        before, inside = inside, await _inside(store, talkers)
        for watch in watches:
            own = watch.talker.id
            await watch.hear(before[own].keys() | inside[own].keys())
        if number % 25 == 0:
            await store.index_messages(at_most=1_000)
    for watch in watches:
        await watch.compare(inside[watch.talker.id])
    assert list(await store.check(whole=True)) == []
    return machine


async def _link(ann: Talker, places: list[Community]) -> None:
    """Have the third be where posts of the second are talked about, and the last a forum."""
    named = [one.named_by(ann) for one in places]
    await ann(functions.channels.SetDiscussionGroup(broadcast=named[1], group=named[2]))
    await ann(functions.channels.ToggleForum(channel=named[3], enabled=True, tabs=False))


async def _inside(store: Any, talkers: list[Talker]) -> dict[int, dict[int, int]]:
    """In which channels each is, and up to where it is hidden what was said there."""
    found: dict[int, dict[int, int]] = {one.id: {} for one in talkers}
    for account_id, peer_id, hidden in await store.joined_channels(list(found)):
        found[account_id][-(10**12) - peer_id] = hidden
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
async def test_members_of_channels_all_show_the_same(people: People, seed: int) -> None:
    machine = await run(people, seed, acts=ACTS)
    assert sum(machine.done.values()) >= ACTS // 4
    assert machine.refused


@pytest.mark.parametrize("seed", [2, *(pytest.param(n, marks=_LONG) for n in range(3, 8))])
async def test_they_do_in_topics_and_threads(people: People, seed: int) -> None:
    machine = await run(people, seed, acts=2 * ACTS if seed == 2 else 200, threads=True)
    assert {"make_topic", "say_in_topic", "begin", "comment"} <= machine.done.keys()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
async def test_they_do_after_much_has_happened(people: People, seed: int) -> None:
    await run(people, seed, acts=250)
