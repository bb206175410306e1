"""A listener on 127.0.0.1 with a small handler and keys in memory."""

import asyncio
import os
import struct
import time
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_network
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from heliograph.config import Limits
from heliograph.domain.authorizations import AuthKeyRecord, StoredKey
from heliograph.domain.errors import KeyCollision
from heliograph.mtproto.rsa import ServerKey
from heliograph.net.proxies import TrustedProxies
from heliograph.net.server import MtprotoServer
from heliograph.ports.sessions import Call
from support.raw_client import RawClient

ECHO, WAIT, LARGE, CRASH = 0xEC000001, 0xEC000002, 0xEC000003, 0xEC000004


class MemoryKeys:
    """A key store that can be told to fail."""

    def __init__(self) -> None:
        self.keys: dict[int, StoredKey] = {}
        self.broken = False
        self.loads = 0
        self.collisions = 0

    async def save_auth_key(self, key: AuthKeyRecord) -> None:
        if self.broken:
            raise OSError("no disk")
        if self.collisions:
            self.collisions -= 1
            raise KeyCollision
        self.keys[key.auth_key_id] = StoredKey(key=key)

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None:
        self.loads += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("no disk")
        return self.keys.get(auth_key_id)


class TestClock:
    """The machine's time, plus what a test adds."""

    __test__ = False

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def wire_now(self) -> float:
        return time.time() + self.ahead_s

    def now(self) -> int:
        return int(self.wire_now())


class SystemRandom:
    """Random bytes."""

    def token(self, size_bytes: int) -> bytes:
        return os.urandom(size_bytes)

    def below(self, limit: int) -> int:
        return int.from_bytes(os.urandom(8), "little") % limit


class Place:
    """A running server, and what its handler saw."""

    def __init__(
        self, private_key: RSAPrivateKey, limits: Limits, *, proxies: Sequence[str] = ()
    ) -> None:
        self.proxies = TrustedProxies([ip_network(text) for text in proxies])
        self.public_key: RSAPublicKey = private_key.public_key()
        self.limits = limits
        self.keys = MemoryKeys()
        self.clock = TestClock()
        self.calls: list[Call] = []
        self.release = asyncio.Event()
        self.server_key = ServerKey(private_key)
        self.server = self.make_server()
        self.address = ("", 0)

    def make_server(self) -> MtprotoServer:
        return MtprotoServer(
            limits=self.limits,
            key_store=self.keys,
            handler=self.handle,
            server_keys=[self.server_key],
            clock=self.clock,
            random=SystemRandom(),
            proxies=self.proxies,
        )

    async def handle(self, call: Call, body: memoryview) -> bytes:
        self.calls.append(call)
        kind = int.from_bytes(body[:4], "little")
        if kind == WAIT:
            await self.release.wait()
        if kind == LARGE:
            return os.urandom(struct.unpack_from("<i", body, 4)[0])
        if kind == CRASH:
            raise ZeroDivisionError
        if kind == ECHO:
            call.session.subscribe()
        return bytes(body)

    async def start(self) -> None:
        self.address = await self.server.start("127.0.0.1", 0)

    async def client(self, kind: str = "intermediate", **options: Any) -> RawClient:
        """A connected client without a key."""
        return await RawClient(kind, **options).connect(self.address)

    async def signed(self, kind: str = "intermediate", **options: Any) -> RawClient:
        """A client with a key."""
        client = await self.client(kind, **options)
        await client.agree_key(self.public_key)
        return client

    def used(self) -> dict[str, int]:
        """Bytes held of what peers sent or are to be sent, by budget.

        Remembered msg_ids are apart: they stay as long as their session.
        """
        budgets = self.server.budgets().items()
        return {name: budget.used_bytes for name, budget in budgets if name != "seen"}


async def eventually(check: Callable[[], bool]) -> None:
    """Wait, with a deadline, until something is so."""
    async with asyncio.timeout(10):
        while not check():  # noqa: ASYNC110 - any condition, not one event
            await asyncio.sleep(0.005)


OpenPlace = Callable[..., Awaitable[Place]]
