"""Bounds before a key is known: an exchange's time, the thread's queue, one address's share."""

import asyncio
import struct

import pytest

from heliograph.net import exchange
from heliograph.net.admission import ADDRESS_SHARE
from support.mtproto_client import Exchange, open_unencrypted, seal_unencrypted
from support.net_place import OpenPlace, Place, eventually
from support.web_clients import HttpClient

FLOOD = struct.pack("<i", -429)


async def test_2_4_exchange_that_takes_too_long_closes(open_place: OpenPlace) -> None:
    place = await open_place(handshake_timeout_s=60)
    client = await place.client()
    asked = Exchange(place.public_key)
    asked.on_res_pq(await client.ask(asked.req_pq()))
    place.clock.ahead_s = 61
    client.write(seal_unencrypted(asked.req_dh_params()))
    assert await client.end() == []


async def test_2_4_exchange_in_time_goes_on(open_place: OpenPlace) -> None:
    place = await open_place(handshake_timeout_s=60)
    client = await place.client()
    asked = Exchange(place.public_key)
    asked.on_res_pq(await client.ask(asked.req_pq()))
    place.clock.ahead_s = 55
    client.write(seal_unencrypted(asked.req_dh_params()))
    asked.on_server_dh_params(open_unencrypted(await client.frame()))


async def test_2_4_old_exchanges_are_forgotten(place: Place) -> None:
    client = await place.client()
    await client.ask(Exchange(place.public_key).req_pq())
    assert place.server.counts()["exchanges"] == 1
    place.clock.ahead_s = 61
    place.server._exchanges.sweep()
    assert place.server.counts()["exchanges"] == 0


async def test_16_1_arithmetic_that_waits_is_bounded(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "WAITING_MAX", 0)
    client = await place.client()
    asked = Exchange(place.public_key)
    asked.on_res_pq(await client.ask(asked.req_pq()))
    client.write(seal_unencrypted(asked.req_dh_params()))
    assert await client.end() == [FLOOD]
    monkeypatch.undo()
    await place.signed()


async def test_16_1_one_address_holds_its_share_of_half_read_frames(
    open_place: OpenPlace,
) -> None:
    place = await open_place(inbound_bytes_total=1 << 20)
    share = (1 << 20) // ADDRESS_SHARE
    greedy = await place.client()
    greedy.write_raw(struct.pack("<I", 1 << 20) + bytes(share - 1_000))
    await eventually(lambda: place.used()["inbound"] == share - 996)
    cut = await place.client()
    cut.write_raw(struct.pack("<I", 1 << 20) + bytes(2_000))
    assert await cut.end() == []
    _, writer = await asyncio.open_connection(*place.address, local_addr=("127.0.0.2", 0))
    writer.write(b"\xee" * 4 + struct.pack("<I", 1 << 20) + bytes(2_000))
    await eventually(lambda: place.used()["inbound"] == share - 996 + 2_004)
    writer.close()
    greedy.reset()
    await eventually(lambda: place.used()["inbound"] == 0)


async def test_16_1_all_addresses_together_hold_no_more_than_all_may(
    open_place: OpenPlace,
) -> None:
    place = await open_place(inbound_bytes_total=80_000)
    writers = []
    for host in range(1, 12):
        _, writer = await asyncio.open_connection(*place.address, local_addr=(f"127.0.0.{host}", 0))
        writers.append(writer)
        writer.write(b"\xee" * 4 + struct.pack("<I", 1 << 20) + bytes(9_000))
    await eventually(lambda: place.server.counts()["connections"] < 11)
    assert place.used()["inbound"] <= 80_000 + 9_004
    for writer in writers:
        writer.close()
    await eventually(lambda: place.used()["inbound"] == 0)


async def test_16_1_exchanges_over_http_are_bounded_and_forgotten(open_place: OpenPlace) -> None:
    place = await open_place(handshakes_pending_max=2)
    named = place.server._http_exchanges
    asking = [Exchange(place.public_key) for _ in range(3)]
    for asked in asking:
        client = await HttpClient().connect(place.address)
        asked.on_res_pq(await client.ask(asked.req_pq()))
        client.close()
    assert len(named) == 2
    last = await HttpClient().connect(place.address)
    asking[-1].on_server_dh_params(await last.ask(asking[-1].req_dh_params()))
    place.clock.ahead_s = 601
    place.server._exchanges.sweep()
    named.sweep()
    assert len(named) == 0
