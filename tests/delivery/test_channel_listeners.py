"""Who of those that listen is in which channel is followed, not looked up each time."""

from collections.abc import Callable
from typing import Any

import pytest

from heliograph.delivery.channel_listeners import ChannelListeners
from heliograph.domain.peers import channel_peer
from support.channels import Place, make_place
from support.talk import People


@pytest.fixture
async def group(people: People) -> Place:
    return await make_place(people)


class Comings:
    """Sessions of accounts that a test has come and go."""

    def __init__(self, *present: int) -> None:
        self.present = set(present)
        self.moved = set(present)
        self.looked = 0

    def accounts(self) -> set[int]:
        self.looked += 1
        return self.present

    def follow_accounts(self) -> Callable[[], set[int]]:
        def take() -> set[int]:
            taken, self.moved = self.moved, set()
            return taken

        return take

    def move(self, account_id: int) -> None:
        self.present ^= {account_id}
        self.moved ^= {account_id}


def following(group: Place, comings: Comings) -> ChannelListeners:
    stage = group.people.stage
    stage.turn(sessions=comings)
    return ChannelListeners(stage.app)


async def test_who_comes_is_read_of_and_who_goes_is_forgotten(group: Place) -> None:
    ann, ben = group.ann, group.ben
    comings = Comings(ann.id)
    listeners, peer_id = following(group, comings), channel_peer(group.id)
    assert set(await listeners.of(peer_id)) == {ann.id}
    comings.move(ben.id)
    assert set(await listeners.of(peer_id)) == {ann.id, ben.id}
    comings.move(ann.id)
    assert set(await listeners.of(peer_id)) == {ben.id}


async def test_while_nobody_comes_or_goes_nobody_is_looked_at(group: Place) -> None:
    comings = Comings(group.ann.id)
    listeners, peer_id = following(group, comings), channel_peer(group.id)
    for _ in range(3):
        await listeners.of(peer_id)
    assert comings.looked == 1


async def test_who_could_not_be_read_of_is_read_of_next_time(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = group.people.stage
    listeners = following(group, Comings(group.ann.id))
    asked = stage.store.joined_channels
    failures = [OSError("the disk is gone")]

    async def joined(account_ids: Any) -> Any:
        if failures:
            raise failures.pop()
        return await asked(account_ids)

    monkeypatch.setattr(stage.store, "joined_channels", joined)
    with pytest.raises(OSError, match="gone"):
        await listeners.of(channel_peer(group.id))
    assert set(await listeners.of(channel_peer(group.id))) == {group.ann.id}
