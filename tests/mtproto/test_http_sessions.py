"""Sessions whose packets come by HTTP: a link for each request, and nothing lost in between."""

import struct

import pytest

from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.service import HttpWait
from support.session_rig import (
    CONTAINER,
    MSGS_ACK,
    QUERY,
    RPC_RESULT,
    Got,
    Rig,
    container,
    longs,
)

UPDATE = b"\x78\xd4\xde\x1fupdate.."
HTTP_WAIT = struct.pack("<Iiii", 0x9299359F, 500, 150, 25_000)


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.settle()
    made.session.release_link(made.link)
    return made


def ask(rig: Rig, *bodies: bytes) -> Link:
    """A request of some messages, on a link of its own."""
    link = rig.session.open_link()
    inner = [(rig.msg_id(), 1, body) for body in bodies]
    rig.send(container(*inner), seqno=0, link=link)
    return link


def answer(rig: Rig, link: Link) -> list[Got]:
    """The answer to a request."""
    heard = rig.hear(link)
    rig.session.release_link(link)
    return heard


def test_9_4_http_wait_is_told_with_its_times(rig: Rig) -> None:
    link = rig.session.open_link()
    _, events = rig.send(HTTP_WAIT, seqno=0, link=link)
    assert events == [HttpWait(500, 150, 25_000)]
    assert rig.hear(link) == []


def test_1_7_an_update_waits_for_the_next_request(rig: Rig) -> None:
    assert rig.session.push(UPDATE) is None
    assert [got.body for got in answer(rig, ask(rig, HTTP_WAIT))] == [UPDATE]


def test_1_7_an_answer_comes_by_whatever_request_waits(rig: Rig) -> None:
    asking = rig.session.open_link()
    query, _ = rig.send(QUERY, link=asking)
    rig.session.ack_running(asking)
    assert [got.body for got in answer(rig, asking)] == [longs(MSGS_ACK, query)]
    waiting = ask(rig, HTTP_WAIT)
    assert rig.session.reply(query, b"done") is waiting
    assert [got.req_msg_id for got in answer(rig, waiting)] == [query]


def test_1_7_what_one_answer_could_not_take_goes_out_on_the_request_that_waits(rig: Rig) -> None:
    first, second = ask(rig, HTTP_WAIT), ask(rig, HTTP_WAIT)
    rig.session.push(UPDATE)
    assert rig.session.release_link(second) is first
    assert [got.body for got in answer(rig, first)] == [UPDATE]


def test_1_7_nothing_is_sent_twice_because_a_request_ended(rig: Rig) -> None:
    rig.session.push(UPDATE)
    assert len(answer(rig, ask(rig, HTTP_WAIT))) == 1
    assert answer(rig, ask(rig, HTTP_WAIT)) == []


def test_1_7_an_answer_lost_with_its_connection_goes_out_again(rig: Rig) -> None:
    rig.session.push(UPDATE)
    link = ask(rig, HTTP_WAIT)
    (first,) = answer(rig, link)
    rig.session.lose_released(link)
    heard = answer(rig, ask(rig, HTTP_WAIT))
    assert [(got.msg_id, got.body) for got in heard if got.kind != CONTAINER] == [
        (first.msg_id, UPDATE)
    ]


def test_7_2_an_ack_in_the_packet_that_draws_a_repeat_stops_the_repeat(rig: Rig) -> None:
    rig.session.push(UPDATE)
    link = ask(rig, HTTP_WAIT)
    (first,) = answer(rig, link)
    rig.session.lose_released(link)
    assert answer(rig, ask(rig, longs(MSGS_ACK, first.msg_id), HTTP_WAIT)) == []
    assert (rig.unsent.used_bytes, rig.unacked.used_bytes) == (0, 0)


def test_7_5_a_repeated_query_draws_its_answer_by_the_request_that_repeats_it(rig: Rig) -> None:
    link = rig.session.open_link()
    query, _ = rig.send(QUERY, link=link)
    rig.session.reply(query, b"done")
    first = answer(rig, link)[-1]
    again = rig.session.open_link()
    assert rig.send(QUERY, msg_id=query, link=again)[1] == []
    heard = [got for got in rig.hear(again) if got.kind == RPC_RESULT]
    # By its id a client that has read it after all knows it again.
    assert [(got.msg_id, got.req_msg_id) for got in heard] == [(first.msg_id, query)]


def test_7_5_a_repeat_of_what_the_client_has_by_now_is_only_acknowledged(rig: Rig) -> None:
    link = rig.session.open_link()
    query, _ = rig.send(QUERY, link=link)
    rig.session.reply(query, b"done")
    had = answer(rig, link)[-1]
    rig.session.lose_released(link)
    # The first request of the next connection draws it again, and says that it had come.
    again = ask(rig, longs(MSGS_ACK, had.msg_id))
    assert rig.send(QUERY, msg_id=query, link=again)[1] == []
    assert [got.kind for got in rig.hear(again)] == [MSGS_ACK]


def test_1_7_a_request_that_gets_nothing_gets_an_empty_container(rig: Rig) -> None:
    link = ask(rig, HTTP_WAIT)
    assert rig.session.flush(link, rig.now) is None
    assert rig.session.flush(link, rig.now, even_empty=True) is not None
