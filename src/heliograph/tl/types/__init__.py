"""TL classes of all API constructors, compiled when first read; `__init__.pyi` lists them."""

from __future__ import annotations

import sys
from typing import Any

from heliograph.tl.namespaces import install
from heliograph.tl.objects import in_namespace

install("c", sys.modules[__name__])


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    value = in_namespace("c", "", name)
    globals()[name] = value
    return value
