"""What stands in a test for what is outside of a server: time, chance, mail, and its sessions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from heliograph.domain.errors import MsgWaitTimeout
from heliograph.domain.key_binding import BindMessage
from heliograph.ports.sessions import KeyState
from heliograph.tl.codec import decode_as_written

START = 1_700_000_000


class FakeClock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.date = START

    def now(self) -> int:
        return self.date

    def wire_now(self) -> float:
        return float(self.date)


class CountingRandom:
    """Numbers and bytes that are all different and the same in every run."""

    def __init__(self) -> None:
        self._drawn = 0

    def token(self, size_bytes: int) -> bytes:
        return self._next().to_bytes(size_bytes, "big")

    def below(self, limit: int) -> int:
        return (self._next() * 7919) % limit

    def _next(self) -> int:
        self._drawn += 1
        return self._drawn


class FakeMessenger:
    """Keeps the codes it was given."""

    def __init__(self) -> None:
        self.available = True
        self.codes: list[tuple[str, str]] = []
        self.languages: list[str] = []

    async def deliver_code(self, phone: str, code: str, language: str = "en") -> None:
        self.codes.append((phone, code))
        self.languages.append(language)


class FakeMailer:
    """Keeps the mails it was given."""

    def __init__(self) -> None:
        self.available = True
        self.mails: list[tuple[str, str]] = []

    async def send(self, recipient: str, subject: str, text: str) -> None:
        self.mails.append((recipient, text))

    @property
    def code(self) -> str:
        """The code of the last mail."""
        return self.mails[-1][1].split("\n", 1)[0]


class FakeSession:
    """A session that remembers what it was told, and can be broken."""

    def __init__(self, key: KeyState, session_id: int = 1) -> None:
        self.key = key
        self.session_id = session_id
        self.said_layer = 0
        self.asks_of_min = False
        self.channels_shown: frozenset[int] = frozenset()
        self.people_shown: dict[int, int] = {}
        self.subscribed = False
        self.broken = False
        self.connected = True
        self.undelivered = False
        self.pushed: list[bytes] = []
        self.pushes = 0

    @property
    def used_key_id(self) -> int:
        return self.key.auth_key_id

    @property
    def layer(self) -> int:
        return self.said_layer or (self.key.client.layer if self.key.client else 0)

    def subscribe(self) -> None:
        self.subscribed = True

    async def after(self, msg_ids: Sequence[int], *, timeout_s: float) -> None:
        raise MsgWaitTimeout

    def push(self, body: bytes) -> None:
        if self.broken:
            raise ConnectionError("the session is broken")
        self.pushed.append(body)
        self.pushes += 1

    def take(self) -> list[Any]:
        """What was pushed since the last time, decoded as it was written."""
        bodies, self.pushed = self.pushed, []
        return [decode_as_written(body) for body in bodies]


class FakeSessions:
    """The keys and sessions of one node, changed in place as the real registry does."""

    def __init__(self) -> None:
        self.keys: dict[int, KeyState] = {}
        self.live: list[FakeSession] = []
        self.dropped: list[int] = []

    def of_account(self, account_id: int) -> Sequence[FakeSession]:
        return [s for s in self.live if s.subscribed and s.key.account_id == account_id]

    def of_accounts(self, account_ids: Iterable[int]) -> Sequence[FakeSession]:
        return [session for one in account_ids for session in self.of_account(one)]

    def accounts(self) -> set[int]:
        return {s.key.account_id for s in self.live if s.key.account_id is not None}

    def follow_accounts(self) -> Callable[[], set[int]]:
        known: set[int] = set()

        def moved() -> set[int]:
            nonlocal known
            before, known = known, self.accounts()
            return before ^ known

        return moved

    def of_key(self, auth_key_id: int) -> Sequence[FakeSession]:
        return [s for s in self.live if s.key.auth_key_id == auth_key_id]

    def sign_in(self, auth_key_id: int, *, account_id: int, authorization_hash: int) -> None:
        key = self.keys[auth_key_id]
        key.account_id, key.authorization_hash = account_id, authorization_hash

    def sign_out(self, auth_key_id: int) -> None:
        key = self.keys[auth_key_id]
        key.account_id = key.authorization_hash = None
        for session in self.live:
            session.subscribed = session.subscribed and session.key is not key

    async def drop_key(self, auth_key_id: int) -> None:
        self.dropped.append(auth_key_id)
        if auth_key_id in self.keys:
            self.sign_out(auth_key_id)

    def open_bind_message(self, secret: bytes, sealed: bytes) -> BindMessage | None:
        return None

    async def bind_key(self, temporary_key_id: int, *, permanent_key_id: int) -> None:
        raise AssertionError("temporary keys need a wire")
