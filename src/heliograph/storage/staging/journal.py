"""One waiting upload on the disk: its bytes, and beside them a journal of the parts they are.

A record of the journal is written after the part's bytes. Nobody waits for either to be durable:
after a power cut the record's checksum tells a whole record from a torn one, and the part's whether
the bytes that it names are there.
"""

import hashlib
import os
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from heliograph.domain.errors import FilePartMissing, FilePartsInvalid
from heliograph.domain.uploads import Part, Shape, place

DATA, PARTS = ".data", ".parts"

_RECORD = struct.Struct("<IIIQ")
_CHECK = struct.Struct("<I")
_RECORD_BYTES = _RECORD.size + _CHECK.size
_MODE = 0o600
_JOURNAL_BYTES_MAX = 4 << 20
"""Parts that come again with other content, some forty times each; nobody does that."""

_SYNCED_BYTES = 2 << 20
"""What of a long upload may wait for the disk: gigabytes of many at once would make whoever writes
anything wait, and so every message, and the last request of an upload for minutes."""

_HASHED_AFTER_PART = 16
"""Clients send some parts side by side; one that comes anew must not have 2 GB read again."""


class Kept(NamedTuple):
    """Where a part lies in the file, how long it is, and its CRC-32."""

    length: int
    crc: int
    offset: int


class Upload:
    """The parts of one upload, `size_bytes` in all. Used by one thread at a time."""

    __slots__ = (
        "_digest",
        "_hashed",
        "_journal",
        "_unsynced",
        "data",
        "parts",
        "shape",
        "size_bytes",
    )

    def __init__(self, stem: Path) -> None:
        self.data = stem.with_name(stem.name + DATA)
        self._journal = stem.with_name(stem.name + PARTS)
        self.parts: dict[int, Kept] = {}
        self.size_bytes = 0
        self.shape = Shape()
        self._unsynced = 0
        self._begin_hash()

    def load(self) -> None:
        """Read what the journal says, up to where it is torn, and cut off the rest."""
        try:
            content = self._journal.read_bytes()
            self.data.stat()
        except FileNotFoundError:
            return
        whole = 0
        for start in range(0, len(content) - _RECORD_BYTES + 1, _RECORD_BYTES):
            record = content[start : start + _RECORD.size]
            (check,) = _CHECK.unpack_from(content, start + _RECORD.size)
            if zlib.crc32(record) != check:
                break
            number, *rest = _RECORD.unpack(record)
            self._enter(number, Kept(*rest))
            whole = start + _RECORD_BYTES
        if whole < len(content):
            # What is noted from now on would stand behind it, where nobody reads it again.
            os.truncate(self._journal, whole)
        self.shape = _shape_of(self.parts)

    def keep(self, part: Part) -> None:
        """Write a part in its place, or raise what `place` refuses."""
        placed = place(self.shape, part)
        kept = Kept(len(part.content), zlib.crc32(part.content), placed.offset)
        before = self.parts.get(part.number)
        if before == kept:
            self.shape = placed.shape
            return
        if before is not None and part.number < self._hashed:
            self._begin_hash()
        with _opened(self.data) as data, _opened(self._journal) as journal:
            if os.fstat(journal).st_size >= _JOURNAL_BYTES_MAX:
                raise FilePartsInvalid
            if placed.moves:
                self._move(data, journal, placed.shape)
            _write_at(data, part.content, kept.offset)
            self._note(journal, part.number, kept)
            self.shape = placed.shape
            self._unsynced += kept.length
            if part.number == self._hashed:
                self._digest.update(part.content)
                self._hashed += 1
                self._hash_following(data)

    @property
    def is_sync_due(self) -> bool:
        """Whether much was written since the last sync."""
        return self._unsynced >= _SYNCED_BYTES

    def sync(self) -> None:
        """Wait until what was kept is on the disk."""
        with _opened(self.data) as data:
            os.fsync(data)
        self._unsynced = 0

    def hash_some(self, *, until: int, at_most: int) -> bool:
        """Read so many parts that were not hashed as they came; whether all are hashed now.

        FILE_PART_x_MISSING for the first that is not there, or not as it came.
        """
        end = min(until, self._hashed + at_most)
        with _opened(self.data) as data:
            while self._hashed < end:
                if not self._hash_next(data):
                    raise FilePartMissing(self._hashed)
        return self._hashed >= until

    def md5(self) -> str:
        """The MD5 of a whole upload, in hexadecimal digits: a client's own check of small files."""
        with self.data.open("rb") as file:
            return hashlib.file_digest(file, "md5").hexdigest()

    def finish(self) -> tuple[int, bytes]:
        """Cut off what lies behind the last part; gives the size and the SHA-256."""
        size = self.size_bytes
        os.truncate(self.data, size)
        return size, self._digest.digest()

    def remove(self) -> None:
        """Remove what is on the disk."""
        self._journal.unlink(missing_ok=True)
        self.data.unlink(missing_ok=True)

    def _begin_hash(self) -> None:
        self._digest = hashlib.sha256()
        self._hashed = 0

    def _hash_following(self, data: int) -> None:
        """Go on with the parts that came before their turn; with many when all are there."""
        for _ in range(_HASHED_AFTER_PART):
            if self._hashed not in self.parts or not self._hash_next(data):
                return

    def _hash_next(self, data: int) -> bool:
        """Hash the next part as it lies on the disk; false, and it is forgotten, if it does not."""
        kept = self.parts.get(self._hashed)
        if kept is None:
            return False
        content = os.pread(data, kept.length, kept.offset)
        if len(content) != kept.length or zlib.crc32(content) != kept.crc:
            del self.parts[self._hashed]
            self.size_bytes -= kept.length
            return False
        self._digest.update(content)
        self._hashed += 1
        return True

    def _move(self, data: int, journal: int, shape: Shape) -> None:
        """Bring the last part, which came first, to where it belongs."""
        tail = self.parts.get(shape.tail)
        if tail is None:
            return
        moved = tail._replace(offset=shape.tail * shape.part_bytes)
        _write_at(data, os.pread(data, tail.length, tail.offset), moved.offset)
        self._note(journal, shape.tail, moved)

    def _note(self, journal: int, number: int, kept: Kept) -> None:
        record = _RECORD.pack(number, *kept)
        os.lseek(journal, 0, os.SEEK_END)
        os.write(journal, record + _CHECK.pack(zlib.crc32(record)))
        self._enter(number, kept)

    def _enter(self, number: int, kept: Kept) -> None:
        before = self.parts.get(number)
        self.size_bytes += kept.length - (before.length if before is not None else 0)
        self.parts[number] = kept


class _opened:
    """A file that is open for a while; made if it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._descriptor = os.open(self._path, flags, _MODE)
        return self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _write_at(descriptor: int, content: bytes, offset: int) -> None:
    rest = memoryview(content)
    while rest:
        written = os.pwrite(descriptor, rest, offset)
        rest = rest[written:]
        offset += written


def _shape_of(parts: dict[int, Kept]) -> Shape:
    """What is known of a file by parts that were kept before; how many there are is not."""
    if not parts:
        return Shape()
    highest = max(parts)
    part_bytes = max((kept.length for number, kept in parts.items() if number < highest), default=0)
    last = parts[highest]
    shape = Shape(highest=highest, part_bytes=part_bytes)
    if not part_bytes:
        if last.offset == highest * last.length:
            return replace(shape, part_bytes=last.length)
        return replace(shape, tail=highest)
    return replace(shape, tail=highest) if last.length < part_bytes else shape
