"""Service messages packed and read with struct: the few that travel with every query."""

import struct
from collections.abc import Sequence
from typing import Final

from heliograph.mtproto import constructors as ids
from heliograph.mtproto.salts import FutureSalt
from heliograph.mtproto.tl_bytes import pack_bytes

VECTOR_MAX: Final = 8192
"""The most ids in a client's msgs_ack or msgs_state_req (TDLib's own bound)."""

CONTAINER_MAX: Final = 8192
"""Messages in a client's container; at least 1020 must be taken, TDLib sends up to 1000."""

STRAY_MAX: Final = 16
"""Bytes that may stand behind the last message of a container, as behind any object."""

_ID = struct.Struct("<I")
_RESULT = struct.Struct("<Iq")
_ERROR = struct.Struct("<Ii")
_VECTOR = struct.Struct("<III")
_COUNT = struct.Struct("<II")
_INNER = struct.Struct("<qii")
_BAD_MSG = struct.Struct("<Iqii")
_BAD_SALT = struct.Struct("<Iqiiq")
_NEW_SESSION = struct.Struct("<Iqqq")
_PONG = struct.Struct("<Iqq")
_DETAILED = struct.Struct("<Iqqii")
_DROPPED = struct.Struct("<Iqii")
_FUTURE_SALTS = struct.Struct("<Iqii")
_FUTURE_SALT = struct.Struct("<iiq")

UPDATES_TOO_LONG: Final = _ID.pack(ids.UPDATES_TOO_LONG)


class Unreadable(ValueError):
    """A service message whose bytes do not say what its constructor promises; nobody acts on it."""


def constructor_of(body: memoryview) -> int:
    """The object's constructor id, 0 if there is none."""
    return int.from_bytes(body[:4], "little") if len(body) >= 4 else 0


def read_string(body: memoryview, offset: int) -> memoryview:
    """The TL `bytes` at `offset`, uncopied. Raises Unreadable."""
    if offset >= len(body):
        raise Unreadable("string starts past the end")
    size, start = body[offset], offset + 1
    if size == 254:
        size, start = int.from_bytes(body[offset + 1 : offset + 4], "little"), offset + 4
    if size == 255 or start + size > len(body):
        raise Unreadable("string runs past the end")
    return body[start : start + size]


def rpc_result(req_msg_id: int, result: bytes) -> bytes:
    """An answer, boxed; `result` is itself a boxed object."""
    return _RESULT.pack(ids.RPC_RESULT, req_msg_id) + result


def rpc_error(code: int, text: str) -> bytes:
    """A refusal as it goes into rpc_result."""
    return _ERROR.pack(ids.RPC_ERROR, code) + pack_bytes(text.encode())


def gzip_packed(compressed: bytes) -> bytes:
    """Stands for the object that was compressed."""
    return _ID.pack(ids.GZIP_PACKED) + pack_bytes(compressed)


def msgs_ack(msg_ids: Sequence[int]) -> bytes:
    """Acknowledges client messages."""
    count = len(msg_ids)
    return _VECTOR.pack(ids.MSGS_ACK, ids.VECTOR, count) + struct.pack(f"<{count}q", *msg_ids)


def bad_msg_notification(msg_id: int, seqno: int, code: int) -> bytes:
    """Says that a client message was not processed, and why."""
    return _BAD_MSG.pack(ids.BAD_MSG_NOTIFICATION, msg_id, seqno, code)


def bad_server_salt(msg_id: int, seqno: int, salt: int) -> bytes:
    """Code 48: the message was not processed, here is the salt to use."""
    return _BAD_SALT.pack(ids.BAD_SERVER_SALT, msg_id, seqno, 48, salt)


def new_session_created(first_msg_id: int, unique_id: int, salt: int) -> bytes:
    """Says that nothing before `first_msg_id` is known here."""
    return _NEW_SESSION.pack(ids.NEW_SESSION_CREATED, first_msg_id, unique_id, salt)


def pong(msg_id: int, ping_id: int) -> bytes:
    """Answers a ping; not wrapped in rpc_result."""
    return _PONG.pack(ids.PONG, msg_id, ping_id)


def msgs_state_info(req_msg_id: int, info: bytes) -> bytes:
    """One byte per id asked about."""
    return _RESULT.pack(ids.MSGS_STATE_INFO, req_msg_id) + pack_bytes(info)


def msg_detailed_info(msg_id: int, answer_msg_id: int, size_bytes: int, status: int) -> bytes:
    """Names the answer to a client's message, to be asked for."""
    return _DETAILED.pack(ids.MSG_DETAILED_INFO, msg_id, answer_msg_id, size_bytes, status)


def rpc_answer_dropped(msg_id: int, seqno: int, size_bytes: int) -> bytes:
    """Says which answer will not be sent."""
    return _DROPPED.pack(ids.RPC_ANSWER_DROPPED, msg_id, seqno, size_bytes)


def future_salts(req_msg_id: int, now: int, salts: Sequence[FutureSalt]) -> bytes:
    """Answers get_future_salts; the vector and its elements are bare."""
    head = _FUTURE_SALTS.pack(ids.FUTURE_SALTS, req_msg_id, now, len(salts))
    return head + b"".join(
        _FUTURE_SALT.pack(salt.valid_since, salt.valid_until, salt.salt) for salt in salts
    )


def destroyed_session(session_id: int, *, found: bool) -> bytes:
    """Answers destroy_session; not wrapped in rpc_result."""
    number = ids.DESTROY_SESSION_OK if found else ids.DESTROY_SESSION_NONE
    return _RESULT.pack(number, session_id)


def destroyed_auth_key(*, done: bool) -> bytes:
    """Answers destroy_auth_key: TDLib wants it by itself, Desktop inside rpc_result."""
    return _ID.pack(ids.DESTROY_AUTH_KEY_OK if done else ids.DESTROY_AUTH_KEY_FAIL)


def container(messages: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Several messages (msg_id, seqno, body) as one; the vector is bare.

    https://core.telegram.org/mtproto/service_messages#simple-container
    """
    parts = [_COUNT.pack(ids.MSG_CONTAINER, len(messages))]
    for msg_id, seqno, body in messages:
        parts.append(_INNER.pack(msg_id, seqno, len(body)))
        parts.append(body)
    return b"".join(parts)


def read_container(body: memoryview) -> list[tuple[int, int, memoryview]]:
    """The messages of a container in their order. Raises Unreadable."""
    if len(body) < 8:
        raise Unreadable("container without a count")
    count, size = int.from_bytes(body[4:8], "little"), len(body)
    if count > CONTAINER_MAX or count * _INNER.size > size - 8:
        raise Unreadable("container counts more than it holds")
    messages, offset = [], 8
    for _ in range(count):
        if offset + _INNER.size > size:
            raise Unreadable("container ends inside a header")
        msg_id, seqno, length = _INNER.unpack_from(body, offset)
        offset += _INNER.size
        if length < 0 or length % 4 or offset + length > size:
            raise Unreadable("inner message is longer than its container")
        messages.append((msg_id, seqno, body[offset : offset + length]))
        offset += length
    if size - offset > STRAY_MAX:
        raise Unreadable("container with more behind its messages")
    return messages


def read_longs(body: memoryview, offset: int = 4) -> tuple[int, ...]:
    """A boxed Vector<long> of at most 8192. Raises Unreadable."""
    if len(body) < offset + 8:
        raise Unreadable("vector without a count")
    vector, count = _COUNT.unpack_from(body, offset)
    if vector != ids.VECTOR or count > VECTOR_MAX or count * 8 > len(body) - offset - 8:
        raise Unreadable("no vector of at most 8192 ids")
    return struct.unpack_from(f"<{count}q", body, offset + 8)


def read_long(body: memoryview, offset: int = 4) -> int:
    """The signed 64-bit number at `offset`. Raises Unreadable."""
    if len(body) < offset + 8:
        raise Unreadable("number runs past the end")
    return int.from_bytes(body[offset : offset + 8], "little", signed=True)


def read_int(body: memoryview, offset: int) -> int:
    """The signed 32-bit number at `offset`. Raises Unreadable."""
    if len(body) < offset + 4:
        raise Unreadable("number runs past the end")
    return int.from_bytes(body[offset : offset + 4], "little", signed=True)
