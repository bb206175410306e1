"""What is said in public is looked at where there are rules, and said all the same."""

from collections.abc import Sequence

import pytest

from heliograph.safety.signals._skeleton import Skeleton
from heliograph.safety.signals.screening import Screen
from heliograph.safety.signals.signal import Match
from heliograph.tl import functions, types
from support.channels import make_place
from support.groups import make_group
from support.talk import People


class Watched(Skeleton):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def look(self, text: str) -> Sequence[Match]:
        self.seen.append(text)
        return super().look(text)


@pytest.mark.parametrize("broadcast", [True, False])
async def test_public_posts_alone_are_looked_at_and_none_is_held_back(
    people: People, broadcast: bool
) -> None:
    ann, ben = people.ann, people.ben
    watched = Watched()
    place = await make_place(people, broadcast=broadcast)
    people.stage.service.screen = Screen([watched], monotonic=lambda: 0.0)
    sent = await ann.send(place.peer(ann), "a skeleton")
    assert "a skeleton" in str(sent)
    assert watched.seen == ["a skeleton"]
    group = await make_group(people)
    await ann.send(ann.to(ben), "private")
    await ann.send(types.InputPeerChat(chat_id=group.id), "among us")
    gone = functions.channels.UpdateUsername(channel=place.channel(ann), username="")
    await ann(gone)
    await ann.send(place.peer(ann), "private by now")
    assert watched.seen == ["a skeleton"]
