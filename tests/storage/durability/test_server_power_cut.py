"""The real server after power cuts: what it acknowledged is there, and it tells nothing twice."""

import asyncio
import contextlib
import random
from pathlib import Path

import pytest

from heliograph.tl import functions
from support.api_client import ApiClient, texts
from support.mtproto_client import ClientKey
from support.powercut.mains import MainsServer
from support.powercut.watched_client import introduce, signed_up

ALICE, BOB = "99966000011", "99966000012"
AT_ONCE = 20


async def cut_while_sending(
    server: MainsServer, key: ClientKey, peer: object, dice: random.Random
) -> set[str]:
    """Send until the power goes; gives the texts that were acknowledged."""
    client = ApiClient(key)
    await client.connect(server.host, server.port)
    acknowledged = set()

    async def send(text: str) -> None:
        with contextlib.suppress(ConnectionError):
            query = functions.messages.SendMessage(
                peer=peer, message=text, random_id=dice.getrandbits(62) | 1
            )
            await client.call(query)
            acknowledged.add(text)

    await send(f"first {dice.random()}")
    sending = [asyncio.create_task(send(f"{dice.random()}")) for _ in range(AT_ONCE)]
    # Once some are through, the others are on their way to the disk.
    await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
    await server.cut_power(dice)
    await asyncio.gather(*sending)
    await client.close()
    return acknowledged


async def lost_in_cuts(folder: Path, cuts: int) -> set[str]:
    """The acknowledged texts that are not there after power cuts."""
    server = MainsServer(folder / "data")
    dice = random.Random("server")
    await server.start()
    try:
        await (await signed_up(server, BOB, "Bob")).close()
        alice = await signed_up(server, ALICE, "Alice")
        peer, key = await introduce(server, alice, BOB), alice.key
        assert key is not None
        await alice.close()
        acknowledged: set[str] = set()
        for _ in range(cuts):
            acknowledged |= await cut_while_sending(server, key, peer, dice)
            await server.start()
        again = ApiClient(key)
        await again.connect(server.host, server.port)
        there = await texts(again)
        await again.close()
    finally:
        await server.kill()
    assert len(set(there)) == len(there)
    assert len(acknowledged) >= cuts
    return acknowledged - set(there)


@pytest.mark.parametrize("cuts", [1, pytest.param(30, marks=pytest.mark.long)])
async def test_what_the_server_acknowledged_survives_power_cuts(tmp_path: Path, cuts: int) -> None:
    assert await lost_in_cuts(tmp_path, cuts) == set()
