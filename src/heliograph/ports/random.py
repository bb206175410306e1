"""Randomness as a port, so that tests can know it."""

from typing import Protocol


class Random(Protocol):
    """Unpredictable bytes and numbers."""

    def token(self, size_bytes: int) -> bytes: ...

    def below(self, limit: int) -> int:
        """A number from 0 to limit - 1."""
        ...
