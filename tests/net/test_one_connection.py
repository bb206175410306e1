"""What happens on one connection costs the others nothing: many sessions, and faults of ours."""

import asyncio
import os
import struct

import pytest

from heliograph.net.connection import SESSIONS_MAX
from support.net_place import ECHO, Place, eventually

QUERY = struct.pack("<II", ECHO, 5)


async def test_16_1_sessions_on_one_connection_are_capped(place: Place) -> None:
    client = await place.signed()
    for _ in range(SESSIONS_MAX):
        (client.session_id,) = struct.unpack("<q", os.urandom(8))
        assert await client.call(QUERY) == QUERY
    client.session_id += 1
    client.send(QUERY)
    assert await client.end() == [struct.pack("<i", -429)]
    again = (await place.client()).use(client)
    assert await again.call(QUERY) == QUERY


async def test_a_fault_behind_a_key_that_is_loaded_ends_that_connection_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bystander, client = await place.signed(), await place.signed()
    await place.server.sessions.drop_key(client.key.key_id)
    again = (await place.client()).use(client)
    load, opened = place.keys.load_auth_key, place.server.sessions.open

    async def load_late(auth_key_id: int) -> object:
        await place.release.wait()
        return await load(auth_key_id)

    def fail_later(*given: object) -> object:
        monkeypatch.setattr(place.server.sessions, "open", fail)
        return opened(*given)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(place.keys, "load_auth_key", load_late)
    monkeypatch.setattr(place.server.sessions, "open", fail_later)
    again.send(QUERY)
    again.session_id += 1
    again.send(QUERY)
    await eventually(lambda: place.used()["inbound"] > 0)
    place.release.set()
    await again.end()
    monkeypatch.undo()
    async with asyncio.timeout(10):
        assert await bystander.call(QUERY) == QUERY
    assert place.used()["inbound"] == 0
