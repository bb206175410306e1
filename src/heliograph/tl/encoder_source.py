"""Writes the Python source of an encoder from its plan."""

from __future__ import annotations

from collections import defaultdict

from heliograph.tl.definitions import Definition
from heliograph.tl.plans import Source, WritePlan

NUMBERS = {"int": "i", "long": "q", "double": "d"}
_BYTES = {"string": "text({})", "bytes": "blob({})", "Bool": "TRUE if {} else FALSE"}
_FIXED = {"int128": "fixed({}, 16)", "int256": "fixed({}, 32)"}
_LOOPED = frozenset({"string", "bytes", "Bool"})


def encoder_source(
    plan: WritePlan, definition: Definition
) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """The source of `encode(o, b)`, the struct layouts and the field types its names stand for."""
    writer = _Writer(plan, definition)
    writer.write()
    return writer.lines, writer.structs, writer.types


class _Writer:
    def __init__(self, plan: WritePlan, definition: Definition) -> None:
        self.lines = ["def encode(o, b):"]
        self.structs: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self._plan = plan
        self._definition = definition
        self._sources = {source.field.name: source for source in plan.sources}
        self._values = {name: f"v{i}" for i, name in enumerate(self._sources)}
        self._run: list[tuple[str, str]] = [("I", f"{definition.id:#010x}")]
        self._first_run = True
        self._offsets: dict[str, str] = {}
        self._groups = self._shared_bits()

    def write(self) -> None:
        self._line("at = len(b)")
        for field in self._definition.fields:
            if field.is_flags:
                self._line(f"{field.name} = 0")
        for source in self._plan.sources:
            if source.field.word is not None:
                self._set_bit(source)
        for group in self._groups.values():
            self._set_shared_bit(group)
        for field in self._definition.fields:
            if field.is_flags:
                self._put_flags(field.name)
            elif not field.is_true:
                self._put_field(self._sources[field.name])
        self._flush()
        self._line("return True")

    def _line(self, text: str, indent: int = 1) -> None:
        self.lines.append("    " * indent + text)

    def _shared_bits(self) -> dict[tuple[str, int], list[Source]]:
        groups: dict[tuple[str, int], list[Source]] = defaultdict(list)
        for source in self._plan.sources:
            if source.field.word is not None:
                groups[source.field.word, source.field.bit].append(source)
        return {
            key: group
            for key, group in groups.items()
            if len(group) > 1 and not all(source.field.is_true for source in group)
        }

    def _is_shared(self, source: Source) -> bool:
        return (source.field.word, source.field.bit) in self._groups

    def _set_bit(self, source: Source) -> None:
        """Fetch an optional field's value and, unless its bit is shared, set the bit."""
        field = source.field
        if source.attribute is None:
            if not field.is_true:
                self._line(f"{self._values[field.name]} = None")
            return
        setting = f"{field.word} |= {1 << field.bit:#x}"
        if field.is_true:
            if not self._is_shared(source):
                self._line(f"if o.{source.attribute}: {setting}")
            return
        value = self._values[field.name]
        self._line(f"{value} = o.{source.attribute}{' or None' if source.if_true else ''}")
        if not self._is_shared(source):
            self._line(f"if {value} is not None: {setting}")

    def _set_shared_bit(self, group: list[Source]) -> None:
        """Fields of one bit are there together or not at all."""
        field = group[0].field
        given = [
            f"{self._values[source.field.name]} is not None"
            for source in group
            if not source.field.is_true
        ]
        switches = [
            f"o.{source.attribute}"
            for source in group
            if source.field.is_true and source.attribute is not None
        ]
        self._line(f"if {' and '.join(given)}: {field.word} |= {1 << field.bit:#x}")
        if self._plan.exact:
            message = f"{self._definition.name}: fields of {field.word}.{field.bit} go together"
            self._line(f"elif {' or '.join(given + switches)}: raise EncodeError({message!r})")

    def _put_flags(self, name: str) -> None:
        if not self._first_run:
            self._flush()
            self._line(f"at_{name} = len(b)")
            self._offsets[name] = f"at_{name}"
        else:
            self._offsets[name] = f"at + {4 * sum(2 if c in 'qd' else 1 for c, _ in self._run)}"
        self._run.append(("I", name))

    def _put_field(self, source: Source) -> None:
        field = source.field
        if field.word is None:
            value = f"o.{source.attribute}"
            if field.type in NUMBERS:
                self._run.append((NUMBERS[field.type], value))
                return
            self._flush()
            self._put_value(source, f"{value} or ()" if source.or_empty else value, 1)
            return
        if source.attribute is None:
            return
        self._flush()
        value = self._values[field.name]
        if self._is_shared(source):
            self._line(f"if {field.word} & {1 << field.bit:#x}:")
        else:
            self._line(f"if {value} is not None:")
        self._put_value(source, value, 2)

    def _put_value(self, source: Source, value: str, indent: int) -> None:
        kind = source.field.type
        element = source.field.element
        is_bare_vector = kind.startswith("vector<") and source.field.bare_element is None
        if is_bare_vector:
            self._line("bare = len(b)", indent)
        if kind in NUMBERS:
            self._line(f"b += {self._struct(NUMBERS[kind])}({value})", indent)
        elif kind in _BYTES or kind in _FIXED:
            self._line(f"b += {(_BYTES | _FIXED)[kind].format(value)}", indent)
        elif element in NUMBERS:
            self._line(f"b += numbers({value}, {NUMBERS[element]!r})", indent)
        elif element in _LOOPED:
            self._line(f"put_vector({value}, b, elements[{element!r}])", indent)
        elif source.field.bare_element is not None:
            self._line(f"put_bare({value}, b, {self._table(source.field.bare_element)})", indent)
        elif element is not None:
            self._line(f"put_objects({value}, b, {self._table(element)})", indent)
        else:
            self._put_object(source, value, indent)
        if is_bare_vector:
            self._line("del b[bare : bare + 4]", indent)

    def _put_object(self, source: Source, value: str, indent: int) -> None:
        """A child that is left out takes its optional field, else its parent, with it."""
        field = source.field
        table = self._table(field.type)
        if indent == 1:
            self._line(f"v = {value}")
            value = "v"
        self._line(f"if not {table}[type({value})]({value}, b):", indent)
        if field.word is None or self._is_shared(source):
            self._line("del b[at:]; return False", indent + 1)
        else:
            byte, bit = divmod(field.bit, 8)
            at = self._offsets[field.word]
            self._line(f"b[{at} + {byte}] &= {0xFF ^ 1 << bit:#x}", indent + 1)

    def _flush(self) -> None:
        if self._run:
            layout = "".join(code for code, _ in self._run)
            values = ", ".join(value for _, value in self._run)
            self._line(f"b += {self._struct(layout)}({values})")
            self._run = []
            self._first_run = False

    def _struct(self, layout: str) -> str:
        name = f"pack_{layout}"
        self.structs[name] = f"<{layout}"
        return name

    def _table(self, type_name: str) -> str:
        letters = "".join(c if c.isalnum() else "_" for c in type_name)
        name = f"for_{letters}"
        self.types[name] = type_name
        return name
