"""The key ring: auth keys in use on this node, loaded from the store when a packet names them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from heliograph.mtproto.envelope import AuthSecret
from heliograph.ports.sessions import KeyState, KeyStore

if TYPE_CHECKING:
    from heliograph.net.sessions import NodeSession


class KeyEntry:
    """One key with what hangs on it here: its sessions, its running queries and their bytes.

    `floors` remembers, for sessions that ended early, the highest msg_id they had seen.
    """

    __slots__ = ("floors", "held_bytes", "pending", "secret", "sessions", "state")

    def __init__(self, state: KeyState, secret: AuthSecret) -> None:
        self.state = state
        self.secret = secret
        self.sessions: dict[int, NodeSession] = {}
        self.floors: dict[int, int] = {}
        self.pending = 0
        self.held_bytes = 0

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost by forgetting the entry."""
        return not (self.sessions or self.floors or self.pending)


class KeyRing:
    """Entries by signed auth_key_id; idle ones fall out, least recently used first."""

    def __init__(
        self,
        store: KeyStore,
        *,
        capacity: int,
        on_load: Callable[[KeyEntry], None],
        on_evict: Callable[[KeyEntry], None],
    ) -> None:
        self._store = store
        self._capacity = capacity
        self._on_load = on_load
        self._on_evict = on_evict
        self._entries: OrderedDict[int, KeyEntry] = OrderedDict()
        self._loading: dict[int, asyncio.Future[KeyEntry | None]] = {}
        self._dropped_while_loading: set[int] = set()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, auth_key_id: int) -> KeyEntry | None:
        """The entry if it is in memory; None says nothing about the store."""
        return self._entries.get(auth_key_id)

    async def load(self, auth_key_id: int) -> KeyEntry | None:
        """The entry, from the store if need be; None only if the key certainly does not exist.

        A store that cannot answer raises. Loads of the same key share one question.
        """
        entry = self._entries.get(auth_key_id)
        if entry is not None:
            self._entries.move_to_end(auth_key_id)
            return entry
        waiting = self._loading.get(auth_key_id)
        if waiting is not None:
            return await asyncio.shield(waiting)
        waiting = self._loading[auth_key_id] = asyncio.get_running_loop().create_future()
        try:
            entry = await self._ask_store(auth_key_id)
        except BaseException as error:
            waiting.set_exception(ConnectionError("the store could not answer"))
            waiting.exception()  # Nobody may be waiting; that is no fault worth a log line.
            raise error
        else:
            waiting.set_result(entry)
            return entry
        finally:
            del self._loading[auth_key_id]
            self._dropped_while_loading.discard(auth_key_id)

    async def _ask_store(self, auth_key_id: int) -> KeyEntry | None:
        while True:
            stored = await self._store.load_auth_key(auth_key_id)
            if auth_key_id in self._dropped_while_loading:
                self._dropped_while_loading.discard(auth_key_id)
                continue
            if stored is None:
                return None
            # The exchange that made the key may have put it here meanwhile.
            return self._entries.get(auth_key_id) or self.add(KeyState(stored))

    def add(self, state: KeyState, secret: AuthSecret | None = None) -> KeyEntry:
        """Take in a key that the store has."""
        entry = KeyEntry(state, secret or AuthSecret(state.secret))
        self._entries[state.auth_key_id] = entry
        self._on_load(entry)
        self._shrink()
        return entry

    def drop(self, auth_key_id: int) -> KeyEntry | None:
        """Forget a key; a load under way will ask the store once more."""
        if auth_key_id in self._loading:
            self._dropped_while_loading.add(auth_key_id)
        return self._entries.pop(auth_key_id, None)

    def clear(self) -> None:
        """Forget every key."""
        while self._entries:
            self._on_evict(self._entries.popitem()[1])

    def _shrink(self) -> None:
        excess = len(self._entries) - self._capacity
        if excess <= 0:
            return
        # Entries in use stay, whatever the capacity: the bound on connections is theirs as well.
        for auth_key_id, entry in list(islice(self._entries.items(), excess + 64)):
            if entry.idle and excess > 0:
                del self._entries[auth_key_id]
                self._on_evict(entry)
                excess -= 1
            else:
                self._entries.move_to_end(auth_key_id)
