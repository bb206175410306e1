"""The power fails while people post into a supergroup, come and go: what was answered is there."""

import asyncio
import itertools
import random
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from heliograph.domain import channel_membership, channel_names
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Asker
from heliograph.domain.history import HistoryQuery
from heliograph.domain.peers import channel_peer
from heliograph.domain.permissions import is_inside
from heliograph.domain.telling import Told
from heliograph.storage.sqlite import SqliteStore
from support.mailboxes import NOON, open_accounts, send
from support.powercut.disk import Image, cuts, write_image
from support.powercut.recording import Recording
from support.powercut.runs import open_store
from support.powercut.vfs import RecordingVFS

PEOPLE = 8
ACTS = 12
ID = 77
PEER = channel_peer(ID)
FIRST_PTS = 1

_random_ids = itertools.count(900_000)


class Posted(NamedTuple):
    """Somebody was told that what they said is message `id`, and the channel at `pts` by it."""

    id: int
    pts: int
    text: str


class Moved(NamedTuple):
    """Somebody was told that they are in it or not, for the so-manieth time."""

    account_id: int
    number: int
    inside: bool


def asker(account_id: int) -> Asker:
    return Asker(account_id=account_id, chat_id=ID, date=NOON, random_id=next(_random_ids))


class Run:
    """People who post, come and go at once, and what each was told."""

    def __init__(self, store: SqliteStore, recording: Recording) -> None:
        self.store, self.recording = store, recording
        self.moves: dict[int, list[bool]] = {}

    async def all(self) -> None:
        people = await open_accounts(self.store, PEOPLE)
        who = asker(people[0])
        record = Channel(id=ID, title="Hikers", date=NOON, creator_id=people[0], members=1)
        told = Told(action="ChannelCreate", arguments=(("title", "Hikers"),))
        await self.store.create_channel(
            who, record=record, member=channel_membership.creator(who), told=told
        )
        await self.store.change_channel(
            who,
            username="hikers",
            decide=lambda context: channel_names.claim(context, "hikers"),
        )
        self.moves = {one: [False] for one in people[1:]}
        async with asyncio.TaskGroup() as group:
            for one in people[1:]:
                group.create_task(self._live(one))

    async def _live(self, account_id: int) -> None:
        dice = random.Random(account_id)
        for number in range(ACTS):
            if self.moves[account_id][-1] and dice.random() < 0.7:
                text = f"{account_id}/{number}"
                sent = await send(self.store, account_id, PEER, text, random_id=next(_random_ids))
                self.recording.acknowledge(Posted(sent.message.id, sent.pts, text))
            else:
                await self._move(account_id)

    async def _move(self, account_id: int) -> None:
        who, moves = asker(account_id), self.moves[account_id]
        moves.append(not moves[-1])
        act = channel_membership.join if moves[-1] else channel_membership.leave
        await self.store.change_channel(who, decide=lambda context: act(who, context))
        self.recording.acknowledge(Moved(account_id, len(moves) - 1, moves[-1]))


async def faults(run: Run, folder: Path, image: Image, *, point: int) -> list[str]:
    """What is wrong with the store that a cut left."""
    write_image(image, folder)
    store = open_store(folder)
    try:
        told = [one for one in run.recording.acknowledged_before(point)]
        return [
            *await _lost(store, run, told),
            *[str(one) for one in await store.check(whole=True)],
        ]
    finally:
        await store.close()
        shutil.rmtree(folder)


async def _lost(store: SqliteStore, run: Run, told: list[object]) -> list[str]:
    found: list[str] = []
    if not told:
        return found
    owner_id = next(iter(run.moves))
    page = await store.history(HistoryQuery(owner_id=owner_id, peer_id=PEER, limit=10_000))
    texts = {one.id: one.text for one in page.messages}
    state = await store.state(PEER)
    found += [
        f"lost: {one}"
        for one in told
        if isinstance(one, Posted) and (texts.get(one.id) != one.text or state.pts < one.pts)
    ]
    # Nothing here takes a pts but a message: none is missing, and none stands for two.
    if state.pts != FIRST_PTS + len(texts) or sorted(texts) != [*range(1, len(texts) + 1)]:
        found.append(f"pts {state.pts} and messages {sorted(texts)}")
    missed = await store.channel_difference(owner_id, PEER, pts=FIRST_PTS, limit=10_000)
    if len(missed.changes) != len(texts) or missed.state.pts != state.pts:
        found.append(f"the difference tells {len(missed.changes)} of {len(texts)}")
    members = {
        one.account_id: is_inside(one.role)
        for one in await store.channel_members_among(ID, list(run.moves))
    }
    (seen,) = await store.shown(owner_id, [PEER])
    if seen.channel.members != 1 + sum(members.values()):
        found.append(f"{seen.channel.members} members, not {members}")
    for one in told:
        if isinstance(one, Moved) and one == _last(told, one.account_id):
            later = run.moves[one.account_id][one.number :]
            if members.get(one.account_id, False) not in later[:2]:
                found.append(f"lost: {one}")
    return found


def _last(told: list[object], account_id: int) -> Moved:
    return [one for one in told if isinstance(one, Moved) and one.account_id == account_id][-1]


@pytest.mark.parametrize("points", [10, pytest.param(300, marks=pytest.mark.long)])
async def test_nothing_answered_is_lost_of_a_supergroup(tmp_path: Path, points: int) -> None:
    recording = Recording()
    vfs = RecordingVFS("channel-cut", recording)
    run = Run(open_store(tmp_path, vfs="channel-cut"), recording)
    await run.all()
    await run.store.close()
    vfs.unregister()
    dice = random.Random(points)
    chosen = sorted(dice.randrange(1, len(recording) + 1) for _ in range(points))
    found = []
    for point, seed, image in cuts(recording, chosen, "channel"):
        lines = await faults(run, tmp_path / "cut", image, point=point)
        found += [f"point {point}, seed {seed}: {line}" for line in lines]
    assert found == []
