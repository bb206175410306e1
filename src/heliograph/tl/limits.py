"""How much one decode may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds on a decode; LimitExceeded is raised above them.

    `inflation` is the most that gzip_packed content may grow by, as a factor of its packed size;
    content that inflates to less than 64 KiB is not measured by it. `inflated` is told the size in
    bytes of each content.
    """

    depth: int = 64
    objects: int = 100_000
    string_bytes: int = 4 << 20
    inflated_bytes: int = 16 << 20
    inflation: int = 200
    inflated: Callable[[int], None] | None = None


DEFAULT_LIMITS = Limits()
