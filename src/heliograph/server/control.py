"""The control socket: JSON lines over `DIR/control.sock`, for the owner of the data folder.

A request is `{"cmd": NAME, "args": {…}}`, its answer `{"ok": VALUE}` or `{"error": TEXT}`.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from heliograph.telemetry.logs import get_logger

SOCKET_FILE = "control.sock"
_PATH_BYTES_MAX = 107  # sockaddr_un.sun_path less its final zero
_LONGER_S = {
    "store.check": 3_600,
    "store.snapshot": 3_600,
    "media.gc": 24 * 3_600,
    "media.verify": 24 * 3_600,
    "media.withdraw": 24 * 3_600,
}
"""Commands that read the whole database: at 100 MB/s that is 360 GB; or all content: 8 TB."""

NOT_TEXT = "what was typed is not valid UTF-8"

log = get_logger(__name__)

Run = Callable[[str, Any], Awaitable[Any]]
"""Runs a command by name with its undecoded arguments; raises CommandError."""


class CommandError(Exception):
    """A command cannot be carried out; the text is for the person who typed it."""


class NoServer(Exception):
    """Nobody listens on the control socket."""


class Request(msgspec.Struct, forbid_unknown_fields=True):
    """One line from a client."""

    cmd: str
    args: dict[str, Any] = {}


@contextlib.asynccontextmanager
async def serve_control(
    folder: Path, run: Run, *, connections_max: int, request_bytes_max: int, timeout_s: float
) -> AsyncIterator[None]:
    """Answer commands on `DIR/control.sock` (0600) while the context lasts."""
    listener = _listen(folder)
    open_now: set[asyncio.StreamWriter] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(open_now) >= connections_max:
            writer.close()
            return
        open_now.add(writer)
        try:
            await _converse(reader, writer, run, timeout_s)
        finally:
            open_now.discard(writer)
            writer.close()

    server = await asyncio.start_unix_server(connected, sock=listener, limit=request_bytes_max)
    try:
        yield
    finally:
        server.close()
        for writer in list(open_now):
            writer.close()
        (folder / SOCKET_FILE).unlink(missing_ok=True)


def ask(folder: Path, cmd: str, args: dict[str, Any], *, timeout_s: float) -> Any:
    """Run a command in the server that owns `folder`.

    `timeout_s` is for commands that answer at once; those known to be long have their own.
    Raises NoServer if none runs, CommandError with the server's words if it refuses.
    """
    timeout_s = _time_for(cmd, timeout_s)
    try:
        request = msgspec.json.encode(Request(cmd, args)) + b"\n"
    except UnicodeError:
        raise CommandError(NOT_TEXT) from None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        with _short_path(folder) as path:
            try:
                connection.connect(path)
            except (FileNotFoundError, ConnectionRefusedError):
                raise NoServer(f"no server runs in {folder}") from None
            except PermissionError:
                raise CommandError(f"{folder / SOCKET_FILE} belongs to another user") from None
        try:
            connection.sendall(request)
            with connection.makefile("rb") as lines:
                line = lines.readline()
            # Whoever dies while they answer says half of it.
            whole = line if line.endswith(b"\n") else b"{}"
            answer = msgspec.json.decode(whole, type=dict[str, Any])
        except TimeoutError:
            raise CommandError(f"the server did not answer within {timeout_s:g} s") from None
        except OSError as error:
            raise CommandError(f"the server went away: {error.strerror}") from None
        except (msgspec.MsgspecError, UnicodeError):
            raise CommandError("the server's answer is malformed: is it another release?") from None
    if "ok" in answer:
        return answer["ok"]
    raise CommandError(answer.get("error", "the server closed the connection"))


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, run: Run, timeout_s: float
) -> None:
    while True:
        try:
            async with asyncio.timeout(timeout_s):
                line = await reader.readline()
        except ValueError:
            await _say(writer, {"error": "the request is too long"}, timeout_s)
            return
        except (TimeoutError, OSError):
            return
        if not line:
            return
        answer = await _answer(line, run, timeout_s)
        try:
            await _say(writer, answer, timeout_s)
        except (TimeoutError, OSError):
            return


async def _say(writer: asyncio.StreamWriter, answer: dict[str, Any], timeout_s: float) -> None:
    writer.write(msgspec.json.encode(answer) + b"\n")
    async with asyncio.timeout(timeout_s):
        await writer.drain()


async def _answer(line: bytes, run: Run, timeout_s: float) -> dict[str, Any]:
    try:
        request = msgspec.json.decode(line, type=Request)
        timeout_s = _time_for(request.cmd, timeout_s)
        async with asyncio.timeout(timeout_s):
            return {"ok": await run(request.cmd, request.args)}
    except (msgspec.MsgspecError, UnicodeError) as error:
        return {"error": f"malformed request: {error}"}
    except CommandError as error:
        return {"error": str(error)}
    except TimeoutError:
        return {"error": f"the command did not end within {timeout_s:g} s"}
    except Exception:
        log.exception("A control command failed.")
        return {"error": "the command failed; the server's log says why"}


def _time_for(cmd: str, timeout_s: float) -> float:
    return max(timeout_s, _LONGER_S.get(cmd, 0))


def _listen(folder: Path) -> socket.socket:
    # The folder's lock is held, so a socket left here belongs to a server that is gone.
    (folder / SOCKET_FILE).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    previous = os.umask(0o177)
    try:
        with _short_path(folder) as path:
            listener.bind(path)
    except BaseException:
        listener.close()
        raise
    finally:
        os.umask(previous)
    listener.setblocking(False)
    return listener


@contextlib.contextmanager
def _short_path(folder: Path) -> Iterator[str]:
    """A path to the socket that fits into sockaddr_un, however deep the folder lies."""
    path = str(folder / SOCKET_FILE)
    if len(os.fsencode(path)) <= _PATH_BYTES_MAX:
        yield path
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        raise NoServer(f"no server runs in {folder}") from None
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET_FILE}"
    finally:
        os.close(descriptor)
