"""A whole client of our own: connects, agrees on a key, calls methods, keeps every update raw.

Unlike the libraries it hides nothing: no gap filling, no reordering, no retries beyond a
new salt. Requests and answers are the server's own TL objects of the newest layer, whatever layer
is spoken.
"""

import asyncio
import struct
import zlib
from collections.abc import Callable
from typing import Any, cast

from heliograph.tl import functions, types
from heliograph.tl.codec import decode, encode
from heliograph.tl.layers import NEWEST
from support import mtproto_client as wire
from support.mtproto_transport import ClientTransport
from support.newest import read_as_newest
from support.stage import VECTOR, elements
from support.traffic import note_own_call

ANSWER_WITHIN_S = 30
LONGEST_WAIT_S = 10
"""Who must wait longer than that was counted wrongly, and the test is to fail."""
CONTAINER, RPC_RESULT, RPC_ERROR = 0x73F1F8DC, 0xF35C6D01, 0x2144CA19
GZIP, BAD_SALT, NEW_SESSION = 0x3072CFA1, 0xEDAB447B, 0x9EC20908
MSGS_ACK = 0x62D6B459


class ApiError(Exception):
    """An rpc_error: `code` and `text`."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


class ApiClient(asyncio.Protocol):
    """One session on one connection. `updates` collects whatever was pushed, in order."""

    def __init__(self, key: wire.ClientKey | None = None, *, layer: int = 229) -> None:
        self.key = key
        self.layer = layer
        self.session_id = struct.unpack("<q", wire.os.urandom(8))[0]
        self.salt = key.salt if key else 0
        self.updates: list[Any] = []
        self.others: list[tuple[int, bytes]] = []
        self.closed = asyncio.get_running_loop().create_future()
        self._on_update: Callable[[Any], None] | None = None
        self._transport: asyncio.Transport | None = None
        self._framing = ClientTransport("intermediate")
        self._plain: asyncio.Future[bytes] | None = None
        self._waiting: dict[int, tuple[asyncio.Future[Any], bytes]] = {}
        self._last_msg_id = 0
        self._content = 0
        self._acks: list[int] = []
        self._started = False

    async def connect(self, host: str, port: int) -> None:
        """Open the connection."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, host, port)

    async def agree_key(self, public_key_pem: bytes, **options: Any) -> wire.ClientKey:
        """Run the key exchange on this connection."""
        exchange = wire.Exchange(wire.load_public_key(public_key_pem), **options)
        exchange.on_res_pq(await self._ask(exchange.req_pq()))
        exchange.on_server_dh_params(await self._ask(exchange.req_dh_params()))
        assert exchange.verdict(await self._ask(exchange.set_client_dh_params())) == "ok"
        self.key = exchange.result()
        self.salt = self.key.salt
        return self.key

    async def _ask(self, body: bytes) -> bytes:
        self._plain = asyncio.get_running_loop().create_future()
        self._write(wire.seal_unencrypted(body))
        return await asyncio.wait_for(self._plain, ANSWER_WITHIN_S)

    async def call(self, request: Any) -> Any:
        """Run a method; gives its result or raises ApiError."""
        body = encode(request, self.layer)
        if not self._started:
            self._started = True
            body = self._introduce(body)
        answer = await asyncio.wait_for(self.send(body)[1], ANSWER_WITHIN_S)
        note_own_call(request.TL_NAME)
        return answer

    def _introduce(self, query: bytes) -> bytes:
        head = struct.pack("<IiIii", 0xDA9B0D0D, self.layer, 0xC1CD5EA9, 0, 1)
        words = (b"witness", b"1", b"1", b"en", b"", b"en")
        return head + b"".join(map(wire.tl_bytes, words)) + query

    def send(self, body: bytes, *, msg_id: int | None = None) -> tuple[int, asyncio.Future[Any]]:
        """Send one content message; gives its id and the future of its result."""
        number = self.next_msg_id() if msg_id is None else msg_id
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (future, body)
        self._seal(body, number, content=True)
        return number, future

    def next_msg_id(self) -> int:
        """A fresh, rising msg_id."""
        self._last_msg_id = max(wire.new_msg_id(), self._last_msg_id + 4)
        return self._last_msg_id

    def _seal(self, body: bytes, msg_id: int, *, content: bool) -> None:
        assert self.key is not None
        seqno = 2 * self._content + content
        self._content += content
        packet = wire.seal(
            self.key.key,
            body,
            salt=self.salt,
            session_id=self.session_id,
            msg_id=msg_id,
            seqno=seqno,
        )
        self._write(packet)

    def _write(self, packet: bytes) -> None:
        assert self._transport is not None
        self._transport.write(self._framing.frame(packet))

    async def sign_in(self, phone: str, code: Callable[[], Any], first_name: str = "") -> Any:
        """Sign in, or up with `first_name`; `code` is awaited for the login code."""
        settings = types.CodeSettings()
        asked = await self.call(
            functions.auth.SendCode(
                phone_number=phone, api_id=1, api_hash="x" * 32, settings=settings
            )
        )
        answer = await self.call(
            functions.auth.SignIn(
                phone_number=phone, phone_code_hash=asked.phone_code_hash, phone_code=await code()
            )
        )
        if isinstance(answer, types.auth.AuthorizationSignUpRequired):
            answer = await self.call(
                functions.auth.SignUp(
                    phone_number=phone,
                    phone_code_hash=asked.phone_code_hash,
                    first_name=first_name,
                    last_name="",
                )
            )
        return answer.user

    def listen(self, receive: Callable[[Any], None]) -> None:
        """Also hand every pushed update to `receive`."""
        self._on_update = receive

    async def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()
            await self.closed

    # --- asyncio.Protocol ---------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's are no subclasses.
        self._transport = cast("asyncio.Transport", transport)
        transport.write(self._framing.start())

    def connection_lost(self, exc: Exception | None) -> None:
        lost = ConnectionError("connection lost")
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_exception(lost)
        if self._plain is not None and not self._plain.done():
            self._plain.set_exception(lost)
        if not self.closed.done():
            self.closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        for frame in self._framing.feed(data):
            if isinstance(frame, int) or len(frame) < 24:
                self.others.append((0, frame if isinstance(frame, bytes) else b""))
            elif frame[:8] == bytes(8):
                assert self._plain is not None
                self._plain.set_result(wire.open_unencrypted(frame))
            else:
                assert self.key is not None
                received = wire.unseal(self.key.key, frame)
                self._object(received.msg_id, received.seqno, received.body)
        self._send_acks()

    def _object(self, msg_id: int, seqno: int, body: bytes) -> None:
        if seqno & 1:
            self._acks.append(msg_id)
        kind = int.from_bytes(body[:4], "little")
        if kind == CONTAINER:
            at = 8
            for _ in range(int.from_bytes(body[4:8], "little")):
                inner, number, size = struct.unpack_from("<qii", body, at)
                self._object(inner, number, body[at + 16 : at + 16 + size])
                at += 16 + size
        elif kind == RPC_RESULT:
            self._result(struct.unpack_from("<q", body, 4)[0], _unpacked(body[12:]))
        elif kind == BAD_SALT:
            refused, _, _, self.salt = struct.unpack_from("<qiiq", body, 4)
            future, query = self._waiting.pop(refused)
            number = self.next_msg_id()
            self._waiting[number] = (future, query)
            self._seal(query, number, content=True)
        elif kind == NEW_SESSION:
            (self.salt,) = struct.unpack_from("<q", body, 20)
        else:
            self._other(msg_id, _unpacked(body))

    def _result(self, query_id: int, body: bytes) -> None:
        future, _ = self._waiting.pop(query_id, (None, b""))
        if future is None or future.done():
            return
        if int.from_bytes(body[:4], "little") == RPC_ERROR:
            (code,) = struct.unpack_from("<i", body, 4)
            text, _ = wire.read_tl_bytes(body, 8)
            future.set_exception(ApiError(code, text.decode()))
        else:
            future.set_result(self._read(body))

    def _read(self, body: bytes) -> Any:
        """What the server wrote, in the newest definitions whatever the layer."""
        if self.layer != NEWEST:
            return read_as_newest(body)
        return elements(body, decode) if body[:4] == VECTOR else decode(body)

    def _other(self, msg_id: int, body: bytes) -> None:
        try:
            made = self._read(body)
        except ValueError:
            made = None
        if isinstance(made, types.Updates | types.UpdateShort | types.UpdatesTooLong):
            self.updates.append(made)
            if self._on_update is not None:
                self._on_update(made)
        else:
            self.others.append((msg_id, body))

    def _send_acks(self) -> None:
        if not self._acks or self._transport is None or self._transport.is_closing():
            return
        ids, self._acks = self._acks, []
        body = struct.pack(f"<IIi{len(ids)}q", MSGS_ACK, wire.VECTOR, len(ids), *ids)
        self._seal(body, self.next_msg_id(), content=False)


class PatientClient(ApiClient):
    """Waits as long as it is told to and asks again, as client libraries do by themselves."""

    async def call(self, request: Any) -> Any:
        """Run a method; gives its result or raises ApiError."""
        while True:
            try:
                return await super().call(request)
            except ApiError as refused:
                asked, _, seconds = refused.text.rpartition("_")
                if asked != "FLOOD_WAIT" or int(seconds) > LONGEST_WAIT_S:
                    raise
            await asyncio.sleep(int(seconds))


async def texts(client: ApiClient) -> list[str]:
    """All that a mailbox is told from its beginning on."""
    found: list[str] = []
    pts = 1
    while True:
        told = await client.call(functions.updates.GetDifference(pts=pts, date=1, qts=0))
        if isinstance(told, types.updates.DifferenceEmpty):
            return found
        found += [one.message for one in told.new_messages if isinstance(one, types.Message)]
        if isinstance(told, types.updates.Difference):
            return found
        pts = told.intermediate_state.pts


def _unpacked(body: bytes) -> bytes:
    if int.from_bytes(body[:4], "little") != GZIP:
        return body
    packed, _ = wire.read_tl_bytes(body, 4)
    return zlib.decompress(packed, 47)
