"""The table behind `heliograph config`: every setting and limit with default, unit, reason."""

from typing import Any, Literal

import msgspec

from heliograph.config.limits import Limits, bounds, limits_for
from heliograph.config.load import ENV_PREFIX
from heliograph.config.settings import Settings


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table; `bench` is set where the bench profile has another value."""

    kind: Literal["setting", "limit"]
    name: str
    value: Any
    default: Any
    unit: str
    reason: str
    bench: int | None = None
    env: str | None = None


def rows(settings: Settings | None = None) -> list[Row]:
    """All rows, settings first, with the values in force under `settings`."""
    current = settings or Settings()
    return [*_settings(current), *_limits(current.limits)]


def _settings(current: Settings) -> list[Row]:
    found = []
    for field in msgspec.structs.fields(Settings):
        (note,) = field.type.__metadata__
        found.append(
            Row(
                kind="setting",
                name=field.encode_name,
                value=getattr(current, field.name),
                default=field.default,
                unit=note.extra["unit"],
                reason=note.description,
                env=ENV_PREFIX + field.encode_name.upper(),
            )
        )
    return found


def _limits(current: Limits) -> list[Row]:
    default, bench = limits_for("default"), limits_for("bench")
    return [
        Row(
            kind="limit",
            name=name,
            value=getattr(current, name),
            default=getattr(default, name),
            unit=(note.extra or {})["unit"],
            reason=note.description or "",
            bench=None if getattr(bench, name) == getattr(default, name) else getattr(bench, name),
        )
        for name, note in bounds().items()
    ]
