"""One data folder, one server: an exclusive lock held for the process's life."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from heliograph.server.errors import CannotStart
from heliograph.server.files import give_to_owner_of

LOCK_FILE = "lock"


class FolderInUse(CannotStart):
    """Another process works in the data folder; the text says which, as far as it is known."""


class FolderLock:
    """The lock on `DIR/lock`; the kernel releases it however the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock or raise FolderInUse at once."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._flock(descriptor, fcntl.LOCK_EX)
            give_to_owner_of(self._path.parent, descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def _flock(self, descriptor: int, how: int) -> None:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            who = f" (process {holder})" if holder else ""
            raise FolderInUse(
                f"{self._path.parent} is in use by another heliograph{who}: "
                "stop it first, or choose another folder"
            ) from None

    def check_free(self) -> None:
        """Raise FolderInUse if somebody holds the lock; makes and writes nothing."""
        with self.keep_free():
            pass

    @contextmanager
    def keep_free(self) -> Iterator[None]:
        """Keep servers out of the folder while the context lasts; makes and writes nothing.

        Raises FolderInUse if one is there. A folder that no server ever used has no lock to hold.
        """
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            yield
            return
        try:
            # Shared, so that two who only look do not see each other.
            self._flock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    def release(self) -> None:
        """Give the folder back; harmless when the lock is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
