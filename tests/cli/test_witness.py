"""A witness signs heads that continue what it saw, and nothing else."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.cli.witness import Unreachable, look, witness
from heliograph.config import Limits, Settings, parse_address
from heliograph.safety.log import notes
from heliograph.safety.log.heads import LogHeld, LogKeeper
from heliograph.safety.log.notes import BadNote
from heliograph.safety.log.witnessing import NotContinued
from heliograph.server.errors import CannotStart
from heliograph.server.http import bind, make_http, serve_http
from heliograph.server.keys import load_log_key
from heliograph.server.lock import FolderInUse, FolderLock
from heliograph.server.public_log import make_keeper, make_log_pages
from heliograph.storage.sqlite import SqliteStore
from support.empty_store import open_store
from support.public_log import KEY, enter_some

NAME = "witness.example/ada"


class Server:
    """A log that can be exchanged for another one at the same address."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.keeper: LogKeeper = make_keeper(KEY, settings)
        self.settings = settings
        self.folder = folder
        self.store = self.opened("first")

    def opened(self, name: str) -> SqliteStore:
        return open_store(self.folder / name)

    async def grow(self, *puids: str) -> None:
        await enter_some(self.store, list(puids))
        while await self.store.public_log().sequence(self.keeper, date=7, at_most=9):
            pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the witness keeps what it saw."""
    made = tmp_path / "witness"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
async def server(folder: Path, tmp_path: Path) -> AsyncIterator[Server]:
    own = load_log_key(folder, name="witness.pem")
    key = notes.Key(NAME, notes.public_bytes(own), notes.COSIGNATURE)
    made = Server(tmp_path, Settings(log_witnesses=(key.vkey(),)))
    yield made
    await made.store.close()


async def looked(server: Server, folder: Path, *, log_key: str = "") -> notes.Note:
    pages = make_log_pages(
        server.settings,
        server.store.public_log(),
        server.keeper,
        now=lambda: 9.0,
        domain_now=lambda: 9.0,
        knows=lambda *_: False,
    )
    listener = bind(parse_address("127.0.0.1:0"))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve_http(make_http(lambda: True, pages), listener, Limits()):
        return await asyncio.to_thread(look, address, folder, name=NAME, log_key=log_key)


async def test_each_head_that_continues_the_last_is_signed(server: Server, folder: Path) -> None:
    for puids in ((), ("a", "b", "c"), ("d",), ()):
        await server.grow(*puids)
        await looked(server, folder)
    head = await server.store.public_log().cosigned_head()
    assert head is not None
    assert head.size == 4
    assert notes.is_signed(notes.parse_note(head.text()), server.keeper.witnesses[0])


async def test_a_log_that_was_cut_off_is_told_what_was_seen_and_signs_no_further(
    server: Server, folder: Path
) -> None:
    await server.grow("a", "b")
    await looked(server, folder)
    await server.store.close()
    server.store = server.opened("second")
    await server.grow("a")
    with pytest.raises(NotContinued, match="had 2 entries, and shows 1"):
        await looked(server, folder)
    with pytest.raises(LogHeld, match="knows 2 entries"):
        await server.grow("c")


async def test_a_log_with_another_history_is_not_signed(server: Server, folder: Path) -> None:
    await server.grow("a", "b")
    await looked(server, folder)
    await server.store.close()
    server.store = server.opened("second")
    await server.grow("x", "y", "z")
    with pytest.raises(NotContinued, match="does not continue"):
        await looked(server, folder)
    with pytest.raises(LogHeld, match="another history"):
        await server.grow("c")


async def test_another_log_is_not_signed(server: Server, folder: Path) -> None:
    await server.grow("a")
    other = notes.log_key(load_log_key(folder, name="other.pem")).vkey()
    with pytest.raises(BadNote, match="not signed"):
        await looked(server, folder, log_key=other)
    await looked(server, folder)
    with pytest.raises(BadNote, match="this folder is of"):
        await looked(server, folder, log_key=other)


async def test_a_server_that_does_not_answer_is_unreachable(folder: Path) -> None:
    with pytest.raises(Unreachable):
        await asyncio.to_thread(look, "http://127.0.0.1:1", folder, name=NAME)


def test_what_is_no_http_is_unreachable(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(9_999)
                connection.sendall(b"gibberish\r\n\r\n")

        talker = threading.Thread(target=answer)
        talker.start()
        with pytest.raises(Unreachable):
            look(f"http://127.0.0.1:{port}", folder, name=NAME)
        talker.join()


def test_one_of_a_name_watches_at_a_time(folder: Path) -> None:
    lock = FolderLock(folder)
    lock.acquire()
    state = ["http://127.0.0.1:1", "--state", str(folder), "--name", NAME]
    assert isinstance(CliRunner().invoke(witness, state).exception, FolderInUse)
    lock.release()
    for _ in range(2):
        told = CliRunner().invoke(witness, state)
        assert isinstance(told.exception, CannotStart)
        assert "127.0.0.1:1" in str(told.exception)


def test_a_witness_tells_its_key(folder: Path) -> None:
    told = CliRunner().invoke(witness, ["--state", str(folder), "--name", NAME])
    key = notes.parse_vkey(told.output.strip())
    assert (key.name, key.kind) == (NAME, notes.COSIGNATURE)
    again = CliRunner().invoke(witness, ["--state", str(folder)])
    assert again.output == told.output
    assert CliRunner().invoke(witness, ["--state", str(folder), "--name", "b"]).exit_code == 1
