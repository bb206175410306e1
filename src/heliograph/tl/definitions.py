"""One line of the schema history: a constructor or method as it was over a range of layers."""

from __future__ import annotations

import keyword
import re
from functools import cached_property
from typing import NamedTuple

_PRIMITIVES = frozenset({"int", "long", "double", "string", "bytes", "Bool", "int128", "int256"})
_FIELD = re.compile(r"(?:(?P<word>flags\d*)\.(?P<bit>\d+)\?)?(?P<type>\S+)")
_VECTOR = re.compile(r"[vV]ector<(?P<element>.+)>")


class Field(NamedTuple):
    """A field as written: `flags.3?Vector<User>` has word `flags`, bit 3, type `Vector<User>`."""

    name: str
    type: str
    word: str | None
    bit: int

    @property
    def is_flags(self) -> bool:
        """Whether this is a word of flags, which objects do not carry as an attribute."""
        return self.type == "#"

    @property
    def is_true(self) -> bool:
        """Whether the field is its flag bit alone."""
        return self.type == "true"

    @property
    def is_optional(self) -> bool:
        """Whether the field may be absent; absent is None, or False for a bare flag bit."""
        return self.word is not None

    @property
    def element(self) -> str | None:
        """The element type of a vector, None for anything else."""
        match = _VECTOR.fullmatch(self.type)
        return match["element"] if match else None

    @property
    def bare_element(self) -> str | None:
        """The constructor whose objects a vector holds without their ids, if it is such a one."""
        element = self.element
        if element is None or element in _PRIMITIVES:
            return None
        return element if element.rpartition(".")[2][0].islower() else None


class Definition:
    """A constructor (`kind` c) or method (`kind` f) with the fields it has under this id."""

    def __init__(self, kind: str, name: str, hex_id: str, *rest: str) -> None:
        first, last, self.fields_text, self.result = rest[:4]
        self.kind = kind
        self.name = name
        self.id = int(hex_id, 16)
        self.first = int(first)
        self.last = int(last)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All fields in wire order, flag words included."""
        return tuple(_parse_field(text) for text in self.fields_text.split())

    @cached_property
    def values(self) -> tuple[Field, ...]:
        """The fields that objects carry as attributes."""
        return tuple(field for field in self.fields if not field.is_flags)

    def __repr__(self) -> str:
        return f"<{self.name}#{self.id:08x} {self.first}..{self.last}>"


def class_name(name: str) -> str:
    """The Python name of constructor or method `name`, without its namespace.

    `messages.sendMessage` gives `SendMessage`, `msgs_ack` gives `MsgsAck`.
    """
    name = "".join(part[0].upper() + part[1:] for part in name.rpartition(".")[2].split("_"))
    return f"{name}_" if keyword.iskeyword(name) else name


def _parse_field(text: str) -> Field:
    name, _, expression = text.partition(":")
    match = _FIELD.fullmatch(expression)
    if match is None:
        raise ValueError(f"not a field: {text}")
    # `from` is a field of two constructors; Python code reads it as `from_`.
    attribute = f"{name}_" if keyword.iskeyword(name) else name
    return Field(attribute, match["type"], match["word"], int(match["bit"] or 0))
