"""Queries with the values that break things, drawn from what the schema allows."""

import random
from typing import Any

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import registry as schema
from heliograph.tl.definitions import Field
from heliograph.tl.layers import NEWEST
from heliograph.tl.objects import canonical

INTS = (0, 1, -1, 2**31 - 1, -(2**31), 100)
LONGS = (*INTS, 2**63 - 1, -(2**63), SERVICE_ACCOUNT_ID)
TEXTS = ("", "x", "\0", "💥" * 50, "@nobody", "12025550101", "a" * 5000, "‮")
DEPTH = 3


class Maker:
    """Makes queries with the values that break things."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def query(self, name: str) -> Any:
        """A query of the method, its fields drawn from the extremes."""
        return self.made(name, DEPTH)

    def damaged(self, body: bytes) -> bytes:
        """The bytes with up to three of them changed, or cut short."""
        changed = bytearray(body)
        for _ in range(self.random.randint(1, 3)):
            changed[self.random.randrange(len(changed))] = self.random.randrange(256)
        if self.random.random() < 0.2:
            del changed[self.random.randrange(len(changed)) :]
        return bytes(changed)

    def made(self, name: str, depth: int) -> Any:
        cls = canonical(name)
        fields = cls.TL_DEFINITION.values
        flags = {(field.word, field.bit) for field in fields if field.is_optional}
        # Fields of one flag come and go together.
        given = {flag for flag in sorted(flags) if depth > 0 and self.random.random() < 0.5}
        values = {
            field.name: self.value(field.type, depth - 1)
            for field in fields
            if not field.is_optional or (field.word, field.bit) in given
        }
        return cls(**values)

    def value(self, type_name: str, depth: int) -> Any:
        element = Field("", type_name, None, 0).element
        if element is not None:
            return [self.value(element, depth) for _ in range(self.random.choice((0, 1, 3)))]
        match type_name:
            case "int":
                return self.random.choice(INTS)
            case "long":
                return self.random.choice(LONGS)
            case "string":
                return self.random.choice(TEXTS)
            case "bytes":
                return self.random.choice((b"", b"\0" * 9))
            case "double":
                return self.random.choice((0.0, float("nan"), 1e308))
            case "Bool" | "true":
                return self.random.random() < 0.5
            case "int128":
                return bytes(16)
            case "int256":
                return bytes(32)
        return self.made(self._constructor(type_name, depth), depth)

    def _constructor(self, type_name: str, depth: int) -> str:
        """Any constructor of the type; one without objects inside where the depth is used up."""
        names = [
            name for name in schema.constructors_of(type_name) if schema.newest(name).last == NEWEST
        ]
        if depth > 0:
            return self.random.choice(names)
        return min(names, key=lambda name: len(schema.newest(name).values))
