"""From an empty data folder to the ready line."""

from pathlib import Path
from typing import Any

from load.server import Server


def measure(folder: Path) -> dict[str, Any]:
    """Seconds until the server accepts connections; it makes its keys and database first."""
    with Server(folder) as server:
        return {"seconds": server.started_in_s}
