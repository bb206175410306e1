"""Sends what is told of a channel: once for all who were shown it whole, else to each account.

https://core.telegram.org/api/min
"""

import asyncio
from collections.abc import Callable, Sequence

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, push_to_many
from heliograph.domain.access import AccessHasher
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Shown
from heliograph.domain.peers import is_channel
from heliograph.domain.people import Seen
from heliograph.ports.sessions import LiveSession
from heliograph.tl import types
from heliograph.views import updates as view
from heliograph.views.channels import bare_channel
from heliograph.views.users import min_user

BATCH = 200
"""Accounts told each in its own way between two turns of the loop."""

_NOBODY = 0


class ChannelPushes:
    """To sessions, that remember which channels they were shown."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access

    async def to_others(
        self,
        peer_id: int,
        neutral: types.TypeUpdate,
        people: Sequence[Shown],
        sessions: Sequence[LiveSession],
    ) -> None:
        """Push what is the same for everybody, the channels whole to who was not shown them."""
        # Of what a session was not shown whole before, `min` says nothing to it.
        needed = {peer_id, *(one.channel.peer_id for one in people if isinstance(one, SeenChannel))}
        if any(isinstance(one, SeenChannel) and one.channel.limited for one in people):
            # Some are shown another channel than others are.
            named = [one.account.id for one in people if isinstance(one, Seen)]
            await self.whole([*sorted(needed), *named], sessions, neutral, ())
            return
        strange = [one for one in sessions if not needed <= one.channels_shown]
        asking = [one for one in sessions if one.asks_of_min]
        if asking:
            named = [one.account.id for one in people if isinstance(one, Seen)]
            whole = [peer_id, *sorted(needed - {peer_id}), *named]
            await self.whole(whole, asking, neutral, ())
            sessions = [one for one in sessions if not one.asks_of_min]
            strange = [one for one in strange if not one.asks_of_min]
        if strange:
            await self.whole([peer_id, *sorted(needed - {peer_id})], strange, neutral, people)
        known = [one for one in sessions if one not in set(strange)] if strange else list(sessions)
        if not known:
            return
        await push_to_many(known, self.neutral(neutral, people))

    def neutral(self, made: types.TypeUpdate, people: Sequence[Shown]) -> types.Updates:
        """An update with whom it names, as everybody is shown them."""
        users = [min_user(one.account) for one in people if isinstance(one, Seen)]
        chats = [bare_channel(one.channel) for one in people if isinstance(one, SeenChannel)]
        now = self._app.clock.now()
        return types.Updates(updates=[made], users=users, chats=chats, date=now, seq=0)

    async def whole(
        self,
        peers: Sequence[int],
        sessions: Sequence[LiveSession],
        made: types.TypeUpdate,
        people: Sequence[Shown],
    ) -> None:
        """Push it with the channels as each account sees them."""
        await self.to_each(sessions, peers, lambda _: made, people)

    async def to_each(
        self,
        sessions: Sequence[LiveSession],
        named: Sequence[int],
        made_for: Callable[[int], types.TypeUpdate],
        people: Sequence[Shown] = (),
    ) -> None:
        """Push what is made for each account, with the named as it sees them, the channel first."""
        by_account: dict[int, list[LiveSession]] = {}
        for session in sessions:
            by_account.setdefault(session.key.account_id or _NOBODY, []).append(session)
        sees = await self._app.store.shown_to_many(list(by_account), named)
        users = [min_user(one.account) for one in people if isinstance(one, Seen)]
        shown = frozenset(filter(is_channel, named))
        now = self._app.clock.now()
        for number, (account_id, theirs) in enumerate(by_account.items(), 1):
            body = view.changes([made_for(account_id)], sees[account_id], now, self._access)
            body.users += users
            push_to(theirs, body)
            for session in theirs:
                if not shown <= session.channels_shown:
                    session.channels_shown |= shown
            if number % BATCH == 0:
                await asyncio.sleep(0)
