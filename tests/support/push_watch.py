"""Somebody whose phone is away and wants to be told, in tests of what it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from heliograph.actions.push_sending import tell
from heliograph.delivery.pushes import PushWatch
from heliograph.domain.push import PushTask, TokenKind
from heliograph.tl import functions
from support.fake_post import FakePost
from support.stage import Stage
from support.talk import People, Talker


class Watched:
    """Ann's desk stays connected; her phone registered and closed its app. Ben writes to her."""

    def __init__(self, people: People, phone: Talker, post: FakePost) -> None:
        self.people, self.phone, self.post = people, phone, post
        self.ann, self.ben = people.ann, people.ben
        self.woken = asyncio.Event()
        self.watch = PushWatch(people.stage.app, post, wake=self.woken.set)
        people.stage.app.bus.subscribe(self.watch.receive)  # type: ignore[attr-defined]

    @property
    def stage(self) -> Stage:
        return self.people.stage

    async def noted(self) -> None:
        """Wait until what happened so far is in the store."""
        await self.watch.caught_up()

    async def due(self) -> list[PushTask]:
        await self.noted()
        now = self.stage.clock.now()
        return list((await self.stage.store.due_pushes(now=now, at_most=10))[0])

    async def tell_due(self) -> list[Any]:
        """Do what is due; gives what was told."""
        for task in await self.due():
            await tell(self.stage.app, self.post, task)
        return self.post.take()


async def registered(
    talker: Talker, token: str, kind: TokenKind = TokenKind.FCM, *, no_muted: bool = False
) -> None:
    """Have a client ask to be told."""
    await talker(
        functions.account.RegisterDevice(
            token_type=int(kind),
            token=token,
            app_sandbox=False,
            secret=b"",
            other_uids=[],
            no_muted=no_muted,
        )
    )


@asynccontextmanager
async def watching(people: People) -> AsyncIterator[Watched]:
    """Ann and Ben as above, while what happens is noted."""
    phone = await people.ann.on_another_device(layer=198)
    made = Watched(people, phone, FakePost())
    following = asyncio.create_task(made.watch.follow())
    await registered(phone, "phone")
    phone.device.session.connected = False
    yield made
    following.cancel()
