"""One message to the client, the connections it may go by, and how many make a packet."""

from enum import IntEnum
from typing import Any

from heliograph.mtproto import constructors as ids

PACKET_MESSAGES_MAX = 1000
PACKET_BYTES_MAX = 512 << 10
"""One container's bounds; a larger single message travels alone."""

BULK_BYTES = 16 << 10
"""An answer above it lets urgent ones pass, as long as it has not begun to leave."""

OVERHEAD_BYTES = 64
"""Counted for each message beside its body, so that tiny ones are not free."""

_RESULT = slice(12, 16)
"""Where an rpc_result says what it holds: behind its own id and the query's."""
_RPC_ERROR = ids.RPC_ERROR.to_bytes(4, "little")


class Kind(IntEnum):
    """What happens to a message: SERVICE needs no ack, the others are kept until they have one."""

    SERVICE = 0
    RESULT = 1
    PUSH = 2
    NOTICE = 3


class Outgoing:
    """One message to the client; `msg_id` is 0 until it is first sent, `again` true afterwards."""

    __slots__ = ("again", "body", "kind", "link", "msg_id", "req_msg_id", "sent_at", "seqno",
                 "size")  # fmt: skip

    def __init__(self, kind: Kind, body: bytes, req_msg_id: int = 0) -> None:
        self.kind = kind
        self.body = body
        self.req_msg_id = req_msg_id
        self.size = len(body) + OVERHEAD_BYTES
        self.msg_id = 0
        self.seqno = 0
        self.again = False
        self.link: Link | None = None
        self.sent_at = 0.0


class Link:
    """One connection's part in a session.

    `carrier` is whatever the caller wants to find again. A link is `proven` once a message that
    was not seen before came over it: a replayed packet must not draw answers to a stranger.
    """

    __slots__ = ("alive", "carrier", "proven", "queue")

    def __init__(self, carrier: Any = None) -> None:
        self.carrier = carrier
        self.queue: list[Outgoing] = []
        self.alive = True
        self.proven = False


def cut_packet(queue: list[Outgoing]) -> list[Outgoing]:
    """Take one packet's worth off the front.

    An rpc_error ends the packet: GramJS throws it in the middle of a container and loses what
    comes behind (`MTProtoSender._handleRPCResult`).
    """
    if len(queue) <= 1:
        batch = queue[:]
        queue.clear()
        return batch
    size, count = 0, 0
    for out in queue:
        size += out.size
        if count and (size > PACKET_BYTES_MAX or count == PACKET_MESSAGES_MAX):
            break
        count += 1
        if out.kind is Kind.RESULT and out.body[_RESULT] == _RPC_ERROR:
            break
    batch = queue[:count]
    del queue[:count]
    return batch


def place_of_urgent(queue: list[Outgoing]) -> int:
    """Where an urgent answer goes: before the first bulky one that was never sent."""
    for place, out in enumerate(queue):
        if out.kind is Kind.RESULT and out.msg_id == 0 and out.size > BULK_BYTES:
            return place
    return len(queue)
