"""Whatever happens to a message before and after it is withheld, and whenever it comes back: what
was pushed, what a difference tells and what is fetched are the same, for who wrote it, who is where
it holds, and who is not."""

import random
from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import Decision, MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.communities import Community, make_community
from support.deciding import Bench
from support.talk import People, Talker, sent_id

WORDS = "gold"
WITHHELD = "hidden", "geo"


class Story:
    """What one account was pushed of a channel's messages, by id."""

    def __init__(self, who: Talker) -> None:
        self.who = who
        self.shown: dict[int, bytes] = {}

    def hear(self) -> None:
        for update in self.who.pushed():
            match update:
                case types.UpdateNewChannelMessage() | types.UpdateEditChannelMessage():
                    if isinstance(update.message, types.Message):
                        self.shown[update.message.id] = stands(update.message)
                case types.UpdateDeleteChannelMessages():
                    for gone in update.messages:
                        self.shown.pop(gone, None)


def stands(message: types.Message) -> bytes:
    """A message but for what is no part of its words: who looked, and that it changed unseen."""
    if message.edit_hide:
        message.edit_date, message.edit_hide = None, False
    message.views = message.forwards = None
    message.reactions = None
    return encode(message, NEWEST)


class Play:
    """A channel of Ann's, with Ben, who is nowhere in particular, and Dan, who is in Germany."""

    def __init__(self, bench: Bench, channel: Community, dan: Talker, seed: int) -> None:
        self.bench, self.channel = bench, channel
        self.chance = random.Random(seed)
        self.viewers = [Story(one) for one in (channel.ann, channel.ben, dan)]
        self.posts: dict[int, str] = {}
        self.standing: list[Decision] = []

    async def act(self) -> None:
        acts = [self.post]
        if self.posts:
            acts += [self.edit, self.decide, self.decide, self.delete]
        if self.standing:
            acts += [self.take_back, self.take_back]
        await self.chance.choice(acts)()
        await self.bench.people.stage.settle()
        for story in self.viewers:
            story.hear()

    async def post(self) -> None:
        ann = self.channel.ann
        text = f"{WORDS} {len(self.posts)}"
        self.posts[sent_id(await ann.send(self.channel.peer(ann), text))] = text
        # Who wrote it learns of it by the answer.
        await self.catch_up_author()

    async def edit(self) -> None:
        ann, post = self.channel.ann, self.chance.choice(list(self.posts))
        self.bench.clock.date += 1
        text = f"{WORDS} {self.chance.random()}"
        peer = self.channel.peer(ann)
        await ann(functions.messages.EditMessage(peer=peer, id=post, message=text))
        self.posts[post] = text
        await self.catch_up_author()

    async def delete(self) -> None:
        ann, post = self.channel.ann, self.chance.choice(list(self.posts))
        named = self.channel.named_by(ann)
        await ann(functions.channels.DeleteMessages(channel=named, id=[post]))
        del self.posts[post]
        self.viewers[0].shown.pop(post, None)

    async def decide(self) -> None:
        kind, fields = self.chance.choice(
            [
                (MeasureKind.HIDE, {}),
                (MeasureKind.GEO_BLOCK, {"countries": ("DE",)}),
                (MeasureKind.LABEL, {"label": "Disputed."}),
                (MeasureKind.AGE_GATE, {}),
            ]
        )
        # Whoever reports it may not see it: it is decided on all the same.
        post = self.chance.choice(list(self.posts))
        place: dict[str, Any] = {"item_id": post, **fields}
        peer_id = channel_peer(self.channel.id)
        made = await self.bench.decide(SubjectKind.MESSAGE, peer_id, kind, **place)
        self.standing.append(made)

    async def take_back(self) -> None:
        made = self.chance.choice(self.standing)
        self.standing.remove(made)
        await self.bench.take_back(made)

    async def catch_up_author(self) -> None:
        for message in await fetched(self.channel.ann, self.channel, list(self.posts)):
            self.viewers[0].shown[message.id] = stands(message)


async def fetched(who: Talker, channel: Community, ids: list[int]) -> list[types.Message]:
    asked = [types.InputMessageID(id=one) for one in ids]
    query = functions.channels.GetMessages(channel=channel.named_by(who), id=asked)
    return [one for one in (await who(query)).messages if isinstance(one, types.Message)]


async def missed(who: Talker, channel: Community, pts: int) -> dict[int, bytes]:
    """What a device that was off since shows."""
    asked = functions.updates.GetChannelDifference(
        channel=channel.named_by(who),
        filter=types.ChannelMessagesFilterEmpty(),
        pts=pts,
        limit=1_000,
    )
    found = await who(asked)
    told = [*found.new_messages, *(getattr(one, "message", None) for one in found.other_updates)]
    shown = {one.id: stands(one) for one in told if isinstance(one, types.Message)}
    for update in found.other_updates:
        if isinstance(update, types.UpdateDeleteChannelMessages):
            for gone in update.messages:
                shown.pop(gone, None)
    return shown


@pytest.mark.parametrize("seed", range(6))
async def test_11_11_all_ways_tell_the_same(people: People, seed: int) -> None:
    channel = await make_community(people, broadcast=True)
    dan = await channel.stranger("4915112345678")
    link = await channel.ann(functions.messages.ExportChatInvite(peer=channel.peer(channel.ann)))
    token = link.link.rsplit("/", 1)[-1].lstrip("+")
    await dan(functions.messages.ImportChatInvite(hash=token))
    await people.stage.settle()
    play = Play(Bench(people), channel, dan, seed)
    for story in play.viewers:
        story.hear()
    pts = (await channel.full(dan)).full_chat.pts
    for _ in range(14):
        await play.act()
    ids = list(play.posts)
    for story in play.viewers:
        there = {one.id: stands(one) for one in await fetched(story.who, channel, ids)}
        assert there.keys() == play.posts.keys()
        assert {one: story.shown[one] for one in ids} == there
        assert await missed(story.who, channel, pts) == there
    outside = await fetched(channel.ben, channel, ids)
    for message in outside:
        reasons = [one.reason for one in message.restriction_reason or ()]
        assert "geo" not in reasons
        if "hidden" not in reasons:
            assert message.message == play.posts[message.id]
    for message in await fetched(dan, channel, ids):
        reasons = [one.reason for one in message.restriction_reason or ()]
        assert (message.message == play.posts[message.id]) is not bool({*reasons} & {*WITHHELD})
