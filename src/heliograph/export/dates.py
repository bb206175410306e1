"""Moments as the export says them: once to be read, once exactly."""

from datetime import UTC, datetime
from typing import Any


def readable(seconds: int) -> str:
    """A Unix time as `2026-11-22T14:35:50`, in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def moment(name: str, seconds: int) -> dict[str, Any]:
    """Both fields of a moment; nothing for 0, which is none."""
    if not seconds:
        return {}
    return {name: readable(seconds), f"{name}_unixtime": str(seconds)}


def in_file_name(seconds: int) -> str:
    """The part of a file's name that says when, empty for 0."""
    if not seconds:
        return ""
    return f"@{datetime.fromtimestamp(seconds, UTC):%d-%m-%Y_%H-%M-%S}"
