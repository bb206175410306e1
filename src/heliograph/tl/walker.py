"""The codec over the C walker: turns plans into the tables it walks, once per class or id.

Importing this module raises ImportError where the extension was not built.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from heliograph.tl import registry
from heliograph.tl._walker import Decoder, Encoder, Plan
from heliograph.tl.decoding import inflate
from heliograph.tl.definitions import Definition, Field
from heliograph.tl.errors import EncodeError, MalformedObject, NotAtLayer
from heliograph.tl.limits import Limits
from heliograph.tl.objects import Encoded, TLObject
from heliograph.tl.plans import ReadPlan, Source, WritePlan, read_plan, write_plan
from heliograph.tl.stand_ins import stood_in_for

_FAULTS = (
    TypeError,
    AttributeError,
    UnicodeEncodeError,
    OverflowError,
    RecursionError,
    BufferError,
)

# The numbers of c/walker.h.
_SCALARS = ("int", "long", "double", "string", "bytes", "Bool", "int128", "int256")
_OBJECT, _BARE_OBJECT, _VECTOR, _BARE_VECTOR, _TRUE, _WORD, _DEFAULT = range(8, 15)
_NO_WORD = 255
_IF_TRUE, _OR_EMPTY, _SHARED = 1, 2, 4
_ANY, _METHOD = 0, 1
_BARE = 1 << 32

#: (kind, element, word, bit, option, tag, attribute)
Row = tuple[int, int, int, int, int, int, str | None]

_tags = {"Object": _ANY, "!X": _METHOD}
_tag_names = {tag: name for name, tag in _tags.items()}
_next_tag = count(len(_tags))


class WalkerCodec:
    """Encodes and decodes by walking tables in C; the same behaviour as PureCodec."""

    name = "c"

    def __init__(self) -> None:
        self._encoders: dict[int, Encoder] = {}
        self._lifting = Decoder(lambda number: _resolve(number, lift=True), _stand_in, inflate)
        self._as_written = Decoder(lambda number: _resolve(number, lift=False), _stand_in, inflate)

    def encode(self, obj: object, layer: int) -> bytes:
        """The boxed bytes of an object for a layer that the schema has."""
        try:
            return (self._encoders.get(layer) or self._add(layer)).encode(obj)
        except _FAULTS as error:
            raise EncodeError(f"{type(obj).__name__}: {error}") from error

    def encode_vector(self, element: str, values: Sequence[object], layer: int) -> bytes:
        """The boxed vector of `values`, each of type `element`."""
        kind, tag = _scalar(element)
        try:
            encoder = self._encoders.get(layer) or self._add(layer)
            return encoder.encode_vector(kind, tag, values)
        except _FAULTS as error:
            raise EncodeError(f"Vector<{element}>: {error}") from error

    def decode(self, data: bytes | memoryview, limits: Limits, *, lift: bool) -> Any:
        """The object in `data`; without `lift` old definitions keep their own classes."""
        try:
            return (self._lifting if lift else self._as_written).decode(data, limits)
        except UnicodeDecodeError as error:
            raise MalformedObject("a string is not UTF-8") from error

    def _add(self, layer: int) -> Encoder:
        encoder = Encoder(lambda cls: _write_table(cls, layer), Encoded)
        return self._encoders.setdefault(layer, encoder)


def _write_table(cls: type, layer: int) -> Plan:
    if not issubclass(cls, TLObject):
        raise EncodeError(f"a TL object expected, not {cls.__name__}")
    plan = write_plan(cls, layer)
    if not plan.is_possible:
        raise NotAtLayer(f"layer {layer}: {'; '.join(map(str, plan.gaps))}")
    if plan.definition is None or (plan.lower is not None and not plan.guards):
        return Plan(cls, 0, _ANY, (), direct=False, function=plan.lower)
    return Plan(
        cls,
        plan.definition.id,
        _tag_of(plan.definition),
        _write_rows(plan, plan.definition),
        function=plan.lower,
        guards=plan.guards,
        exact=plan.exact,
    )


def _write_rows(plan: WritePlan, definition: Definition) -> tuple[Row, ...]:
    words = _words(definition)
    sources = {source.field.name: source for source in plan.sources}
    shared = _shared_bits(definition)
    rows: list[Row] = []
    for field in definition.fields:
        if field.is_flags:
            rows.append((_WORD, 0, words[field.name], 0, 0, 0, None))
            continue
        source = sources[field.name]
        option = _SHARED if (field.word, field.bit) in shared else 0
        option |= _options(source)
        rows.append(_row(field, words, option, source.attribute))
    return tuple(rows)


def _options(source: Source) -> int:
    return (_IF_TRUE if source.if_true else 0) | (_OR_EMPTY if source.or_empty else 0)


def _shared_bits(definition: Definition) -> set[tuple[str | None, int]]:
    """The bits of more than one field, unless all of these are bare flags."""
    groups: dict[tuple[str | None, int], list[Field]] = {}
    for field in definition.values:
        if field.word is not None:
            groups.setdefault((field.word, field.bit), []).append(field)
    return {
        bit
        for bit, fields in groups.items()
        if len(fields) > 1 and not all(field.is_true for field in fields)
    }


def _resolve(constructor_id: int, *, lift: bool) -> Plan | None:
    definition = registry.by_id(constructor_id)
    if definition is None:
        return None
    plan = read_plan(definition, lift=lift)
    if plan.gaps:
        return None
    rows = _read_rows(plan)
    return Plan(plan.cls, definition.id, _tag_of(definition), rows, function=plan.lift)


def _stand_in(constructor_id: int, tag: int) -> int | None:
    return stood_in_for(_tag_names[tag], constructor_id)


def _read_rows(plan: ReadPlan) -> tuple[Row, ...]:
    words = _words(plan.definition)
    targets = dict(zip((field.name for field in plan.definition.values), plan.targets, strict=True))
    rows: list[Row] = []
    switches: list[Row] = []
    for field in plan.definition.fields:
        if field.is_flags:
            rows.append((_WORD, 0, words[field.name], 0, 0, 0, None))
            continue
        target = targets[field.name]
        default = _default(plan.defaults[target]) if target is not None else 0
        # Bare flags last, when all words have been read.
        (switches if field.is_true else rows).append(_row(field, words, default, target))
    filled = set(plan.targets)
    unfilled = [
        (_DEFAULT, 0, _NO_WORD, 0, _default(value), 0, name)
        for name, value in plan.defaults.items()
        if name not in filled
    ]
    return (*rows, *switches, *unfilled)


def _row(field: Field, words: dict[str, int], option: int, attribute: str | None) -> Row:
    word = _NO_WORD if field.word is None else words[field.word]
    kind, element, tag = _kind(field)
    return (kind, element, word, field.bit, option, tag, attribute)


def _kind(field: Field) -> tuple[int, int, int]:
    """A field's kind, its elements' kind and the tag of what it asks for."""
    if field.is_true:
        return _TRUE, 0, 0
    if field.bare_element is not None:
        constructor = registry.newest(field.bare_element)
        return _BARE_VECTOR, _BARE_OBJECT, _BARE | constructor.id
    if field.element is not None:
        element, tag = _scalar(field.element)
        return _BARE_VECTOR if field.type.startswith("vector<") else _VECTOR, element, tag
    kind, tag = _scalar(field.type)
    return kind, 0, tag


def _scalar(type_name: str) -> tuple[int, int]:
    if type_name in _SCALARS:
        return _SCALARS.index(type_name), 0
    return _OBJECT, _tag(type_name)


def _words(definition: Definition) -> dict[str, int]:
    names = [field.name for field in definition.fields if field.is_flags]
    return {name: index for index, name in enumerate(names)}


def _default(value: object) -> int:
    return {None: 0, False: 1, (): 2}[value]  # type: ignore[index]


def _tag(type_name: str) -> int:
    tag = _tags.get(type_name)
    if tag is None:
        # One step, so that threads meeting a type at once agree on its number.
        tag = _tags.setdefault(type_name, next(_next_tag))
        _tag_names[tag] = type_name
    return tag


def _tag_of(definition: Definition) -> int:
    if definition.result == "Object":
        return _ANY
    return _METHOD if definition.kind == "f" else _tag(definition.result)
