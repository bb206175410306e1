"""Randomness from the operating system."""

import secrets


class SystemRandom:
    """Implements `ports.random.Random`."""

    def token(self, size_bytes: int) -> bytes:
        """Unpredictable bytes."""
        return secrets.token_bytes(size_bytes)

    def below(self, limit: int) -> int:
        """An unpredictable number from 0 to limit - 1."""
        return secrets.randbelow(limit)
