"""Runs queries as tasks: bounded per key and in bytes, each with a time limit for its answer.

A query that has begun is not cancelled just because its client stopped waiting: it may have
committed what it has not published yet, and the other side would hear of it only with the next
change.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

from heliograph.config import Limits
from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.inflate import deflate, goes_as_it_is
from heliograph.mtproto.packing import rpc_error
from heliograph.mtproto.session import Query
from heliograph.net.keys import KeyEntry
from heliograph.net.node_session import NodeSession
from heliograph.ports.sessions import Call, Handler
from heliograph.telemetry.logs import get_logger

# 420 would be shown to people as their own fault; clients repeat this one by themselves.
BUSY = rpc_error(500, "WORKER_BUSY_TOO_LONG_RETRY")
INTERNAL = rpc_error(500, "INTERNAL")

_OVERHEAD_BYTES = 5 << 10
"""Counted for each running query beside its body: the task, its frames and records, measured."""

HEAVY_BYTES = 32 << 10
"""A longer answer takes milliseconds to pack."""

KEY_SHARE = 8
"""One key's running queries may fill this part of the inbound budget: an eighth."""

Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class _Running:
    """One query under way; `answered` when its client was told to come again meanwhile."""

    __slots__ = ("answered", "entry", "held_bytes", "msg_id", "payer", "session", "since")

    def __init__(self, session: NodeSession, msg_id: int, *, since: float) -> None:
        self.session = session
        self.msg_id = msg_id
        self.entry = session.entry
        # A key may be bound while it runs, and must get back what was counted before.
        self.payer = session.entry.root
        self.since = since
        self.held_bytes = 0
        self.answered = False

    def answer(self, result: bytes, *, urgent: bool = False) -> None:
        """Reply, unless that was done."""
        if not self.answered:
            self.answered = True
            self.session.reply(self.msg_id, result, urgent=urgent)


log = get_logger(__name__)


class Queries:
    """The queries of all sessions that are running now."""

    def __init__(
        self, limits: Limits, handler: Handler, *, inbound: Budget, now: Callable[[], float]
    ) -> None:
        self._limits = limits
        self._handler = handler
        self._inbound = inbound
        self._now = now
        self._spawn: Spawn | None = None
        self._running: dict[_Running, asyncio.Task[None]] = {}
        self._stopping = False

    def use_tasks(self, spawn: Spawn) -> None:
        """Tell where tasks are born; once, before the first query."""
        self._spawn = spawn

    def __len__(self) -> int:
        return len(self._running)

    def start(self, session: NodeSession, query: Query, address: str) -> None:
        """Run one query; its answer goes to the session, whatever becomes of the connection."""
        payer = session.entry.root
        running = _Running(session, query.msg_id, since=self._now())
        if (
            payer.pending >= self._limits.queries_pending_per_key
            or self._stopping
            or self._spawn is None
            or not self._hold(running, len(query.body) + _OVERHEAD_BYTES)
        ):
            self._release(running)
            session.reply(query.msg_id, BUSY)
            return
        payer.pending += 1
        call = Call(
            key=session.key,
            session=session,
            msg_id=query.msg_id,
            address=address,
            hold=partial(self._hold, running),
        )
        self._running[running] = self._spawn(self._run(running, call, _alone(query.body)))

    def _hold(self, running: _Running, size_bytes: int) -> bool:
        """Count bytes that a query takes; false if they are too many for its key or for all."""
        running.held_bytes += size_bytes
        running.payer.held_bytes += size_bytes
        self._inbound.take(size_bytes)
        share = self._limits.inbound_bytes_total // KEY_SHARE
        return running.payer.held_bytes <= share and not self._inbound.exceeded

    def _release(self, running: _Running) -> None:
        self._inbound.give_back(running.held_bytes)
        running.payer.held_bytes -= running.held_bytes
        running.held_bytes = 0

    async def _run(self, running: _Running, call: Call, body: memoryview) -> None:
        try:
            result = await self._handler(call, body)
            if len(result) > HEAVY_BYTES:
                result = await self._packed(running, result)
        except asyncio.CancelledError:
            result = BUSY
        except Exception:
            log.exception("query failed", auth_key_id=call.key.auth_key_id, msg_id=call.msg_id)
            result = INTERNAL
        try:
            running.answer(result, urgent=call.urgent)
        except Exception:
            # The outermost edge of a query: its session may be broken, all others go on.
            log.exception("answer failed", auth_key_id=call.key.auth_key_id, msg_id=call.msg_id)
        finally:
            self._done(running)

    async def _packed(self, running: _Running, result: bytes) -> bytes:
        """A long answer, packed in a thread: a few MiB would keep everybody waiting."""
        if len(result) > self._limits.outbound_bytes_per_session:
            # It could never leave: the session would end by it, and its client ask once more.
            log.error("answer too large", msg_id=running.msg_id, size_bytes=len(result))
            return INTERNAL
        if not self._hold(running, len(result)):
            return BUSY
        if goes_as_it_is(result):
            # Parts of files: a thread would take 28 µs of a core for each, and do nothing.
            return result
        over_bytes = self._limits.gzip_results_over_bytes
        return await asyncio.to_thread(deflate, result, over_bytes=over_bytes)

    def _done(self, running: _Running) -> None:
        if self._running.pop(running, None) is not None:
            running.payer.pending -= 1
            self._release(running)

    def sweep(self) -> None:
        """Tell the clients of queries that take too long to come again; these run on."""
        oldest = self._now() - self._limits.query_timeout_s
        for running in list(self._running):
            if running.since > oldest:
                break
            running.answer(BUSY)

    async def end_of(self, entries: Sequence[KeyEntry]) -> None:
        """Wait until the queries of some keys are over, except the one that asks for it.

        What hangs for longer than `stop_timeout_s` is cancelled.
        """
        own = asyncio.current_task()
        of_them = {r: t for r, t in self._running.items() if r.entry in entries and t is not own}
        await self._end(of_them, self._limits.stop_timeout_s)

    async def drain(self, timeout_s: float) -> None:
        """Take no more queries, let the running ones finish, cancel what is left."""
        self._stopping = True
        await self._end(dict(self._running), timeout_s)

    async def _end(self, tasks: Mapping[_Running, asyncio.Task[None]], timeout_s: float) -> None:
        if not tasks:
            return
        _, hanging = await asyncio.wait(tasks.values(), timeout=timeout_s)
        for task in hanging:
            task.cancel()
        if hanging:
            await asyncio.wait(hanging, timeout=timeout_s)
        for running, task in tasks.items():
            # One that was cancelled before its first step has done nothing, not even this.
            if task.done():
                self._done(running)


def _alone(body: memoryview) -> memoryview:
    """A query without its packet, which is up to 2 MiB and not counted while the query runs."""
    packet = body.obj
    if isinstance(packet, bytes | bytearray) and len(packet) > 2 * len(body):
        return memoryview(bytes(body))
    return body
