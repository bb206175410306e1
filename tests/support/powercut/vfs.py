"""An SQLite VFS that writes through to ordinary files, records every change and can fail.

Shared memory (`-shm`) is left out: SQLite never takes it from the disk after a crash.
"""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import apsw

from support.powercut.recording import (
    Created,
    Deleted,
    DirectorySynced,
    Recording,
    Synced,
    Truncated,
    Written,
)

# SQLite syncs the directory with the first sync of a journal or WAL it opened this way
# (UNIXFILE_DIRSYNC in os_unix.c), and nowhere else but after deletions that ask for it.
_DIRECTORY_SYNCED_WITH = (
    apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL
)
_Name = str | apsw.URIFilename | None


@dataclass
class Fault:
    """Makes operations fail: `kind` is write, truncate or sync, `ending` how the file's name ends.

    The first `passes` are let through, all later ones fail as `error` says: a disk that is full
    or broken stays so.
    """

    kind: str
    error: type[apsw.Error]
    passes: int
    ending: str = ""
    hits: int = 0

    def strikes(self, kind: str, name: str) -> bool:
        if kind != self.kind or not name.endswith(self.ending):
            return False
        if self.passes > 0:
            self.passes -= 1
            return False
        self.hits += 1
        return True

    def exception(self) -> apsw.Error:
        failure = self.error(f"injected at {self.kind}")
        if self.error is apsw.IOError:
            codes = {
                "write": apsw.SQLITE_IOERR_WRITE,
                "sync": apsw.SQLITE_IOERR_FSYNC,
                "truncate": apsw.SQLITE_IOERR_TRUNCATE,
            }
            failure.extendedresult = codes[self.kind]
        return failure


class RecordingVFS(apsw.VFS):
    """Register under `name`; databases opened through it are recorded.

    `before_sync` runs in the syncing thread before each sync: a test uses it to let others act
    at the worst moment. `fault` can be set at any time. `known` are the inodes, by path, of files
    that the recording has already; other files that are there count as durable as they stand.
    """

    def __init__(
        self, name: str, recording: Recording, known: Mapping[str, int] | None = None
    ) -> None:
        self.name = name
        self.recording = recording
        self.fault: Fault | None = None
        self.before_sync: Callable[[], None] | None = None
        self._inodes: dict[str, int] = dict(known or {})
        self._lock = threading.Lock()
        super().__init__(name, "")

    def xOpen(self, name: _Name, flags: list[int]) -> apsw.VFSFile:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None:
            return apsw.VFSFile("", name, flags)
        with self._lock:
            existed = os.path.exists(path)
            file = RecordedFile(self, name, path, flags)
            if not existed:
                file.inode = self._inodes[path] = self._created(path)
            elif path not in self._inodes:
                file.inode = self._inodes[path] = self._found(path)
            else:
                file.inode = self._inodes[path]
        return file

    def _created(self, path: str) -> int:
        inode = self.recording.new_inode()
        self.recording.append(Created(inode, os.path.basename(path)))
        return inode

    def _found(self, path: str) -> int:
        """A file from before the recording counts as durable as it stands."""
        inode = self._created(path)
        self.recording.append(Written(inode, 0, Path(path).read_bytes()))
        self.recording.append(Synced(inode, len(self.recording)))
        self.recording.append(DirectorySynced(len(self.recording)))
        return inode

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        with self._lock:
            self._inodes.pop(filename, None)
        self.recording.append(Deleted(os.path.basename(filename)))
        if syncdir:
            self.recording.append(DirectorySynced(len(self.recording)))

    def check(self, kind: str, name: str) -> None:
        """Raises if the fault that was set strikes here."""
        if self.fault is not None and self.fault.strikes(kind, name):
            raise self.fault.exception()


class RecordedFile(apsw.VFSFile):
    """One open file of a RecordingVFS."""

    inode: int

    def __init__(self, vfs: RecordingVFS, name: _Name, path: str, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._vfs = vfs
        self._path = path
        created = bool(flags[0] & apsw.SQLITE_OPEN_CREATE)
        self._sync_directory = created and bool(flags[0] & _DIRECTORY_SYNCED_WITH)

    def xWrite(self, data: bytes, offset: int) -> None:
        content = bytes(data)
        try:
            self._vfs.check("write", self._path)
        except apsw.FullError:
            # A disk that fills up takes what still fits.
            self._write(content[: len(content) // 2], offset)
            raise
        self._write(content, offset)

    def _write(self, data: bytes, offset: int) -> None:
        self._vfs.recording.append(Written(self.inode, offset, data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._vfs.check("truncate", self._path)
        self._vfs.recording.append(Truncated(self.inode, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        if self._vfs.before_sync is not None:
            self._vfs.before_sync()
        self._vfs.check("sync", self._path)
        covers = len(self._vfs.recording)
        super().xSync(flags)
        self._vfs.recording.append(Synced(self.inode, covers))
        if self._sync_directory:
            self._sync_directory = False
            self._vfs.recording.append(DirectorySynced(covers))
