"""How newest-layer objects are said at older layers: adapters, fallbacks, reviewed drops.

The modules of this package register their functions at import; they are imported at the first
question, so that start-up does not pay for layers that nobody speaks. An adapter sees no layer:
it may depend on the object only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from heliograph.tl.registrations import ByLastLayer, Function, import_modules

_adapters = ByLastLayer()
_results = ByLastLayer()

#: Constructor name or type name -> stand-in for objects the layer does not have.
FALLBACKS: dict[str, Callable[[Any], Any]] = {}

#: Adapter -> the optional fields that it saves where the layer's definition lacks them.
_saved: dict[Callable[[Any], Any], tuple[str, ...]] = {}

#: (constructor, field) -> why a required field may be dropped where the layer lacks it.
_reviewed_drops: dict[tuple[str, str], str] = {}


def adapter(
    name: str, *, last_layer: int, saves: tuple[str, ...] = ()
) -> Callable[[Function], Function]:
    """Register how constructor `name` is written at layers up to and including `last_layer`.

    The function gets the newest-form object and returns a dict of values for fields of the old
    definition (same-named compatible fields are carried over and may be overridden), or another
    TL object to write instead, or None to leave the object out. Values for fields that the
    definition of a still lower layer lacks are ignored, and nobody asks at layers whose definition
    follows by name, except about objects that have one of the optional fields in `saves`. Of
    several adapters of one name, the one with the lowest sufficient `last_layer` is asked.
    """
    add = _adapters.register(name, last_layer)

    def register(function: Function) -> Function:
        _saved[function] = saves
        return add(function)

    return register


def result_adapter(method: str, *, last_layer: int) -> Callable[[Function], Function]:
    """Register how the result of `method` is said up to `last_layer`, where its type was another.

    The function gets the newest-form result and returns a value of the old result type.
    """
    return _results.register(method, last_layer)


def fallback(name: str) -> Callable[[Function], Function]:
    """Register the stand-in for objects that a layer lacks, by constructor name or by type name.

    The function gets the object and returns one that every older layer can say (itself subject
    to adapters and fallbacks), or None to leave it out. A constructor's own fallback is asked
    before its type's.
    """

    def register(function: Function) -> Function:
        if name in FALLBACKS:
            raise ValueError(f"two fallbacks for {name}")
        FALLBACKS[name] = function
        return function

    return register


def leave_out(*names: str) -> None:
    """Record that objects of these constructors or types are left out where a layer lacks them."""
    for name in names:
        fallback(name)(_nothing)


def _nothing(_: Any) -> None:
    return None


def drop(name: str, *fields: str, reason: str) -> None:
    """Record that clients of layers without these required fields of `name` do well without."""
    for field in fields:
        _reviewed_drops[name, field] = reason


def find_adapter(name: str, layer: int) -> Callable[[Any], Any] | None:
    """The adapter that applies to constructor `name` at `layer`, if one is needed."""
    load()
    return _adapters.find(name, layer)


def saved_by(function: Callable[[Any], Any]) -> tuple[str, ...]:
    """The optional fields for whose sake an adapter is asked where all others go by name."""
    return _saved[function]


def find_result_adapter(method: str, layer: int) -> Callable[[Any], Any] | None:
    """The function that turns the newest result of `method` into that of `layer`, if any."""
    load()
    return _results.find(method, layer)


def find_fallback(name: str, type_name: str) -> Callable[[Any], Any] | None:
    """The stand-in registered for constructor `name`, else the one for its type."""
    load()
    return FALLBACKS.get(name) or FALLBACKS.get(type_name)


def is_reviewed_drop(name: str, field: str) -> bool:
    """Whether the required field of constructor `name` may be left out where a layer lacks it."""
    load()
    return (name, field) in _reviewed_drops


def last_layers() -> dict[str, list[int]]:
    """Up to which layers each constructor's adapters apply."""
    load()
    return _adapters.last_layers()


def last_result_layers() -> dict[str, list[int]]:
    """Up to which layer each method's result adapter applies."""
    load()
    return _results.last_layers()


@cache
def load() -> None:
    """Import every module of this package once, so that all registrations are in place."""
    import_modules(__name__, __path__)
