"""How a limit is written down: a number at least 1, with its unit and its reason."""

from typing import Any

import msgspec

FREE = 1_000_000_000
"""A bound no load driver reaches: what `bench` puts where a limit is about rates, not safety."""


def bound(unit: str, reason: str, *, bench: int | None = None) -> msgspec.Meta:
    """What stands beside a limit's number; `bench` is its value in that profile, if another."""
    extra: dict[str, Any] = {"unit": unit}
    if bench is not None:
        extra["bench"] = bench
    return msgspec.Meta(description=reason, extra=extra, ge=1)
