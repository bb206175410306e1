"""A marker in an end-to-end message: in the queue of one device while it waits, nowhere else."""

import asyncio
import base64
import secrets
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient, ApiError
from support.play_server import PlayServer
from support.secret_talk import PUBLIC, sealed

NOTED_WITHIN_S = 10
GONE_WITHIN_S = 60
"""What is erased leaves the log within 30 s; the rest is for a busy machine."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PlayServer]:
    """A server that logs whatever it can."""
    made = PlayServer(tmp_path / "server", environment={"HELIOGRAPH_LOG_LEVEL": "debug"})
    await made.start()
    yield made
    await made.stop()


async def person(server: PlayServer, phone: str) -> tuple[ApiClient, types.User]:
    client = ApiClient()
    await client.connect(server.host, server.port)
    await client.agree_key(server.public_key.read_bytes())
    return client, await client.sign_in(phone, lambda: server.code(phone), "Ann")


async def agree(ann: ApiClient, ben: ApiClient, ben_user: types.User) -> tuple[Any, Any]:
    """An open chat; gives its form for either."""
    chat_id = secrets.randbelow(1 << 31) | 1
    username = f"canary{chat_id}"
    await ben.call(functions.account.UpdateUsername(username=username))
    found = await ann.call(functions.contacts.ResolveUsername(username=username))
    (user,) = found.users
    waiting = await ann.call(
        functions.messages.RequestEncryption(
            user_id=types.InputUser(user_id=ben_user.id, access_hash=user.access_hash),
            random_id=chat_id,
            g_a=PUBLIC,
        )
    )
    missed = await ben.call(functions.updates.GetDifference(pts=1, date=0, qts=1))
    (asked,) = [u.chat for u in missed.other_updates if isinstance(u, types.UpdateEncryption)]
    his = types.InputEncryptedChat(chat_id=chat_id, access_hash=asked.access_hash)
    await ben.call(functions.messages.AcceptEncryption(peer=his, g_b=PUBLIC, key_fingerprint=1))
    return types.InputEncryptedChat(chat_id=chat_id, access_hash=waiting.access_hash), his


async def wait_to_be_told(ben: ApiClient) -> None:
    """Have the device told of messages while it is away, and leave."""
    token = str(ben.session_id % (1 << 64))
    await ben.call(
        functions.account.RegisterDevice(
            token_type=7, token=token, app_sandbox=False, secret=b"", other_uids=[]
        )
    )
    await ben.close()


def count(server: PlayServer, table: str) -> int:
    """The rows of a table."""
    db = apsw.Connection(str(server.folder / "heliograph.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        ((rows,),) = db.execute(f'SELECT count(*) FROM "{table}"').fetchall()
        return int(rows)
    finally:
        db.close()


def holds(value: Any, mark: bytes) -> bool:
    if isinstance(value, str):
        value = value.encode()
    return isinstance(value, bytes) and mark in value


def tables_with(server: PlayServer, mark: bytes) -> set[str]:
    """The tables that have the mark in one of their rows."""
    db = apsw.Connection(str(server.folder / "heliograph.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        # Virtual ones and views keep theirs in others.
        listed = db.execute(
            "SELECT name FROM pragma_table_list"
            " WHERE schema = 'main' AND type NOT IN ('virtual', 'view')"
        ).fetchall()
        return {
            name
            for (name,) in listed
            for row in db.execute(f'SELECT * FROM "{name}"')
            if any(holds(value, mark) for value in row)
        }
    finally:
        db.close()


def files_with(folder: Path, mark: bytes) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()}


def told_elsewhere(server: PlayServer, mark: bytes) -> bool:
    """Whether a log line or a metric has the mark, as it is, in hexadecimal or in base64."""
    with urllib.request.urlopen(f"{server.http}/metrics", timeout=5) as answer:
        lying = answer.read() + server.log.read_bytes()
    # Wherever it begins in what was written, some of these groups of three bytes are in it.
    encoded = {base64.b64encode(mark[start : start + 27]) for start in range(3)}
    forms = {mark, mark.hex().encode(), repr(mark)[2:-1].encode(), *encoded}
    return any(form in lying for form in forms)


@pytest.mark.parametrize("stopped", [True, pytest.param(False, marks=pytest.mark.long)])
async def test_15_2_the_server_keeps_a_secret_message_in_one_place_and_not_for_long(
    server: PlayServer, stopped: bool
) -> None:
    ann, _ = await person(server, "9996620001")
    ben, ben_user = await person(server, "9996620002")
    hers, his = await agree(ann, ben, ben_user)
    await wait_to_be_told(ben)
    mark = secrets.token_hex(16).encode()
    # Long ones lie on pages of their own; refused ones must leave no trace either.
    for random_id, blocks in enumerate((4, 2_000), start=1):
        await ann.call(
            functions.messages.SendEncrypted(
                peer=hers, random_id=random_id, data=sealed(mark, blocks=blocks)
            )
        )
    with pytest.raises(ApiError):
        await ann.call(
            functions.messages.SendEncrypted(peer=hers, random_id=9, data=sealed(mark) + b"!")
        )
    async with asyncio.timeout(NOTED_WITHIN_S):
        # A table has no event to wait for either.
        while not count(server, "push_tasks"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert tables_with(server, mark) == {"encrypted_queue"}
    assert files_with(server.folder, mark) <= {"heliograph.db", "heliograph.db-wal"}

    ben = ApiClient(ben.key)
    await ben.connect(server.host, server.port)
    missed = await ben.call(functions.updates.GetDifference(pts=1, date=0, qts=1))
    assert [mark in message.bytes for message in missed.new_encrypted_messages] == [True, True]
    qts = missed.state.qts
    await ben.call(functions.messages.ReadEncryptedHistory(peer=his, max_date=missed.state.date))
    await ben.call(functions.updates.GetDifference(pts=missed.state.pts, date=2**31 - 1, qts=qts))
    assert tables_with(server, mark) == set()
    assert not told_elsewhere(server, mark)
    for client in (ann, ben):
        await client.close()
    if stopped:
        await server.stop()
    async with asyncio.timeout(0 if stopped else GONE_WITHIN_S):
        # A file has no event to wait for.
        while files_with(server.folder, mark):  # noqa: ASYNC110
            await asyncio.sleep(0.25)
