"""The parts of an upload: which may be kept, and where each lies in the file.

Parts come in any order and more than once. All are equally long but the last.

https://core.telegram.org/api/files#uploading-files
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors

PART_BYTES_MAX = 512 * 1024
_PART_UNIT = 1024
STREAMED = -1
"""The number of parts that a client says while it does not know it yet."""


class UploadLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Parts of one file; files and bytes of one account that wait."""

    parts: int = 4_000
    files: int = 200
    size_bytes: int = 8 << 30


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part as it came. `total` is how many there are, STREAMED for unknown as of now, 0 where
    the method says nothing of it."""

    owner_id: int
    upload_id: int
    number: int
    content: bytes
    total: int = 0


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file by its parts so far.

    `part_bytes` is how long parts are (0: none came yet, or the last alone), `tail` the number of
    the last part once it is known to be that (-1), `highest` the highest number (-1 for none),
    `total` how many parts the client said.
    """

    part_bytes: int = 0
    tail: int = -1
    highest: int = -1
    total: int = 0


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a part goes, in bytes from the file's beginning, and the shape after it.

    `moves` says that the part numbered `shape.tail`, which came first, lies elsewhere by that.
    """

    shape: Shape
    offset: int
    moves: bool = False


def check_part(part: Part, limits: UploadLimits) -> None:
    """What can be said of a part by itself, or the refusal.

    https://core.telegram.org/method/upload.saveBigFilePart
    """
    if not part.content:
        raise errors.FilePartEmpty
    if len(part.content) > PART_BYTES_MAX:
        raise errors.FilePartTooBig
    if part.total != STREAMED and not 0 <= part.total <= limits.parts:
        raise errors.FilePartsInvalid
    end = part.total if part.total > 0 else limits.parts
    if not 0 <= part.number < end:
        raise errors.FilePartInvalid


def place(shape: Shape, part: Part) -> Place:
    """Where a part goes among those that came; FILE_PART_SIZE_CHANGED, FILE_PART_SIZE_INVALID."""
    size, number = len(part.content), part.number
    total = _total(shape, part)
    last = total > 0 and number == total - 1
    shape = replace(shape, total=max(shape.total, total))
    if shape.highest < 0:
        return _first(shape, number, size, last=last)
    if not shape.part_bytes:
        return _after_tail(shape, number, size)
    if size == shape.part_bytes:
        if shape.tail >= 0 and number > shape.tail:
            raise errors.FilePartSizeChanged
        return _at(replace(shape, highest=max(shape.highest, number)), number)
    if size < shape.part_bytes:
        if number < shape.highest or shape.tail not in (-1, number):
            raise errors.FilePartSizeChanged
        return _at(replace(shape, tail=number, highest=number), number)
    raise errors.FilePartSizeChanged


def _total(shape: Shape, part: Part) -> int:
    """How many parts there are by now, 0 for unknown. FILE_PARTS_INVALID if that changes."""
    if part.total <= 0:
        return shape.total
    if shape.total > 0 and shape.total != part.total:
        raise errors.FilePartsInvalid
    if part.total <= shape.highest:
        raise errors.FilePartsInvalid
    return part.total


def _first(shape: Shape, number: int, size: int, *, last: bool) -> Place:
    """The part that came before all others: it may be the last."""
    shape = replace(shape, highest=number)
    if (last and number) or not _is_part_size(size):
        # Where it goes is known once another part says how long they are.
        return Place(shape=replace(shape, tail=number), offset=number * PART_BYTES_MAX)
    return Place(shape=replace(shape, part_bytes=size), offset=number * size)


def _after_tail(shape: Shape, number: int, size: int) -> Place:
    """A part where only the last has come so far."""
    if number == shape.tail:
        return Place(shape=shape, offset=number * PART_BYTES_MAX)
    if number > shape.tail:
        raise errors.FilePartSizeInvalid
    if not _is_part_size(size):
        raise errors.FilePartSizeInvalid
    made = replace(shape, part_bytes=size)
    return Place(shape=made, offset=number * size, moves=True)


def _at(shape: Shape, number: int) -> Place:
    return Place(shape=shape, offset=number * shape.part_bytes)


def _is_part_size(size: int) -> bool:
    return size % _PART_UNIT == 0 and PART_BYTES_MAX % size == 0
