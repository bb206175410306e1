"""Tells those who are in a channel who is just typing there."""

from collections.abc import Collection

from heliograph.actions.app import App
from heliograph.delivery.channel_listeners import ChannelListeners
from heliograph.delivery.channel_pushes import ChannelPushes
from heliograph.delivery.encoding import push_to
from heliograph.domain.events import ChannelTyped
from heliograph.domain.peers import channel_of
from heliograph.domain.people import is_bot
from heliograph.tl import types
from heliograph.views.activities import activity

TYPING_TOLD_MAX = 1_000
"""With more listeners only those are told who types who have looked into the channel lately, else
each key of a crowd would be sent to a crowd."""

TYPERS_MAX = 3
"""Of so many at once a crowd is told: apps show no more names."""

TYPED_S = 6
"""As long as apps show it. https://core.telegram.org/method/messages.setTyping"""

_NOBODY = 0


class ChannelTyping:
    """What somebody does is told once at a time, and kept nowhere."""

    def __init__(self, app: App, listeners: ChannelListeners, pushes: ChannelPushes) -> None:
        self._app = app
        self._listeners = listeners
        self._pushes = pushes
        # Of whose activity in which channel is just being told.
        self._typing: set[tuple[int, int]] = set()
        self._crowds = Crowds()

    def on_typed(self, event: ChannelTyped) -> None:
        """Receive that somebody is doing something."""
        typing = (event.peer_id, event.sender_id)
        if typing not in self._typing:
            self._typing.add(typing)
            self._app.spawn(self._tell(event))

    async def _tell(self, event: ChannelTyped) -> None:
        """Tell everybody else who listens what somebody is doing; who is away is told nothing."""
        try:
            accounts: Collection[int] = await self._listeners.of(event.peer_id)
            if len(accounts) > TYPING_TOLD_MAX:
                accounts = self._interested(event, accounts)
            others = [one for one in accounts if one != event.sender_id and not is_bot(one)]
            sessions = [
                session
                for session in self._app.sessions.of_accounts(others)
                if event.peer_id in session.channels_shown
            ]
            if sessions:
                named = [event.sender_id, event.peer_id]
                people = await self._app.store.shown(_NOBODY, named)
                made = types.UpdateChannelUserTyping(
                    channel_id=channel_of(event.peer_id),
                    top_msg_id=event.thread_id or None,
                    from_id=types.PeerUser(user_id=event.sender_id),
                    action=activity(event.activity),
                )
                push_to(sessions, self._pushes.neutral(made, people))
        finally:
            self._typing.discard((event.peer_id, event.sender_id))

    def _interested(self, event: ChannelTyped, accounts: Collection[int]) -> Collection[int]:
        """Who of a crowd is told that somebody types: nobody, if enough others do at the moment."""
        now = self._app.clock.now()
        if not self._crowds.tells(event.peer_id, event.sender_id, now=now):
            return ()
        looking = self._app.post_views.looking_into(event.peer_id, now=now)
        return [one for one in accounts if one in looking]


class Crowds:
    """Of whom crowds were told that they type, and until when; forgotten when that is over."""

    def __init__(self) -> None:
        # By channel, the one told of last at the end.
        self._typers: dict[int, dict[int, int]] = {}

    def __len__(self) -> int:
        return len(self._typers)

    def tells(self, peer_id: int, sender_id: int, *, now: int) -> bool:
        """Whether a crowd is told that one more types: not if enough others do at the moment."""
        self._forget(now)
        typers = self._typers.get(peer_id, {})
        still = {one: until for one, until in typers.items() if until > now}
        if sender_id not in still and len(still) >= TYPERS_MAX:
            return False
        self._typers.pop(peer_id, None)
        self._typers[peer_id] = {**still, sender_id: now + TYPED_S}
        return True

    def _forget(self, now: int) -> None:
        over = []
        for peer_id, typers in self._typers.items():
            if max(typers.values()) > now:
                break
            over.append(peer_id)
        for peer_id in over:
            del self._typers[peer_id]
