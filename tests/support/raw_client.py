"""A bare MTProto client on one socket: every frame seen, every id and byte under control."""

import asyncio
import os
import struct
import zlib

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from support import mtproto_client as wire
from support.mtproto_transport import ClientTransport
from support.session_rig import BAD_SALT, MSGS_ACK, NEW_SESSION, RPC_RESULT, Got, longs, unpack

WITHIN_S = 10
GZIP = 0x3072CFA1


class RawClient:
    """One connection; reads happen when a test asks for them."""

    def __init__(self, kind: str = "intermediate", *, obfuscated: bool = False) -> None:
        self.transport = ClientTransport(kind, obfuscated)
        self.key: wire.ClientKey | None = None
        self.session_id = struct.unpack("<q", os.urandom(8))[0]
        self.salt = 0
        self.tokens: list[int] = []
        self.errors: list[int] = []
        self.seen: list[Got] = []
        self._frames: list[bytes] = []
        self._messages: list[Got] = []
        self._last = 0
        self._content = 0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def connect(self, address: tuple[str, int]) -> "RawClient":
        """Open the socket and say which transport it is."""
        self._reader, self._writer = await asyncio.open_connection(*address)
        self._writer.write(self.transport.start())
        return self

    def use(self, other: "RawClient", *, same_session: bool = False) -> "RawClient":
        """Take over another client's key, and its session if asked."""
        self.key, self.salt = other.key, other.salt
        if same_session:
            self.session_id, self._last = other.session_id, other._last
            self._content = other._content
        return self

    async def agree_key(self, public_key: RSAPublicKey, **options: object) -> wire.ClientKey:
        """Run the whole key exchange."""
        exchange = wire.Exchange(public_key, **options)  # type: ignore[arg-type]
        exchange.on_res_pq(await self.ask(exchange.req_pq()))
        exchange.on_server_dh_params(await self.ask(exchange.req_dh_params()))
        assert exchange.verdict(await self.ask(exchange.set_client_dh_params())) == "ok"
        self.key = exchange.result()
        self.salt = self.key.salt
        return self.key

    async def ask(self, body: bytes) -> bytes:
        """One step of a key exchange."""
        self.write(wire.seal_unencrypted(body))
        return wire.open_unencrypted(await self.frame())

    # --- sending ---------------------------------------------------------------------------

    def write(self, packet: bytes, *, quick_ack: bool = False) -> None:
        """Send one packet."""
        self.write_raw(self.transport.frame(packet, quick_ack=quick_ack))

    def write_raw(self, data: bytes) -> None:
        """Send any bytes; ConnectionError once the socket is gone."""
        assert self._writer is not None
        if self._writer.is_closing():
            raise ConnectionResetError
        self._writer.write(data)

    def msg_id(self) -> int:
        self._last = max(wire.new_msg_id(), self._last + 4)
        return self._last

    def seal(self, body: bytes, *, msg_id: int, seqno: int = 1, salt: int | None = None) -> bytes:
        """Encrypt without sending."""
        assert self.key is not None
        return wire.seal(
            self.key.key,
            body,
            salt=self.salt if salt is None else salt,
            session_id=self.session_id,
            msg_id=msg_id,
            seqno=seqno,
        )

    def send(self, body: bytes, *, seqno: int = 1, quick_ack: bool = False) -> int:
        """Send one message; gives its id."""
        msg_id = self.msg_id()
        self.write(self.seal(body, msg_id=msg_id, seqno=seqno), quick_ack=quick_ack)
        return msg_id

    def ack(self) -> None:
        """Acknowledge every content message so far."""
        ids = [got.msg_id for got in self.seen if got.seqno & 1]
        self.send(longs(MSGS_ACK, *ids), seqno=0)

    # --- receiving -------------------------------------------------------------------------

    async def frame(self) -> bytes:
        """The next frame that is no quick ack; IncompleteReadError when the server closed."""
        async with asyncio.timeout(WITHIN_S):
            while not self._frames:
                assert self._reader is not None
                data = await self._reader.read(1 << 16)
                if not data:
                    raise asyncio.IncompleteReadError(b"", None)
                for item in self.transport.feed(data):
                    if isinstance(item, int):
                        self.tokens.append(item)
                    else:
                        self._frames.append(item)
        return self._frames.pop(0)

    async def message(self) -> Got:
        """The next message, out of its container; a new salt is taken over in passing."""
        while not self._messages:
            packet = await self.frame()
            if len(packet) == 4:
                self.errors.append(int.from_bytes(packet, "little", signed=True))
                continue
            assert self.key is not None
            opened = wire.unseal(self.key.key, packet)
            assert opened.session_id == self.session_id
            self._messages += unpack(opened.msg_id, opened.seqno, opened.body)
        got = self._messages.pop(0)
        self.seen.append(got)
        if got.kind in (BAD_SALT, NEW_SESSION):
            (self.salt,) = struct.unpack_from("<q", got.body, 20)
        return got

    async def until(self, kind: int) -> Got:
        """The next message of one kind, whatever comes before it."""
        while (got := await self.message()).kind != kind:
            pass
        return got

    async def result(self, msg_id: int) -> bytes:
        """The answer to one query, unpacked."""
        while (got := await self.until(RPC_RESULT)).req_msg_id != msg_id:
            pass
        return unpacked(got.body[12:])

    async def call(self, body: bytes) -> bytes:
        """Send one query and wait for its answer."""
        return await self.result(self.send(body))

    async def end(self) -> list[bytes]:
        """Wait until the server closes; gives the frames that came before."""
        frames = []
        try:
            while True:
                frames.append(await self.frame())
        except (asyncio.IncompleteReadError, ConnectionError):
            return frames

    def close(self) -> None:
        """Close the socket."""
        if self._writer is not None:
            self._writer.close()

    def finish(self) -> None:
        """Send nothing more, and go on reading."""
        assert self._writer is not None
        self._writer.write_eof()

    def stop_reading(self) -> None:
        """Leave what comes in the socket's buffer, until it is full."""
        assert self._writer is not None
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    def go_on_reading(self) -> None:
        """Undo `stop_reading`."""
        assert self._writer is not None
        self._writer.transport.resume_reading()  # type: ignore[attr-defined]

    def reset(self) -> None:
        """Drop the socket without a word."""
        if self._writer is not None:
            self._writer.transport.abort()


def unpacked(body: bytes) -> bytes:
    """A result out of its gzip_packed."""
    if int.from_bytes(body[:4], "little") != GZIP:
        return body
    return zlib.decompress(wire.read_tl_bytes(body, 4)[0], 47)
