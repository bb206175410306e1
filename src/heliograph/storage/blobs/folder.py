"""Objects in a local folder, spread over 256 folders by the first two digits of their names."""

import contextlib
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import islice
from pathlib import Path

from heliograph.storage.blobs.objects import ObjectEntry, ObjectMissing
from heliograph.threads import BackgroundThreads

_INCOMING = "incoming"
_PARTS = tuple(f"{number:02x}" for number in range(256))
_NAME = re.compile(r"[0-9a-f]{2,}")
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700
_READERS = 4
_WRITERS = 4
"""Threads of their own: a sync of 2 GB that waits for the disk must not hold up downloads."""

_LISTED_AT_ONCE = 1_000
_COPIED_AT_ONCE = 1 << 20
_OFFSET_MAX = 1 << 60


class FolderObjects:
    """Implements `storage.blobs.objects.Objects`. Files are 0600, folders 0700."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = BackgroundThreads("blobs-read", _READERS)
        self._writing = BackgroundThreads("blobs-write", _WRITERS)

    def prepare(self) -> None:
        """Make the folders, and drop what a process that was killed had not finished.

        To be called by whoever holds the data folder's lock. Raises OSError.
        """
        for path in (self._folder, *(self._folder / name for name in (_INCOMING, *_PARTS))):
            if not path.is_dir():
                path.mkdir(mode=_PRIVATE_FOLDER)
                _give_to_owner_of(self._folder.parent, path)
        _sync(self._folder)
        _sync(self._folder.parent)
        for left in (self._folder / _INCOMING).iterdir():
            left.unlink()

    async def put(self, name: str, source: Path) -> None:
        await self._writing.run(lambda: self._take_in(name, source))

    async def put_bytes(self, name: str, content: bytes) -> None:
        def work() -> None:
            draft = self._draft()
            with _made(draft) as descriptor:
                _write_all(descriptor, content)
            try:
                self._take_in(name, draft)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise

        await self._writing.run(work)

    async def read(self, name: str, *, offset: int, limit: int) -> bytes:
        path = self._path(name)
        return await self._reading.run(lambda: _read(path, offset, limit))

    async def sizes(self, names: Sequence[str]) -> Sequence[int | None]:
        def work() -> list[int | None]:
            return [_size(self._path(name)) for name in names]

        return await self._reading.run(work)

    async def delete(self, names: Sequence[str]) -> None:
        def work() -> None:
            touched = set()
            for name in names:
                path = self._path(name)
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()
                if path.parent.is_dir():
                    # Also where another delete came first, whose sync may not be done.
                    touched.add(path.parent)
            for folder in touched:
                _sync(folder)

        await self._writing.run(work)

    async def entries(self) -> AsyncIterator[ObjectEntry]:
        walk = self._walk()
        while page := await self._reading.run(lambda: list(islice(walk, _LISTED_AT_ONCE))):
            for entry in page:
                yield entry

    async def close(self) -> None:
        await self._reading.close()
        await self._writing.close()

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _draft(self) -> Path:
        return self._folder / _INCOMING / os.urandom(16).hex()

    def _take_in(self, name: str, source: Path) -> None:
        target = self._path(name)
        draft = self._onto_this_disk(source)
        try:
            self._sync_content(draft)
            os.replace(draft, target)
        except BaseException:
            if draft != source:
                # Where the disk is full, a copy must not fill it further.
                draft.unlink(missing_ok=True)
            raise
        _sync(target.parent)
        source.unlink(missing_ok=True)

    def _onto_this_disk(self, source: Path) -> Path:
        if source.stat().st_dev == self._folder.stat().st_dev:
            return source
        draft = self._draft()
        with source.open("rb") as content, _made(draft) as descriptor:
            while chunk := content.read(_COPIED_AT_ONCE):
                _write_all(descriptor, chunk)
        return draft

    def _sync_content(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.fchmod(descriptor, _PRIVATE)
            _give_to_owner_of(self._folder, descriptor)
            # It counts as changed when it came here, not when its first part arrived.
            os.utime(descriptor)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _walk(self) -> Iterator[ObjectEntry]:
        for part in _PARTS:
            try:
                found = os.scandir(self._folder / part)
            except FileNotFoundError:
                continue
            with found:
                for file in found:
                    if not _NAME.fullmatch(file.name):
                        continue
                    with contextlib.suppress(FileNotFoundError):
                        status = file.stat(follow_symlinks=False)
                        yield ObjectEntry(file.name, status.st_size, int(status.st_mtime))


def _read(path: Path, offset: int, limit: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise ObjectMissing(path.name) from None
    try:
        # Else the system reads ahead of each download as far as its disk is set up for, 8 MiB for
        # some, and a message waits until all of that is there.
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_RANDOM)
        # Behind what a file can be the system calls it an error.
        return os.pread(descriptor, limit, min(offset, _OFFSET_MAX))
    finally:
        os.close(descriptor)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _made(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE)
    try:
        yield descriptor
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _give_to_owner_of(folder: Path, made: Path | int) -> None:
    """As `server.files.give_to_owner_of`: what root's commands make is the service user's."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(made, owner.st_uid, owner.st_gid)


def _sync(folder: Path) -> None:
    """Make new names in a folder, and names that went, durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
