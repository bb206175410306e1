"""Runs queries as tasks: bounded per key and in bytes, each with a time limit."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from heliograph.config import Limits
from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.packing import rpc_error
from heliograph.mtproto.session import Query
from heliograph.net.keys import KeyEntry
from heliograph.net.sessions import NodeSession
from heliograph.ports.sessions import Call, Handler
from heliograph.telemetry.logs import get_logger

# 420 would be shown to people as their own fault; clients repeat this one by themselves.
BUSY = rpc_error(500, "WORKER_BUSY_TOO_LONG_RETRY")
INTERNAL = rpc_error(500, "INTERNAL")

_OVERHEAD_BYTES = 512
"""Counted for each running query beside its body: the task and its records."""

Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]

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
        self._running: dict[asyncio.Task[None], tuple[float, KeyEntry]] = {}
        self._stopping = False

    def use_tasks(self, spawn: Spawn) -> None:
        """Tell where tasks are born; once, before the first query."""
        self._spawn = spawn

    def __len__(self) -> int:
        return len(self._running)

    def start(self, session: NodeSession, query: Query, address: str) -> None:
        """Run one query; its answer goes to the session, whatever becomes of the connection."""
        entry = session.entry
        if (
            entry.pending >= self._limits.queries_pending_per_key
            or self._inbound.exceeded
            or self._stopping
            or self._spawn is None
        ):
            session.reply(query.msg_id, BUSY)
            return
        size = len(query.body) + _OVERHEAD_BYTES
        entry.pending += 1
        self._inbound.take(size)
        call = Call(key=entry.state, session=session, msg_id=query.msg_id, address=address)
        task = self._spawn(self._run(session, call, query.body))
        self._running[task] = (self._now(), entry)
        # By a callback, not in the task: one cancelled before its first step never runs.
        task.add_done_callback(lambda done: self._done(done, size))

    async def _run(self, session: NodeSession, call: Call, body: memoryview) -> None:
        try:
            result = await self._handler(call, body)
        except asyncio.CancelledError:
            result = BUSY
        except Exception:
            log.exception("query failed", auth_key_id=call.key.auth_key_id, msg_id=call.msg_id)
            result = INTERNAL
        session.reply(call.msg_id, result)

    def _done(self, task: asyncio.Task[None], size: int) -> None:
        _, entry = self._running.pop(task)
        entry.pending -= 1
        self._inbound.give_back(size)

    def sweep(self) -> None:
        """Give up queries that take too long; their clients are told to come again."""
        oldest = self._now() - self._limits.query_timeout_s
        for task, (since, _) in list(self._running.items()):
            if since > oldest:
                break
            task.cancel()

    async def end_of(self, entry: KeyEntry) -> None:
        """Cancel a key's queries, except the one that asks for it, and wait until they are over."""
        own = asyncio.current_task()
        tasks = [t for t, (_, e) in self._running.items() if e is entry and t is not own]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self._limits.stop_timeout_s)

    async def drain(self, timeout_s: float) -> None:
        """Take no more queries, let the running ones finish, cancel what is left."""
        self._stopping = True
        if self._running:
            await asyncio.wait(list(self._running), timeout=timeout_s)
        for task in list(self._running):
            task.cancel()
        if self._running:
            await asyncio.wait(list(self._running), timeout=timeout_s)
