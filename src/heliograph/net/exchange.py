"""Key exchanges of all connections: arithmetic in its own thread, keys stored before the answer."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from heliograph.config import Limits
from heliograph.domain.authorizations import AuthKeyRecord, StoredKey
from heliograph.domain.errors import KeyCollision
from heliograph.mtproto.errors import TransportFlood
from heliograph.mtproto.handshake import Handshake, KeyAgreed, Work
from heliograph.mtproto.rsa import ServerKey
from heliograph.mtproto.salts import Salts
from heliograph.net.admission import Admission
from heliograph.net.keys import KeyRing
from heliograph.net.work_thread import WorkThread
from heliograph.ports.sessions import KeyStore

WAITING_MAX = 500
"""Work items queued for the thread: one to two seconds of it; beyond that clients back off."""


class Exchanges:
    """Steps handshakes on behalf of connections, and bounds how many are open."""

    def __init__(
        self,
        limits: Limits,
        server_keys: Sequence[ServerKey],
        *,
        store: KeyStore,
        ring: KeyRing,
        salts: Salts,
        admission: Admission,
        now: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._server_keys = server_keys
        self._store = store
        self._ring = ring
        self._salts = salts
        self._admission = admission
        self._now = now
        self._thread = WorkThread("heliograph-handshake")
        self._open: OrderedDict[Handshake, float] = OrderedDict()
        self._waiting = 0

    def __len__(self) -> int:
        return len(self._open)

    def begin(self) -> Handshake:
        """A new exchange; the oldest unfinished ones make room for it."""
        handshake = Handshake(self._server_keys, clock=self._now)
        self._open[handshake] = self._now()
        while len(self._open) > self._limits.handshakes_pending_max:
            self._open.popitem(last=False)
        return handshake

    def is_open(self, handshake: Handshake) -> bool:
        """Whether the exchange may go on: neither finished, nor too old, nor displaced."""
        since = self._open.get(handshake)
        return since is not None and since + self._limits.handshake_timeout_s > self._now()

    def end(self, handshake: Handshake) -> None:
        """Forget an exchange; may be repeated."""
        self._open.pop(handshake, None)

    def sweep(self) -> None:
        """Forget exchanges that have run out of time."""
        oldest = self._now() - self._limits.handshake_timeout_s
        while self._open and next(iter(self._open.values())) < oldest:
            self._open.popitem(last=False)

    async def compute(self, handshake: Handshake, work: Work, network: str) -> bytes:
        """Do one work item and give the reply; a key that comes of it is stored first.

        Raises ProtocolError, and what the store raises.
        """
        if self._waiting >= WAITING_MAX or not self._admission.may_compute(network):
            raise TransportFlood(f"key exchanges from {network}")
        self._waiting += 1
        try:
            computed = await self._thread.run(work)
        finally:
            self._waiting -= 1
        reply = handshake.finish(computed)
        return await self._keep(handshake, reply) if isinstance(reply, KeyAgreed) else reply

    async def _keep(self, handshake: Handshake, agreed: KeyAgreed) -> bytes:
        now = self._now()
        record = AuthKeyRecord(
            auth_key_id=agreed.secret.key_id,
            secret=agreed.secret.key,
            dc=agreed.dc,
            created=int(now),
            expires=self._end_of(agreed, now),
        )
        try:
            await self._store.save_auth_key(record)
        except KeyCollision:
            return handshake.refuse_key_id(agreed)
        self._salts.adopt_first(record.auth_key_id, agreed.server_salt, now)
        self._ring.add(StoredKey(key=record), agreed.secret)
        self.end(handshake)
        return agreed.reply

    def _end_of(self, agreed: KeyAgreed, now: float) -> int | None:
        """When a temporary key ends: as its exchange said, whatever its binding says later."""
        if agreed.expires_in is None:
            return None
        return int(now) + min(agreed.expires_in, self._limits.temporary_key_lifetime_s)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.close()
