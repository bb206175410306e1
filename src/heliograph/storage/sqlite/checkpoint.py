"""When the write-ahead log goes back into the database: between batches, by the writer alone."""

import time
from collections.abc import Callable

import apsw

from heliograph.storage.sqlite.residue import Cleaner
from heliograph.telemetry import metrics

_FRAME_HEADER_BYTES = 24

_PATIENCE = 4
"""A log this many bounds long waits for readers, who last milliseconds."""

_WAIT_S = 0.001
_WAITS = 20
"""What the writer may lose to readers of a log that was copied: an old snapshot, of a check or a
backup, keeps it from being copied and is not waited for at all."""

_RETRY_S, _RETRY_MOST_S = 1.0, 8.0
"""When erasure that readers were in the way of is tried again: each try may cost the writer what
it waits for them."""


class Checkpointer:
    """Keeps the log near `bound_bytes`, and erased text out of it after `erase_within_s`.

    `connection` is what commits; the log is copied by the cleaner's. As another's, an emptied log
    also has the committing one forget the pages it remembers, which were not cleaned.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        cleaner: Cleaner,
        *,
        bound_bytes: int,
        erase_within_s: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._cleaner = cleaner
        self._sleep = sleep
        self._frame_bytes = connection.pragma("page_size") + _FRAME_HEADER_BYTES
        self._bound = max(1, bound_bytes // self._frame_bytes)
        self._next = self._bound
        self._frames = 0
        self._erase_within_s = erase_within_s
        self._erase_at: float | None = None
        self._erased_at: float | None = None
        self._retry_s = _RETRY_S
        self._clock = clock
        metrics.STORE_ERASURE_LAG.set_function(self.erasure_lag_s)
        connection.set_wal_hook(self._committed)

    def _committed(self, _: apsw.Connection, __: str, frames: int) -> int:
        self._frames = frames
        metrics.STORE_WAL_BYTES.set(frames * self._frame_bytes)
        return apsw.SQLITE_OK

    def erase_soon(self) -> None:
        """Something may have been deleted or replaced: old pages of the log still hold it."""
        if self._erase_at is None:
            self._erased_at = self._clock()
            self._erase_at = self._erased_at + self._erase_within_s

    def erasure_lag_s(self) -> float:
        """How long ago the first thing was deleted that the log may hold still; 0: nothing was."""
        erased_at = self._erased_at
        return 0.0 if erased_at is None else self._clock() - erased_at

    def seconds_to_erasure(self) -> float | None:
        """How long the writer may sleep before `run` has something to erase; None: forever."""
        return None if self._erase_at is None else max(0.0, self._erase_at - self._clock())

    def run(self) -> None:
        """Checkpoint if it is time to. Raises what makes the database unwritable."""
        if self._erase_at is not None and self._clock() >= self._erase_at:
            self.truncate()
        elif self._frames >= self._next:
            patient = self._frames >= _PATIENCE * self._bound
            self._checkpoint(
                apsw.SQLITE_CHECKPOINT_RESTART if patient else apsw.SQLITE_CHECKPOINT_PASSIVE
            )

    def truncate(self) -> None:
        """Empty the log file. A reader in the way is asked again at the next turn."""
        if self._checkpoint(apsw.SQLITE_CHECKPOINT_TRUNCATE):
            self._erase_at = self._erased_at = None
            metrics.STORE_WAL_BYTES.set(0)
            self._retry_s = _RETRY_S
        elif self._erase_at is not None:
            self._erase_at = self._clock() + self._retry_s
            self._retry_s = min(2 * self._retry_s, _RETRY_MOST_S)

    def _checkpoint(self, mode: int) -> bool:
        """Whether the whole log was copied; a later commit then starts it anew."""
        try:
            frames, copied = self._cleaner.copy_log(apsw.SQLITE_CHECKPOINT_PASSIVE)
        except apsw.BusyError:
            # Another program checkpoints.
            frames, copied = self._frames, 0
        metrics.STORE_CHECKPOINTS.inc()
        metrics.STORE_SYNCS.inc(2)
        done = frames == copied
        if done and mode != apsw.SQLITE_CHECKPOINT_PASSIVE:
            done = self._begin_anew(mode)
        # What a reader holds back is tried again only after the log has grown.
        self._next = self._bound if done else self._frames + max(1, self._bound // 4)
        return done

    def _begin_anew(self, mode: int) -> bool:
        """Whether the log, copied already, was rid of its last readers in a few milliseconds."""
        self._cleaner.connection.set_busy_handler(self._wait)
        try:
            self._cleaner.copy_log(mode)
        except apsw.BusyError:
            return False
        finally:
            self._cleaner.connection.set_busy_handler(None)
        return True

    def _wait(self, waited: int) -> bool:
        self._sleep(_WAIT_S)
        return waited < _WAITS
