"""One MTProto session: decrypted messages in, events out; answers and updates in, packets out.

No clock, socket or task of its own: the caller hands in the time and moves the bytes.

https://core.telegram.org/mtproto/description
"""

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from heliograph.mtproto import constructors as ids
from heliograph.mtproto import msg_ids as codes
from heliograph.mtproto import packing
from heliograph.mtproto.asked import Asked
from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.envelope import AuthSecret, Packet, Plain
from heliograph.mtproto.inflate import inflate
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.msg_ids import NO_ACK, SeenIds, fault_of_outer
from heliograph.mtproto.outbox import Outbox
from heliograph.mtproto.outgoing import Kind, Link, Outgoing
from heliograph.mtproto.salts import Salts
from heliograph.mtproto.service import (
    REACTIONS,
    Arrival,
    DestroyAuthKey,
    DestroySession,
    DisconnectLater,
    HttpWait,
)

_UNREADABLE = packing.rpc_error(400, "INPUT_FETCH_ERROR")


class Query(NamedTuple):
    """An API query to be run once; its answer goes to `Session.reply` under `msg_id`."""

    msg_id: int
    body: memoryview


Event = Query | DisconnectLater | DestroyAuthKey | DestroySession | HttpWait


class Session:
    """The server's state for one (auth key, session_id).

    `floor` is the highest msg_id known from an earlier life of the same session: nothing at or
    below it is taken for new. `unsent`, `unacked` and `seen` are budgets shared by all sessions.
    """

    def __init__(
        self,
        secret: AuthSecret,
        session_id: int,
        *,
        salts: Salts,
        unsent: Budget,
        unacked: Budget,
        seen: Budget,
        limits: SessionLimits | None = None,
        floor: int = 0,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.session_id = session_id
        self.limits = limits or SessionLimits()
        self._seen = SeenIds(floor, held=seen)
        self.outbox = Outbox(
            self.limits,
            unsent=unsent,
            unacked=unacked,
            mark=self._seen.mark,
            now=lambda: self._now,
        )
        self.asked = Asked(self.outbox, self._seen, gzip_over_bytes=self.limits.gzip_over_bytes)
        self._secret = secret
        self._salts = salts
        self._unsent = unsent
        self._random = random
        self._announced = False
        self._salt = 0
        self._accepted: frozenset[int] = frozenset()
        self._accepted_until = 0.0
        self._now = 0.0
        # What the packet's gzip_packed may still grow to, all its messages together.
        self._inflatable = 0

    # --- connections -----------------------------------------------------------------------

    def open_link(self, carrier: Any = None) -> Link:
        """Let one more connection carry this session."""
        return self.outbox.open_link(carrier)

    def close_link(self, link: Link, now: float) -> None:
        """A connection is gone. If answers were lost for good, the session is announced anew."""
        if self.outbox.close_link(link, now):
            self._announced = False

    def release_link(self, link: Link) -> Link | None:
        """An HTTP request has its answer; see `Outbox.release_link`."""
        return self.outbox.release_link(link)

    def lose_released(self, link: Link) -> None:
        """That answer never arrived; see `Outbox.lose_released`."""
        self.outbox.lose_released(link)

    def close(self) -> None:
        """End the session; running queries' answers will be dropped."""
        self.asked.clear()
        self._seen.close()
        self.outbox.clear()

    # --- receiving -------------------------------------------------------------------------

    def receive(self, plain: Plain, link: Link, now: float) -> list[Event]:
        """Take in one decrypted packet; gives what the caller must do, in order.

        Whatever can be answered here waits in the link's queue for `flush`.
        """
        self._now = now
        self._inflatable = self.limits.inflated_bytes
        msg_id, seqno, body = plain.msg_id, plain.seqno, plain.body
        contained = packing.constructor_of(body) == ids.MSG_CONTAINER
        known = msg_id in self._seen or (contained and self._seen.is_container(msg_id))
        fault = 0 if known else self._fault_of_packet(msg_id, contained)
        if known and contained and not self._seen.is_container(msg_id):
            fault = codes.TAKEN
        if fault:
            self.tell(link, packing.bad_msg_notification(msg_id, seqno, fault))
            return []
        if not self._accepts(plain.salt, now):
            self.tell(link, packing.bad_server_salt(msg_id, seqno, self._salt))
            return []
        events: list[Event] = []
        if contained:
            self._open_container(plain, link, events)
        else:
            self._begin(link, msg_id, fresh=not known)
            self._take(msg_id, seqno, body, link, events)
        return events

    def _fault_of_packet(self, msg_id: int, contained: bool) -> int:
        fault = fault_of_outer(msg_id, self._now)
        if not fault and msg_id <= self._seen.floor:
            return codes.FORGOTTEN
        if not fault and not contained and self._seen.is_container(msg_id):
            return codes.TAKEN
        return fault

    def _accepts(self, salt: int, now: float) -> bool:
        if now >= self._accepted_until:
            self._renew_salts(now)
        return salt in self._accepted

    def _renew_salts(self, now: float) -> None:
        key_id = self._secret.key_id
        self._accepted, self._accepted_until = self._salts.accepted(key_id, now)
        self._salt = self._salts.current(key_id, now)

    def _begin(self, link: Link, first_msg_id: int, *, fresh: bool) -> None:
        """Note that a good packet came over the link, and announce the session if it is new.

        `first_msg_id` is the lowest id in the packet: TDLib and mtcute compare it with their
        containers' ids, Android and Desktop with the messages' own, and all run a query once
        more whose id is lower.
        https://core.telegram.org/mtproto/service_messages#new-session-creation-notification
        """
        if fresh:
            if not link.proven:
                self.outbox.prove(link, self._now)
            self.outbox.lead(link)
        if not self._announced:
            self._announced = True
            unique_id = int.from_bytes(self._random(8), "little", signed=True)
            body = packing.new_session_created(first_msg_id, unique_id, self._salt)
            used = self.outbox.queue(Outgoing(Kind.NOTICE, body), link)
            if used is not None:
                used.queue.insert(0, used.queue.pop())

    def _open_container(self, plain: Plain, link: Link, events: list[Event]) -> None:
        try:
            messages = packing.read_container(plain.body)
        except packing.Unreadable:
            messages = None
        if messages is None or any(
            msg_id >= plain.msg_id or packing.constructor_of(body) == ids.MSG_CONTAINER
            for msg_id, _, body in messages
        ):
            notice = packing.bad_msg_notification(plain.msg_id, plain.seqno, codes.BAD_CONTAINER)
            self.tell(link, notice)
            return
        fresh = not self._seen.is_container(plain.msg_id)
        self._begin(link, min((m[0] for m in messages), default=plain.msg_id), fresh=fresh)
        if fresh:
            self._seen.add_container(plain.msg_id, self._now)
        for msg_id, seqno, body in messages:
            if fault := self._fault_of_inner(msg_id):
                self.tell(link, packing.bad_msg_notification(msg_id, seqno, fault))
            else:
                self._take(msg_id, seqno, body, link, events)

    def _fault_of_inner(self, msg_id: int) -> int:
        if msg_id in self._seen:
            return 0
        if msg_id & 3:
            return codes.NOT_MULTIPLE_OF_4
        if self._seen.is_container(msg_id):
            return codes.TAKEN
        return codes.FORGOTTEN if msg_id <= self._seen.floor else 0

    def _take(
        self, msg_id: int, seqno: int, body: memoryview, link: Link, events: list[Event]
    ) -> None:
        """One message that is no container; the sequence number only says "wants an ack"."""
        constructor = packing.constructor_of(body)
        if constructor == ids.GZIP_PACKED:
            # A running query is never refused for what its repeat came with.
            if msg_id in self.asked:
                self.asked.repeat(msg_id, link)
                return
            try:
                body = self._inflated(body)
            except packing.Unreadable:
                self.answer_once(link, msg_id, _UNREADABLE)
                return
            constructor = packing.constructor_of(body)
        reaction = REACTIONS.get(constructor)
        if reaction is None:
            self._take_query(msg_id, body, link, events)
            return
        # mtcute sends msgs_ack with an odd seqno; an ack of an ack would never end.
        wants_ack = seqno & 1 and constructor not in _NEVER_ACKED
        if msg_id not in self._seen:
            self._seen.add(msg_id, self._now, 0 if wants_ack else NO_ACK)
        if wants_ack:
            self.outbox.ack(msg_id)
        try:
            event = reaction(Arrival(self, link, msg_id, body))
        except packing.Unreadable:
            self.answer_once(link, msg_id, _UNREADABLE)
            return
        if event is not None:
            events.append(event)

    def _inflated(self, body: memoryview) -> memoryview:
        """What is inside a gzip_packed; once one is refused, no more of its packet is inflated."""
        left, self._inflatable = self._inflatable, 0
        if not left:
            raise packing.Unreadable("gzip_packed beyond what a packet may grow to")
        inner = inflate(body, limit_bytes=left)
        if packing.constructor_of(inner) == ids.GZIP_PACKED:
            raise packing.Unreadable("gzip_packed in gzip_packed")
        self._inflatable = left - len(inner)
        return inner

    def _take_query(self, msg_id: int, body: memoryview, link: Link, events: list[Event]) -> None:
        if msg_id in self._seen:
            self.asked.repeat(msg_id, link)
            return
        self.asked.begin(msg_id, link, self._now)
        events.append(Query(msg_id, body))

    # --- answering -------------------------------------------------------------------------

    def tell(self, link: Link, body: bytes) -> None:
        """Queue a service message that needs no ack."""
        self.outbox.tell(body, link)

    def answer_once(self, link: Link, msg_id: int, result: bytes) -> None:
        """Answer a query without the caller's help; a repeat of it draws the same answer."""
        if msg_id not in self._seen:
            self._seen.add(msg_id, self._now)
        link = self.outbox.own_link(link)
        if not self.outbox.answer_again(msg_id, link):
            self.outbox.answer(msg_id, packing.rpc_result(msg_id, result), link)

    def tell_salts(self, link: Link, msg_id: int, count: int) -> None:
        """Queue future_salts, which is not wrapped in rpc_result."""
        salts = self._salts.future(self._secret.key_id, self._now, count=count)
        self.tell(link, packing.future_salts(msg_id, int(self._now), salts))

    def tell_states(self, link: Link, msg_id: int, asked: Sequence[int]) -> None:
        """Queue msgs_state_info: one byte per id.

        https://core.telegram.org/mtproto/service_messages_about_messages#message-status-byte
        """
        self.tell(link, packing.msgs_state_info(msg_id, bytes(map(self.asked.state_of, asked))))

    def drop_answer(self, link: Link, msg_id: int, dropped_id: int) -> None:
        """Answer rpc_drop_answer, and do as it says; a repeat of it only draws the same answer."""
        if not self.outbox.answer_again(msg_id, self.outbox.own_link(link)):
            self.answer_once(link, msg_id, self.asked.drop(dropped_id, self._now))

    def reply(self, msg_id: int, result: bytes, *, urgent: bool = False) -> Link | None:
        """Answer a query with a boxed object; gives the link to flush, if there is one now."""
        return self.asked.reply(msg_id, result, urgent=urgent)

    def push(self, body: bytes) -> Link | None:
        """Queue an update, already encoded for the client's layer; gives the link to flush."""
        return self.outbox.push(body)

    @property
    def pending(self) -> int:
        """How many queries are running."""
        return len(self.asked)

    @property
    def overflowed(self) -> bool:
        """Whether the client reads its answers too slowly to go on."""
        unsent = self.outbox.backlog.bytes
        return unsent > self.limits.unsent_bytes or (
            self._unsent.exceeded and unsent > self.limits.pushes_bytes
        )

    @property
    def crowding(self) -> bool:
        """Whether something waits here while all sessions together hold too much."""
        return self._unsent.exceeded and self.outbox.backlog.bytes > 0

    def knows(self, msg_id: int) -> bool:
        """Whether the packet with this id was accepted: what a quick ack promises."""
        return msg_id in self._seen or self._seen.is_container(msg_id)

    @property
    def highest_msg_id(self) -> int:
        """The highest client msg_id seen; the floor of a later session with the same id."""
        return self._seen.highest

    def ack_running(self, link: Link) -> None:
        """Acknowledge the queries that came by this link and run on; the link has its answer."""
        self.asked.ack_of(link)

    def tick(self, now: float) -> None:
        """Once a second or so: acknowledge slow queries, forget what is too old."""
        self.asked.ack_slow(now - self.limits.ack_after_s)
        self.outbox.expire(now)

    # --- sending ---------------------------------------------------------------------------

    def flush(self, link: Link, now: float, *, even_empty: bool = False) -> bytes | None:
        """The next packet for a link, sealed; None when there is nothing to send.

        `even_empty` makes an empty container of nothing: what waits for HTTP must get an answer.
        """
        packet = self.next_packet(link, now, even_empty=even_empty)
        return None if packet is None else packet.seal()

    def next_packet(self, link: Link, now: float, *, even_empty: bool = False) -> Packet | None:
        """As `flush`, for who seals it: its messages count as sent, in this order, from now on."""
        batch = self.outbox.take(link, now)
        if not batch and not even_empty:
            return None
        # An old msg_id stays inside a container: the ids of packets never fall back.
        if len(batch) == 1 and not batch[0].again:
            (out,) = batch
            msg_id, seqno, body = out.msg_id, out.seqno, out.body
        else:
            body = packing.container([(out.msg_id, out.seqno, out.body) for out in batch])
            msg_id, seqno = self.outbox.container_numbers(now)
        if now >= self._accepted_until:
            self._renew_salts(now)
        return Packet(
            self._secret,
            body,
            salt=self._salt,
            session_id=self.session_id,
            msg_id=msg_id,
            seqno=seqno,
        )


_NEVER_ACKED = frozenset(
    {ids.MSGS_ACK, ids.HTTP_WAIT, ids.MSGS_STATE_INFO, ids.MSGS_ALL_INFO, ids.RPC_DROP_ANSWER}
)
