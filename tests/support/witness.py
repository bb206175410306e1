"""The check after every play: what was pushed and what getDifference says are one story."""

import asyncio
from typing import Any

from heliograph.tl import functions, types
from support.api_client import ApiClient
from support.mtproto_client import ClientKey
from support.play_server import PlayServer
from support.story import Boxed, Story, assert_same_story

SETTLED_WITHIN_S = 15


class Witness:
    """One more session of an account that only listens, from the beginning of a play to its end.

    It survives restarts of the server: what was pushed while it was away it takes from
    getDifference, as clients do.
    """

    def __init__(self, server: PlayServer, phone: str) -> None:
        self.server = server
        self.phone = phone
        self._client: ApiClient | None = None
        self._key: ClientKey | None = None
        self._start = 0
        self._pushed: dict[int, Boxed] = {}
        self._caught: dict[int, tuple[int, Story]] = {}
        self._moved = asyncio.Event()

    async def open(self) -> None:
        """Sign in beside the account's other sessions, and note where the mailbox stands."""
        self._client = ApiClient()
        await self._client.connect(self.server.host, self.server.port)
        self._key = await self._client.agree_key(self.server.public_key.read_bytes())
        before = self.server.count_codes(self.phone)
        await self._client.sign_in(self.phone, lambda: self.server.code(self.phone, after=before))
        self._client.listen(self._note)
        self._start = (await self._client.call(functions.updates.GetState())).pts

    async def reopen(self) -> None:
        """Come back after the server did, and take what was missed."""
        assert self._key is not None
        await self.close()
        known, _ = self._so_far()
        self._client = ApiClient(self._key)
        await self._client.connect(self.server.host, self.server.port)
        self._client.listen(self._note)
        told, pts = await self._replay(known)
        if pts > known:
            self._caught[known] = (pts, told)

    def _note(self, update: Any) -> None:
        for change in getattr(update, "updates", []):
            if isinstance(change, Boxed):
                assert self._pushed.get(change.pts, change) == change, "a pts was used twice"
                self._pushed[change.pts] = change
        self._moved.set()

    def _so_far(self) -> tuple[int, Story]:
        """The pts up to which nothing is missing, and the story until there."""
        pts, story = self._start, Story()
        starts = {change.pts - change.pts_count: change for change in self._pushed.values()}
        while pts in starts or pts in self._caught:
            if pts in self._caught:
                pts, caught = self._caught[pts]
                story.merge(caught)
            else:
                story.add(starts[pts])
                pts = starts[pts].pts
        return pts, story

    async def check(self) -> None:
        """Fails unless every pts since the start was pushed, and is told the same way again."""
        async with asyncio.timeout(SETTLED_WITHIN_S):
            while not await self._settled():
                # A word of the service account came in between: look again.
                pass

    async def _settled(self) -> bool:
        assert self._client is not None
        state = await self._client.call(functions.updates.GetState())
        while self._so_far()[0] < state.pts:
            self._moved.clear()
            await self._moved.wait()
        pts, pushed = self._so_far()
        told, end = await self._replay(self._start)
        if not pts == end == state.pts:
            return False
        assert_same_story(pushed, told)
        return True

    async def _replay(self, pts: int) -> tuple[Story, int]:
        assert self._client is not None
        story = Story()
        while True:
            request = functions.updates.GetDifference(pts=pts, date=1, qts=0)
            found = await self._client.call(request)
            if isinstance(found, types.updates.DifferenceEmpty):
                return story, pts
            for message in found.new_messages:
                story.add_message(message)
            for change in found.other_updates:
                if isinstance(change, Boxed):
                    story.add(change)
            if isinstance(found, types.updates.Difference):
                return story, found.state.pts
            assert found.intermediate_state.pts > pts, "a slice that does not move forward"
            pts = found.intermediate_state.pts

    async def close(self) -> None:
        """Leave."""
        if self._client is not None:
            await self._client.close()
