"""Functions registered by name and last layer, in the modules of a package."""

from __future__ import annotations

import importlib
import pkgutil
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[[Any], Any])


class ByLastLayer:
    """Functions by name, each for layers up to its last one."""

    def __init__(self) -> None:
        self._functions: dict[str, list[tuple[int, Callable[[Any], Any]]]] = {}

    def register(self, name: str, last_layer: int) -> Callable[[Function], Function]:
        """A decorator that adds a function; ValueError if there is one up to the same layer."""

        def add(function: Function) -> Function:
            entries = self._functions.setdefault(name, [])
            at = bisect_left(entries, last_layer, key=lambda entry: entry[0])
            if at < len(entries) and entries[at][0] == last_layer:
                raise ValueError(f"two functions for {name} up to layer {last_layer}")
            entries.insert(at, (last_layer, function))
            return function

        return add

    def find(self, name: str, layer: int) -> Callable[[Any], Any] | None:
        """The function of the lowest last layer that reaches `layer`, None if there is none."""
        for last_layer, function in self._functions.get(name, ()):
            if layer <= last_layer:
                return function
        return None

    def last_layers(self) -> dict[str, list[int]]:
        """For each name the last layers of its functions, in ascending order."""
        return {name: [last for last, _ in known] for name, known in self._functions.items()}


def import_modules(package: str, path: Iterable[str]) -> None:
    """Import every module of a package, so that all registrations in it are made."""
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{package}.{module.name}")
