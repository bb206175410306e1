"""A client that knows which bytes of its connection carried the answers to its requests."""

import struct

from heliograph.tl import functions, types
from support import mtproto_client as wire
from support.api_client import CONTAINER, RPC_RESULT, ApiClient
from support.mtproto_transport import ClientTransport
from support.play_server import PlayServer

_LENGTH_BYTES = 4


class WatchedTransport(ClientTransport):
    """Notes where in the stream each frame lies; for the intermediate transport."""

    def __init__(self) -> None:
        super().__init__("intermediate")
        self.received = 0
        self.frames: list[tuple[int, int, bytes]] = []

    def feed(self, data: bytes) -> list[bytes | int]:
        found = super().feed(data)
        for frame in found:
            assert isinstance(frame, bytes)
            start = self.received
            self.received += _LENGTH_BYTES + len(frame)
            self.frames.append((start, self.received, frame))
        return found


class WatchedClient(ApiClient):
    """An ApiClient on one watched connection; `port` is its own."""

    def __init__(self, key: wire.ClientKey | None = None) -> None:
        super().__init__(key)
        self.watched = self._framing = WatchedTransport()

    @property
    def port(self) -> int:
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def answered_in(self, start: int, end: int) -> bool:
        """Whether bytes start to end (exclusive) of the stream belong to a frame with a result."""
        assert self.key is not None
        return any(
            first < end and start < last and _holds_result(wire.unseal(self.key.key, frame).body)
            for first, last, frame in self.watched.frames
            if frame[:8] != bytes(8)
        )


def _holds_result(body: bytes) -> bool:
    kind = int.from_bytes(body[:4], "little")
    if kind != CONTAINER:
        return kind == RPC_RESULT
    at = 8
    for _ in range(int.from_bytes(body[4:8], "little")):
        (size,) = struct.unpack_from("<i", body, at + 12)
        if _holds_result(body[at + 16 : at + 16 + size]):
            return True
        at += 16 + size
    return False


async def signed_up(server: PlayServer, phone: str, first_name: str) -> WatchedClient:
    """A new account's first client, connected."""
    client = WatchedClient()
    await client.connect(server.host, server.port)
    await client.agree_key(server.public_key.read_bytes())
    await client.sign_in(phone, lambda: server.code(phone), first_name)
    return client


async def introduce(server: PlayServer, client: WatchedClient, phone: str) -> types.InputPeerUser:
    """Have the client find the account with a phone number."""
    contact = types.InputPhoneContact(client_id=1, phone=phone, first_name="F", last_name="")
    found = await client.call(functions.contacts.ImportContacts(contacts=[contact]))
    return types.InputPeerUser(user_id=found.users[0].id, access_hash=found.users[0].access_hash)
