"""Running a command in the server that owns the data folder, or in its place if none runs."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heliograph.cli.options import settings_of
from heliograph.cli.serve import choose_codec
from heliograph.config import Settings
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.server.lock import FolderInUse
from heliograph.telemetry import logs

_STARTING_S = 5.0
"""How long a server may hold the lock before its control socket answers."""


def run_command(data_dir: str | None, cmd: str, **args: Any) -> Any:
    """The answer of a command. Raises CommandError, FolderInUse, UnsafeFile, ConfigError."""
    settings = settings_of(data_dir=data_dir)
    return reach(settings, cmd, args, here=lambda: _run_here(settings, cmd, args))


def reach(settings: Settings, cmd: str, args: dict[str, Any], *, here: Callable[[], Any]) -> Any:
    """The answer of the server that owns the folder, or of `here` if none does.

    `here` raises FolderInUse if there is one after all. Raises CommandError, and what `here` does.
    """
    logs.configure("warning", settings.log_format)
    _require_folder(settings.folder)
    deadline = time.monotonic() + _STARTING_S
    while True:
        try:
            return ask(settings.folder, cmd, args, timeout_s=settings.limits.control_timeout_s)
        except NoServer:
            pass
        try:
            return here()
        except FolderInUse:
            # A server that is just starting or stopping holds the lock but not the socket.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise CommandError(
            f"there is no data folder {folder}: name it with --data-dir, "
            "or start a server, which makes it"
        )


def _run_here(settings: Settings, cmd: str, args: dict[str, Any]) -> Any:
    choose_codec(settings)
    from heliograph.server.offline import run_offline

    return asyncio.run(run_offline(settings, cmd, args))
