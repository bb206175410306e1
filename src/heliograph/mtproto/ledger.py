"""What a session has sent and is not acknowledged, and the answers that it may be asked for again.

https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt
"""

from collections.abc import Callable, Iterable, Iterator

from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.msg_ids import KNOWN
from heliograph.mtproto.outgoing import Kind, Link, Outgoing

_RESULT = Kind.RESULT
"""For what every delivery passes: a member is found four times slower by its class."""


class Ledger:
    """The accounts of one session, bounded in messages, bytes and time.

    `sent` holds messages by msg_id, oldest first, and `answers` results by the query's, those that
    still wait to be sent among them; `bytes` is the length of what was sent. `mark` is told what
    the client's messages have come to.
    """

    def __init__(
        self, limits: SessionLimits, everybody: Budget, mark: Callable[[int, int], None]
    ) -> None:
        self._limits = limits
        self._everybody = everybody
        self._mark = mark
        self.sent: dict[int, Outgoing] = {}
        self.answers: dict[int, Outgoing] = {}
        self.bytes = 0

    def keep(self, out: Outgoing) -> None:
        """It has left, and may have to leave again."""
        self.sent[out.msg_id] = out
        self.bytes += out.size
        self._everybody.take(out.size)

    def take_back(self, out: Outgoing) -> None:
        """It waits to be sent again."""
        del self.sent[out.msg_id]
        self.bytes -= out.size
        self._everybody.give_back(out.size)

    def forget(self, out: Outgoing) -> None:
        """It is not sent again, whoever asks."""
        self.take_back(out)
        if out.kind is _RESULT:
            self.answers.pop(out.req_msg_id, None)

    def acknowledge(self, msg_ids: Iterable[int]) -> set[int]:
        """The client has these; gives the ids that none of them was sent under."""
        elsewhere = set()
        freed = 0
        for msg_id in msg_ids:
            out = self.sent.pop(msg_id, None)
            if out is None:
                elsewhere.add(msg_id)
                continue
            freed += out.size
            if out.kind is _RESULT:
                self.answers.pop(out.req_msg_id, None)
                self._mark(out.req_msg_id, KNOWN)
        self.bytes -= freed
        self._everybody.give_back(freed)
        return elsewhere

    def delivered(self, req_msg_id: int) -> Outgoing | None:
        """A kept answer that has left by a living connection, so that it need not leave again."""
        out = self.answers.get(req_msg_id)
        if out is None or out.msg_id not in self.sent:
            return None
        return out if out.link is not None and out.link.alive else None

    def lose(self, link: Link) -> None:
        """What left by this connection may not have arrived."""
        for out in self.sent.values():
            if out.link is link:
                out.link = None

    def lost(self) -> list[Outgoing]:
        """What left by connections that are given up."""
        return [out for out in self.sent.values() if out.link is None]

    def expire(self, oldest: float) -> Iterator[Outgoing]:
        """Forget what was sent up to a time, and give each."""
        while self.sent:
            out = next(iter(self.sent.values()))
            if out.sent_at > oldest:
                return
            self.forget(out)
            yield out

    def trim(self) -> bool:
        """Forget the oldest that exceed the bounds; whether there were any."""
        forgot = False
        while (
            len(self.sent) > self._limits.unacked_messages
            or self.bytes > self._limits.unacked_bytes
            or self._everybody.exceeded
        ) and self.sent:
            self.forget(next(iter(self.sent.values())))
            forgot = True
        return forgot

    def clear(self) -> None:
        """Forget everything."""
        for out in list(self.sent.values()):
            self.forget(out)
        self.answers.clear()
