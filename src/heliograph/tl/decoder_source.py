"""Writes the Python source of a reader from its plan."""

from __future__ import annotations

from heliograph.tl.definitions import Field
from heliograph.tl.plans import ReadPlan

_NUMBERS = {"int": "i", "long": "q", "double": "d"}
_SIZES = {"I": 4, "i": 4, "q": 8, "d": 8}
_CALLS = {
    "string": "text(b, p, x)",
    "bytes": "blob(b, p, x)",
    "Bool": "boolean(b, p)",
    "int128": "fixed(b, p, 16)",
    "int256": "fixed(b, p, 32)",
}
_LOOPED = frozenset({"string", "bytes", "Bool"})


def decoder_source(plan: ReadPlan) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """The source of `decode(b, p, x)`, the struct layouts and field types its names stand for."""
    writer = _Writer(plan)
    writer.write()
    return writer.lines, writer.structs, writer.types


class _Writer:
    def __init__(self, plan: ReadPlan) -> None:
        self.lines = ["def decode(b, p, x):"]
        self.structs: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self._plan = plan
        self._run: list[tuple[str, str]] = []
        fields = plan.definition.values
        self._targets = dict(zip((field.name for field in fields), plan.targets, strict=True))

    def write(self) -> None:
        self._line("o = new(C)")
        switches = []
        for field in self._plan.definition.fields:
            if field.is_flags:
                self._run.append(("I", field.name))
            elif field.is_true:
                switches.append(field)
            elif field.word is None and field.type in _NUMBERS:
                self._run.append((_NUMBERS[field.type], self._target(field)))
            else:
                self._flush()
                self._read(field)
        self._flush()
        for field in switches:
            if self._targets[field.name] is not None:
                self._line(f"{self._target(field)} = {field.word} & {1 << field.bit:#x} != 0")
        filled = set(self._plan.targets)
        for name, value in self._plan.defaults.items():
            if name not in filled:
                self._line(f"o.{name} = {_literal(value)}")
        self._line(f"return {'lift(o)' if self._plan.lift else 'o'}, p")

    def _line(self, text: str, indent: int = 1) -> None:
        self.lines.append("    " * indent + text)

    def _target(self, field: Field) -> str:
        name = self._targets[field.name]
        return "_" if name is None else f"o.{name}"

    def _read(self, field: Field) -> None:
        target = self._target(field)
        indent = 1
        if field.word is not None:
            self._line(f"if {field.word} & {1 << field.bit:#x}:")
            indent = 2
        if field.type in _NUMBERS:
            code = _NUMBERS[field.type]
            self._line(f"({target},) = {self._struct(code)}(b, p)", indent)
            self._line(f"p += {_SIZES[code]}", indent)
        else:
            self._line(f"{target}, p = {self._call(field)}", indent)
        name = self._targets[field.name]
        if field.word is not None and name is not None:
            self._line(f"else: {target} = {_literal(self._plan.defaults[name])}")

    def _call(self, field: Field) -> str:
        element = field.element
        if field.type in _CALLS:
            return _CALLS[field.type]
        if element is None:
            return f"boxed({self._table(field.type)}, b, p, x)"
        if element in _NUMBERS:
            return f"numbers(b, p, x, code={_NUMBERS[element]!r})"
        if element in _LOOPED:
            return f"vector(elements[{element!r}], b, p, x)"
        if field.bare_element is not None:
            return f"bare({self._table(field.bare_element)}, b, p, x)"
        bare = ", boxed=False" if field.type.startswith("vector<") else ""
        return f"objects({self._table(element)}, b, p, x{bare})"

    def _flush(self) -> None:
        if self._run:
            layout = "".join(code for code, _ in self._run)
            targets = ", ".join(target for _, target in self._run)
            self._line(f"({targets},) = {self._struct(layout)}(b, p)")
            self._line(f"p += {sum(_SIZES[code] for code, _ in self._run)}")
            self._run = []

    def _struct(self, layout: str) -> str:
        name = f"unpack_{layout}"
        self.structs[name] = f"<{layout}"
        return name

    def _table(self, type_name: str) -> str:
        letters = "".join(c if c.isalnum() else "_" for c in type_name)
        name = f"for_{letters}"
        self.types[name] = type_name
        return name


def _literal(value: object) -> str:
    return "[]" if value == () else repr(value)
