"""How requests written in an older definition are lifted to the newest form.

The modules of this package register their functions at import; they are imported when the first
old definition is decoded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from heliograph.tl.registrations import ByLastLayer, Function, import_modules

_upgrades = ByLastLayer()

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
    return _upgrades.register(name, last_layer)


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
    return _upgrades.find(name, last_layer)


def last_layers() -> dict[str, list[int]]:
    """Up to which layers each name's upgrades apply."""
    load()
    return _upgrades.last_layers()


@cache
def load() -> None:
    """Import every module of this package once, so that all registrations are in place."""
    import_modules(__name__, __path__)
