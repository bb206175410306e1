"""The doctor's look at the public log of a running server."""

import time
from pathlib import Path
from typing import Any

import msgspec

from heliograph.cli.finding import Finding
from heliograph.safety.log.heads import MERGE_DELAY_S, Standing
from heliograph.server.control import CommandError, NoServer, ask


def public_log(folder: Path, server: dict[str, Any] | None) -> list[Finding]:
    """Whether entries get their places in time; nothing where no server runs."""
    if server is None:
        return []
    try:
        standing = msgspec.convert(ask(folder, "log.standing", {}, timeout_s=5), Standing)
    except (NoServer, CommandError):
        return []
    return [finding(standing, now=int(time.time()))]


def finding(standing: Standing, *, now: int) -> Finding:
    """What is to be said of a log that stands so (Unix seconds)."""
    if standing.held:
        return Finding(
            level="bad",
            subject="public log",
            text=f"stands still: {standing.held}",
            means="Decisions get no entry and no receipt, and the promise to log them is broken.",
            remedy="Bring the missing entries back with heliograph log --adopt, or the key from a "
            "backup, and have the witness look again; one that is gone for good leaves "
            "log_witnesses. After a restore heliograph jobs --release lets it go on.",
        )
    late_s = now - standing.since if standing.waiting else 0
    if late_s > MERGE_DELAY_S:
        return Finding(
            level="bad",
            subject="public log",
            text=f"{standing.waiting} entries wait, the first for {late_s} seconds",
            means=f"{MERGE_DELAY_S} seconds are promised to everybody.",
            remedy="See the server's log; after a restore, heliograph jobs --release.",
        )
    return Finding(level="ok", subject="public log", text=f"{standing.size} entries, all signed")
