"""Running a command in the server that owns the data folder, or in its place if none runs."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heliograph.cli.options import settings_of
from heliograph.cli.serve import choose_codec
from heliograph.config import Settings
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.server.lock import FolderInUse
from heliograph.telemetry import logs

if TYPE_CHECKING:
    from heliograph.server.desk import Desk

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


Ask = Callable[..., Any]
"""Runs a command by name with its arguments by theirs. Raises CommandError."""


@contextmanager
def conversation(data_dir: str | None) -> Iterator[Ask]:
    """Many commands, one after another: in the server that owns the folder, or in its place.

    Without a server the folder stays locked meanwhile. Raises CommandError, FolderInUse,
    UnsafeFile, ConfigError.
    """
    settings = settings_of(data_dir=data_dir)

    def here() -> ExitStack:
        with ExitStack() as stack:
            asks.append(stack.enter_context(_conversation_here(settings)))
            return stack.pop_all()

    asks: list[Ask] = []
    found = reach(settings, "status", {}, here=here)
    if not isinstance(found, ExitStack):
        yield partial(_ask_again, settings)
        return
    with found:
        yield asks[0]


def _ask_again(settings: Settings, cmd: str, **args: Any) -> Any:
    try:
        return ask(settings.folder, cmd, args, timeout_s=settings.limits.control_timeout_s)
    except NoServer:
        raise CommandError("the server went away") from None


@contextmanager
def _conversation_here(settings: Settings) -> Iterator[Ask]:
    choose_codec(settings)
    from heliograph.server.commands import run_command as run
    from heliograph.server.offline import offline_desk, require_database

    require_database(settings)
    ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, Desk]] = Future()

    async def stay() -> None:
        async with offline_desk(settings) as desk:
            over = asyncio.Event()
            ready.set_result((asyncio.get_running_loop(), over, desk))
            await over.wait()

    def hold() -> None:
        try:
            asyncio.run(stay())
        except BaseException as error:
            # Whoever waits for it raises it; later there is nobody to tell.
            if ready.done():
                raise
            ready.set_exception(error)

    # A loop of its own: what the store began goes on between two commands.
    thread = threading.Thread(target=hold, name="offline")
    thread.start()
    try:
        loop, over, desk = ready.result()
        try:
            yield lambda cmd, **args: asyncio.run_coroutine_threadsafe(
                run(desk, cmd, args), loop
            ).result()
        finally:
            loop.call_soon_threadsafe(over.set)
    finally:
        thread.join()


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
