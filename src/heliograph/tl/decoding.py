"""The pure-Python decoder: a function per definition, generated from its plan."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from struct import Struct, unpack_from
from typing import Any

from heliograph.tl import registry
from heliograph.tl.decoder_source import decoder_source
from heliograph.tl.encoding import VECTOR, fits
from heliograph.tl.errors import LimitExceeded, MalformedObject, UnknownConstructor
from heliograph.tl.limits import Limits
from heliograph.tl.plans import read_plan
from heliograph.tl.sources import compile_source
from heliograph.tl.stand_ins import stood_in_for

GZIP_PACKED = 0x3072CFA1
_TRUE = 0x997275B5
_FALSE = 0xBC799737
_SMALL_INFLATION = 64 << 10
_FILE_PARTS = tuple(
    Struct("<I").pack(registry.newest(name).id)
    for name in ("upload.saveFilePart", "upload.saveBigFilePart")
)

#: Reads what follows a constructor id at an offset; gives the object and the offset behind it.
Reader = Callable[[bytes, int, "Budget"], tuple[Any, int]]


class Budget:
    """What is left of a decode's limits."""

    __slots__ = ("depth", "inflated", "limits", "objects", "packed")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = limits.depth
        self.objects = limits.objects
        self.inflated = limits.inflated_bytes
        self.packed = False

    def take(self, objects: int) -> None:
        """Count objects against the limit before they are made."""
        self.objects -= objects
        if self.objects < 0:
            raise LimitExceeded(f"more than {self.limits.objects} objects")


class Table(dict[int, Reader]):
    """The readers of what a field of one type may hold, by constructor id."""

    def __init__(self, decoder: Decoder, type_name: str) -> None:
        super().__init__()
        self._decoder = decoder
        self._type_name = type_name

    def __missing__(self, constructor_id: int) -> Reader:
        reader = self[constructor_id] = self._find(constructor_id)
        return reader

    def bare(self) -> Reader:
        """The reader of the one constructor that this table's name stands for."""
        return self[registry.newest(self._type_name).id]

    def _find(self, constructor_id: int) -> Reader:
        if constructor_id == GZIP_PACKED:
            return lambda data, at, budget: read_packed(self, data, at, budget)
        definition = registry.by_id(constructor_id)
        reader = None
        if definition is not None and fits(definition, self._type_name):
            reader = self._decoder.reader(constructor_id)
        if reader is None:
            meant = stood_in_for(self._type_name, constructor_id)
            reader = None if meant is None else self._decoder.reader(meant)
        if reader is None:
            at_root = self._type_name in ("Object", "!X")
            raise UnknownConstructor(constructor_id, at_root=at_root)
        return reader


class Decoder:
    """All readers; with `lift` old definitions come out in their newest form."""

    def __init__(self, *, lift: bool) -> None:
        self._lift = lift
        self._tables: dict[str, Table] = {}
        self._readers: dict[int, Reader] = {}

    def table(self, type_name: str) -> Table:
        """The readers for fields of this type; `Object` takes any type, `!X` any method."""
        table = self._tables.get(type_name)
        if table is None:
            table = self._tables[type_name] = Table(self, type_name)
        return table

    def decode(self, data: bytes, limits: Limits) -> object:
        """The object that `data` holds."""
        obj, end = read_boxed(self.table("Object"), data, 0, Budget(limits))
        check_trailing(data, end)
        return obj

    def reader(self, constructor_id: int) -> Reader | None:
        """The reader for this id, None if its definition cannot be lifted."""
        known = self._readers.get(constructor_id)
        if known is not None:
            return known
        definition = registry.by_id(constructor_id)
        assert definition is not None
        plan = read_plan(definition, lift=self._lift)
        if plan.gaps:
            return None
        lines, structs, types = decoder_source(plan)
        scope: dict[str, Any] = dict(_SCOPE)
        scope.update({name: Struct(layout).unpack_from for name, layout in structs.items()})
        scope.update({name: self.table(type_name) for name, type_name in types.items()})
        scope.update(C=plan.cls, new=plan.cls.__new__, lift=plan.lift)
        title = f"decode {definition.name}#{definition.id:08x}{'' if self._lift else ' as it is'}"
        exec(compile_source(title, lines), scope)
        reader: Reader = scope["decode"]
        self._readers[constructor_id] = reader
        return reader


def check_trailing(data: bytes, end: int) -> None:
    """Tolerate what Pyrogram leaves behind an object: zeros or empty vectors, 16 bytes at most.

    It writes the vector of an empty list without setting the field's flag.
    """
    rest = data[end:]
    if not rest or (len(rest) <= 16 and not rest.replace(_EMPTY_VECTOR, b"").strip(b"\0")):
        return
    raise MalformedObject(f"{len(rest)} bytes behind the object")


def read_boxed(table: Table, data: bytes, at: int, budget: Budget) -> tuple[Any, int]:
    """An object by its constructor id."""
    (constructor_id,) = unpack_from("<I", data, at)
    budget.objects -= 1
    budget.depth -= 1
    if budget.objects < 0 or budget.depth < 0:
        raise LimitExceeded("too many objects" if budget.depth >= 0 else "nested too deep")
    found = table[constructor_id](data, at + 4, budget)
    budget.depth += 1
    return found


def read_packed(table: Table, data: bytes, at: int, budget: Budget) -> tuple[Any, int]:
    """The object inside gzip_packed."""
    if budget.packed:
        raise MalformedObject("gzip_packed in gzip_packed")
    packed, at = read_bytes(data, at, budget)
    budget.packed = True
    content = inflate(packed, budget.inflated, budget.limits)
    budget.inflated -= len(content)
    obj, end = read_boxed(table, content, 0, budget)
    check_trailing(content, end)
    budget.packed = False
    return obj, at


def inflate(packed: bytes, left: int, limits: Limits) -> bytes:
    """The content of a gzip or zlib stream: at most `left` bytes, and within the growth allowed.

    Part of a file may be nothing but zeros; TDLib packs it inside of what begins a connection.
    """
    limit = min(max(len(packed) * limits.inflation, _SMALL_INFLATION), left)
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        content = stream.decompress(packed, limit + 1)
        if len(content) > limit and content.startswith(_FILE_PARTS):
            content += stream.decompress(stream.unconsumed_tail, left + 1 - len(content))
            limit = left
    except zlib.error as error:
        raise MalformedObject("not a gzip stream") from error
    if len(content) > limit:
        raise LimitExceeded(f"gzip_packed inflates to more than {limit} bytes")
    if not stream.eof:
        raise MalformedObject("the gzip stream ends early")
    if limits.inflated is not None:
        limits.inflated(len(content))
    return content


def read_bytes(data: bytes, at: int, budget: Budget) -> tuple[bytes, int]:
    """A TL `bytes`."""
    size = data[at]
    start = at + 1
    if size >= 254:
        if size == 255:
            raise MalformedObject("no string starts with ff")
        size = int.from_bytes(data[at + 1 : at + 4], "little")
        start = at + 4
    end = start + size
    behind = end + (-end + at & 3)
    if behind > len(data):
        raise MalformedObject("a string ends behind the data")
    if size > budget.limits.string_bytes:
        raise LimitExceeded(f"a string of {size} bytes")
    return data[start:end], behind


def read_string(data: bytes, at: int, budget: Budget) -> tuple[str, int]:
    """A TL `string`, which is UTF-8."""
    content, at = read_bytes(data, at, budget)
    return content.decode(), at


def read_fixed(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    """An int128 or int256."""
    if at + size > len(data):
        raise MalformedObject("the object ends early")
    return data[at : at + size], at + size


def read_bool(data: bytes, at: int) -> tuple[bool, int]:
    """A boxed boolTrue or boolFalse."""
    (constructor_id,) = unpack_from("<I", data, at)
    if constructor_id not in (_TRUE, _FALSE):
        raise UnknownConstructor(constructor_id, at_root=False)
    return constructor_id == _TRUE, at + 4


def read_count(data: bytes, at: int, *, boxed: bool, size: int) -> tuple[int, int]:
    """The length of a vector whose elements take at least `size` bytes each."""
    if boxed:
        if unpack_from("<I", data, at) != (VECTOR,):
            raise MalformedObject("a vector expected")
        at += 4
    (count,) = unpack_from("<i", data, at)
    at += 4
    if not 0 <= count <= (len(data) - at) // size:
        raise MalformedObject(f"a vector of {count}")
    return count, at


def read_objects(
    table: Table, data: bytes, at: int, budget: Budget, *, boxed: bool = True
) -> tuple[list[Any], int]:
    """A vector of objects."""
    count, at = read_count(data, at, boxed=boxed, size=4)
    found = []
    for _ in range(count):
        obj, at = read_boxed(table, data, at, budget)
        found.append(obj)
    return found, at


def read_bare(table: Table, data: bytes, at: int, budget: Budget) -> tuple[list[Any], int]:
    """A bare vector of one constructor's objects without their ids."""
    reader = table.bare()
    count, at = read_count(data, at, boxed=False, size=4)
    budget.take(count)
    found = []
    for _ in range(count):
        obj, at = reader(data, at, budget)
        found.append(obj)
    return found, at


def read_numbers(data: bytes, at: int, budget: Budget, *, code: str) -> tuple[list[Any], int]:
    """A vector of numbers of one struct code."""
    size = 4 if code == "i" else 8
    count, at = read_count(data, at, boxed=True, size=size)
    budget.take(count)
    return list(unpack_from(f"<{count}{code}", data, at)), at + count * size


def read_vector(
    reader: Callable[[bytes, int, Budget], tuple[Any, int]], data: bytes, at: int, budget: Budget
) -> tuple[list[Any], int]:
    """A vector of strings, bytes or Bools."""
    count, at = read_count(data, at, boxed=True, size=4)
    budget.take(count)
    found = []
    for _ in range(count):
        value, at = reader(data, at, budget)
        found.append(value)
    return found, at


_EMPTY_VECTOR = VECTOR.to_bytes(4, "little") + b"\0\0\0\0"

_ELEMENTS: dict[str, Callable[[bytes, int, Budget], tuple[Any, int]]] = {
    "string": read_string,
    "bytes": read_bytes,
    "Bool": lambda data, at, budget: read_bool(data, at),
}

_SCOPE: dict[str, Any] = {
    "boxed": read_boxed,
    "objects": read_objects,
    "bare": read_bare,
    "numbers": read_numbers,
    "vector": read_vector,
    "elements": _ELEMENTS,
    "text": read_string,
    "blob": read_bytes,
    "fixed": read_fixed,
    "boolean": read_bool,
}
