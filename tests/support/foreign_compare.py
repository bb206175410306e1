"""Holds what a foreign library read against the object that was written, field by field."""

from __future__ import annotations

from typing import Any

from heliograph.tl.definitions import Field
from heliograph.tl.objects import TLObject

# What the libraries call fields that are words of Python.
_NAMES = {"self": ("is_self",), "from_": ("from_", "from_peer")}

# The bit of a bare flag was corrected under the same id; libraries from before look elsewhere.
_MOVED = {("messageActionGiftCode", "unclaimed")}


def differences(expected: Any, told: Any, where: str = "") -> list[str]:
    """Where the foreign tree differs from our object; empty if it is the same."""
    if not isinstance(told, dict) or "number" not in told:
        return [f"{where}: {told!r} instead of {expected!r}"]
    here = f"{where}/{expected.TL_NAME}"
    if told["number"] != expected.TL_ID:
        return [f"{here}: number {told['number']:08x}, not {expected.TL_ID:08x}"]
    found: list[str] = []
    for field in expected.TL_DEFINITION.values:
        names = [name for name in _NAMES.get(field.name, (field.name,)) if name in told["fields"]]
        if not names:
            # An id keeps its number when a bare flag is added: older clients do not see it.
            if not field.is_true:
                found.append(f"{here}.{field.name}: not there")
            continue
        if (expected.TL_NAME, field.name) in _MOVED:
            continue
        value = getattr(expected, field.name)
        found += _in_field(field, value, told["fields"][names[0]], f"{here}.{field.name}")
    return found


def _in_field(field: Field, expected: Any, told: Any, where: str) -> list[str]:
    if isinstance(expected, TLObject):
        return differences(expected, told, where)
    if expected is None:
        # Pyrogram reads an absent vector as an empty one.
        return [] if told in (None, []) else [f"{where}: {told!r} instead of nothing"]
    if isinstance(expected, list):
        return _in_list(field, expected, told, where)
    if isinstance(expected, bytes) and isinstance(told, int):
        told = {"bytes": told.to_bytes(len(expected), "little", signed=True).hex()}
    if isinstance(expected, bytes):
        expected = {"bytes": expected.hex()}
    if field.type == "int" and told is None and expected == 0:
        return []  # Telethon has no date for the second 0
    return [] if told == expected else [f"{where}: {told!r} instead of {expected!r}"]


def _in_list(field: Field, expected: list[Any], told: Any, where: str) -> list[str]:
    if not isinstance(told, list) or len(told) != len(expected):
        return [f"{where}: {told!r} instead of {len(expected)} elements"]
    element = Field(field.name, field.element or "", None, 0)
    found: list[str] = []
    for place, (ours, theirs) in enumerate(zip(expected, told, strict=True)):
        found += _in_field(element, ours, theirs, f"{where}[{place}]")
    return found
