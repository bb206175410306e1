"""Operators' commands meet people who are connected."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient, ApiError
from support.mtproto_client import ClientKey


class Seeded:
    """Two seeded people on a running server."""

    def __init__(self, server: Any, accounts: Any) -> None:
        host, port = server.ready["mtproto"].rsplit(":", 1)
        self.address = (host, int(port))
        self.accounts = accounts

    async def connect(self, number: int) -> ApiClient:
        client = ApiClient(ClientKey(bytes.fromhex(self.accounts["users"][number][2]), 0))
        await client.connect(*self.address)
        return client

    def peer_of(self, number: int) -> types.InputPeerUser:
        """The other one of the pair, as this one may name them."""
        user_id = self.accounts["users"][number ^ 1][0]
        access_hash = self.accounts["pairs"][str(number)]
        return types.InputPeerUser(user_id=user_id, access_hash=access_hash)


@pytest.fixture
def seeded(heliograph: Any, servers: Any, tmp_path: Path) -> Seeded:
    out = tmp_path / "accounts.json"
    made = heliograph("dev", "seed", "--data-dir", servers.folder, "--users", 2, "--out", out)
    assert made.returncode == 0, made.stderr
    return Seeded(servers.start(), json.loads(out.read_text()))


async def test_seeded_people_write_to_each_other(seeded: Seeded) -> None:
    alice, bob = await seeded.connect(0), await seeded.connect(1)
    await bob.call(functions.updates.GetState())
    arrived = asyncio.Event()
    bob.listen(lambda update: arrived.set())
    await alice.call(
        functions.messages.SendMessage(peer=seeded.peer_of(0), message="hello", random_id=1)
    )
    await asyncio.wait_for(arrived.wait(), 10)
    history = await bob.call(
        functions.messages.GetHistory(
            peer=seeded.peer_of(1),
            offset_id=0,
            offset_date=0,
            add_offset=0,
            limit=10,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    assert [message.message for message in history.messages] == ["hello"]
    await alice.close()
    await bob.close()


async def test_disabled_account_has_no_session_when_the_command_returns(
    seeded: Seeded, servers: Any, heliograph: Any
) -> None:
    alice = await seeded.connect(0)
    await alice.call(functions.updates.GetState())
    account_id = seeded.accounts["users"][0][0]
    who = ("--data-dir", servers.folder, account_id)
    listed = await asyncio.to_thread(heliograph, "user", "sessions", "--json", *who)
    assert [device["layer"] for device in json.loads(listed.stdout)] == [229]
    disabled = await asyncio.to_thread(heliograph, "user", "disable", *who)
    assert disabled.stdout == "disabled, 1 session(s) ended\n", disabled.stderr
    await asyncio.wait_for(alice.closed, 5)
    again = await seeded.connect(0)
    with pytest.raises(ApiError, match="401 AUTH_KEY_UNREGISTERED"):
        await again.call(functions.updates.GetState())
    await again.close()


async def test_stop_ends_sessions_within_its_time(seeded: Seeded, servers: Any) -> None:
    alice = await seeded.connect(0)
    await alice.call(functions.updates.GetState())
    assert await asyncio.to_thread(servers.started[-1].stop) == 0
    await asyncio.wait_for(alice.closed, 5)
