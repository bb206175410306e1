"""The key ring: auth keys in use on this node, loaded from the store when a packet names them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from heliograph.domain.authorizations import StoredKey
from heliograph.mtproto.envelope import AuthSecret
from heliograph.ports.sessions import KeyState, KeyStore

if TYPE_CHECKING:
    from heliograph.net.node_session import NodeSession


class KeyEntry:
    """One key with what hangs on it here: its sessions, its running queries and their bytes.

    `floors` remembers, for sessions that ended early, the highest msg_id they had seen. A temporary
    key has `expires` (Unix seconds) and, once bound, a `permanent` entry whose state is its own.
    """

    __slots__ = ("expires", "floors", "held_bytes", "pending", "permanent", "secret", "sessions",
                 "state", "temporary")  # fmt: skip

    def __init__(self, state: KeyState, secret: AuthSecret, *, expires: int | None = None) -> None:
        self.state = state
        self.secret = secret
        self.expires = expires
        self.permanent: KeyEntry | None = None
        self.temporary: dict[int, KeyEntry] = {}
        self.sessions: dict[int, NodeSession] = {}
        self.floors: dict[int, int] = {}
        self.pending = 0
        self.held_bytes = 0

    @property
    def key_id(self) -> int:
        """The id that packets name; that of `state` may be the permanent key's."""
        return self.secret.key_id

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost by forgetting the entry."""
        return not (self.sessions or self.floors or self.pending or self.temporary)

    @property
    def root(self) -> "KeyEntry":
        """The permanent key's entry, which bounds are counted against; itself if there is none."""
        return self.permanent or self

    def family(self) -> "Sequence[KeyEntry]":
        """The entry and those of the temporary keys bound to it; most have none."""
        return (self, *self.temporary.values()) if self.temporary else (self,)

    def expired(self, now: float) -> bool:
        """Whether it is a temporary key whose time is over."""
        return self.expires is not None and now >= self.expires

    def bind(self, permanent: "KeyEntry") -> None:
        """Be a temporary key of a permanent one."""
        self.permanent = permanent
        self.state = permanent.state
        permanent.temporary[self.key_id] = self

    def unbind(self) -> None:
        """Leave the permanent key, because this one is forgotten."""
        if self.permanent is not None:
            self.permanent.temporary.pop(self.key_id, None)


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
            permanent = None
            if stored.permanent_key_id is not None:
                permanent = await self._load_for_good(stored.permanent_key_id)
                if permanent is None:
                    return None
                if auth_key_id in self._dropped_while_loading:
                    continue
            # The exchange that made the key may have put it here meanwhile.
            return self._entries.get(auth_key_id) or self.add(stored, permanent=permanent)

    async def _load_for_good(self, auth_key_id: int) -> KeyEntry | None:
        """As `load`, and still in the ring when the caller goes on."""
        while True:
            entry = await self.load(auth_key_id)
            if entry is None or self._entries.get(auth_key_id) is entry:
                return entry

    def add(
        self,
        stored: StoredKey,
        secret: AuthSecret | None = None,
        *,
        permanent: KeyEntry | None = None,
    ) -> KeyEntry:
        """Take in a key that the store has, bound to a permanent one if it is."""
        key = stored.key
        entry = KeyEntry(KeyState(stored), secret or AuthSecret(key.secret), expires=key.expires)
        self._entries[key.auth_key_id] = entry
        if permanent is not None:
            entry.bind(permanent)
        else:
            self._on_load(entry)
        self._shrink()
        return entry

    async def bind(self, temporary_key_id: int, *, permanent_key_id: int) -> None:
        """Bind a key in use to a permanent one, as the store has done."""
        permanent = await self._load_for_good(permanent_key_id)
        entry = self._entries.get(temporary_key_id)
        # One that was dropped meanwhile comes back from the store as it stands there.
        if permanent is not None and entry is not None and entry.permanent is None:
            entry.bind(permanent)

    def drop(self, auth_key_id: int) -> KeyEntry | None:
        """Forget a key; a load under way will ask the store once more."""
        if auth_key_id in self._loading:
            self._dropped_while_loading.add(auth_key_id)
        return self._entries.pop(auth_key_id, None)

    async def destroy(self, auth_key_id: int) -> Sequence[int]:
        """Have the store forget a key for good; the entry stays until it is dropped.

        Gives the keys that are logged out with it.
        """
        return await self._store.destroy_auth_key(auth_key_id)

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
