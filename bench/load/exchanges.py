"""Key exchanges, from req_pq_multi to dh_gen_ok, on connections of their own.

The client's arithmetic is plain Python and slow: only the server's CPU means anything here.
"""

import asyncio
import secrets
from typing import Any

from load.meter import Meter
from load.server import Server
from support import mtproto_client as wire

AT_ONCE = 4
_STEP_WITHIN_S = 30

_CLIENT_SECRET_BITS = 256
"""Fewer than a real client's 2048, which would take it most of its core."""


class ExchangeClient(asyncio.Protocol):
    """Asks in unencrypted packets, one at a time, over the intermediate transport."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._socket: asyncio.Transport | None = None

    async def ask(self, body: bytes) -> bytes:
        """Send one body, give the answer's."""
        assert self._socket is not None
        self._answer = asyncio.get_running_loop().create_future()
        packet = wire.seal_unencrypted(body)
        self._socket.write(len(packet).to_bytes(4, "little") + packet)
        return wire.open_unencrypted(await asyncio.wait_for(self._answer, _STEP_WITHIN_S))

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = transport
        transport.write(b"\xee\xee\xee\xee")

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("connection lost"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        size = int.from_bytes(self._buffer[:4], "little")
        if len(self._buffer) >= 4 + size and self._answer is not None:
            packet, self._buffer = self._buffer[4 : 4 + size], self._buffer[4 + size :]
            self._answer.set_result(packet)


async def measure(server: Server, *, count: int) -> dict[str, Any]:
    """CPU per key exchange; the new key is in the store when the client has its answer."""
    public_key = wire.load_public_key(server.public_key)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with gate:
            await _agree(server, public_key)

    await one()
    async with Meter(server) as meter:
        await asyncio.gather(*(one() for _ in range(count)))
    return {
        "cpu_ms_per_exchange": meter.cpu_s / count * 1e3,
        "exchanges_per_s": count / meter.wall_s,
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }


async def _agree(server: Server, public_key: Any) -> None:
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(ExchangeClient, server.host, server.port)
    exchange = wire.Exchange(public_key)
    exchange.on_res_pq(await client.ask(exchange.req_pq()))
    exchange.on_server_dh_params(await client.ask(exchange.req_dh_params()))
    request = exchange.set_client_dh_params(b=secrets.randbits(_CLIENT_SECRET_BITS))
    verdict = exchange.verdict(await client.ask(request))
    client.close()
    if verdict != "ok":
        raise RuntimeError(f"the key exchange ended in {verdict}")
