"""Arbitrary interleavings of queries, repeats, losses and answers, checked against a model."""

import struct

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.session import Query
from support.session_rig import (
    MSGS_ACK,
    NEW_SESSION,
    PING,
    QUERY,
    RPC_RESULT,
    Got,
    Rig,
    container,
    longs,
)

LIMITS = SessionLimits(pushes=20)
UPDATE = struct.pack("<I", 0x78D4DE1F)


class SessionMachine(RuleBasedStateMachine):
    """A client that reads, loses connections and repeats itself; a server that answers at last."""

    def __init__(self) -> None:
        super().__init__()
        self.rig = Rig(LIMITS)
        self.links: list[Link] = [self.rig.link]
        self.sent: dict[int, Link] = {}
        self.runs: dict[int, int] = {}
        self.unanswered: list[int] = []
        self.answered: set[int] = set()
        self.heard: dict[int, bytes] = {}
        self.heard_on: dict[Link, list[int]] = {self.rig.link: []}
        self.fresh: list[Got] = []
        self.pushed = 0

    # --- the client ------------------------------------------------------------------------

    def deliver(self, body: bytes, link: Link, msg_id: int | None = None) -> None:
        _, events = self.rig.send(body, msg_id=msg_id, link=link)
        for event in events:
            assert isinstance(event, Query)
            self.runs[event.msg_id] = self.runs.get(event.msg_id, 0) + 1
            self.unanswered.append(event.msg_id)

    def link(self, choice: int) -> Link:
        return self.links[choice % len(self.links)]

    @precondition(lambda self: self.links)
    @rule(choice=st.integers(0, 3))
    def ask(self, choice: int) -> None:
        msg_id = self.rig.msg_id()
        self.sent[msg_id] = self.link(choice)
        self.deliver(QUERY, self.link(choice), msg_id)

    @precondition(lambda self: self.links)
    @rule(choice=st.integers(0, 3), count=st.integers(1, 4), repeat=st.booleans())
    def ask_in_a_container(self, choice: int, count: int, repeat: bool) -> None:
        ids = [self.rig.msg_id() for _ in range(count)]
        if repeat:
            ids += list(self.sent)[-2:]
        for msg_id in ids:
            self.sent[msg_id] = self.link(choice)
        self.deliver(container(*((msg_id, 1, QUERY) for msg_id in ids)), self.link(choice))

    @precondition(lambda self: self.links and self.sent)
    @rule(choice=st.integers(0, 3), which=st.integers(0, 30))
    def repeat(self, choice: int, which: int) -> None:
        msg_id = list(self.sent)[which % len(self.sent)]
        self.deliver(QUERY, self.link(choice), msg_id)

    @precondition(lambda self: self.links)
    @rule(choice=st.integers(0, 3))
    def ping(self, choice: int) -> None:
        self.deliver(struct.pack("<Iq", PING, 1), self.link(choice))

    @precondition(lambda self: self.links and self.fresh)
    @rule(choice=st.integers(0, 3), count=st.integers(1, 5))
    def acknowledge(self, choice: int, count: int) -> None:
        ids = [got.msg_id for got in self.fresh[:count]]
        del self.fresh[:count]
        self.deliver(longs(MSGS_ACK, *ids), self.link(choice))

    @precondition(lambda self: len(self.links) < 3)
    @rule()
    def connect(self) -> None:
        link = self.rig.session.open_link()
        self.links.append(link)
        self.heard_on[link] = []

    @precondition(lambda self: self.links)
    @rule(choice=st.integers(0, 3), read_first=st.booleans())
    def disconnect(self, choice: int, read_first: bool) -> None:
        link = self.link(choice)
        if read_first:
            self.read(choice)
        else:
            self.rig.hear(link)  # Written by the server, lost on the way.
        self.links.remove(link)
        self.rig.session.close_link(link, self.rig.now)

    @precondition(lambda self: self.links)
    @rule(choice=st.integers(0, 3))
    def read(self, choice: int) -> None:
        link = self.link(choice)
        for got in self.rig.hear(link):
            self.heard_on[link].append(got.msg_id)
            if got.seqno & 1:
                self.fresh.append(got)
            if got.kind == RPC_RESULT:
                self.heard[got.req_msg_id] = got.body[12:]

    # --- the server ------------------------------------------------------------------------

    @precondition(lambda self: self.unanswered)
    @rule(which=st.integers(0, 30))
    def answer(self, which: int) -> None:
        msg_id = self.unanswered.pop(which % len(self.unanswered))
        self.answered.add(msg_id)
        self.rig.session.reply(msg_id, struct.pack("<q", msg_id))

    @rule()
    def push(self) -> None:
        self.rig.session.push(UPDATE)

    @rule(seconds=st.sampled_from([0.001, 0.7, 3.0, -2.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.rig.now += seconds
        self.rig.session.tick(self.rig.now)

    # --- what always holds -----------------------------------------------------------------

    @invariant()
    def every_query_runs_at_most_once(self) -> None:
        assert all(count == 1 for count in self.runs.values())

    @invariant()
    def packets_never_fall_back(self) -> None:
        assert [ids for ids, _ in self.rig.packets] == sorted({i for i, _ in self.rig.packets})

    @invariant()
    def no_connection_carries_an_id_twice(self) -> None:
        for ids in self.heard_on.values():
            assert len(ids) == len(set(ids))

    @invariant()
    def the_session_is_announced_at_most_once(self) -> None:
        assert len({got.msg_id for got in self.rig.said if got.kind == NEW_SESSION}) <= 1

    @invariant()
    def answers_are_right(self) -> None:
        for msg_id, body in self.heard.items():
            assert body == struct.pack("<q", msg_id)

    def teardown(self) -> None:
        """At last every query that arrived is answered to a client that comes back and asks."""
        while self.unanswered:
            self.answer(0)
        self.connect_at_last()
        for msg_id in self.runs:
            if msg_id not in self.heard:
                self.deliver(QUERY, self.links[-1], msg_id)
        self.read(len(self.links) - 1)
        assert set(self.runs) <= set(self.heard)
        self.rig.session.close()
        assert self.rig.unsent.used_bytes == 0
        assert self.rig.unacked.used_bytes == 0

    def connect_at_last(self) -> None:
        for link in list(self.links):
            self.rig.hear(link)
            self.rig.session.close_link(link, self.rig.now)
        self.links.clear()
        self.connect()
        self.ping(0)
        self.read(0)


SessionMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestSession = SessionMachine.TestCase
