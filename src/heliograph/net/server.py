"""The MTProto listener: puts the parts of the node together, starts and stops them."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any

from heliograph.config import Limits
from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.rsa import ServerKey
from heliograph.mtproto.salts import Salts
from heliograph.net.admission import Admission
from heliograph.net.cipher import Cipher
from heliograph.net.connection import Connection
from heliograph.net.entrance import Entrance, MakeProtocol, hand_over
from heliograph.net.exchange import Exchanges
from heliograph.net.flusher import Flusher
from heliograph.net.http import Elsewhere, HttpConnection
from heliograph.net.http_exchanges import HttpExchanges
from heliograph.net.keys import KeyRing
from heliograph.net.node import Node
from heliograph.net.origins import Origins
from heliograph.net.proxies import TrustedProxies
from heliograph.net.queries import Queries
from heliograph.net.sessions import SessionRegistry
from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.ports.sessions import Handler, KeyStore
from heliograph.telemetry import metrics

BACKLOG = 1024
TICK_S = 1.0
SWEEP_EVERY_TICKS = 5
BATCH = 500
"""Sessions or connections looked after before other tasks get their turn."""

GOODBYE_S = 1.0
"""How long the last bytes may take to leave once everything is answered."""


class MtprotoServer:
    """Listens for clients and runs their queries through `handler`.

    `sessions` is the port for updates and sign-ins. Start it once; it is of no use once stopped.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        key_store: KeyStore,
        handler: Handler,
        server_keys: Sequence[ServerKey],
        clock: Clock,
        random: Random,
        origins: Origins | None = None,
        proxies: TrustedProxies | None = None,
    ) -> None:
        self._limits = limits
        self._origins = origins or Origins()
        self._proxies = proxies or TrustedProxies()
        self._clock = clock
        self.inbound = Budget(limits.inbound_bytes_total)
        self.unsent = Budget(limits.outbound_bytes_total)
        self.unacked = Budget(limits.unacked_bytes_total)
        self.seen = Budget(limits.seen_ids_bytes_total)
        self._salts = Salts(random.token(32))
        self._admission = Admission(limits, clock.wire_now)
        self._queries = Queries(limits, handler, inbound=self.inbound, now=clock.wire_now)
        self.sessions = SessionRegistry(
            limits,
            salts=self._salts,
            unsent=self.unsent,
            unacked=self.unacked,
            seen=self.seen,
            now=clock.wire_now,
            end_queries=self._queries.end_of,
        )
        self._ring = KeyRing(
            key_store,
            capacity=limits.keys_in_memory,
            on_load=self.sessions.index,
            on_evict=self.sessions.forget,
        )
        self.sessions.use_ring(self._ring)
        self._exchanges = Exchanges(
            limits,
            server_keys,
            store=key_store,
            ring=self._ring,
            salts=self._salts,
            admission=self._admission,
            now=clock.wire_now,
        )
        self._http_exchanges = HttpExchanges(
            self._exchanges, kept_max=limits.handshakes_pending_max
        )
        self._cipher = Cipher()
        self._node: Node | None = None
        self._stack = AsyncExitStack()
        self._connections: set[Connection] = set()
        self._listener: asyncio.Server | None = None
        self._ticker: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Accept connections; gives the bound address (port 0 picks a free one)."""
        loop = asyncio.get_running_loop()
        tasks = await self._stack.enter_async_context(asyncio.TaskGroup())

        def spawn(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
            return tasks.create_task(work)

        self._queries.use_tasks(spawn)
        node = self._node = Node(
            limits=self._limits,
            now=self._clock.wire_now,
            loop=loop,
            spawn=spawn,
            ring=self._ring,
            sessions=self.sessions,
            queries=self._queries,
            exchanges=self._exchanges,
            admission=self._admission,
            flusher=Flusher(loop),
            cipher=self._cipher,
            inbound=self.inbound,
            unsent=self.unsent,
            connections=self._connections,
            http_exchanges=self._http_exchanges,
            origins=self._origins,
            proxies=self._proxies,
            http=HttpConnection,
        )
        self._listener = await loop.create_server(
            self.behind_proxies(partial(Connection, node)), host, port, backlog=BACKLOG
        )
        self._ticker = spawn(self._tick())
        self._publish_gauges()
        bound: tuple[str, int] = self._listener.sockets[0].getsockname()[:2]
        return bound

    def behind_proxies(self, make: MakeProtocol) -> Callable[[], asyncio.Protocol]:
        """A listener's factory: clients come directly, or by proxies that speak for them."""
        if not self._proxies:
            return partial(make, "")
        timeout_s = self._limits.first_packet_timeout_s
        return lambda: Entrance(make, self._proxies, timeout_s=timeout_s)

    def serve_http(
        self,
        socket: asyncio.Transport,
        data: bytes,
        *,
        address: str,
        paused: bool,
        elsewhere: Elsewhere,
    ) -> None:
        """Serve a connection of another listener, from a request for MTProto on.

        `address` is the client's or a trusted proxy's, `paused` says that they do not read; what
        is not for MTProto goes `elsewhere`.
        """
        assert self._node is not None
        made = HttpConnection(self._node, address, elsewhere=elsewhere)
        hand_over(socket, made, data, paused=paused)

    async def stop(self) -> None:
        """Take no more queries, give the answers under way a few seconds, then close everything."""
        if self._listener is None:
            return
        self._listener.close()
        if self._ticker is not None:
            self._ticker.cancel()
        for session in self.sessions.all():
            # What waits for another query has not begun, and may wait for one that never comes.
            session.waiting.end()
        await self._queries.drain(max(1.0, self._limits.stop_timeout_s - 2 * GOODBYE_S))
        for connection in list(self._connections):
            connection.close()
        await self._closed(GOODBYE_S)
        for connection in list(self._connections):
            connection.abort("server stops")
        await self._closed(GOODBYE_S)
        self._exchanges.close()
        self._cipher.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self._stack.aclose()
        self._ring.clear()

    async def _closed(self, timeout_s: float) -> None:
        """Wait until every connection has gone, or the time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                for connection in list(self._connections):
                    await connection.closed()

    async def _tick(self) -> None:
        """Everything that happens because time passes."""
        ticks = 0
        while True:
            await asyncio.sleep(TICK_S)
            ticks += 1
            self._queries.sweep()
            await self._sweep_sessions(everything=ticks % SWEEP_EVERY_TICKS == 0)
            if ticks % SWEEP_EVERY_TICKS == 0:
                await self._sweep_connections()
                self._exchanges.sweep()
                self._http_exchanges.sweep()
                self._admission.sweep()

    async def _sweep_sessions(self, *, everything: bool) -> None:
        sessions = self.sessions.all() if everything else self.sessions.busy()
        for start in range(0, len(sessions), BATCH):
            self.sessions.sweep(sessions[start : start + BATCH])
            await asyncio.sleep(0)

    async def _sweep_connections(self) -> None:
        connections = list(self._connections)
        now = self._clock.wire_now()
        for start in range(0, len(connections), BATCH):
            for connection in connections[start : start + BATCH]:
                connection.sweep(now)
            await asyncio.sleep(0)

    def _publish_gauges(self) -> None:
        for name in self.counts():
            metrics.NET_COUNTS.labels(name).set_function(partial(self._count, name))
        for name, budget in self.budgets().items():
            metrics.NET_BYTES.labels(name).set_function(partial(getattr, budget, "used_bytes"))

    def counts(self) -> dict[str, int]:
        """How many of each thing there are now, by the name they have in /metrics."""
        return {
            "connections": len(self._connections),
            "sessions": len(self.sessions),
            "keys": len(self._ring),
            "exchanges": len(self._exchanges),
            "queries": len(self._queries),
        }

    def _count(self, name: str) -> int:
        return self.counts()[name]

    def budgets(self) -> dict[str, Budget]:
        """The byte budgets of the process, by the name they have in /metrics."""
        return {
            "inbound": self.inbound,
            "unsent": self.unsent,
            "unacked": self.unacked,
            "seen": self.seen,
        }
