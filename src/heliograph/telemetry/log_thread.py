"""Writing the log in a thread, so that nobody who logs waits for whoever reads it."""

import logging
import os
import queue
import threading
import time

from heliograph.telemetry import metrics

_LOOK_S = 0.01


class ThreadHandler(logging.Handler):
    """Formats each line at once and leaves the writing to a thread that the end does not wait for.

    It writes past Python's buffers: their lock, held by a write that hangs, would abort the exit.
    """

    def __init__(self, descriptor: int, *, waiting_max: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lines: queue.Queue[bytes] = queue.Queue(waiting_max)
        self._dropped = 0
        threading.Thread(target=self._write_all, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the line; if too many wait it is dropped, and the next that fits says so."""
        try:
            line = self.format(record)
            if self._dropped and self._queue(self.format(_of_dropped(self._dropped))):
                self._dropped = 0
            if not self._queue(line):
                self._dropped += 1
                metrics.LOG_DROPPED.inc()
        # As logging's own handlers do: a line that cannot be written is no reason to fail.
        except Exception:
            self.handleError(record)

    @property
    def lines_waiting(self) -> int:
        """How many lines the thread has not taken up yet."""
        return self._lines.qsize()

    def wait(self, timeout_s: float) -> None:
        """Return when all lines are written, or when the time is up."""
        deadline = time.monotonic() + timeout_s
        while self._lines.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(_LOOK_S)

    def _queue(self, line: str) -> bool:
        try:
            self._lines.put_nowait(line.encode(errors="backslashreplace") + b"\n")
        except queue.Full:
            return False
        return True

    def _write_all(self) -> None:
        while True:
            line = self._lines.get()
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                # A full disk or a closed terminal: what comes later may find it mended.
                metrics.LOG_DROPPED.inc()
            self._lines.task_done()


def _of_dropped(lines: int) -> logging.LogRecord:
    text = f"{lines} log lines were dropped: nobody read those before them."
    return logging.makeLogRecord(
        {"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING", "msg": text}
    )
