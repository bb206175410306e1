"""The folder that an export is written to: private, under its name only when it is whole."""

import contextlib
import fcntl
import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from heliograph.export.places import LEFT_OUT, TOO_LARGE, UNAVAILABLE, Wanted
from heliograph.server.control import CommandError

_MARK = ".heliograph-export"
"""In a folder that is not finished yet, so that nothing else is ever taken for one."""

_REMEMBERED = 10_000
"""Files whose place is known still when they come again."""

_TAKEN_NAMES = 100
"""Numbers behind a name are tried up to here, then the file's own is behind it, and more behind
that: a file comes again when it is remembered no more."""

Fetch = Callable[[bytes, int], bytes | None]
"""Part of a content from an offset on; b"" behind its end, None for one that is not there."""


@contextlib.contextmanager
def export_folder(target: Path) -> Iterator[Path]:
    """Where to write what is to be `target`, which it becomes when the context ends well.

    What an export that was killed left there is removed first; what a failing one wrote, at once.
    Raises CommandError if the target is there and not empty, or if another export writes to it.
    """
    target = target.absolute()
    if target.is_symlink() or (target.exists() and not _is_empty_folder(target)):
        raise CommandError(f"{target} is there already: an export goes into a new folder")
    if not target.parent.is_dir():
        raise CommandError(f"there is no folder {target.parent} to write the export to")
    part = target.parent / f".{target.name}.part"
    with _made_anew(part):
        yield part
        (part / _MARK).unlink()
        os.sync()
        part.rename(target)
        _sync_folder(target.parent)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


@contextlib.contextmanager
def _made_anew(part: Path) -> Iterator[None]:
    """The folder, new, empty and nobody else's while the context lasts; gone if that fails."""
    if part.exists() or part.is_symlink():
        if part.is_symlink() or not (part / _MARK).is_file():
            raise CommandError(f"{part} is in the way")
        with _locked(part):
            shutil.rmtree(part)
    ours = True
    # A signal may end this between any two steps.
    try:
        try:
            part.mkdir(mode=0o700)
        except FileExistsError:
            ours = False
            raise CommandError(f"another export is being written to {part}") from None
        with _locked(part):
            os.close(_new_file(part / _MARK))
            yield
    except BaseException:
        if ours:
            shutil.rmtree(part, ignore_errors=True)
        raise


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CommandError(f"another export is being written to {folder}") from None
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class JsonFile:
    """A JSON object that is written as it comes, indented as Telegram Desktop does: by 1 space."""

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(_new_file(path), "wb", buffering=1 << 20)
        self._depth = 0
        self._begun = False

    def __enter__(self) -> "JsonFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def begin(self, key: str | None = None, *, opening: str = "{") -> None:
        """Open an object, or with `[` an array, in what is open."""
        if self._depth:
            self._lead(key)
        self._file.write(opening.encode())
        self._depth += 1
        self._begun = False

    def put(self, value: Any, key: str | None = None) -> None:
        """A value in what is open, under a key if that is an object."""
        self._lead(key)
        text = msgspec.json.format(msgspec.json.encode(value), indent=1)
        self._file.write(text.replace(b"\n", b"\n" + b" " * self._depth))

    def end(self, closing: str = "}") -> None:
        """Close what was opened last."""
        self._depth -= 1
        self._begun = True
        self._file.write(b"\n" + b" " * self._depth + closing.encode())

    def _lead(self, key: str | None) -> None:
        self._file.write(b",\n" if self._begun else b"\n")
        self._file.write(b" " * self._depth)
        if key is not None:
            self._file.write(msgspec.json.encode(key) + b": ")
        self._begun = True


class MediaWriter:
    """Puts contents into the folder; `bytes_max` is the largest that is taken, None for any."""

    def __init__(
        self, folder: Path, fetch: Fetch, *, wanted: bool = True, bytes_max: int | None = None
    ) -> None:
        self._folder = folder
        self._fetch = fetch
        self._wanted = wanted
        self._bytes_max = bytes_max
        self._known: dict[tuple[int, str], str] = {}
        self.files = 0
        self.bytes = 0
        self.missing = 0

    def save(self, wanted: Wanted) -> str:
        """See `export.places.Save`."""
        # A contact's card, which comes with its message, is no file that somebody sent.
        if wanted.sha256 and not self._wanted:
            return LEFT_OUT
        if wanted.sha256 and self._bytes_max is not None and wanted.size > self._bytes_max:
            return TOO_LARGE
        known = self._known.get(wanted.key)
        if known is not None:
            return known
        path = self._write(wanted)
        if path is None:
            self.missing += 1
            return UNAVAILABLE
        if len(self._known) >= _REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[wanted.key] = path
        return path

    def _write(self, wanted: Wanted) -> str | None:
        """The path, None if the content is not there as it should be."""
        descriptor, relative = self._new(wanted)
        path = self._folder / relative
        written, hashed = 0, hashlib.sha256()
        with os.fdopen(descriptor, "wb") as file:
            for part in self._parts(wanted):
                file.write(part)
                hashed.update(part)
                written += len(part)
        if wanted.sha256 and hashed.digest() != wanted.sha256:
            path.unlink()
            return None
        self.files += 1
        self.bytes += written
        return relative

    def _parts(self, wanted: Wanted) -> Iterator[bytes]:
        if not wanted.sha256:
            yield wanted.content
            return
        offset = 0
        while part := self._fetch(wanted.sha256, offset):
            yield part
            offset += len(part)

    def _new(self, wanted: Wanted) -> tuple[int, str]:
        """A new file under the wanted path, or one like it that is free."""
        names = _alternatives(wanted)
        while True:
            relative = next(names)
            path = self._folder / relative
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                return _new_file(path), relative
            except FileExistsError:
                continue


def _alternatives(wanted: Wanted) -> Iterator[str]:
    """`name.ext`, `name (1).ext` … as Telegram Desktop numbers them, without an end."""
    yield wanted.path
    folder, _, name = wanted.path.rpartition("/")
    stem, dot, ending = name.partition(".")
    for number in (*range(1, _TAKEN_NAMES), wanted.key[0]):
        yield f"{folder}/{stem} ({number}){dot}{ending}"
    for again in itertools.count(1):
        yield f"{folder}/{stem} ({wanted.key[0]}) ({again}){dot}{ending}"


def _new_file(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
