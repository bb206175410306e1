"""One live session, with the connections that carry it."""

from collections.abc import Callable, Iterator, Sequence

from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.packing import UPDATES_TOO_LONG
from heliograph.mtproto.session import Session
from heliograph.net.carrier import Carrier
from heliograph.net.keys import KeyEntry
from heliograph.net.waiting import Waiting
from heliograph.ports.sessions import KeyState


class NodeSession:
    """One session as methods and delivery see it (`ports.sessions.LiveSession`)."""

    __slots__ = ("__weakref__", "_end", "asks_of_min", "channels_shown", "entry", "last_used",
                 "people_shown", "pushes", "said_layer", "session_id", "subscribed",
                 "waiting", "wire")  # fmt: skip

    def __init__(
        self, entry: KeyEntry, wire: Session, now: float, end: "Callable[[NodeSession], None]"
    ) -> None:
        self._end = end
        self.entry = entry
        self.session_id = wire.session_id
        self.wire = wire
        self.waiting = Waiting(wire.asked)
        self.subscribed = False
        self.said_layer = 0
        self.asks_of_min = False
        self.channels_shown: frozenset[int] = frozenset()
        self.people_shown: dict[int, int] = {}
        self.pushes = 0
        self.last_used = now

    @property
    def key(self) -> KeyState:
        """The auth key this session lives under."""
        return self.entry.state

    @property
    def used_key_id(self) -> int:
        """The key that seals its packets, which may be one bound to `key`."""
        return self.entry.key_id

    @property
    def layer(self) -> int:
        """The layer this session said or its key's last; 0 before the first initConnection."""
        client = self.entry.state.client
        return self.said_layer or (client.layer if client is not None else 0)

    @property
    def connected(self) -> bool:
        """Whether a connection carries it now."""
        return bool(self.wire.outbox.links)

    @property
    def undelivered(self) -> bool:
        """Whether something was pushed that the client did not acknowledge yet."""
        return self.wire.outbox.holds_pushes

    def subscribe(self) -> None:
        """Let pushed updates reach this session.

        One that begins with a key signed in before may follow another whose updates were lost
        with a connection or a restart; Telethon asks for what it missed only when told to.
        """
        if self.subscribed:
            return
        self.subscribed = True
        if self.key.account_id is not None:
            self.push(UPDATES_TOO_LONG)

    def push(self, body: bytes) -> None:
        """Queue an update already encoded for `layer`."""
        self.pushes += 1
        link = self.wire.push(body)
        if link is not None:
            _carrier(link).wake()

    async def after(self, msg_ids: Sequence[int], *, timeout_s: float) -> None:
        """Wait for earlier queries of the session; see `Waiting.until_done`."""
        await self.waiting.until_done(msg_ids, timeout_s=timeout_s)

    def reply(self, msg_id: int, result: bytes, *, urgent: bool = False) -> None:
        """Answer a query; a client that does not read or fetch its answers is cut off."""
        link = self.wire.reply(msg_id, result, urgent=urgent)
        self.waiting.answered(msg_id)
        if link is not None:
            _carrier(link).wake()
        self.end_unread()

    def end_unread(self) -> None:
        """End the session if it holds too much."""
        if self.holds_too_much:
            for carrier in self.carriers():
                carrier.abort("answers overflow")
            self._end(self)

    @property
    def holds_too_much(self) -> bool:
        """Whether the session must go: too much by its own bound, or by that of all together.

        By the second go those that nobody reads now; the others' answers leave in this turn, or
        behind a packet that is being sealed: whether somebody reads shows when that is written.
        """
        wire = self.wire
        return wire.overflowed or (
            wire.crowding and all(carrier.stalled for carrier in self.carriers())
        )

    def carriers(self) -> Iterator[Carrier]:
        """The connections that carry this session."""
        return (_carrier(link) for link in tuple(self.wire.outbox.links))


def _carrier(link: Link) -> Carrier:
    carrier: Carrier = link.carrier
    return carrier
