"""Which layers write the same constructors in the same way, so that one encoding serves them."""

from __future__ import annotations

from functools import cache, lru_cache

from heliograph.tl import adapters, registry
from heliograph.tl.definitions import Definition
from heliograph.tl.layers import NEWEST, OLDEST, clamp
from heliograph.tl.objects import TLObject

_NUMBERS = frozenset({"int", "long", "double", "string", "bytes", "int128", "int256", "Bool"})


def encoding_key(names: frozenset[str], layer: int) -> int:
    """The newest layer that writes all these constructors exactly as `layer` does.

    Encodings of one object may be shared by all layers with the same key.
    """
    return _wire_classes(names)[clamp(layer) - OLDEST]


def names_in(obj: object) -> frozenset[str]:
    """The names of every constructor in an object, itself included.

    What is embedded as Encoded counts for nothing: it is already written for some layer.
    """
    found: set[str] = set()
    _collect(obj, found)
    return frozenset(found)


def _collect(obj: object, found: set[str]) -> None:
    if isinstance(obj, TLObject):
        found.add(obj.TL_NAME)
        for name in _children(obj.TL_DEFINITION):
            value = getattr(obj, name)
            if value is not None:
                _collect(value, found)
    elif isinstance(obj, list | tuple):
        for element in obj:
            _collect(element, found)


@cache
def _children(definition: Definition) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in definition.values
        if not field.is_true and (field.element or field.type) not in _NUMBERS
    )


@lru_cache(maxsize=4096)
def _wire_classes(names: frozenset[str]) -> tuple[int, ...]:
    forms = list(zip(*(_forms(name) for name in sorted(names)), strict=True))
    newest = {form: OLDEST + index for index, form in enumerate(forms)}
    return tuple(newest[form] for form in forms) or (NEWEST,) * (NEWEST - OLDEST + 1)


@cache
def _forms(name: str) -> tuple[tuple[int, object], ...]:
    """For every layer what decides how `name` is written there."""
    return tuple(_form(name, layer) for layer in range(OLDEST, NEWEST + 1))


def _form(name: str, layer: int) -> tuple[int, object]:
    newest = registry.newest(name)
    definition = registry.at_layer(name, layer)
    if definition is None:
        return 0, adapters.find_fallback(name, newest.result)
    if definition.id == newest.id:
        return definition.id, None
    return definition.id, adapters.find_adapter(name, layer)
