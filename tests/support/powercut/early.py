"""A writer that is wrong in one thing: it answers before it commits."""

import time
from collections.abc import Callable

from heliograph.storage.sqlite import writer

Commit = Callable[[writer.Writer, list[writer.Operation]], list[writer.Outcome]]


def answering_early(*, by_s: float = 0) -> Commit:
    """In the place of `Writer._commit`; between answer and commit pass so many seconds."""

    def commit(self: writer.Writer, batch: list[writer.Operation]) -> list[writer.Outcome]:
        self._connection.execute("BEGIN IMMEDIATE")
        outcomes = [self._apply(operation) for operation in batch]
        self._loop.call_soon_threadsafe(writer._resolve, outcomes)
        time.sleep(by_s)
        self._connection.execute("COMMIT")
        return []

    return commit
