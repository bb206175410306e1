"""What a session has to say: queued per connection, and kept after sending until acknowledged.

https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from heliograph.mtproto.backlog import Backlog
from heliograph.mtproto.budgets import Allowance, Budget
from heliograph.mtproto.ledger import Ledger
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.msg_ids import ACKED, ANSWERED, ServerMsgIds
from heliograph.mtproto.outgoing import Kind, Link, Outgoing, cut_packet, place_of_urgent
from heliograph.mtproto.packing import UPDATES_TOO_LONG, VECTOR_MAX, msgs_ack

RESEND_WITHIN_S = 240
"""Unasked, nothing older is sent again: Pyrogram closes on a msg_id more than 300 s old."""

_NOT_SENT = 1 << 63

_SERVICE, _RESULT, _PUSH = Kind.SERVICE, Kind.RESULT, Kind.PUSH
"""For what every delivery passes: a member is found four times slower by its class."""


class Outbox:
    """The sending half of a session; bounded in messages, bytes and time.

    One that was cleared counts and keeps nothing more: nobody would ever give it back.
    `mark` is told what the client's messages have come to, by msg_id and status bits.
    """

    def __init__(
        self,
        limits: SessionLimits,
        *,
        unsent: Budget,
        unacked: Budget,
        mark: Callable[[int, int], None],
        now: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._mark = mark
        self._now = now
        self._repeats = Allowance(limits.repeated_bytes_per_minute)
        self.backlog = Backlog(limits, unsent)
        self._ledger = Ledger(limits, unacked, mark)
        self._msg_ids = ServerMsgIds()
        self._content_sent = 0
        self._parked: list[Outgoing] = []
        self._acks: dict[int, None] = {}
        self._forgot = False
        self._forgot_pushes = False
        self._over = False
        self.links: list[Link] = []
        self.main: Link | None = None
        self.too_long = False

    @property
    def unacked_bytes(self) -> int:
        """The length of what was sent and is not acknowledged."""
        return self._ledger.bytes

    # --- connections -----------------------------------------------------------------------

    def open_link(self, carrier: Any) -> Link:
        """Let a connection carry this session."""
        link = Link(carrier)
        self.links.append(link)
        return link

    def prove(self, link: Link, now: float) -> None:
        """Trust a link: what a lost connection left behind goes out on it, oldest first.

        Resent messages stand before anything new, because Pyrogram closes on an id below all
        those it has seen on a connection.
        """
        link.proven = True
        if self.main is None:
            self.main = link
        self._resend_lost(link, now)
        link.queue += self._parked
        self._parked = []
        link.queue.sort(key=lambda out: out.msg_id or _NOT_SENT)

    def lead(self, link: Link) -> None:
        """Push updates by the link that was heard from last: another may be dead unnoticed."""
        old, self.main = self.main, link
        if old is None or old is link or not old.queue:
            return
        moved = [out for out in old.queue if out.kind is Kind.PUSH and not out.msg_id]
        old.queue = [out for out in old.queue if out.kind is not Kind.PUSH or out.msg_id]
        link.queue += moved

    def close_link(self, link: Link, now: float) -> bool:
        """Give up a connection; true if messages it had carried are beyond repair.

        Unsent answers and updates, and sent ones without an ack, move to another link or wait.
        """
        if not link.alive:
            return False
        link.alive = False
        self.links.remove(link)
        if not self.links:
            self._acks.clear()  # A client that missed them sends its messages again.
        self._ledger.lose(link)
        self.main = self.best_link()
        left, link.queue = link.queue, []
        for out in left:
            self.backlog.forget(out)
            if out.kind is not Kind.SERVICE:
                self.queue(out, None)
        if self.main is not None:
            self._resend_lost(self.main, now)
        lost, self._forgot = self._forgot, False
        self.too_long = self.too_long or lost or self._forgot_pushes
        self._forgot_pushes = False
        return lost

    def release_link(self, link: Link) -> Link | None:
        """End one HTTP request's part: what it sent is taken for delivered, the rest waits.

        Gives the link that what was left goes out on, None if it waits for the next request.
        https://core.telegram.org/mtproto/transports#http
        """
        link.alive = False
        self.links.remove(link)
        self.main = self.best_link()
        left, link.queue = link.queue, []
        for out in left:
            self.backlog.forget(out)
            self.queue(out, None)
        return self.main if left else None

    def lose_released(self, link: Link) -> None:
        """What a released link sent did not arrive after all: it goes out on the next one."""
        self._ledger.lose(link)

    def best_link(self) -> Link | None:
        """Where a message goes whose own connection is gone."""
        main = self.main
        if main is not None and main.alive:
            return main
        return next((link for link in reversed(self.links) if link.proven), None)

    def own_link(self, link: Link) -> Link:
        """The link itself, or the client's own where that one may be a stranger's.

        What may be a replay draws nothing away from a connection that is the client's.
        """
        return link if link.proven else self.best_link() or link

    # --- queueing --------------------------------------------------------------------------

    def queue(self, out: Outgoing, link: Link | None) -> Link | None:
        """Queue on `link`, or on any living one, or park; returns the link to be flushed."""
        if self._over:
            return None
        if link is None or not link.alive:
            link = self.best_link()
        self.backlog.count(out)
        (self._parked if link is None else link.queue).append(out)
        return link

    def tell(self, body: bytes, link: Link | None) -> Link | None:
        """Queue a service message that needs no ack."""
        return self.queue(Outgoing(Kind.SERVICE, body), link)

    def answer(
        self, req_msg_id: int, body: bytes, link: Link | None, *, urgent: bool = False
    ) -> Link | None:
        """Queue an rpc_result and keep it to be asked for again.

        An urgent one goes ahead of bulky ones: the client shows nothing before it has come.
        """
        if self._over:
            return None
        out = Outgoing(Kind.RESULT, body, req_msg_id)
        self._ledger.answers[req_msg_id] = out
        used = self.queue(out, link)
        if urgent and used is not None:
            place = place_of_urgent(used.queue)
            if place < len(used.queue) - 1:
                used.queue.insert(place, used.queue.pop())
        return used

    def push(self, body: bytes) -> Link | None:
        """Queue an update; when the bound is reached, all waiting ones become updatesTooLong."""
        if self._over:
            return None
        link = self.best_link()
        if not self.too_long:
            out = Outgoing(_PUSH, body)
            if self.backlog.count_push(out):
                (self._parked if link is None else link.queue).append(out)
            else:
                self._drop_pushes()
                self.too_long = True
        return link

    @property
    def holds_pushes(self) -> bool:
        """Whether an update waits for a connection, or for its acknowledgement."""
        kept = (self._parked, self._ledger.sent.values(), *(link.queue for link in self.links))
        return self.too_long or any(out.kind is Kind.PUSH for part in kept for out in part)

    def ack(self, msg_id: int) -> None:
        """Acknowledge a client's message with the next packet, unless too many wait already."""
        if len(self._acks) < VECTOR_MAX:
            self._acks[msg_id] = None

    # --- the ledger ------------------------------------------------------------------------

    def acknowledged(self, msg_ids: Iterable[int]) -> None:
        """The client has these; ids that mean nothing are ignored."""
        elsewhere = self._ledger.acknowledge(msg_ids)
        if elsewhere:
            self._cancel_resending(elsewhere)

    def _cancel_resending(self, msg_ids: set[int]) -> None:
        """Drop what waits to be sent again: the packet that drew it may acknowledge it as well."""
        for waiting in (self._parked, *(link.queue for link in self.links)):
            found = [out for out in waiting if out.msg_id and out.msg_id in msg_ids]
            for out in found:
                waiting.remove(out)
                self.backlog.forget(out)
                if out.kind is Kind.RESULT:
                    self._ledger.answers.pop(out.req_msg_id, None)

    def sent_answer(self, req_msg_id: int) -> Outgoing | None:
        """A kept answer that has left by a living connection, so that it need not leave again."""
        return self._ledger.delivered(req_msg_id)

    def drop_answer(self, req_msg_id: int, now: float) -> Outgoing | None:
        """Never send an answer that waits to be sent; None if there is none."""
        out = self._ledger.answers.get(req_msg_id)
        if out is None or self.sent_answer(req_msg_id) is not None:
            return None
        if out.msg_id in self._ledger.sent:
            self._ledger.forget(out)
            return out
        for waiting in (self._parked, *(link.queue for link in self.links)):
            if out in waiting:
                waiting.remove(out)
        self.backlog.forget(out)
        del self._ledger.answers[req_msg_id]
        if not out.msg_id:
            self._number(out, now)
        return out

    def answer_again(self, req_msg_id: int, link: Link) -> bool:
        """Send a kept answer once more; false if it is gone, or too much was asked for again.

        While a connection lives that has carried it, it gets a new id: Pyrogram closes on a repeat,
        and what this connection loses may have to go out on that one again.
        """
        out = self._ledger.answers.get(req_msg_id)
        if out is None:
            return False
        if out.msg_id in self._ledger.sent:
            if not self._repeats.spend(out.size, self._now()):
                return False
            self._ledger.take_back(out)
            if out.link is not None and out.link.alive:
                out.msg_id = 0
            self.queue(out, link)
        return True

    def send_again(self, msg_ids: Sequence[int], link: Link) -> bool:
        """Send kept messages once more under their own ids; false if one of them is gone, or too
        much was asked for again."""
        wanted = dict.fromkeys(msg_ids)
        again = 0
        for msg_id in wanted:
            out = self._ledger.sent.get(msg_id)
            if out is None or not self._repeats.spend(out.size, self._now()):
                continue
            self._ledger.take_back(out)
            self.queue(out, link)
            again += 1
        return again == len(wanted)

    def expire(self, now: float) -> None:
        """Forget what nobody acknowledged in time: clients are lazy, but never for so long."""
        for out in self._ledger.expire(now - self._limits.unacked_keep_s):
            if out.kind is Kind.PUSH:
                # Whether it arrived shows only if its connection is given up.
                self._forgot_pushes = self._forgot_pushes or out.link is not None
                self.too_long = self.too_long or out.link is None

    def clear(self) -> None:
        """Drop everything; the session ends."""
        self._over = True
        for link in self.links:
            link.alive = False
            self._parked += link.queue
            link.queue = []
        for out in self._parked:
            self.backlog.forget(out)
        self._ledger.clear()
        self._parked, self.links, self.main = [], [], None
        self._acks.clear()

    # --- sending ---------------------------------------------------------------------------

    def has_news(self, link: Link) -> bool:
        """Whether a flush of the link would send anything."""
        acks = self._acks and self._takes_acks(link)
        return bool(link.queue or acks or (self.too_long and link.proven))

    def _takes_acks(self, link: Link) -> bool:
        """A connection that may be a stranger's takes none away from the client's own."""
        return link.proven or self.main is None

    def take(self, link: Link, now: float) -> list[Outgoing]:
        """The next packet's messages with their ids and seqnos, oldest first; empty: nothing."""
        if self._acks and self._takes_acks(link):
            self.tell(msgs_ack(list(self._acks)), link)
            for msg_id in self._acks:
                self._mark(msg_id, ACKED)
            self._acks.clear()
        if self.too_long and link.proven:
            self.too_long = False
            self.queue(Outgoing(Kind.PUSH, UPDATES_TOO_LONG), link)
        batch = cut_packet(link.queue)
        for out in batch:
            self.backlog.forget(out)
            kind = out.kind
            if out.msg_id:
                out.again = True
            else:
                self._number(out, now)
            if kind is not _SERVICE:
                out.link, out.sent_at = link, now
                self._ledger.keep(out)
                if kind is _RESULT:
                    self._mark(out.req_msg_id, ACKED | ANSWERED)
        if batch and self._ledger.trim():
            self._forgot = True
        return batch

    def container_numbers(self, now: float) -> tuple[int, int]:
        """msg_id and seqno for the container around a packet's messages."""
        return self._msg_ids.next(now, reply=True), self._content_sent * 2

    def _number(self, out: Outgoing, now: float) -> None:
        # https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno
        kind = out.kind
        out.msg_id = self._msg_ids.next(now, reply=kind is _RESULT or kind is _SERVICE)
        out.seqno = self._content_sent * 2
        if kind is not _SERVICE:
            out.seqno += 1
            self._content_sent += 1

    def _drop_pushes(self) -> None:
        for owner in (*self.links, None):
            waiting = self._parked if owner is None else owner.queue
            for out in waiting:
                if out.kind is Kind.PUSH:
                    self.backlog.forget(out)
            waiting[:] = [out for out in waiting if out.kind is not Kind.PUSH]

    def _resend_lost(self, link: Link, now: float) -> None:
        again = []
        for out in self._ledger.lost():
            if out.sent_at > now - RESEND_WITHIN_S:
                self._ledger.take_back(out)
                self.backlog.count(out)
                again.append(out)
            elif out.kind is Kind.PUSH:
                self._ledger.forget(out)
                self.too_long = True
        link.queue[:0] = sorted(again, key=lambda out: out.msg_id)
