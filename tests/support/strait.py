"""A way between a client and the server that can lose what the server says."""

import asyncio
import contextlib
from typing import Any

from support.play_server import PlayServer


class Strait:
    """Stands in for a server towards one actor, which connects through it."""

    def __init__(self, server: PlayServer) -> None:
        self.host = "127.0.0.1"
        self.port = 0
        self._server = server
        self._swallows = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    async def open(self) -> None:
        """Listen on a free port."""
        self._listener = await asyncio.start_server(self._carry, self.host, 0)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Let nobody through any more."""
        assert self._listener is not None
        self._listener.close()
        self.part()

    def swallow(self) -> None:
        """From now on the client hears nothing, though it is heard."""
        self._swallows = True

    def part(self) -> None:
        """Break all connections; those that are made afterwards are whole."""
        for writer in self._writers:
            writer.transport.abort()
        self._swallows = False

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, queries = await asyncio.open_connection(self._server.host, self._server.port)
        except ConnectionError:
            # The server is away: so is this way to it.
            writer.transport.abort()
            return
        ends = {writer, queries}
        self._writers |= ends
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(reader, queries))
                group.create_task(self._pump(answers, writer, heard=True))
        finally:
            self._writers -= ends

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, heard: bool = False
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(1 << 16):
                if not (heard and self._swallows):
                    sink.write(data)
                    await sink.drain()
        sink.close()
