"""The files and threads of one store: where changes go, and where questions go."""

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from heliograph.storage.sqlite import snapshot
from heliograph.storage.sqlite.checkpoint import Checkpointer
from heliograph.storage.sqlite.connection import check_sqlite, open_reader, open_writer
from heliograph.storage.sqlite.examination import Examination
from heliograph.storage.sqlite.migrate import migrate, refuse_newer, schema_version
from heliograph.storage.sqlite.reader import Reader
from heliograph.storage.sqlite.residue import Cleaner
from heliograph.storage.sqlite.search_index import renew_if_outdated
from heliograph.storage.sqlite.word_hiding import WordHider
from heliograph.storage.sqlite.writer import Fatal, Writer
from heliograph.telemetry import metrics

Result = TypeVar("Result")
Question = Callable[[apsw.Connection], Result]

CHECKPOINT_BYTES = 16 << 20
"""Four times less costs a quarter more CPU per message: pages are copied before they cool."""

ERASE_WITHIN_S = 30.0
"""How long deleted text may stay in the write-ahead log."""

QUEUE_MAX = 20_000

READERS = 2
"""A slow page then holds up only those that were queued behind it."""


class Engine:
    """Built and used in a running event loop."""

    def __init__(
        self,
        path: Path,
        *,
        vfs: str | None,
        synchronous: str,
        on_fatal: Fatal,
        readers: int,
        queue_max: int,
        checkpoint_bytes: int,
        erase_within_s: float,
        now: Callable[[], int],
        key_secret: bytes,
    ) -> None:
        check_sqlite()
        self._path, self._vfs, self._now = str(path), vfs, now
        if vfs is None:
            # Made here so that nobody else may read it; SQLite gives its log the same mode.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with ExitStack() as opened:
            self._connection = open_writer(
                str(path),
                vfs=vfs,
                synchronous=synchronous,
                now=now,
                key_secret=key_secret,
                inspect=refuse_newer,
            )
            opened.callback(self._connection.close)
            self._cleaner = Cleaner(str(path), vfs=vfs, synchronous=synchronous)
            opened.callback(self._cleaner.close)
            _settle_log(self._cleaner)
            self._upgrade(path.parent if vfs is None else None)
            renew_if_outdated(self._connection, WordHider(key_secret).version)
            connections = [open_reader(str(path), vfs=vfs, now=now) for _ in range(readers)]
            opened.pop_all()
        checkpointer = Checkpointer(
            self._connection,
            self._cleaner,
            bound_bytes=checkpoint_bytes,
            erase_within_s=erase_within_s,
        )
        self.writer = Writer(
            self._connection, checkpointer=checkpointer, on_fatal=on_fatal, queue_max=queue_max
        )
        self._readers = [
            Reader(connection, name=f"store-reader-{number}", queue_max=queue_max)
            for number, connection in enumerate(connections)
        ]
        # Asked for when somebody looks: what hangs is in them, and never set a number.
        metrics.STORE_QUEUE.set_function(lambda: self.writer.waiting)
        metrics.STORE_QUESTIONS.set_function(lambda: sum(one.waiting for one in self._readers))
        self._examinations: set[Examination] = set()
        self._snapshots: set[threading.Event] = set()

    def _upgrade(self, backup_folder: Path | None) -> None:
        former = schema_version(self._connection)
        present = migrate(self._connection, backup_folder=backup_folder)
        if 0 < former < present:
            _settle_log(self._cleaner)
            # Programs of before did not clean what they wrote.
            self._cleaner.clean_all()

    async def ask(self, question: Question[Result]) -> Result:
        """Put a question to the reader that has the least to do."""
        reader = min(self._readers, key=lambda reader: reader.waiting)
        return await reader.ask(question)

    async def examine(self, question: Question[Result]) -> Result:
        """Put a question that takes seconds; no other waits for it. Cancelling stops it."""
        examination = Examination(open_reader(self._path, vfs=self._vfs, now=self._now))
        self._examinations.add(examination)
        try:
            return await examination.ask(question)
        finally:
            self._examinations.discard(examination)
            await examination.end()

    async def snapshot(self, target: Path) -> None:
        """Copy the database into a new file; nothing else waits for it. Cancelling stops it."""
        stopped = threading.Event()
        self._snapshots.add(stopped)
        work = partial(snapshot.take, Path(self._path), target, served=True, stopped=stopped)
        try:
            await asyncio.to_thread(work)
        finally:
            stopped.set()
            self._snapshots.discard(stopped)

    async def close(self) -> None:
        """Finish what is queued, make it durable, empty the log and let go of the files.

        Examinations and snapshots are not waited for: they end with apsw.InterruptError.
        """
        for stopped in self._snapshots:
            stopped.set()
        for examination in tuple(self._examinations):
            await examination.end()
        # Readers first: an open one would keep the log from being emptied.
        for reader in self._readers:
            await reader.close()
        await self.writer.close()
        self._cleaner.close()
        self._connection.close()


def _settle_log(cleaner: Cleaner) -> None:
    """Bring what a killed process left in the log to the disk, before anybody is told of it.

    The system may still hold commits of the log that were never synced: SQLite reads them back
    as if they were durable, and a power cut would take them after all. A checkpoint syncs them.
    It also ends what the log keeps of erased text.
    """
    try:
        cleaner.copy_log(apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except apsw.BusyError:
        # Somebody reads the file, a backup for instance. That keeps the log from being emptied,
        # not from being copied and synced.
        cleaner.copy_log(apsw.SQLITE_CHECKPOINT_FULL)
