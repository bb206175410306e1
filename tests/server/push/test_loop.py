"""What is due is done when it is due, a few at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from heliograph.domain.push import PushBounds, Registration, TokenKind
from heliograph.server.push.loop import PushLoop
from support.fake_post import FakePost
from support.stage import Stage
from support.stage_fixture import stage
from support.talk import People, Talker, three_people

__all__ = ["stage"]

BOUNDS = PushBounds()


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)


@asynccontextmanager
async def running(people: People, post: FakePost, *, at_once: int) -> AsyncIterator[PushLoop]:
    for talker in (people.ann, people.ben, people.cat):
        talker.device.session.connected = False
    loop = PushLoop(people.stage.app, post, at_once=at_once)
    task = asyncio.create_task(loop.run())
    yield loop
    task.cancel()


async def queued(people: People) -> None:
    """Everybody has a device, and something to be told on it: Cat wrote to Ann and Ben."""
    for number, talker in enumerate((people.ann, people.ben)):
        await registered(people, talker, f"token {number}")
        await queued_for(people, talker, people.cat)


async def registered(people: People, talker: Talker, token: str) -> None:
    registration = Registration(
        account_id=talker.id,
        auth_key_id=talker.device.key.auth_key_id,
        kind=TokenKind.FCM,
        token=token,
    )
    await people.stage.store.register_push(registration, at_most=9)


async def queued_for(people: People, talker: Talker, writer: Talker) -> None:
    store = people.stage.store
    await writer.send(writer.to(talker))
    (device,) = await store.push_devices(talker.id)
    (message,) = await talker.history(talker.to(writer))
    await store.queue_push(
        [device.id],
        peer_id=writer.id,
        message_id=message.id,
        now=people.stage.clock.now(),
        bounds=BOUNDS,
    )


def told(post: FakePost) -> list[str]:
    return sorted(token for token, _ in post.told)


async def test_what_a_restart_left_is_told_to_several_at_once(people: People) -> None:
    post = FakePost()
    post.hold = asyncio.Event()
    await queued(people)
    async with running(people, post, at_once=5):
        await post.until(under_way=2)
        post.hold.set()
        await post.until(told=2)
    assert told(post) == ["token 0", "token 1"]


async def test_no_more_devices_are_told_at_once_than_may_be(people: People) -> None:
    post = FakePost()
    post.hold = asyncio.Event()
    await queued(people)
    async with running(people, post, at_once=1):
        await post.until(under_way=1)
        post.hold.set()
        await post.until(told=2)
    assert told(post) == ["token 0", "token 1"]
    assert post.most_under_way == 1


async def test_a_device_is_told_one_thing_at_a_time(people: People) -> None:
    post = FakePost()
    post.hold = asyncio.Event()
    await registered(people, people.ann, "token")
    for writer in (people.ben, people.cat):
        await queued_for(people, people.ann, writer)
    async with running(people, post, at_once=5):
        await post.until(under_way=1)
        # As long as a second one would take to be on its way.
        for _ in range(20):
            await people.stage.store.pushes_waiting()
        post.hold.set()
        await post.until(told=2)
    assert post.most_under_way == 1


async def test_something_new_is_told_when_the_loop_is_woken(people: People) -> None:
    post = FakePost()
    async with running(people, post, at_once=5) as loop:
        await queued(people)
        loop.wake()
        await post.until(told=2)
