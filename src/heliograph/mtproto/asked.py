"""The queries of one session: which of them run, and what became of the others.

https://core.telegram.org/mtproto/service_messages_about_messages
"""

from enum import Enum

from heliograph.mtproto import constructors as ids
from heliograph.mtproto import packing
from heliograph.mtproto.inflate import deflate
from heliograph.mtproto.msg_ids import ACKED, ANSWERED, NO_ACK, QUERY, REFUSED, SeenIds
from heliograph.mtproto.outbox import Outbox
from heliograph.mtproto.outgoing import Link

DETAILED_OVER_BYTES = 32 << 10
"""A repeated query is told of a longer answer instead of being sent it once more."""

_RPC_ERROR = ids.RPC_ERROR.to_bytes(4, "little")
_UNKNOWN = ids.RPC_ANSWER_UNKNOWN.to_bytes(4, "little")
_DROPPED_RUNNING = ids.RPC_ANSWER_DROPPED_RUNNING.to_bytes(4, "little")


class Outcome(Enum):
    """What became of a client's message: `UNKNOWN` ones may still come."""

    UNKNOWN = 0
    RUNNING = 1
    DONE = 2
    REFUSED = 3


class _Running:
    """A query under way; a `dropped` one has had the answer that it gets."""

    __slots__ = ("acked", "dropped", "link", "since")

    def __init__(self, link: Link, since: float) -> None:
        self.link = link
        self.since = since
        self.acked = False
        self.dropped = False


class Asked:
    """Keeps each query from running twice, and knows what to say when it is asked about."""

    def __init__(self, outbox: Outbox, seen: SeenIds, *, gzip_over_bytes: int) -> None:
        self._outbox = outbox
        self._seen = seen
        self._gzip_over_bytes = gzip_over_bytes
        self._running: dict[int, _Running] = {}

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, msg_id: int) -> bool:
        return msg_id in self._running

    def begin(self, msg_id: int, link: Link, now: float) -> None:
        """A query that came by `link` is to run."""
        self._seen.add(msg_id, now, QUERY)
        self._running[msg_id] = _Running(link, now)

    def repeat(self, msg_id: int, link: Link) -> None:
        """A query that came before never runs again: acknowledge it or repeat its answer.

        A long answer that has left already is only named, and sent when the client asks for it.
        Libraries that would not ask (Telethon, Pyrogram) send nothing twice.
        https://core.telegram.org/mtproto/service_messages_about_messages#extended-voluntary-communication-of-status-of-one-message
        """
        running = self._running.get(msg_id)
        if running is None or running.dropped:
            link = self._outbox.own_link(link)
            answer = self._outbox.sent_answer(msg_id)
            if answer is not None and len(answer.body) > DETAILED_OVER_BYTES:
                size, state = len(answer.body), self.state_of(msg_id)
                info = packing.msg_detailed_info(msg_id, answer.msg_id, size, state)
                self._outbox.tell(info, link)
                return
            if self._outbox.answer_again(msg_id, link):
                return
        elif link.proven:
            running.link = link
        self._outbox.ack(msg_id)

    def reply(self, msg_id: int, result: bytes, *, urgent: bool = False) -> Link | None:
        """Answer a query with a boxed object; gives the link to flush, if there is one now."""
        running = self._running.pop(msg_id, None)
        if running is None:
            return None
        self._seen.mark(msg_id, REFUSED if result[:4] == _RPC_ERROR else 0)
        if running.dropped:
            return None
        self._seen.mark(msg_id, ANSWERED)
        packed = packing.rpc_result(msg_id, deflate(result, over_bytes=self._gzip_over_bytes))
        return self._outbox.answer(msg_id, packed, running.link, urgent=urgent)

    def drop(self, msg_id: int, now: float) -> bytes:
        """The client wants no answer to a query any more; gives what it is told, boxed.

        One that runs is carried out all the same, and answered so at once.
        https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query
        """
        running = self._running.get(msg_id)
        if running is not None:
            if not running.dropped:
                running.dropped = True
                self._seen.mark(msg_id, ANSWERED)
                answer = packing.rpc_result(msg_id, _DROPPED_RUNNING)
                self._outbox.answer(msg_id, answer, running.link)
            return _DROPPED_RUNNING
        out = self._outbox.drop_answer(msg_id, now)
        if out is None:
            return _UNKNOWN
        return packing.rpc_answer_dropped(out.msg_id, out.seqno, len(out.body))

    def outcome(self, msg_id: int) -> Outcome:
        """Whether a later query that waits for this one may go on."""
        if msg_id in self._running:
            return Outcome.RUNNING
        if msg_id in self._seen:
            refused = self._seen.marks(msg_id) & REFUSED
            return Outcome.REFUSED if refused else Outcome.DONE
        known = self._seen.is_container(msg_id) or msg_id <= self._seen.floor
        return Outcome.DONE if known else Outcome.UNKNOWN

    def state_of(self, msg_id: int) -> int:
        """The status byte of a client's message.

        https://core.telegram.org/mtproto/service_messages_about_messages#message-status-byte
        """
        if msg_id in self._seen:
            return 4 | (self._seen.marks(msg_id) & 0xF8)
        if self._seen.is_container(msg_id):
            return 4 | NO_ACK
        if msg_id <= self._seen.floor:
            return 1
        return 3 if msg_id > self._seen.highest else 2

    def ack_slow(self, since: float) -> None:
        """Acknowledge the queries that have been running since then or longer."""
        for msg_id, running in self._running.items():
            if running.since > since:
                break
            self._ack(msg_id, running)

    def ack_of(self, link: Link) -> None:
        """Acknowledge the running queries that came by a link."""
        for msg_id, running in self._running.items():
            if running.link is link:
                self._ack(msg_id, running)

    def _ack(self, msg_id: int, running: _Running) -> None:
        if not running.acked:
            running.acked = True
            self._seen.mark(msg_id, ACKED)
            self._outbox.ack(msg_id)

    def clear(self) -> None:
        """Answer nothing any more; what runs goes on."""
        self._running.clear()
