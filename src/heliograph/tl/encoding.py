"""The pure-Python encoder: a function per class and layer, generated from its plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import Struct, pack, pack_into
from types import CodeType
from typing import Any

from heliograph.tl.definitions import Definition
from heliograph.tl.encoder_source import encoder_source
from heliograph.tl.errors import EncodeError, NotAtLayer
from heliograph.tl.objects import Encoded, TLObject
from heliograph.tl.plans import Lower, WritePlan, write_plan
from heliograph.tl.sources import compile_source

VECTOR = 0x1CB5C415
TRUE = pack("<I", 0x997275B5)
FALSE = pack("<I", 0xBC799737)
MAX_STRING = (1 << 24) - 1

#: Appends an object to the buffer; False means it was left out and the buffer is as it was.
Encoder = Callable[[Any, bytearray], bool]

_PADDING = (b"", b"\0\0\0", b"\0\0", b"\0")
_codes: dict[tuple[type, int], CodeType] = {}


class Table(dict[type, Encoder]):
    """The encoders for what a field of one type may hold, at one layer."""

    def __init__(self, layer: LayerEncoder, type_name: str) -> None:
        super().__init__()
        self._layer = layer
        self._type_name = type_name

    def __missing__(self, cls: type) -> Encoder:
        encoder = self[cls] = self._layer.encoder(cls, self._type_name)
        return encoder


class LayerEncoder:
    """Everything that is known about encoding for one layer; filled as classes are met."""

    def __init__(self, layer: int) -> None:
        self.layer = layer
        self._tables: dict[str, Table] = {}

    def table(self, type_name: str) -> Table:
        """The encoders for fields of this type; `Object` takes any type, `!X` any method."""
        table = self._tables.get(type_name)
        if table is None:
            table = self._tables[type_name] = Table(self, type_name)
        return table

    def encode(self, obj: object) -> bytes:
        """The boxed bytes of any object or method."""
        buffer = bytearray()
        if not self.table("Object")[type(obj)](obj, buffer):
            raise NotAtLayer(f"{obj!r} is left out at layer {self.layer}")
        return bytes(buffer)

    def encode_vector(self, element: str, values: Sequence[object]) -> bytes:
        """The boxed vector of `values`, elements that the layer cannot say left out."""
        buffer = bytearray()
        put_vector(values, buffer, self.element_encoder(element))
        return bytes(buffer)

    def encoder(self, cls: type, type_name: str) -> Encoder:
        """Build the encoder for objects of `cls` in a place of type `type_name`."""
        if cls is Encoded:
            return _put_encoded
        if not issubclass(cls, TLObject):
            raise EncodeError(f"{type_name} expected, not {cls.__name__}")
        plan = write_plan(cls, self.layer)
        if not plan.is_possible:
            raise NotAtLayer(f"layer {self.layer}: {'; '.join(map(str, plan.gaps))}")
        if plan.definition is None or (plan.lower is not None and not plan.guards):
            return _instead(_lower_of(plan), self.table(type_name))
        if not fits(plan.definition, type_name):
            raise EncodeError(f"{type_name} expected, not {plan.definition.name}")
        direct = self._direct(cls, plan)
        if plan.lower is None:
            return direct
        return _guarded(plan, direct, _instead(plan.lower, self.table(type_name)))

    def element_encoder(self, element: str) -> Encoder:
        """The encoder for elements of a vector of `element`."""
        if element in _ELEMENTS:
            return _ELEMENTS[element]
        table = self.table(element)
        return lambda value, buffer: table[type(value)](value, buffer)

    def _direct(self, cls: type[TLObject], plan: WritePlan) -> Encoder:
        assert plan.definition is not None
        key = (cls, plan.definition.id)
        lines, structs, types = encoder_source(plan, plan.definition)
        code = _codes.get(key)
        if code is None:
            title = f"encode {plan.definition.name}#{plan.definition.id:08x}"
            code = _codes[key] = compile_source(title, lines)
        scope: dict[str, Any] = dict(_SCOPE)
        scope.update({name: Struct(layout).pack for name, layout in structs.items()})
        scope.update({name: self.table(type_name) for name, type_name in types.items()})
        exec(code, scope)
        encoder: Encoder = scope["encode"]
        return encoder


def fits(definition: Definition, type_name: str) -> bool:
    """Whether a constructor or method may stand where `type_name` is asked for.

    `Object` takes anything, `!X` any method; a bare constructor's name takes only that one.
    """
    if type_name == "Object" or definition.result == "Object":
        return True
    if type_name == "!X":
        return definition.kind == "f"
    if definition.kind == "f":
        return False
    return type_name in (definition.result, definition.name)


def text_bytes(value: str) -> bytes:
    """A TL `string`: length, UTF-8, zeros up to four bytes."""
    return blob_bytes(value.encode())


def blob_bytes(value: bytes) -> bytes:
    """A TL `bytes`: length, content, zeros up to four bytes."""
    size = len(value)
    if size < 254:
        return b"%c%b%b" % (size, value, _PADDING[(size + 1) & 3])
    if size > MAX_STRING:
        raise EncodeError(f"{size} bytes do not fit into a TL string")
    return b"\xfe%b%b%b" % (size.to_bytes(3, "little"), value, _PADDING[size & 3])


def fixed_bytes(value: bytes, size: int) -> bytes:
    """An int128 or int256, which Python code holds as bytes."""
    if len(value) != size:
        raise EncodeError(f"{size} bytes expected, not {len(value)}")
    return value


def vector_bytes(values: Sequence[Any], code: str) -> bytes:
    """A boxed vector of numbers of one struct `code`."""
    return pack(f"<Ii{len(values)}{code}", VECTOR, len(values), *values)


def put_vector(values: Sequence[Any], buffer: bytearray, encoder: Encoder) -> None:
    """Append a boxed vector; elements that the encoder leaves out are not counted."""
    at = len(buffer)
    buffer += pack("<Ii", VECTOR, len(values))
    written = 0
    for value in values:
        if encoder(value, buffer):
            written += 1
    if written != len(values):
        pack_into("<i", buffer, at + 4, written)


def put_objects(values: Sequence[Any], buffer: bytearray, table: Table) -> None:
    """Append a boxed vector of objects; those the layer cannot say are not counted."""
    at = len(buffer)
    buffer += pack("<Ii", VECTOR, len(values))
    written = 0
    for value in values:
        if table[type(value)](value, buffer):
            written += 1
    if written != len(values):
        pack_into("<i", buffer, at + 4, written)


def put_bare(values: Sequence[Any], buffer: bytearray, table: Table) -> None:
    """Append a bare vector of objects without their constructor ids, counted as in put_objects."""
    start = len(buffer)
    buffer += pack("<i", len(values))
    written = 0
    for value in values:
        at = len(buffer)
        if table[type(value)](value, buffer):
            written += 1
            del buffer[at : at + 4]
    if written != len(values):
        pack_into("<i", buffer, start, written)


def _put_encoded(value: Encoded, buffer: bytearray) -> bool:
    buffer += value
    return True


def _instead(lower: Lower, table: Table) -> Encoder:
    def encode(obj: Any, buffer: bytearray) -> bool:
        other = lower(obj)
        return other is not None and table[type(other)](other, buffer)

    return encode


def _guarded(plan: WritePlan, direct: Encoder, slow: Encoder) -> Encoder:
    guards = plan.guards

    def encode(obj: Any, buffer: bytearray) -> bool:
        for name in guards:
            if getattr(obj, name) is not None:
                return slow(obj, buffer)
        return direct(obj, buffer)

    return encode


def _lower_of(plan: WritePlan) -> Lower:
    assert plan.lower is not None
    return plan.lower


def _element(function: Callable[[Any], bytes]) -> Encoder:
    def encode(value: Any, buffer: bytearray) -> bool:
        buffer += function(value)
        return True

    return encode


_ELEMENTS: dict[str, Encoder] = {
    "int": _element(Struct("<i").pack),
    "long": _element(Struct("<q").pack),
    "double": _element(Struct("<d").pack),
    "string": _element(text_bytes),
    "bytes": _element(blob_bytes),
    "Bool": _element(lambda value: TRUE if value else FALSE),
}

_SCOPE: dict[str, Any] = {
    "EncodeError": EncodeError,
    "TRUE": TRUE,
    "FALSE": FALSE,
    "text": text_bytes,
    "blob": blob_bytes,
    "fixed": fixed_bytes,
    "numbers": vector_bytes,
    "put_vector": put_vector,
    "put_objects": put_objects,
    "put_bare": put_bare,
    "elements": _ELEMENTS,
}
