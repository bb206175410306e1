"""Byte budgets: of what is held for peers, all together, and of what is sent to one again."""


class Budget:
    """A running total with a bound; every `take` is paired with one `give_back`."""

    __slots__ = ("limit_bytes", "used_bytes")

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0

    def take(self, size_bytes: int) -> None:
        """Count bytes in; never refuses, so look at `exceeded` before or after."""
        self.used_bytes += size_bytes

    def give_back(self, size_bytes: int) -> None:
        """Count bytes out."""
        self.used_bytes -= size_bytes

    @property
    def exceeded(self) -> bool:
        """Whether more is held than allowed."""
        return self.used_bytes > self.limit_bytes


class Allowance:
    """So many bytes at once, and as many more over every minute."""

    __slots__ = ("_left", "_most", "_since")

    def __init__(self, bytes_per_minute: int) -> None:
        self._most = float(bytes_per_minute)
        self._left = self._most
        self._since = 0.0

    def spend(self, size_bytes: int, now: float) -> bool:
        """Take bytes at a Unix time; false, and nothing taken, if that many are not left."""
        self._left = min(self._most, self._left + max(0.0, now - self._since) * self._most / 60)
        self._since = now
        if self._left < size_bytes:
            return False
        self._left -= size_bytes
        return True
