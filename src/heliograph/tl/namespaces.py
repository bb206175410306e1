"""Modules whose attributes are TL classes, compiled when first read."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from heliograph.tl import registry
from heliograph.tl.objects import in_namespace


class Namespace(ModuleType):
    """`tl.types.messages` and its like: a module that compiles its classes on demand."""

    def __init__(self, kind: str, package: str, namespace: str) -> None:
        super().__init__(f"{package}.{namespace}", f"The TL namespace `{namespace}`.")
        self._kind = kind
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = in_namespace(self._kind, self._namespace, name)
        setattr(self, name, value)
        return value


def install(kind: str, package: ModuleType) -> None:
    """Make every namespace of this kind importable below `package`."""
    for namespace in registry.namespaces(kind):
        module = Namespace(kind, package.__name__, namespace)
        setattr(package, namespace, module)
        sys.modules[module.__name__] = module
