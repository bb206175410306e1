"""Byte budgets shared by everything in the process that holds on to a peer's data."""


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
