"""The live sessions of this node: found by key for packets, by account for updates."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from itertools import islice

from heliograph.config import Limits
from heliograph.domain.key_binding import BindMessage
from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.envelope import AuthSecret
from heliograph.mtproto.envelope_v1 import open_bind_message
from heliograph.mtproto.errors import EnvelopeError
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.msg_ids import AHEAD_S, PAST_S
from heliograph.mtproto.salts import Salts
from heliograph.mtproto.session import Session
from heliograph.net.keys import KeyEntry, KeyRing
from heliograph.net.node_session import NodeSession

REPLAY_WINDOW_S = PAST_S + AHEAD_S + 10
"""A packet is refused for its age after this; until then somebody must remember its msg_id."""

FLOORS_MAX = 1024
"""Sessions of one key that ended within that time; no client makes and ends so many."""

_NO_KEYS: Mapping[int, KeyEntry] = {}

ROOM_LOOK = 64
"""Sessions looked at to end one when the node is full; the rest are tried by the next newcomers."""


def session_limits(limits: Limits) -> SessionLimits:
    """The part of the configuration that the protocol core needs."""
    return SessionLimits(
        unacked_messages=limits.unacked_messages_per_session,
        unacked_bytes=limits.unacked_bytes_per_session,
        unacked_keep_s=limits.unacked_keep_s,
        repeated_bytes_per_minute=limits.repeated_bytes_per_session_per_minute,
        pushes=limits.pushes_queued_per_session,
        pushes_bytes=limits.outbound_bytes_per_session // 4,
        unsent_bytes=limits.outbound_bytes_per_session,
        inflated_bytes=limits.inflated_bytes_max,
        gzip_over_bytes=limits.gzip_results_over_bytes,
    )


class SessionRegistry:
    """Implements `ports.sessions.Sessions` for one node."""

    def __init__(
        self,
        limits: Limits,
        *,
        salts: Salts,
        unsent: Budget,
        unacked: Budget,
        seen: Budget,
        now: Callable[[], float],
        end_queries: Callable[[Sequence[KeyEntry]], Awaitable[None]],
    ) -> None:
        self._limits = limits
        self._end_queries = end_queries
        self._wire_limits = session_limits(limits)
        self._forget_s = max(limits.session_forget_s, REPLAY_WINDOW_S)
        self._salts = salts
        self._unsent = unsent
        self._unacked = unacked
        self._seen = seen
        self._now = now
        self._accounts: dict[int, dict[int, KeyEntry]] = {}
        # Per follower the accounts that are here and were not, or are here no longer.
        self._moved: list[set[int]] = []
        self._all: dict[NodeSession, None] = {}
        self._busy: dict[NodeSession, None] = {}
        self._floors: deque[tuple[float, KeyEntry, int, int]] = deque()
        self._ring: KeyRing | None = None

    def use_ring(self, ring: KeyRing) -> None:
        """Tell the registry where keys are found; once, before the first packet."""
        self._ring = ring

    def __len__(self) -> int:
        return len(self._all)

    # --- for connections -------------------------------------------------------------------

    def open(self, entry: KeyEntry, session_id: int) -> NodeSession | None:
        """The session of a key, made if it is new; None if the key or the node has too many."""
        session = entry.sessions.get(session_id)
        if session is not None:
            return session
        if len(entry.floors) >= FLOORS_MAX:
            return None
        if not self._has_room(entry.root) and not self._make_room(entry.root):
            return None
        if len(self._all) >= self._limits.sessions_max and not self._make_room_on_node():
            return None
        now = self._now()
        wire = Session(
            entry.secret,
            session_id,
            salts=self._salts,
            limits=self._wire_limits,
            unsent=self._unsent,
            unacked=self._unacked,
            seen=self._seen,
            floor=entry.floors.get(session_id, 0),
        )
        session = NodeSession(entry, wire, now, self._end)
        entry.sessions[session_id] = session
        self._all[session] = None
        return session

    def destroy(self, entry: KeyEntry, session_id: int) -> bool:
        """End one session of a key; its msg_ids stay refused as long as they could be replayed."""
        session = entry.sessions.get(session_id)
        if session is None:
            return False
        self._end(session)
        return True

    def lose(self, session: NodeSession) -> None:
        """A connection of the session is gone; too much that nobody fetches ends the session."""
        session.last_used = self._now()
        if session.holds_too_much and not session.wire.outbox.links:
            self._end(session)

    def _has_room(self, root: KeyEntry) -> bool:
        count = sum(len(entry.sessions) for entry in root.family())
        return count < self._limits.sessions_per_key

    def _make_room(self, root: KeyEntry) -> bool:
        sessions = [s for entry in root.family() for s in entry.sessions.values()]
        idle = [session for session in sessions if not session.wire.outbox.links]
        if not idle:
            return False
        self._end(min(idle, key=lambda session: session.last_used))
        return True

    def _make_room_on_node(self) -> bool:
        """End the session that is longest without a connection, as far as a short look tells."""
        for session in list(islice(self._all, ROOM_LOOK)):
            if not session.wire.outbox.links:
                self._end(session)
                return True
            # In use: it goes to the end, so that the next look begins behind it.
            self._all[session] = self._all.pop(session)
        return False

    def _end(self, session: NodeSession) -> None:
        entry, now = session.entry, self._now()
        if session not in self._all:
            return
        if now - session.last_used < REPLAY_WINDOW_S:
            floor = entry.floors[session.session_id] = session.wire.highest_msg_id
            self._floors.append((now + REPLAY_WINDOW_S, entry, session.session_id, floor))
        del entry.sessions[session.session_id]
        self._all.pop(session, None)
        self._busy.pop(session, None)
        for carrier in session.carriers():
            carrier.forget(session)
        session.wire.close()
        session.waiting.end()

    # --- for the server --------------------------------------------------------------------

    def sweep(self, sessions: Sequence[NodeSession]) -> None:
        """Let time pass for some sessions: forget those without a connection for long."""
        now = self._now()
        for session in sessions:
            if session not in self._all:
                continue
            if session.entry.expired(now):
                self._drop(session.entry)
                continue
            session.wire.tick(now)
            if session.wire.pending:
                self._busy[session] = None
            for carrier in session.carriers():
                carrier.wake()
            if session.wire.outbox.links:
                session.last_used = now
            elif now - session.last_used > self._forget_s:
                self._end(session)
        while self._floors and self._floors[0][0] <= now:
            _, entry, session_id, floor = self._floors.popleft()
            # A session of the same id that ended later has a floor of its own.
            if entry.floors.get(session_id) == floor:
                del entry.floors[session_id]

    def busy(self) -> list[NodeSession]:
        """Sessions with a query that was running when they were last looked at, or began since."""
        busy, self._busy = list(self._busy), {}
        return busy

    def note_query(self, session: NodeSession) -> None:
        """A query of this session may turn out slow."""
        self._busy[session] = None

    def all(self) -> list[NodeSession]:
        """Every session of the node."""
        return list(self._all)

    def index(self, entry: KeyEntry) -> None:
        """Note whose key a freshly loaded entry is."""
        account_id = entry.state.account_id
        if account_id is not None:
            if account_id not in self._accounts:
                self._note_moved(account_id)
            self._accounts.setdefault(account_id, {})[entry.state.auth_key_id] = entry

    def forget(self, entry: KeyEntry) -> None:
        """End all sessions of a key that is no longer in the ring."""
        if entry.permanent is not None:
            entry.unbind()
        else:
            self.unindex(entry)
            entry.state.account_id, entry.state.authorization_hash = None, None
        for session in list(entry.sessions.values()):
            self._end(session)

    # --- ports.sessions.Sessions -----------------------------------------------------------

    def of_account(self, account_id: int) -> Sequence[NodeSession]:
        """Subscribed sessions of the account, in no particular order."""
        return self.of_accounts((account_id,))

    def of_accounts(self, account_ids: Iterable[int]) -> Sequence[NodeSession]:
        """As `of_account`, for all of these together."""
        found: list[NodeSession] = []
        keys_of = self._accounts.get
        for account_id in account_ids:
            for permanent in keys_of(account_id, _NO_KEYS).values():
                for session in permanent.sessions.values():
                    if session.subscribed:
                        found.append(session)
                if permanent.temporary:
                    for entry in permanent.temporary.values():
                        found += [one for one in entry.sessions.values() if one.subscribed]
        return found

    def accounts(self) -> Set[int]:
        """The accounts with keys on this node."""
        return self._accounts.keys()

    def follow_accounts(self) -> Callable[[], Set[int]]:
        """Each call gives the accounts that came or went since the one before, at first all."""
        moved = set(self._accounts)
        self._moved.append(moved)

        def take() -> Set[int]:
            taken = set(moved)
            moved.clear()
            return taken

        return take

    def of_key(self, auth_key_id: int) -> Sequence[NodeSession]:
        """All sessions of a key, whether somebody is signed in with it or not."""
        assert self._ring is not None
        entry = self._ring.get(auth_key_id)
        if entry is None:
            return ()
        return [session for member in entry.family() for session in member.sessions.values()]

    def sign_in(self, auth_key_id: int, *, account_id: int, authorization_hash: int) -> None:
        """Tie a key to an account on this node, after the store has done so."""
        assert self._ring is not None
        entry = self._ring.get(auth_key_id)
        if entry is None:
            return
        self.unindex(entry)
        entry.state.account_id = account_id
        entry.state.authorization_hash = authorization_hash
        self.index(entry)

    def sign_out(self, auth_key_id: int) -> None:
        """Untie a key from its account; the key stays readable for the answers under way."""
        assert self._ring is not None
        entry = self._ring.get(auth_key_id)
        if entry is None:
            return
        self.unindex(entry)
        entry.state.account_id = None
        entry.state.authorization_hash = None
        for member in entry.family():
            for session in member.sessions.values():
                session.subscribed = False

    async def drop_key(self, auth_key_id: int) -> None:
        """Forget a key and those bound to it; none of their sessions lives afterwards."""
        assert self._ring is not None
        entry = self._ring.get(auth_key_id)
        if entry is None:
            self._ring.drop(auth_key_id)
            return
        # The temporary keys first: a permanent one outlives them.
        family = entry.family()[::-1]
        for member in family:
            self._drop(member)
        await self._end_queries(family)

    def _drop(self, entry: KeyEntry) -> None:
        assert self._ring is not None
        self._ring.drop(entry.key_id)
        for session in list(entry.sessions.values()):
            for carrier in session.carriers():
                carrier.drop("key dropped")
        self.forget(entry)

    def open_bind_message(self, secret: bytes, sealed: bytes) -> BindMessage | None:
        """What a permanent key encrypted to bind a temporary one; None if it is something else."""
        try:
            inner = open_bind_message(AuthSecret(secret), sealed)
        except EnvelopeError:
            return None
        return BindMessage(
            msg_id=inner.msg_id,
            seqno=inner.seqno,
            nonce=inner.nonce,
            temporary_key_id=inner.temp_auth_key_id,
            permanent_key_id=inner.perm_auth_key_id,
            session_id=inner.temp_session_id,
            expires=inner.expires_at,
        )

    async def bind_key(self, temporary_key_id: int, *, permanent_key_id: int) -> None:
        """Let all sessions of a temporary key be the permanent one's, as the store has it."""
        assert self._ring is not None
        await self._ring.bind(temporary_key_id, permanent_key_id=permanent_key_id)

    def unindex(self, entry: KeyEntry) -> None:
        """Take a key away from its account, as seen from here."""
        account_id = entry.state.account_id
        keys = self._accounts.get(account_id) if account_id is not None else None
        if account_id is None or keys is None:
            return
        keys.pop(entry.state.auth_key_id, None)
        if not keys:
            del self._accounts[account_id]
            self._note_moved(account_id)

    def _note_moved(self, account_id: int) -> None:
        for moved in self._moved:
            moved ^= {account_id}
