"""How much one session may hold, for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """Bounds of one session; sizes in bytes, times in seconds."""

    unacked_messages: int = 4000
    unacked_bytes: int = 8 << 20
    unacked_keep_s: float = 600
    repeated_bytes_per_minute: int = 16 << 20
    pushes: int = 1000
    pushes_bytes: int = 1 << 20
    unsent_bytes: int = 32 << 20
    inflated_bytes: int = 16 << 20
    gzip_over_bytes: int = 1024
    ack_after_s: float = 1.0
