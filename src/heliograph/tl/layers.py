"""The API layers this server speaks."""

from __future__ import annotations

OLDEST = 152
NEWEST = 229


def clamp(layer: int) -> int:
    """The layer to serve a client of `layer` with: newer ones get the newest, older the oldest."""
    return NEWEST if layer > NEWEST else max(layer, OLDEST)
