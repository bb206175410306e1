"""Service messages from the client: what each one makes the session do.

https://core.telegram.org/mtproto/service_messages
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.mtproto import constructors as ids
from heliograph.mtproto import packing

if TYPE_CHECKING:
    from heliograph.mtproto.outgoing import Link
    from heliograph.mtproto.session import Event, Session


@dataclass(slots=True, frozen=True)
class Arrival:
    """One service message: which session, by which link, its id and bytes."""

    session: "Session"
    link: "Link"
    msg_id: int
    body: memoryview


@dataclass(slots=True, frozen=True)
class DisconnectLater:
    """The connection is to be closed after so many seconds unless this is asked again."""

    delay_s: int


@dataclass(slots=True, frozen=True)
class DestroySession:
    """The client gives up another session of its key; answer with `Session.tell`."""

    link: "Link"
    session_id: int


@dataclass(slots=True, frozen=True)
class DestroyAuthKey:
    """The client gives up the key it uses; the answer must leave before the key goes."""

    link: "Link"
    msg_id: int


@dataclass(slots=True, frozen=True)
class HttpWait:
    """How long the answer to an HTTP request may be held back, in milliseconds as they came.

    https://core.telegram.org/mtproto/service_messages#httpwait-long-poll-query
    """

    max_delay_ms: int
    wait_after_ms: int
    max_wait_ms: int


def _ping(message: Arrival) -> "Event | None":
    ping_id = packing.read_long(message.body)
    message.session.tell(message.link, packing.pong(message.msg_id, ping_id))
    return None


def _ping_delay_disconnect(message: Arrival) -> "Event | None":
    delay_s = packing.read_int(message.body, 12)
    _ping(message)
    return DisconnectLater(delay_s)


def _get_future_salts(message: Arrival) -> "Event | None":
    message.session.tell_salts(message.link, message.msg_id, packing.read_int(message.body, 4))
    return None


def _msgs_ack(message: Arrival) -> "Event | None":
    message.session.outbox.acknowledged(packing.read_longs(message.body))
    return None


def _msgs_state_req(message: Arrival) -> "Event | None":
    msg_ids = packing.read_longs(message.body)
    message.session.tell_states(message.link, message.msg_id, msg_ids)
    return None


def _msg_resend_req(message: Arrival) -> "Event | None":
    msg_ids = packing.read_longs(message.body)
    outbox = message.session.outbox
    if not outbox.send_again(msg_ids, outbox.own_link(message.link)):
        message.session.tell_states(message.link, message.msg_id, msg_ids)
    return None


def _msg_resend_ans_req(message: Arrival) -> "Event | None":
    # Its ids are those of queries; TDLib names the answers' ids, so both are looked for.
    msg_ids = packing.read_longs(message.body)
    outbox = message.session.outbox
    link = outbox.own_link(message.link)
    answers = [msg_id for msg_id in msg_ids if not outbox.answer_again(msg_id, link)]
    if not outbox.send_again(answers, link):
        message.session.tell_states(message.link, message.msg_id, msg_ids)
    return None


def _rpc_drop_answer(message: Arrival) -> "Event | None":
    dropped_id = packing.read_long(message.body)
    message.session.drop_answer(message.link, message.msg_id, dropped_id)
    return None


def _destroy_session(message: Arrival) -> "Event | None":
    return DestroySession(message.link, packing.read_long(message.body))


def _destroy_auth_key(message: Arrival) -> "Event | None":
    return DestroyAuthKey(message.link, message.msg_id)


def _http_wait(message: Arrival) -> "Event | None":
    # Whoever carries the packet knows whether it came by HTTP; elsewhere it means nothing.
    at = [packing.read_int(message.body, offset) for offset in (4, 8, 12)]
    return HttpWait(*at)


def _ignore(message: Arrival) -> "Event | None":
    return None


Reaction = Callable[[Arrival], "Event | None"]

REACTIONS: dict[int, Reaction] = {
    ids.PING: _ping,
    ids.PING_DELAY_DISCONNECT: _ping_delay_disconnect,
    ids.GET_FUTURE_SALTS: _get_future_salts,
    ids.MSGS_ACK: _msgs_ack,
    ids.MSGS_STATE_REQ: _msgs_state_req,
    ids.MSG_RESEND_REQ: _msg_resend_req,
    ids.MSG_RESEND_ANS_REQ: _msg_resend_ans_req,
    ids.RPC_DROP_ANSWER: _rpc_drop_answer,
    ids.DESTROY_SESSION: _destroy_session,
    ids.DESTROY_AUTH_KEY: _destroy_auth_key,
    ids.HTTP_WAIT: _http_wait,
    # Answers to questions that we never ask.
    ids.MSGS_STATE_INFO: _ignore,
    ids.MSGS_ALL_INFO: _ignore,
    ids.MSG_DETAILED_INFO: _ignore,
    ids.MSG_NEW_DETAILED_INFO: _ignore,
}
