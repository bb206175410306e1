"""What a restore has left for the operator to do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heliograph.cli.finding import Finding
from heliograph.server.restore import STAGING


def restored(folder: Path, server: Mapping[str, Any] | None) -> list[Finding]:
    """A restore that did not end, or that its operator has yet to confirm; mostly nothing."""
    if (folder / STAGING).exists():
        return [
            Finding(
                level="bad",
                subject="restore",
                text="a restore into this folder did not come to its end",
                means="What lies here is not whole, and no server starts on it.",
                remedy="Run the same heliograph restore again.",
            )
        ]
    if server is not None and server.get("restored") is not None:
        return [
            Finding(
                level="note",
                subject="restore",
                text="the folder was restored, and what is due waits",
                means="Scheduled messages, timers, deletions and pushes stand still.",
                remedy="See heliograph jobs, then heliograph jobs --release.",
            )
        ]
    return []
