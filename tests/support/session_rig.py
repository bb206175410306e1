"""A server session with a client's view of it: no sockets, a clock that stands until moved."""

import struct
from dataclasses import dataclass

from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.envelope import AuthSecret, Plain
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.salts import Salts
from heliograph.mtproto.session import Event, Session
from support.mtproto_client import unseal

START = 1_790_000_000.25
SESSION_ID = 0x1122334455667788
QUERY = struct.pack("<I", 0xC4F9186B)  # help.getConfig
PING = 0x7ABE77EC
CONTAINER = 0x73F1F8DC
RPC_RESULT = 0xF35C6D01
MSGS_ACK = 0x62D6B459
NEW_SESSION = 0x9EC20908
BAD_MSG = 0xA7EFF811
BAD_SALT = 0xEDAB447B
PONG = 0x347773C5
VECTOR = 0x1CB5C415


@dataclass(frozen=True)
class Got:
    """One message as the client sees it; `container` is 0 for a packet of its own."""

    msg_id: int
    seqno: int
    body: bytes
    container: int = 0

    @property
    def kind(self) -> int:
        return int.from_bytes(self.body[:4], "little")

    @property
    def req_msg_id(self) -> int:
        return int.from_bytes(self.body[4:12], "little", signed=True)


def longs(constructor: int, *ids: int) -> bytes:
    """A service message that is a vector of ids."""
    return struct.pack(f"<III{len(ids)}q", constructor, VECTOR, len(ids), *ids)


def container(*messages: tuple[int, int, bytes]) -> bytes:
    """A client's msg_container."""
    parts = [struct.pack("<II", CONTAINER, len(messages))]
    for msg_id, seqno, body in messages:
        parts.append(struct.pack("<qii", msg_id, seqno, len(body)) + body)
    return b"".join(parts)


def unpack(msg_id: int, seqno: int, body: bytes) -> list[Got]:
    """The messages of a packet from the server, and its container first if there is one."""
    if int.from_bytes(body[:4], "little") != CONTAINER:
        return [Got(msg_id, seqno, body)]
    found, at = [], 8
    for _ in range(int.from_bytes(body[4:8], "little")):
        inner, number, size = struct.unpack_from("<qii", body, at)
        found.append(Got(inner, number, body[at + 16 : at + 16 + size], msg_id))
        at += 16 + size
    assert at == len(body)
    return found


class Rig:
    """One session, one link opened, and everything the server ever said in `said`."""

    def __init__(
        self, limits: SessionLimits | None = None, *, salts: Salts | None = None, floor: int = 0
    ) -> None:
        self.now = START
        self.secret = AuthSecret(bytes(range(256)))
        self.salts = salts or Salts(b"s" * 32)
        self.unsent = Budget(1 << 30)
        self.unacked = Budget(1 << 30)
        self.seen = Budget(1 << 30)
        self.session = Session(
            self.secret,
            SESSION_ID,
            salts=self.salts,
            unsent=self.unsent,
            unacked=self.unacked,
            seen=self.seen,
            limits=limits,
            floor=floor,
        )
        self.link = self.session.open_link()
        self.said: list[Got] = []
        self.packets: list[tuple[int, int]] = []
        self._last = 0

    @property
    def salt(self) -> int:
        return self.salts.current(self.secret.key_id, self.now)

    def msg_id(self, *, ago_s: float = 0) -> int:
        """A fresh client msg_id, so many seconds old."""
        made = int((self.now - ago_s) * 2**32) & ~3
        if not ago_s:
            made = self._last = max(made, self._last + 4)
        return made

    def send(
        self,
        body: bytes,
        *,
        msg_id: int | None = None,
        seqno: int = 1,
        salt: int | None = None,
        link: Link | None = None,
    ) -> tuple[int, list[Event]]:
        """Let a packet arrive; gives its msg_id and the session's events."""
        number = self.msg_id() if msg_id is None else msg_id
        plain = Plain(
            self.salt if salt is None else salt, SESSION_ID, number, seqno, memoryview(body), 0
        )
        return number, self.session.receive(plain, link or self.link, self.now)

    def hear(self, link: Link | None = None) -> list[Got]:
        """Everything the server has for the client now, by one link."""
        heard: list[Got] = []
        while (packet := self.session.flush(link or self.link, self.now)) is not None:
            opened = unseal(self.secret.key, packet)
            assert opened.session_id == SESSION_ID
            self.packets.append((opened.msg_id, opened.seqno))
            heard += unpack(opened.msg_id, opened.seqno, opened.body)
        self.said += heard
        return heard

    def settle(self) -> None:
        """Get the session past its announcement, with everything acknowledged."""
        self.send(longs(MSGS_ACK))
        self.ack(*(got.msg_id for got in self.hear()))

    def ack(self, *msg_ids: int) -> None:
        """Acknowledge messages of the server."""
        self.send(longs(MSGS_ACK, *msg_ids), seqno=0)


def settled(limits: SessionLimits | None = None, *, floor: int = 0) -> Rig:
    """A rig whose session is announced and owes nothing."""
    rig = Rig(limits, floor=floor)
    rig.settle()
    return rig
