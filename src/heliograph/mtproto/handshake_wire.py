"""The handshake's TL objects, packed and parsed by hand.

https://core.telegram.org/mtproto/auth_key
"""

import struct
from typing import NamedTuple

from heliograph.mtproto.errors import HandshakeError
from heliograph.mtproto.tl_bytes import Reader, pack_bytes

REQ_PQ = 0x60469778
REQ_PQ_MULTI = 0xBE7E8EF1
RES_PQ = 0x05162463
REQ_DH_PARAMS = 0xD712E4BE
P_Q_INNER_DATA = 0x83C95AEC
P_Q_INNER_DATA_DC = 0xA9F55F95
P_Q_INNER_DATA_TEMP = 0x3C6A84D4
P_Q_INNER_DATA_TEMP_DC = 0x56FDDF88
SERVER_DH_PARAMS_OK = 0xD0E8075C
SERVER_DH_INNER_DATA = 0xB5890DBA
SET_CLIENT_DH_PARAMS = 0xF5045F1F
CLIENT_DH_INNER_DATA = 0x6643B654
DH_GEN_OK = 0x3BCBF734
DH_GEN_RETRY = 0x46DC1FB9
DH_GEN_FAIL = 0xA69DAE02
MSGS_ACK = 0x62D6B459

_VECTOR = 0x1CB5C415
_WITH_DC = (P_Q_INNER_DATA_DC, P_Q_INNER_DATA_TEMP_DC)
_TEMPORARY = (P_Q_INNER_DATA_TEMP, P_Q_INNER_DATA_TEMP_DC)


class ReqPq(NamedTuple):
    """Both req_pq and req_pq_multi."""

    nonce: bytes


class ReqDhParams(NamedTuple):
    nonce: bytes
    server_nonce: bytes
    p: int
    q: int
    fingerprint: int
    encrypted_data: bytes


class SetClientDhParams(NamedTuple):
    nonce: bytes
    server_nonce: bytes
    encrypted_data: bytes


class MsgsAck(NamedTuple):
    """An ack between two steps; its ids mean nothing without a session."""


class PqInnerData(NamedTuple):
    """All four p_q_inner_data; `dc` is 0 and `expires_in` None where a variant lacks them."""

    pq: int
    p: int
    q: int
    nonce: bytes
    server_nonce: bytes
    new_nonce: bytes
    dc: int
    expires_in: int | None


class ClientDhInnerData(NamedTuple):
    nonce: bytes
    server_nonce: bytes
    retry_id: int
    g_b: int


Request = ReqPq | ReqDhParams | SetClientDhParams | MsgsAck


def parse_request(body: bytes) -> Request:
    """Read what a client without a key may say; raises HandshakeError for anything else.

    Bytes after the object are ignored: TDLib adds up to 255 random ones inside the length.
    """
    fields = Reader(body)
    constructor = fields.uint32()
    if constructor in (REQ_PQ, REQ_PQ_MULTI):
        return ReqPq(fields.raw(16))
    if constructor == REQ_DH_PARAMS:
        return ReqDhParams(
            nonce=fields.raw(16),
            server_nonce=fields.raw(16),
            p=fields.number(),
            q=fields.number(),
            fingerprint=fields.int64(),
            encrypted_data=fields.bytes(),
        )
    if constructor == SET_CLIENT_DH_PARAMS:
        return SetClientDhParams(fields.raw(16), fields.raw(16), fields.bytes())
    if constructor == MSGS_ACK:
        return MsgsAck()
    raise HandshakeError(f"unencrypted {constructor:08x}")


def parse_pq_inner_data(data: bytes) -> tuple[PqInnerData, int]:
    """Read any p_q_inner_data and return it with its length in bytes."""
    fields = Reader(data)
    constructor = fields.uint32()
    if constructor not in (P_Q_INNER_DATA, *_WITH_DC, *_TEMPORARY):
        raise HandshakeError("no p_q_inner_data where one must be")
    inner = PqInnerData(
        pq=fields.number(),
        p=fields.number(),
        q=fields.number(),
        nonce=fields.raw(16),
        server_nonce=fields.raw(16),
        new_nonce=fields.raw(32),
        dc=fields.int32() if constructor in _WITH_DC else 0,
        expires_in=fields.int32() if constructor in _TEMPORARY else None,
    )
    return inner, fields.at


def parse_client_dh_inner_data(data: bytes) -> tuple[ClientDhInnerData, int]:
    """Read client_DH_inner_data and return it with its length in bytes."""
    fields = Reader(data)
    if fields.uint32() != CLIENT_DH_INNER_DATA:
        raise HandshakeError("no client_DH_inner_data where one must be")
    inner = ClientDhInnerData(fields.raw(16), fields.raw(16), fields.int64(), fields.number())
    return inner, fields.at


def pack_res_pq(nonce: bytes, server_nonce: bytes, *, pq: int, fingerprints: list[int]) -> bytes:
    """Build resPQ; `pq` is an 8-byte product of two primes."""
    return (
        struct.pack("<I", RES_PQ)
        + nonce
        + server_nonce
        + pack_bytes(pq.to_bytes(8, "big"))
        + struct.pack(f"<Ii{len(fingerprints)}q", _VECTOR, len(fingerprints), *fingerprints)
    )


def pack_server_dh_params_ok(nonce: bytes, server_nonce: bytes, *, encrypted: bytes) -> bytes:
    """Build server_DH_params_ok around an encrypted answer."""
    return struct.pack("<I", SERVER_DH_PARAMS_OK) + nonce + server_nonce + pack_bytes(encrypted)


def pack_server_dh_inner_data(
    nonce: bytes, server_nonce: bytes, *, g: int, dh_prime: bytes, g_a: int, server_time: int
) -> bytes:
    """Build server_DH_inner_data; `server_time` in Unix seconds sets the client's clock."""
    return (
        struct.pack("<I", SERVER_DH_INNER_DATA)
        + nonce
        + server_nonce
        + struct.pack("<i", g)
        + pack_bytes(dh_prime)
        + pack_bytes(g_a.to_bytes(256, "big"))
        + struct.pack("<i", server_time)
    )


def pack_dh_gen(constructor: int, nonce: bytes, server_nonce: bytes, *, proof: bytes) -> bytes:
    """Build dh_gen_ok, _retry or _fail with its new_nonce_hash."""
    return struct.pack("<I", constructor) + nonce + server_nonce + proof
