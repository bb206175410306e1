"""The server's side of the key exchange, step by step, without sockets or threads.

https://core.telegram.org/mtproto/auth_key
"""

import os
import time
from collections.abc import Callable, Sequence
from hashlib import sha1
from hmac import compare_digest
from typing import NamedTuple

from cryptg import decrypt_ige, encrypt_ige

from heliograph.mtproto.dh import (
    DH_G,
    DH_PRIME_BYTES,
    DhPair,
    is_safe_public,
    make_pair,
    make_pq,
    shared_key,
)
from heliograph.mtproto.envelope import AuthSecret
from heliograph.mtproto.errors import HandshakeError, InvalidDc
from heliograph.mtproto.handshake_wire import (
    DH_GEN_FAIL,
    DH_GEN_OK,
    DH_GEN_RETRY,
    MsgsAck,
    PqInnerData,
    ReqDhParams,
    ReqPq,
    SetClientDhParams,
    pack_dh_gen,
    pack_res_pq,
    pack_server_dh_inner_data,
    pack_server_dh_params_ok,
    parse_client_dh_inner_data,
    parse_pq_inner_data,
    parse_request,
)
from heliograph.mtproto.rsa import ServerKey, unpad

DC_IDS = range(1, 6)
_TEST_DC_OFFSET = 10000
# An honest client never needs a second try: ids collide once in 2^64.
_MAX_RETRIES = 3
# The longest request is set_client_DH_params with 336 encrypted bytes and TDLib's padding.
_MAX_BODY_BYTES = 1024


class Opened(NamedTuple):
    """What the first work item found: the client's secret nonce, and our DH secret."""

    inner: PqInnerData
    pair: DhPair


Computed = Opened | AuthSecret
Work = Callable[[], Computed]


class KeyAgreed(NamedTuple):
    """A new auth key. `reply` may be sent only once every node can read the key.

    `dc` is 0 where the exchange named none (Telethon, Pyrogram, GramJS). `expires_in` is how many
    seconds a temporary key is to live, None for a permanent one.
    """

    secret: AuthSecret
    server_salt: int
    dc: int
    expires_in: int | None
    reply: bytes


class Handshake:
    """One client's key exchange.

    `step` takes an unencrypted body and returns the reply, None (nothing to say) or a work
    item: 1-2 ms of pure arithmetic for another thread, whose result goes to `finish`. No
    other step may come between. Every refusal is a ProtocolError whose remedy closes the
    connection; the object is then of no more use. When it expires is the caller's business.
    """

    def __init__(
        self,
        keys: Sequence[ServerKey],
        *,
        random: Callable[[int], bytes] = os.urandom,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = {key.fingerprint: key for key in keys}
        self._random = random
        self._clock = clock
        self._nonce = self._server_nonce = self._new_nonce = b""
        self._p = self._q = 0
        self._dc = 0
        self._expires_in: int | None = None
        self._pair: DhPair | None = None
        self._retry_id = 0
        self._retries = 0
        self._due: type[ReqDhParams] | type[SetClientDhParams] | None = None
        self._working = False

    def step(self, body: bytes) -> bytes | Work | None:
        """Take one unencrypted message's body."""
        if len(body) > _MAX_BODY_BYTES:
            raise HandshakeError(f"a handshake message of {len(body)} bytes")
        request = parse_request(body)
        if isinstance(request, MsgsAck):
            return None
        if self._working:
            raise HandshakeError("a message while the last one is being worked on")
        if isinstance(request, ReqPq):
            return self._begin(request)
        if type(request) is not self._due:
            raise HandshakeError(f"{type(request).__name__} out of turn")
        self._check_nonces(request.nonce, request.server_nonce)
        work = (
            self._open_request(request)
            if isinstance(request, ReqDhParams)
            else self._agree(request)
        )
        self._working = True
        return work

    def finish(self, computed: Computed) -> bytes | KeyAgreed:
        """Take a work item's result and return the reply, or the key with its reply."""
        self._working = False
        if isinstance(computed, Opened):
            return self._offer(computed)
        self._due = None
        self._retry_id = int.from_bytes(computed.aux_hash, "little", signed=True)
        return KeyAgreed(
            secret=computed,
            server_salt=first_salt(self._new_nonce, self._server_nonce),
            dc=self._dc,
            expires_in=self._expires_in,
            reply=self._verdict(DH_GEN_OK, 1, computed.aux_hash),
        )

    def refuse_key_id(self, agreed: KeyAgreed) -> bytes:
        """Return what to send instead of `agreed.reply` when the key's id is taken.

        dh_gen_retry a few times, then dh_gen_fail, which starts the client over.
        """
        self._retries += 1
        if self._retries > _MAX_RETRIES:
            return self._verdict(DH_GEN_FAIL, 3, agreed.secret.aux_hash)
        self._due = SetClientDhParams
        return self._verdict(DH_GEN_RETRY, 2, agreed.secret.aux_hash)

    def _begin(self, request: ReqPq) -> bytes:
        """Answer req_pq, which starts over whatever was under way."""
        self._nonce = request.nonce
        self._server_nonce = self._random(16)
        self._p, self._q = make_pq()
        self._pair = None
        self._retry_id = self._retries = 0
        self._due = ReqDhParams
        return pack_res_pq(
            self._nonce,
            self._server_nonce,
            pq=self._p * self._q,
            fingerprints=list(self._keys),
        )

    def _open_request(self, request: ReqDhParams) -> Work:
        key = self._keys.get(request.fingerprint)
        if key is None or (request.p, request.q) != (self._p, self._q):
            raise HandshakeError("wrong p, q or fingerprint")
        expected = (self._p, self._q, self._nonce, self._server_nonce)
        return lambda: open_pq_inner_data(key, request.encrypted_data, expected)

    def _offer(self, opened: Opened) -> bytes:
        """Answer req_DH_params with our public value under the nonces' temporary key."""
        inner = opened.inner
        self._dc = plain_dc(inner.dc)
        self._expires_in = inner.expires_in
        self._new_nonce = inner.new_nonce
        self._pair = opened.pair
        self._due = SetClientDhParams
        answer = pack_server_dh_inner_data(
            self._nonce,
            self._server_nonce,
            g=DH_G,
            dh_prime=DH_PRIME_BYTES,
            g_a=opened.pair.public,
            server_time=int(self._clock()),
        )
        hashed = sha1(answer).digest() + answer
        padded = hashed + self._random(-len(hashed) % 16)
        key, iv = temporary_key(self._new_nonce, self._server_nonce)
        return pack_server_dh_params_ok(
            self._nonce, self._server_nonce, encrypted=encrypt_ige(padded, key, iv)
        )

    def _agree(self, request: SetClientDhParams) -> Work:
        sealed = request.encrypted_data
        if not sealed or len(sealed) % 16:
            raise HandshakeError("encrypted_data is not made of whole blocks")
        key, iv = temporary_key(self._new_nonce, self._server_nonce)
        plain = decrypt_ige(sealed, key, iv)
        inner, length = parse_client_dh_inner_data(plain[20:])
        if not compare_digest(sha1(plain[20 : 20 + length]).digest(), plain[:20]):
            raise HandshakeError("wrong SHA1 of client_DH_inner_data")
        if len(plain) - 20 - length >= 16:
            raise HandshakeError("too much padding after client_DH_inner_data")
        self._check_nonces(inner.nonce, inner.server_nonce)
        if inner.retry_id != self._retry_id:
            raise HandshakeError("wrong retry_id")
        if not is_safe_public(inner.g_b):
            raise HandshakeError("g_b out of range")
        pair = self._pair
        assert pair is not None, "set_client_DH_params is due only after _offer"
        return lambda: AuthSecret(shared_key(pair, inner.g_b))

    def _check_nonces(self, nonce: bytes, server_nonce: bytes) -> None:
        same = compare_digest(nonce + server_nonce, self._nonce + self._server_nonce)
        if not same:
            raise HandshakeError("wrong nonce")

    def _verdict(self, constructor: int, number: int, aux_hash: bytes) -> bytes:
        proof = sha1(self._new_nonce + bytes((number,)) + aux_hash).digest()[4:]
        return pack_dh_gen(constructor, self._nonce, self._server_nonce, proof=proof)


def open_pq_inner_data(
    key: ServerKey, encrypted: bytes, expected: tuple[int, int, bytes, bytes]
) -> Opened:
    """Decrypt req_DH_params' secret part and draw our DH pair: the exchange's first work item.

    `expected` is p, q, nonce, server_nonce; raises HandshakeError when the data says others,
    and for a temporary key that would have ended before it began.
    """
    data = unpad(key.decrypt(encrypted), lambda tail: parse_pq_inner_data(tail)[1])
    inner, _ = parse_pq_inner_data(data)
    p, q, nonce, server_nonce = expected
    if (inner.pq, inner.p, inner.q) != (p * q, p, q):
        raise HandshakeError("wrong p or q inside encrypted_data")
    if not compare_digest(inner.nonce + inner.server_nonce, nonce + server_nonce):
        raise HandshakeError("wrong nonce inside encrypted_data")
    if inner.expires_in is not None and inner.expires_in <= 0:
        raise HandshakeError("a temporary key without a lifetime")
    return Opened(inner, make_pair())


def temporary_key(new_nonce: bytes, server_nonce: bytes) -> tuple[bytes, bytes]:
    """Return the AES key and IV that hide the DH answers of one exchange.

    https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete
    """
    a = sha1(new_nonce + server_nonce).digest()
    b = sha1(server_nonce + new_nonce).digest()
    c = sha1(new_nonce + new_nonce).digest()
    return a + b[:12], b[12:] + c + new_nonce[:4]


def first_salt(new_nonce: bytes, server_nonce: bytes) -> int:
    """Return the signed salt with which both sides begin on a fresh key."""
    mask = zip(new_nonce[:8], server_nonce[:8], strict=True)
    return int.from_bytes(bytes(a ^ b for a, b in mask), "little", signed=True)


def plain_dc(dc: int) -> int:
    """Return a client's data centre without its marks for test (±10000) and media (negative).

    0 is nothing said. Raises InvalidDc for one that does not exist.
    """
    number = abs(dc) % _TEST_DC_OFFSET
    if number and number not in DC_IDS:
        raise InvalidDc(f"dc {dc}")
    return number
