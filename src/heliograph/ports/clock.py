"""The two clocks."""

from typing import Protocol


class Clock(Protocol):
    """`wire_now` is the machine's, for clients to compare with; `now` dates domain events."""

    def wire_now(self) -> float:
        """Unix seconds with fraction: msg_ids, salts, server_time."""
        ...

    def now(self) -> int:
        """Unix seconds for messages, codes and authorizations; tests move it forward."""
        ...
