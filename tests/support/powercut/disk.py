"""Rebuilds what a disk may hold after a power cut from a recording of what was done to it.

What was synced is there. Everything else is up to the dice: each sector of an unsynced write may
be there, be missing, or be there in part; later writes may have overtaken earlier ones; lengths
and names may be the old or the new ones. Bytes outside a write are never harmed: SQLite relies on
that for every disk it knows (powersafe overwrite).
"""

import enum
import random
from collections.abc import Iterator
from pathlib import Path

from support.powercut.recording import (
    Created,
    Deleted,
    DirectorySynced,
    Event,
    Recording,
    Synced,
    Truncated,
    Written,
)

Change = Written | Truncated
Image = dict[str, bytes]


class Fate(enum.Enum):
    """What becomes of one file's unsynced changes."""

    LOST = 1
    KEPT = 2
    CUT_SHORT = 3
    SCATTERED = 4


_FATES = (Fate.LOST, Fate.KEPT, Fate.CUT_SHORT, Fate.SCATTERED)
_FATE_WEIGHTS = (3, 1, 3, 5)
_SECTOR_SIZES = (512, 4096)
_TORN = 0.1
_OTHER_LENGTH = 0.3
_GARBAGE_IN_HOLES = 0.2


class _File:
    def __init__(self) -> None:
        self.durable = bytearray()
        self.pending: list[tuple[int, Change]] = []

    def sync(self, covers: int) -> None:
        covered = 0
        for index, change in self.pending:
            if index >= covers:
                break
            _apply(self.durable, change)
            covered += 1
        del self.pending[:covered]

    def current(self) -> bytes:
        content = bytearray(self.durable)
        for _, change in self.pending:
            _apply(content, change)
        return bytes(content)

    def after_cut(self, rng: random.Random) -> bytes:
        if not self.pending:
            return bytes(self.durable)
        changes = [change for _, change in self.pending]
        fate = rng.choices(_FATES, _FATE_WEIGHTS)[0]
        if fate is Fate.LOST:
            return bytes(self.durable)
        if fate is Fate.KEPT:
            return self.current()
        if fate is Fate.CUT_SHORT:
            changes = changes[: rng.randrange(len(changes)) + 1]
            last = changes.pop()
            return bytes(_scatter(self.durable, changes, [last], rng))
        return bytes(_scatter(self.durable, [], changes, rng))


class Disk:
    """The state after some number of events: what is certain, and what is not yet."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, int] = {}
        self._pending_names: list[tuple[int, Created | Deleted]] = []
        self._applied = 0

    def apply(self, event: Event) -> None:
        """Take in the next event of the recording."""
        index = self._applied
        self._applied += 1
        match event:
            case Written() | Truncated():
                self._files[event.inode].pending.append((index, event))
            case Synced():
                self._files[event.inode].sync(event.covers)
            case Created():
                self._files[event.inode] = _File()
                self._pending_names.append((index, event))
            case Deleted():
                self._pending_names.append((index, event))
            case DirectorySynced():
                self._sync_names(event.covers)

    def _sync_names(self, covers: int) -> None:
        for _, change in (p for p in self._pending_names if p[0] < covers):
            _rename(self._names, change)
        self._pending_names = [p for p in self._pending_names if p[0] >= covers]

    def inodes(self) -> dict[str, int]:
        """The files a running program sees, by name."""
        names = dict(self._names)
        for _, change in self._pending_names:
            _rename(names, change)
        return names

    def current(self) -> Image:
        """What a running program sees: nothing is lost."""
        return {name: self._files[inode].current() for name, inode in self.inodes().items()}

    def after_cut(self, rng: random.Random) -> Image:
        """One of the states the files may be found in if the power goes now."""
        names = dict(self._names)
        kept = rng.choice((0.0, 0.5, 1.0))
        for _, change in self._pending_names:
            if rng.random() < kept:
                _rename(names, change)
        return {name: self._files[inode].after_cut(rng) for name, inode in names.items()}


def disk_at(recording: Recording, point: int) -> Disk:
    """The disk after the first `point` events."""
    disk = Disk()
    for event in recording.events[:point]:
        disk.apply(event)
    return disk


def cuts(recording: Recording, points: list[int], seed: str) -> Iterator[tuple[int, str, Image]]:
    """For each point (a number of events, in rising order) the point, the seed of its dice and
    an image. The same recording, point and seed always give the same image."""
    disk = Disk()
    done = 0
    for number, point in enumerate(points):
        for event in recording.events[done:point]:
            disk.apply(event)
        done = point
        dice = f"{seed}/{number}"
        yield point, dice, disk.after_cut(random.Random(dice))


def image_at(recording: Recording, point: int, dice: str) -> Image:
    """One image again, to look at a failure more closely."""
    return disk_at(recording, point).after_cut(random.Random(dice))


def write_image(image: Image, folder: Path) -> None:
    """Put the files of an image into a new folder."""
    folder.mkdir()
    for name, content in image.items():
        (folder / name).write_bytes(content)


def _rename(names: dict[str, int], change: Created | Deleted) -> None:
    if isinstance(change, Created):
        names[change.name] = change.inode
    else:
        names.pop(change.name, None)


def _apply(content: bytearray, change: Change, fill: random.Random | None = None) -> None:
    if isinstance(change, Truncated):
        _resize(content, change.size, fill)
        return
    _resize(content, max(len(content), change.offset), fill)
    content[change.offset : change.offset + len(change.data)] = change.data


def _resize(content: bytearray, size: int, fill: random.Random | None = None) -> None:
    """New length; what it gains is zeros, or garbage drawn from `fill`."""
    gained = size - len(content)
    if gained > 0:
        content.extend(fill.randbytes(gained) if fill else bytes(gained))
    else:
        del content[size:]


def _scatter(
    durable: bytearray, kept: list[Change], loose: list[Change], rng: random.Random
) -> bytearray:
    """`kept` whole, then of `loose` what the dice leave, sector by sector."""
    sector = rng.choice(_SECTOR_SIZES)
    chance = rng.random()
    fill = rng if rng.random() < _GARBAGE_IN_HOLES else None
    content = bytearray(durable)
    for change in kept:
        _apply(content, change)
    lengths = [len(content)]
    length = len(content)
    for change in loose:
        length = _length_after(length, change)
        lengths.append(length)
        if isinstance(change, Written):
            for piece in _pieces(change, sector):
                if rng.random() < chance:
                    _apply(content, _torn(piece, rng), fill)
        elif rng.random() < chance:
            _apply(content, change, fill)
    if rng.random() < _OTHER_LENGTH:
        _resize(content, rng.choice(lengths), fill)
    return content


def _length_after(length: int, change: Change) -> int:
    if isinstance(change, Truncated):
        return change.size
    return max(length, change.offset + len(change.data))


def _pieces(change: Written, sector: int) -> Iterator[Written]:
    """The write as the disk sees it: cut at sector boundaries."""
    start = 0
    while start < len(change.data):
        offset = change.offset + start
        end = min(len(change.data), start + sector - offset % sector)
        yield Written(change.inode, offset, change.data[start:end])
        start = end


def _torn(piece: Written, rng: random.Random) -> Written:
    """Now and then only the beginning or the end of a sector is written."""
    if len(piece.data) < 2 or rng.random() >= _TORN:
        return piece
    at = rng.randrange(1, len(piece.data))
    if rng.random() < 0.5:
        return Written(piece.inode, piece.offset, piece.data[:at])
    return Written(piece.inode, piece.offset + at, piece.data[at:])
