"""How requests written in an older definition are lifted to the newest form.

The modules of this package register their functions at import; they are imported when the first
old definition is decoded.
"""

from __future__ import annotations

import importlib
import pkgutil
from bisect import bisect_left
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[[Any], Any])

_upgrades: dict[str, list[tuple[int, Callable[[Any], Any]]]] = {}
_loaded = False

#: (name, field) -> why a field that only older definitions have may be forgotten.
REVIEWED_DROPS: dict[tuple[str, str], str] = {}


#: name -> why nothing of the newest layer stands for this method or constructor.
RETIRED: dict[str, str] = {}


def upgrade(name: str, *, last_layer: int) -> Callable[[Function], Function]:
    """Register how definitions of `name` whose last layer is at most `last_layer` are lifted.

    The function gets the object with the old definition's fields (its children are already in
    newest form) and returns a dict of values for fields of the newest definition (same-named
    compatible fields are carried over and may be overridden), or a complete object of any class:
    so a removed method becomes its successor. Of several upgrades of one name, the one with the
    lowest sufficient `last_layer` is asked.
    """

    def register(function: Function) -> Function:
        entries = _upgrades.setdefault(name, [])
        at = bisect_left(entries, last_layer, key=lambda entry: entry[0])
        if at < len(entries) and entries[at][0] == last_layer:
            raise ValueError(f"two upgrades for {name} up to layer {last_layer}")
        entries.insert(at, (last_layer, function))
        return function

    return register


def drop(name: str, *fields: str, reason: str) -> None:
    """Record that requests lose nothing when these fields of older definitions are forgotten."""
    for field in fields:
        REVIEWED_DROPS[name, field] = reason


def retire(*names: str, reason: str) -> None:
    """Record methods and constructors that no newer one stands for; they stay as they were."""
    for name in names:
        RETIRED[name] = reason


def find_upgrade(name: str, last_layer: int) -> Callable[[Any], Any] | None:
    """The upgrade for the definition of `name` that was last used at `last_layer`, if any."""
    load()
    for limit, function in _upgrades.get(name, ()):
        if last_layer <= limit:
            return function
    return None


def load() -> None:
    """Import every module of this package once, so that all registrations are in place."""
    global _loaded
    if not _loaded:
        for module in pkgutil.iter_modules(__path__):
            importlib.import_module(f"{__name__}.{module.name}")
        _loaded = True
