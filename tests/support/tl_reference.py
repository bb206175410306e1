"""A slow and plain reading of the schema, to hold the codecs against.

`write` encodes an object field by field, straight from its definition's text; `ObjectMaker` makes
random objects out of the definitions of one layer.
"""

from __future__ import annotations

import random
import string
import struct
from functools import cache
from typing import Any

from heliograph.tl import registry
from heliograph.tl.definitions import Definition, Field
from heliograph.tl.objects import TLObject, class_of

_VECTOR = bytes.fromhex("15c4b51c")
_LETTERS = string.ascii_letters + "äß漢😀"


def write(obj: TLObject) -> bytes:
    """The bytes of `obj` by the definition of its own class."""
    return struct.pack("<I", obj.TL_ID) + write_bare(obj)


def write_bare(obj: TLObject) -> bytes:
    """Like `write`, without the constructor id."""
    definition = obj.TL_DEFINITION
    words = {field.name: 0 for field in definition.fields if field.is_flags}
    for field in definition.values:
        value = getattr(obj, field.name)
        given = value is not None and not (field.is_true and value is False)
        if field.word is not None and given:
            words[field.word] |= 1 << field.bit
    parts = []
    for field in definition.fields:
        if field.is_flags:
            parts.append(struct.pack("<I", words[field.name]))
        elif not field.is_true and getattr(obj, field.name) is not None:
            parts.append(_value(field.type, getattr(obj, field.name)))
    return b"".join(parts)


def _value(kind: str, value: Any) -> bytes:
    numbers = {"int": "<i", "long": "<q", "double": "<d"}
    if kind in numbers:
        return struct.pack(numbers[kind], value)
    if kind in ("int128", "int256"):
        return bytes(value)
    if kind == "Bool":
        return bytes.fromhex("b5757299" if value else "379779bc")
    if kind in ("string", "bytes"):
        data = value.encode() if kind == "string" else value
        size = len(data)
        head = bytes([size]) if size < 254 else b"\xfe" + size.to_bytes(3, "little")
        return head + data + bytes(-len(head + data) % 4)
    field = Field("", kind, None, 0)
    if field.element is None:
        return write(value)
    count = struct.pack("<i", len(value))
    if field.bare_element:
        return count + b"".join(write_bare(item) for item in value)
    content = b"".join(_value(field.element, item) for item in value)
    return (_VECTOR if kind.startswith("Vector") else b"") + count + content


class CannotBuild(Exception):
    """A required field's type has no constructor at this layer."""


class ObjectMaker:
    """Random objects of one layer's definitions, or of the newest ones (`canonical`)."""

    def __init__(self, layer: int, rng: random.Random, *, depth: int = 3) -> None:
        self._layer = layer
        self._rng = rng
        self._depth = depth

    def make(self, definition: Definition, depth: int | None = None) -> TLObject:
        """A random object of the definition's class."""
        left = self._depth if depth is None else depth
        bits: dict[tuple[str, int], bool] = {}
        values: dict[str, object] = {}
        for field in definition.values:
            if field.word is None:
                values[field.name] = self._value(field, left)
                continue
            key = (field.word, field.bit)
            if key not in bits:
                bits[key] = self._rng.random() < (0.5 if left > 0 else 0.1)
                group = [f for f in definition.values if (f.word, f.bit) == key]
                bits[key] &= all(self._buildable(f, left) for f in group)
            if field.is_true:
                values[field.name] = bits[key]
            else:
                values[field.name] = self._value(field, left) if bits[key] else None
        return class_of(definition)(**values)

    def _buildable(self, field: Field, left: int) -> bool:
        kind = field.type
        if field.element is not None or kind in _MAKERS or kind == "true":
            return True
        return left > 0 and bool(_constructors(kind, self._layer))

    def _value(self, field: Field, left: int) -> object:
        kind = field.type
        if kind in _MAKERS:
            return _MAKERS[kind](self._rng)
        element = field.element
        if element is None:
            return self._object(kind, left)
        size = self._rng.randrange(3)
        if element in _MAKERS:
            return [_MAKERS[element](self._rng) for _ in range(size)]
        if left <= 0 or not _constructors(element, self._layer):
            return []
        return [self._object(element, left) for _ in range(size)]

    def _object(self, kind: str, left: int) -> TLObject:
        known = _constructors(kind, self._layer)
        if not known:
            raise CannotBuild(kind)
        if left <= 0:
            return self.make(known[0], 0)
        return self.make(self._rng.choice(known), left - 1)


@cache
def _constructors(kind: str, layer: int) -> list[Definition]:
    """What may stand in a field of this type, what ends soonest first."""
    if kind == "!X":
        return [registry.newest("help.getConfig"), registry.newest("messages.getMessages")]
    if kind == "Object":
        return [registry.newest("pong")]
    found = [
        definition
        for name in registry.names("c")
        if (definition := registry.at_layer(name, layer)) is not None
        and kind in (definition.result, definition.name)
    ]
    return sorted(found, key=_weight)


def _weight(definition: Definition) -> int:
    simple = {*_MAKERS, "#", "true"}
    return sum(
        1 if field.type in simple or field.is_optional or field.element else 1000
        for field in definition.fields
    )


def _number(bits: int) -> Any:
    return lambda rng: rng.choice(
        (0, 1, -1, 1 - (1 << bits - 1), (1 << bits - 1) - 1, rng.randrange(1 << 20))
    )


def _text(rng: random.Random) -> str:
    size = rng.choice((0, 1, 2, 3, 4, 7, 253, 254, 300))
    return "".join(rng.choices(_LETTERS, k=size))


_MAKERS: dict[str, Any] = {
    "int": _number(32),
    "long": _number(64),
    "double": lambda rng: rng.choice((0.0, -1.5, 1e9, rng.random())),
    "string": _text,
    "bytes": lambda rng: rng.randbytes(rng.choice((0, 1, 2, 3, 4, 253, 254, 260))),
    "Bool": lambda rng: rng.random() < 0.5,
    "int128": lambda rng: rng.randbytes(16),
    "int256": lambda rng: rng.randbytes(32),
}
