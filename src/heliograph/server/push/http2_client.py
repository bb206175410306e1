"""HTTP/2 requests over connections that are kept, as Apple's push service wants them."""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping, Sequence

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from heliograph.domain.endpoints import WebAddress
from heliograph.server.push.web_client import Answer, Unreachable, without_answer

_READ_BYTES = 64 << 10
_ANSWER_BYTES_MAX = 64 << 10
_CONNECTIONS_KEPT = 4


class _Answering:
    """What has come of an answer."""

    def __init__(self, stream: int) -> None:
        self._stream = stream
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.ended = False

    def take(self, event: h2.events.Event) -> None:
        """Heed what concerns the request. Raises Unreachable if it was cut off, or is too long."""
        if getattr(event, "stream_id", None) != self._stream:
            return
        match event:
            case h2.events.ResponseReceived(headers=headers):
                self.headers = {str(name): str(value) for name, value in headers or ()}
                self.status = int(self.headers.get(":status", "0"))
            case h2.events.DataReceived(data=data):
                self.body += data or b""
                if len(self.body) > _ANSWER_BYTES_MAX:
                    raise Unreachable("the answer is too long")
            case h2.events.StreamEnded():
                self.ended = True
            case h2.events.StreamReset():
                raise Unreachable("the request was cut off")


class _Connection:
    """One connection that carries one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        config = h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        self._wire = h2.connection.H2Connection(config)
        self._wire.initiate_connection()
        self.usable = True
        self.used = False

    async def send(
        self, method: str, address: WebAddress, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """The answer. Raises Unreachable; afterwards the connection is not usable."""
        self.used = True
        stream = self._wire.get_next_available_stream_id()
        pseudo = [
            (":method", method),
            (":scheme", "https"),
            (":authority", address.origin.partition("://")[2]),
            (":path", address.path),
        ]
        self._wire.send_headers(stream, [*pseudo, *headers.items()])
        if len(body) > self._wire.local_flow_control_window(stream):
            raise Unreachable("the request is too long")
        self._wire.send_data(stream, body, end_stream=True)
        answer = _Answering(stream)
        while not answer.ended:
            for event in await self._events():
                if isinstance(event, h2.events.ConnectionTerminated):
                    # What was asked may still be answered; nothing more may be asked.
                    self.usable = False
                if isinstance(event, h2.events.DataReceived):
                    taken = event.flow_controlled_length or 0
                    self._wire.acknowledge_received_data(taken, event.stream_id or stream)
                answer.take(event)
        return Answer(status=answer.status, headers=answer.headers, body=answer.body)

    async def _events(self) -> Sequence[h2.events.Event]:
        self._writer.write(self._wire.data_to_send())
        await self._writer.drain()
        data = await self._reader.read(_READ_BYTES)
        if not data:
            raise Unreachable("the connection ended without an answer")
        return self._wire.receive_data(data)

    def close(self) -> None:
        """Give the connection up."""
        self.usable = False
        with contextlib.suppress(h2.exceptions.ProtocolError):
            self._wire.close_connection()
            self._writer.write(self._wire.data_to_send())
        self._writer.close()


class Http2Client:
    """Sends requests to the operator's push service, several at once by as many connections."""

    def __init__(self, *, timeout_s: float, context: ssl.SSLContext | None = None) -> None:
        self._timeout_s = timeout_s
        self._context = context or ssl.create_default_context()
        self._context.set_alpn_protocols(["h2"])
        self._idle: dict[str, list[_Connection]] = {}

    async def send(
        self, method: str, address: WebAddress, *, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """The answer. Raises Unreachable."""
        broken = (h2.exceptions.ProtocolError,)
        with without_answer(self._timeout_s, protocol="HTTP/2", broken=broken):
            async with asyncio.timeout(self._timeout_s):
                return await self._send(method, address, headers, body)

    async def _send(
        self, method: str, address: WebAddress, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        idle = self._idle.setdefault(address.origin, [])
        while True:
            connection = idle.pop() if idle else await self._connect(address)
            kept = connection.used
            try:
                answer = await connection.send(method, address, headers, body)
            except (OSError, h2.exceptions.ProtocolError):
                connection.close()
                # One that was kept may have ended meanwhile; a new one that fails has failed.
                if kept:
                    continue
                raise
            except BaseException:
                connection.close()
                raise
            if connection.usable and len(idle) < _CONNECTIONS_KEPT:
                idle.append(connection)
            else:
                connection.close()
            return answer

    async def _connect(self, address: WebAddress) -> _Connection:
        reader, writer = await asyncio.open_connection(
            address.host, address.port, ssl=self._context, server_hostname=address.host
        )
        return _Connection(reader, writer)
