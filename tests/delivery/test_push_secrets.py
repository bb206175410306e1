"""A device is told that there is something in an end-to-end chat while it is not connected."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from heliograph.actions.push_sending import tell
from heliograph.delivery.pushes import PushWatch
from heliograph.domain.push import TokenKind
from heliograph.tl import functions, types
from support.fake_post import FakePost
from support.secret_talk import SecretTalk
from support.talk import People, Talker


class Watched:
    """Ann and Ben have a device each that wants to be told; Ann begins a chat with Ben."""

    def __init__(self, people: People, post: FakePost) -> None:
        self.stage, self.post = people.stage, post
        self.ann, self.ben = people.ann, people.ben
        self.talk = SecretTalk(people.ann, people.ben)
        self.watch = PushWatch(people.stage.app, post, wake=lambda: None)
        people.stage.app.bus.subscribe(self.watch.receive)  # type: ignore[attr-defined]

    async def tell_due(self) -> list[Any]:
        """Do what is due; gives token, loc_key and custom of what was told."""
        await self.watch.caught_up()
        now = self.stage.clock.now()
        for task in (await self.stage.store.due_pushes(now=now, at_most=10))[0]:
            await tell(self.stage.app, self.post, task)
        return [(token, key, custom) for token, key, _, custom in self.post.take()]


async def registered(talker: Talker, token: str) -> None:
    await talker(
        functions.account.RegisterDevice(
            token_type=int(TokenKind.FCM),
            token=token,
            app_sandbox=False,
            secret=b"",
            other_uids=[],
        )
    )


@pytest.fixture
async def watched(people: People) -> AsyncIterator[Watched]:
    made = Watched(people, FakePost())
    following = asyncio.create_task(made.watch.follow())
    await registered(people.ann, "ann")
    await registered(people.ben, "ben")
    yield made
    following.cancel()


def leave(talker: Talker, *, away: bool = True) -> None:
    talker.device.session.connected = not away


async def test_who_is_asked_and_who_was_accepted_is_told(watched: Watched) -> None:
    leave(watched.ben)
    await watched.talk.ask()
    told = await watched.tell_due()
    assert told == [("ben", "ENCRYPTION_REQUEST", {"encryption_id": str(watched.talk.id)})]
    leave(watched.ben, away=False)
    leave(watched.ann)
    await watched.talk.accept()
    told = await watched.tell_due()
    assert told == [("ann", "ENCRYPTION_ACCEPT", {"encryption_id": str(watched.talk.id)})]


async def test_a_request_that_is_over_is_told_nobody(watched: Watched) -> None:
    leave(watched.ben)
    await watched.talk.ask()
    await watched.talk.discard(watched.ann)
    assert await watched.tell_due() == []


async def test_a_message_is_told_by_its_number_until_it_was_received(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await watched.talk.ask()
    await watched.talk.accept()
    leave(ben)
    await watched.talk.send(ann, random_id=77)
    ((token, key, custom),) = await watched.tell_due()
    assert (token, key) == ("ben", "ENCRYPTED_MESSAGE")
    assert custom == {"encryption_id": str(watched.talk.id), "random_id": "77"}
    await watched.talk.send(ann, random_id=78)
    await watched.watch.caught_up()
    key_id = ben.device.key.auth_key_id
    qts = await watched.stage.store.encrypted_qts(key_id)
    await watched.stage.store.acknowledge_encrypted(key_id, qts=qts)
    assert await watched.tell_due() == []


async def test_only_the_device_that_holds_the_chat_is_told(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    other = await ben.on_another_device(layer=198)
    await registered(other, "other")
    await watched.talk.ask()
    await watched.talk.accept()
    leave(ben)
    leave(other)
    await watched.talk.send(ann)
    assert [token for token, _, _ in await watched.tell_due()] == ["ben"]


@pytest.mark.parametrize(("muted", "told"), [("ann", False), ("users", False), ("cat", True)])
async def test_who_is_muted_is_so_in_an_end_to_end_chat(
    watched: Watched, people: People, muted: str, told: bool
) -> None:
    ben = watched.ben
    targets: dict[str, Any] = {
        "ann": types.InputNotifyPeer(peer=ben.to(people.ann)),
        "cat": types.InputNotifyPeer(peer=ben.to(people.cat)),
        "users": types.InputNotifyUsers(),
    }
    forever = types.InputPeerNotifySettings(mute_until=2**31 - 1)
    await ben(functions.account.UpdateNotifySettings(peer=targets[muted], settings=forever))
    await watched.talk.ask()
    await watched.talk.accept()
    leave(ben)
    await watched.talk.send(watched.ann)
    assert bool(await watched.tell_due()) is told
