"""The check after every play: what was pushed and what getDifference says are one story.

And both end with what the server shows: for a device that listened all the while, and for one that
was switched off before the play.
"""

import asyncio
from typing import Any

import pytest

from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST
from support.api_client import ApiClient, PatientClient
from support.channel_story import ChannelStory
from support.mtproto_client import ClientKey
from support.play_server import PlayServer
from support.replica import Replica, differences
from support.story import Story, assert_same_story, takes_pts

SETTLED_WITHIN_S = 15
LOOKS = 5


class Witness:
    """One more session of an account that only listens, from the beginning of a play to its end.

    It survives restarts of the server: what was pushed while it was away it takes from
    getDifference and, of the channels it knows, from getChannelDifference, as clients do.
    """

    def __init__(self, server: PlayServer, phone: str, *, layer: int = NEWEST) -> None:
        self.server = server
        self.phone = phone
        self.layer = layer
        self._client: ApiClient | None = None
        self._key: ClientKey | None = None
        self._start = 0
        self._start_date = 0
        self._date = 0
        self._switched_off = Replica()
        self._online = Replica()
        self._pushed: dict[int, Any] = {}
        self._caught: dict[int, tuple[int, Story]] = {}
        self._channels = ChannelStory()
        self._moved = asyncio.Event()

    async def open(self) -> None:
        """Sign in beside the account's other sessions, and note where the mailbox stands."""
        self._client = PatientClient(layer=self.layer)
        await self._client.connect(self.server.host, self.server.port)
        self._key = await self._client.agree_key(self.server.public_key.read_bytes())
        before = self.server.count_codes(self.phone)
        await self._client.sign_in(self.phone, lambda: self.server.code(self.phone, after=before))
        self._client.listen(self._note)
        state = await self._client.call(functions.updates.GetState())
        self._start, self._start_date, self._date = state.pts, state.date, state.date
        self._switched_off = await Replica.fetch(self._client)
        self._online = self._switched_off.copy()
        # What was pushed meanwhile is in it, or comes again to the same end.
        for update in self._client.updates:
            self._show(update)

    @property
    def key(self) -> ClientKey:
        """The key it signed in with."""
        assert self._key is not None
        return self._key

    @property
    def shown(self) -> Replica:
        """What it shows now, by what it was pushed."""
        return self._online

    async def reopen(self) -> None:
        """Come back after the server did, and take what was missed."""
        assert self._key is not None
        await self.close()
        known, _ = self._so_far()
        self._client = PatientClient(self._key, layer=self.layer)
        await self._client.connect(self.server.host, self.server.port)
        self._client.listen(self._note)
        told, pts = await self._replay(known, self._date, self._online)
        if pts > known:
            self._caught[known] = (pts, told)
        await self._channels.catch_up(self._client)

    def _note(self, update: Any) -> None:
        self._show(update)
        for change in getattr(update, "updates", []):
            self._channels.note(change)
            if takes_pts(change):
                assert self._pushed.get(change.pts, change) == change, "a pts was used twice"
                self._pushed[change.pts] = change
        self._moved.set()

    def _show(self, update: Any) -> None:
        self._online.know(getattr(update, "users", []), getattr(update, "chats", []))
        for change in getattr(update, "updates", []):
            self._online.apply(change)
        self._date = max(self._date, getattr(update, "date", 0))

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
        """Fails unless every pts since the start was pushed, and is told the same way again, and
        devices that were there or away show what the server shows."""
        async with asyncio.timeout(SETTLED_WITHIN_S):
            while not await self._settled():
                # A word of the service account came in between: look again.
                pass
        await self._assert_same_view()
        assert self._client is not None
        await self._channels.check(self._client)

    async def _assert_same_view(self) -> None:
        assert self._client is not None
        for _ in range(LOOKS):
            shown = await Replica.fetch(self._client)
            cold = self._switched_off.copy()
            await self._replay(self._start, self._start_date, cold)
            missed = [f"away: {line}" for line in differences(shown, cold)]
            missed += [f"there: {line}" for line in differences(shown, self._online)]
            if not missed:
                return
            # What takes no pts may still be on its way, and nothing tells that it is not.
            await asyncio.sleep(1)
        pytest.fail("\n".join(missed))

    async def _settled(self) -> bool:
        assert self._client is not None
        state = await self._client.call(functions.updates.GetState())
        while self._so_far()[0] < state.pts:
            self._moved.clear()
            await self._moved.wait()
        pts, pushed = self._so_far()
        told, end = await self._replay(self._start, 1)
        if not pts == end == state.pts:
            return False
        assert_same_story(pushed, told)
        return True

    async def _replay(self, pts: int, date: int, shown: Replica | None = None) -> tuple[Story, int]:
        """What getDifference tells from there on, also applied to what a device shows."""
        assert self._client is not None
        story, shown = Story(), shown or Replica()
        while True:
            request = functions.updates.GetDifference(pts=pts, date=date, qts=0)
            found = await self._client.call(request)
            if isinstance(found, types.updates.DifferenceEmpty):
                return story, pts
            shown.know(found.users, found.chats)
            for message in found.new_messages:
                story.add_message(message)
                shown.add(message)
            for change in found.other_updates:
                shown.apply(change)
                if takes_pts(change):
                    story.add(change)
            if isinstance(found, types.updates.Difference):
                return story, found.state.pts
            assert found.intermediate_state.pts > pts, "a slice that does not move forward"
            pts = found.intermediate_state.pts

    async def close(self) -> None:
        """Leave."""
        if self._client is not None:
            await self._client.close()
