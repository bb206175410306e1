"""The writer thread: groups whatever waits into one durable transaction."""

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import apsw

from heliograph.domain.errors import KeyCollision, Refused, WorkerBusy
from heliograph.storage.sqlite.checkpoint import Checkpointer
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger
from heliograph.threads import wake_promptly

Result = TypeVar("Result")
Work = Callable[[apsw.Connection], Any]
Fatal = Callable[[BaseException], None]

BATCH_OPERATIONS = 512
BATCH_BYTES = 1 << 20
BULK_SHARE = 4
"""At most one in so many operations of a batch is a bulk one."""

_ROW_BYTES = 512
"""What an operation without text is counted as."""

_DISK = (
    apsw.IOError, apsw.FullError, apsw.CorruptError, apsw.NotADBError, apsw.NoMemError,
    apsw.ReadOnlyError, apsw.CantOpenError,
)  # fmt: skip
"""After one of these nobody knows what of the transaction is left."""

_log = get_logger("store.writer")


class StoreFailed(Exception):
    """The store could not make an operation durable and takes no more; the process must end."""


class Operation:
    """One change and who waits for it."""

    __slots__ = ("bytes", "erases", "future", "work")

    def __init__(
        self, work: Work, future: "asyncio.Future[Any]", *, size_bytes: int, erases: bool
    ) -> None:
        self.work = work
        self.future = future
        self.bytes = size_bytes
        self.erases = erases


Outcome = tuple["asyncio.Future[Any]", Any, BaseException | None]


class Writer:
    """Owns the writing connection. `submit` belongs to the event loop, the rest to the thread.

    `on_fatal` is called once, in the thread, when a commit failed: nothing of the batch was
    acknowledged, and its callers and those in the queue are failed at the loop's next turn.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        *,
        checkpointer: Checkpointer,
        on_fatal: Fatal,
        queue_max: int,
        batch_operations: int = BATCH_OPERATIONS,
        batch_bytes: int = BATCH_BYTES,
    ) -> None:
        self._connection = connection
        self._checkpointer = checkpointer
        self._on_fatal = on_fatal
        self._queue_max = queue_max
        self._batch_operations = batch_operations
        self._batch_bytes = batch_bytes
        self._bulk_operations = max(1, batch_operations // BULK_SHARE)
        self._loop = asyncio.get_running_loop()
        self._interactive: queue.SimpleQueue[Operation | None] = queue.SimpleQueue()
        self._bulk: deque[Operation] = deque()
        self._failure: BaseException | None = None
        self._closing = False
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    # --- the event loop's side -----------------------------------------------------------

    def submit(
        self,
        work: Callable[[apsw.Connection], Result],
        *,
        text: str | None = None,
        size_bytes: int = 0,
        erases: bool = True,
        bulk: bool = False,
    ) -> "asyncio.Future[Result]":
        """Queue a change; the future ends when it is durable, or with what it raised.

        Raises WorkerBusy when the queue is full and StoreFailed after a failed commit. `text` is
        what it stores, and `size_bytes` how much besides, for the batch's bound. `erases` is False
        for what surely takes nothing away and is done so often that the log should not be emptied
        for it. Cancelling the future does not undo the change.
        """
        if self._failure is not None or self._closing:
            raise StoreFailed("the store takes no more changes") from self._failure
        if self.waiting >= self._queue_max:
            raise WorkerBusy
        future: asyncio.Future[Result] = self._loop.create_future()
        size_bytes += _ROW_BYTES + 4 * len(text) if text else _ROW_BYTES
        operation = Operation(work, future, size_bytes=size_bytes, erases=erases)
        if bulk:
            self._bulk.append(operation)
            self._interactive.put(None)
        else:
            self._interactive.put(operation)
        return future

    @property
    def waiting(self) -> int:
        """How many operations are queued."""
        return self._interactive.qsize() + len(self._bulk)

    async def close(self) -> None:
        """Finish what is queued, checkpoint and end the thread. The connection stays open."""
        self._closing = True
        self._interactive.put(None)
        await self._ended.wait()
        self._thread.join()

    # --- the thread's side ---------------------------------------------------------------

    def _run(self) -> None:
        wake_promptly()
        try:
            while batch := self._next_batch():
                self._loop.call_soon_threadsafe(_resolve, self._commit(batch))
                self._checkpointer.run()
            self._checkpointer.truncate()
        except BaseException as failure:
            self._fail(failure)
        finally:
            self._loop.call_soon_threadsafe(self._ended.set)

    def _next_batch(self) -> list[Operation]:
        """Everything that waits, up to the bounds; sleeps while nothing does. Empty: the end."""
        batch: list[Operation] = []
        while not batch:
            if not self._bulk and self._interactive.empty() and self._closing:
                return batch
            self._take_interactive(batch)
            self._take_bulk(batch)
        return batch

    def _take_interactive(self, batch: list[Operation]) -> None:
        room = self._batch_bytes
        try:
            first = self._interactive.get(
                block=not self._bulk, timeout=self._checkpointer.seconds_to_erasure()
            )
        except queue.Empty:
            self._checkpointer.run()
            return
        if first is not None:
            batch.append(first)
            room -= first.bytes
        most = self._batch_operations - min(len(self._bulk), self._bulk_operations)
        while room > 0 and len(batch) < most and self._interactive.qsize():
            operation = self._interactive.get()
            if operation is not None:
                batch.append(operation)
                room -= operation.bytes

    def _take_bulk(self, batch: list[Operation]) -> None:
        room = self._batch_bytes // BULK_SHARE
        for _ in range(min(len(self._bulk), self._bulk_operations)):
            operation = self._bulk.popleft()
            batch.append(operation)
            room -= operation.bytes
            if room <= 0:
                break

    def _commit(self, batch: list[Operation]) -> list[Outcome]:
        """Run and commit a batch. What it raises means that nothing of it is durable."""
        execute = self._connection.execute
        try:
            began, changes = time.perf_counter(), self._connection.total_changes()
            try:
                execute("BEGIN IMMEDIATE")
            except apsw.BusyError:
                # Another program (an operator's sqlite3) holds the file; nothing is lost yet.
                return [(operation.future, None, WorkerBusy()) for operation in batch]
            outcomes = [self._apply(operation) for operation in batch]
            execute("COMMIT")
        except BaseException as failure:
            self._loop.call_soon_threadsafe(_resolve, _failed(batch, failure))
            raise
        metrics.STORE_COMMIT_SECONDS.observe(time.perf_counter() - began)
        metrics.STORE_COMMITS.inc()
        metrics.STORE_SYNCS.inc()
        metrics.STORE_OPERATIONS.inc(len(batch))
        metrics.STORE_BATCH_OPERATIONS.observe(len(batch))
        changed = self._connection.total_changes() != changes
        if changed and any(operation.erases for operation in batch):
            self._checkpointer.erase_soon()
        return outcomes

    def _apply(self, operation: Operation) -> Outcome:
        execute = self._connection.execute
        execute("SAVEPOINT operation")
        try:
            result, error = operation.work(self._connection), None
        except _DISK:
            raise
        except Exception as raised:
            if not self._connection.in_transaction:
                raise
            result, error = None, raised
            execute("ROLLBACK TO operation")
            if not isinstance(raised, Refused | KeyCollision):
                metrics.STORE_FAULTS.inc()
        execute("RELEASE operation")
        return operation.future, result, error

    def _fail(self, failure: BaseException) -> None:
        self._failure = failure
        _log.critical("the store cannot write any more", exc_info=failure)
        self._loop.call_soon_threadsafe(self._refuse_waiting, failure)
        self._on_fatal(failure)

    def _refuse_waiting(self, failure: BaseException) -> None:
        """Runs in the loop, as `submit` does: nothing can be queued behind its back."""
        waiting = list(self._bulk)
        while not self._interactive.empty():
            operation = self._interactive.get()
            if operation is not None:
                waiting.append(operation)
        _resolve(_failed(waiting, failure))


def _failed(batch: list[Operation], failure: BaseException) -> list[Outcome]:
    def reason() -> StoreFailed:
        error = StoreFailed("not durable")
        error.__cause__ = failure
        return error

    return [(operation.future, None, reason()) for operation in batch]


def _resolve(outcomes: list[Outcome]) -> None:
    """Hand results over in the order they were committed."""
    for future, result, error in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
