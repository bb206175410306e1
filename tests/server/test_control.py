"""The control socket: private, bounded, and of one mind with its clients."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.server.control import CommandError, NoServer, ask, serve_control


async def run(cmd: str, args: dict[str, Any]) -> Any:
    match cmd:
        case "refuse":
            raise CommandError("not like this")
        case "break":
            raise RuntimeError("a detail for the log alone")
        case "store.check":
            await asyncio.sleep(0.1)
        case "hang":
            await asyncio.Event().wait()
    return {"cmd": cmd, **args}


@contextlib.asynccontextmanager
async def serving(folder: Path, timeout_s: float = 5) -> AsyncIterator[None]:
    async with serve_control(
        folder, run, connections_max=32, request_bytes_max=1_000, timeout_s=timeout_s
    ):
        yield


async def asked(folder: Path, cmd: str, **args: Any) -> Any:
    return await asyncio.to_thread(ask, folder, cmd, args, timeout_s=5)


async def said(folder: Path, line: bytes) -> Any:
    """The raw answer to a raw line."""
    reader, writer = await asyncio.open_unix_connection(folder / "control.sock")
    writer.write(line)
    answer = json.loads(await reader.readline())
    writer.close()
    return answer


async def test_command_and_its_answer(tmp_path: Path) -> None:
    async with serving(tmp_path):
        assert await asked(tmp_path, "echo", n=1) == {"cmd": "echo", "n": 1}


async def test_one_connection_may_ask_several_times(tmp_path: Path) -> None:
    async with serving(tmp_path):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control.sock")
        for number in range(3):
            writer.write(json.dumps({"cmd": "echo", "args": {"n": number}}).encode() + b"\n")
            assert json.loads(await reader.readline())["ok"]["n"] == number
        writer.close()


async def test_only_the_owner_may_connect(tmp_path: Path) -> None:
    async with serving(tmp_path):
        assert (tmp_path / "control.sock").stat().st_mode & 0o777 == 0o600


async def test_refusal_is_told_in_its_own_words(tmp_path: Path) -> None:
    async with serving(tmp_path):
        with pytest.raises(CommandError, match="not like this"):
            await asked(tmp_path, "refuse")


async def test_fault_is_told_without_details(tmp_path: Path) -> None:
    async with serving(tmp_path):
        with pytest.raises(CommandError, match="log says why"):
            await asked(tmp_path, "break")


async def test_command_that_hangs_is_ended(tmp_path: Path) -> None:
    async with serving(tmp_path, timeout_s=0.05):
        with pytest.raises(CommandError, match="did not end within"):
            await asked(tmp_path, "hang")


async def test_examining_the_store_may_take_longer_than_other_commands(tmp_path: Path) -> None:
    async with serving(tmp_path, timeout_s=0.05):
        answer = await asyncio.to_thread(ask, tmp_path, "store.check", {}, timeout_s=0.05)
    assert answer == {"cmd": "store.check"}


@pytest.mark.parametrize("line", [b"{}\n", b"\n", b"[1]\n", b'{"cmd": 1}\n', b"\xff\n"])
async def test_malformed_line_draws_an_error(tmp_path: Path, line: bytes) -> None:
    async with serving(tmp_path):
        assert "malformed" in (await said(tmp_path, line))["error"]


async def test_line_over_the_bound_draws_an_error(tmp_path: Path) -> None:
    async with serving(tmp_path):
        assert "too long" in (await said(tmp_path, b"x" * 5_000))["error"]


async def test_silent_client_is_cut_off(tmp_path: Path) -> None:
    async with serving(tmp_path, timeout_s=0.05):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control.sock")
        assert await reader.read() == b""
        writer.close()


async def test_connections_beyond_the_bound_are_closed(tmp_path: Path) -> None:
    async with serving(tmp_path, timeout_s=60):
        path = tmp_path / "control.sock"
        opened = [await asyncio.open_unix_connection(path) for _ in range(32)]
        for reader, writer in opened:
            writer.write(b'{"cmd": "echo"}\n')
            assert await reader.readline()
        reader, writer = await asyncio.open_unix_connection(path)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        for _, open_writer in [*opened, (reader, writer)]:
            open_writer.close()


async def test_stop_leaves_no_socket_and_clients_learn_that_nobody_serves(tmp_path: Path) -> None:
    async with serving(tmp_path):
        pass
    assert not (tmp_path / "control.sock").exists()
    with pytest.raises(NoServer):
        await asked(tmp_path, "echo")


async def test_socket_left_by_a_killed_server_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "control.sock"))
    with pytest.raises(NoServer):
        await asked(tmp_path, "echo")
    async with serving(tmp_path):
        assert await asked(tmp_path, "echo") == {"cmd": "echo"}


async def test_folder_deeper_than_a_socket_path_may_be(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 30)
    folder.mkdir()
    with pytest.raises(NoServer):
        await asked(folder, "echo")
    async with serving(folder):
        assert await asked(folder, "echo") == {"cmd": "echo"}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        *((answer, "malformed") for answer in (b"{\n", b"[1]\n", b'"\xff"\n', b"\n")),
        # As of a server that is killed while it answers.
        *((answer, "closed the connection") for answer in (b"", b'{"ok": [1, 2', b'{"ok": 1}')),
    ],
)
async def test_answer_that_is_none_is_told_plainly(
    tmp_path: Path, answer: bytes, says: str
) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    async with await asyncio.start_unix_server(connected, tmp_path / "control.sock"):
        with pytest.raises(CommandError, match=says):
            await asked(tmp_path, "echo")


async def test_argument_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="UTF-8"):
        await asked(tmp_path, "echo", name="\udcff")
