"""Apple's push service, as far as a provider sees it: HTTP/2 over TLS."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import h2.config
import h2.connection
import h2.events


class FakeApple:
    """Takes requests; `answers` (status and reason) are given in turn, the last one for ever.

    With `hangs_up` it ends each connection after its answer.
    """

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = [(200, "")]
        self.requests: list[tuple[dict[str, str], Any]] = []
        self.connections = 0
        self.hangs_up = False
        self.silent = False
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        wire = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        )
        wire.initiate_connection()
        writer.write(wire.data_to_send())
        heads: dict[int, dict[str, str]] = {}
        bodies: dict[int, bytes] = {}
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                for event in wire.receive_data(data):
                    match event:
                        case h2.events.RequestReceived(stream_id=at, headers=headers):
                            heads[at] = {str(name): str(value) for name, value in headers}
                            bodies[at] = b""
                        case h2.events.DataReceived(stream_id=at, data=part):
                            bodies[at] += part
                        case h2.events.StreamEnded(stream_id=at):
                            self._answer(wire, at, heads[at], bodies[at])
                writer.write(wire.data_to_send())
                await writer.drain()
                if self.hangs_up and self.requests:
                    break
        writer.close()

    def _answer(self, wire: Any, stream: int, head: dict[str, str], body: bytes) -> None:
        self.requests.append((head, json.loads(body)))
        if self.silent:
            return
        status, reason = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        wire.send_headers(stream, [(":status", str(status))], end_stream=not reason)
        if reason:
            wire.send_data(stream, json.dumps({"reason": reason}).encode(), end_stream=True)
