"""Hostile arguments about places and messages that are there draw a refusal or an answer, never a
fault of ours, and leave the store as it should be."""

from collections.abc import Sequence
from typing import Any

import pytest

from heliograph.config import limits_for
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.errors import EncodeError
from heliograph.tl.layers import NEWEST
from support.communities import Community, make_community
from support.extreme_queries import Maker
from support.forums import create, make_forum, say
from support.groups import Group, make_group
from support.stage import RPC_ERROR
from support.talk import People, Talker

INTERNAL = b"INTERNAL"
NAMESPACES = (
    "channels.",
    "messages.",
    "updates.getChannelDifference",
    "upload.getFile",
    "stories.",
)
LEFT_OUT = {
    "messages.deleteChat",
    "channels.deleteChannel",
    "channels.leaveChannel",
    "messages.getDhConfig",
}
"""They would end the run, as what is asked about is gone then, or ask for no place."""

ODD_IDS = (0, 1, 2, 3, 4, 5, 6, 7, -1, 2**31 - 1, -(2**31))


class PlaceMaker(Maker):
    """Makes queries about places that are there, by somebody who may name them."""

    def __init__(self, seed: int, who: Talker, places: Sequence[Community], group: Group) -> None:
        super().__init__(seed)
        self._who, self._places, self._group = who, places, group
        self._others = (group.ann, group.ben, group.cat)

    def value(self, type_name: str, depth: int) -> Any:
        draw = self.random.random()
        place = self.random.choice(self._places)
        other = self.random.choice(self._others)
        if type_name == "InputPeer" and draw < 0.9:
            if draw < 0.6:
                return place.peer(self._who)
            if draw < 0.7:
                return self._group.peer
            return self._who.to(other) if draw < 0.8 else types.InputPeerSelf()
        if type_name == "InputChannel" and draw < 0.95:
            return place.named_by(self._who)
        if type_name == "InputUser" and draw < 0.9:
            return self._who.user(other)
        if type_name == "int" and draw < 0.8:
            return self.random.choice(ODD_IDS)
        if type_name == "InputDialogPeer" and draw < 0.9:
            return types.InputDialogPeer(peer=place.peer(self._who))
        if type_name == "InputReplyTo" and draw < 0.9:
            return types.InputReplyToMessage(
                reply_to_msg_id=self.random.choice(ODD_IDS),
                top_msg_id=self.random.choice((None, *ODD_IDS)),
                reply_to_peer_id=None if draw < 0.6 else place.peer(self._who),
                quote_text=None if draw < 0.7 else "hi",
                quote_offset=self.random.choice((None, 0, -1, 2**31 - 1)),
            )
        return super().value(type_name, depth)


def asked() -> list[str]:
    return [
        name
        for name in sorted(load_methods())
        if name.startswith(NAMESPACES) and name not in LEFT_OUT
    ]


async def settle(people: People) -> tuple[list[Community], Group]:
    ann, ben, cat = people.ann, people.ben, people.cat
    forum = await make_forum(people)
    topic = (await create(forum, ben)).id
    await say(forum, cat, topic)
    news = await make_community(people, broadcast=True, username="hikers_news")
    talk = await make_community(people)
    channels = functions.channels
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=talk.named_by(ann)))
    await news.make_admin(ben, post_messages=True, add_admins=True)
    await forum.make_admin(ben, ban_users=True, anonymous=True)
    for number in range(3):
        await ann.send(news.peer(ann), f"post {number}")
        await cat.send(talk.peer(cat), f"word {number}")
    return [forum, news, talk], await make_group(people)


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.long)])
async def test_extreme_arguments_about_real_places_are_no_fault(
    people: People, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    stage = people.stage
    places, group = await settle(people)
    dan = await places[1].stranger()
    stage.service.limits = limits_for("bench")
    monkeypatch.setattr(stage.service.rates, "spend", lambda *_: None)
    faults = []
    for who in (people.cat, people.ben, dan, people.ann):
        maker = PlaceMaker(rounds, who, places, group)
        for name in asked():
            for _ in range(rounds):
                try:
                    body = encode(maker.query(name), NEWEST)
                except EncodeError:
                    continue
                answer = await who.device.raw(body)
                if answer[:4] == RPC_ERROR and INTERNAL in answer:
                    faults.append((name, body.hex()))
        stage.clock.date += 5
    assert faults == []
    await stage.settle()
    assert list(await stage.store.check(whole=True)) == []
