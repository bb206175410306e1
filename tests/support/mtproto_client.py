"""A client's side of MTProto without sockets: transports, key exchange, envelopes.

Written from the protocol's pages and sharing no code with the server, so that one mistake
can't hide on both sides. Used by tests and by the bench.
"""

import os
import secrets
import struct
import time
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from math import gcd

import cryptg
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from support.mtproto_transport import ClientTransport as ClientTransport

VECTOR = 0x1CB5C415


# --- TL ---------------------------------------------------------------------------------


def tl_bytes(data: bytes) -> bytes:
    """A TL string."""
    head = bytes([len(data)]) if len(data) < 254 else b"\xfe" + len(data).to_bytes(3, "little")
    packed = head + data
    return packed + bytes(-len(packed) % 4)


def read_tl_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """The TL string at `at`, and where the next field begins."""
    size, start = data[at], at + 1
    if size == 254:
        size, start = int.from_bytes(data[at + 1 : at + 4], "little"), at + 4
    stop = start + size
    return data[start:stop], stop + -(stop - at) % 4


def big(number: int) -> bytes:
    """A number as the handshake writes it: big-endian without leading zeros."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


# --- Key exchange -----------------------------------------------------------------------


@dataclass(frozen=True)
class ClientKey:
    """What a finished exchange leaves the client with. `salt` is a signed int64."""

    key: bytes
    salt: int
    server_time: int = 0

    @property
    def key_id(self) -> int:
        return int.from_bytes(sha1(self.key).digest()[-8:], "little", signed=True)


@dataclass
class Exchange:
    """The client's state of one key exchange; each method builds or reads one message.

    `rsa` is "pad" (RSA_PAD) or "legacy" (SHA1); `dc` None leaves p_q_inner_data without it.
    """

    public_key: RSAPublicKey
    rsa: str = "pad"
    dc: int | None = 2
    expires_in: int | None = None
    multi: bool = True
    nonce: bytes = field(default_factory=lambda: os.urandom(16))
    new_nonce: bytes = field(default_factory=lambda: os.urandom(32))
    server_nonce: bytes = b""
    p: int = 0
    q: int = 0
    fingerprint: int = 0
    g: int = 0
    dh_prime: int = 0
    g_a: int = 0
    server_time: int = 0
    key: bytes = b""

    def req_pq(self) -> bytes:
        return struct.pack("<I", 0xBE7E8EF1 if self.multi else 0x60469778) + self.nonce

    def on_res_pq(self, body: bytes) -> None:
        assert body[:4] == struct.pack("<I", 0x05162463)
        assert body[4:20] == self.nonce
        self.server_nonce = body[20:36]
        pq, at = read_tl_bytes(body, 36)
        self.p, self.q = factorize(int.from_bytes(pq, "big"))
        vector, count = struct.unpack_from("<Ii", body, at)
        assert vector == VECTOR
        fingerprints = struct.unpack_from(f"<{count}q", body, at + 8)
        self.fingerprint = fingerprint_of(self.public_key)
        assert self.fingerprint in fingerprints

    def inner_data(self) -> bytes:
        """p_q_inner_data in the variant that dc and expires_in ask for."""
        variants = {
            (False, False): 0x83C95AEC,
            (True, False): 0xA9F55F95,
            (False, True): 0x3C6A84D4,
            (True, True): 0x56FDDF88,
        }
        constructor = variants[self.dc is not None, self.expires_in is not None]
        data = (
            struct.pack("<I", constructor)
            + tl_bytes(big(self.p * self.q))
            + tl_bytes(big(self.p))
            + tl_bytes(big(self.q))
            + self.nonce
            + self.server_nonce
            + self.new_nonce
        )
        for value in (self.dc, self.expires_in):
            data += b"" if value is None else struct.pack("<i", value)
        return data

    def req_dh_params(self) -> bytes:
        encrypt = rsa_pad if self.rsa == "pad" else rsa_legacy
        return (
            struct.pack("<I", 0xD712E4BE)
            + self.nonce
            + self.server_nonce
            + tl_bytes(big(self.p))
            + tl_bytes(big(self.q))
            + struct.pack("<q", self.fingerprint)
            + tl_bytes(encrypt(self.inner_data(), self.public_key))
        )

    def on_server_dh_params(self, body: bytes) -> None:
        assert body[:4] == struct.pack("<I", 0xD0E8075C)
        assert body[4:36] == self.nonce + self.server_nonce
        sealed, _ = read_tl_bytes(body, 36)
        plain = cryptg.decrypt_ige(sealed, *temporary_key(self.new_nonce, self.server_nonce))
        answer = plain[20:]
        assert answer[:4] == struct.pack("<I", 0xB5890DBA)
        assert answer[4:36] == self.nonce + self.server_nonce
        (self.g,) = struct.unpack_from("<i", answer, 36)
        prime, at = read_tl_bytes(answer, 40)
        g_a, at = read_tl_bytes(answer, at)
        (self.server_time,) = struct.unpack_from("<i", answer, at)
        assert sha1(answer[: at + 4]).digest() == plain[:20]
        assert len(answer) - at - 4 < 16
        self.dh_prime, self.g_a = int.from_bytes(prime, "big"), int.from_bytes(g_a, "big")

    def set_client_dh_params(self, *, retry_id: int = 0, b: int | None = None) -> bytes:
        secret = secrets.randbits(2048) if b is None else b
        g_b = pow(self.g, secret, self.dh_prime)
        self.key = pow(self.g_a, secret, self.dh_prime).to_bytes(256, "big")
        return self.client_dh_params_with(g_b, retry_id=retry_id)

    def client_dh_params_with(self, g_b: int, *, retry_id: int = 0) -> bytes:
        """set_client_DH_params with any g_b, also a forbidden one."""
        inner = (
            struct.pack("<I", 0x6643B654)
            + self.nonce
            + self.server_nonce
            + struct.pack("<q", retry_id)
            + tl_bytes(big(g_b))
        )
        plain = sha1(inner).digest() + inner
        plain += os.urandom(-len(plain) % 16)
        sealed = cryptg.encrypt_ige(plain, *temporary_key(self.new_nonce, self.server_nonce))
        head = struct.pack("<I", 0xF5045F1F) + self.nonce + self.server_nonce
        return head + tl_bytes(sealed)

    def verdict(self, body: bytes) -> str:
        """Check a dh_gen_* answer's nonces and proof; returns ok, retry or fail."""
        names = {0x3BCBF734: ("ok", 1), 0x46DC1FB9: ("retry", 2), 0xA69DAE02: ("fail", 3)}
        name, number = names[int.from_bytes(body[:4], "little")]
        assert body[4:36] == self.nonce + self.server_nonce
        aux_hash = sha1(self.key).digest()[:8]
        proof = sha1(self.new_nonce + bytes([number]) + aux_hash).digest()[4:]
        assert body[36:52] == proof
        return name

    def result(self) -> ClientKey:
        salt = bytes(a ^ b for a, b in zip(self.new_nonce[:8], self.server_nonce[:8], strict=True))
        return ClientKey(self.key, int.from_bytes(salt, "little", signed=True), self.server_time)


def load_public_key(pem: bytes) -> RSAPublicKey:
    """The server's public key from its PEM file."""
    key = load_pem_public_key(pem)
    assert isinstance(key, RSAPublicKey)
    return key


def fingerprint_of(key: RSAPublicKey) -> int:
    """The signed int64 that names a public key."""
    numbers = key.public_numbers()
    digest = sha1(tl_bytes(big(numbers.n)) + tl_bytes(big(numbers.e))).digest()
    return int.from_bytes(digest[12:], "little", signed=True)


def rsa_pad(data: bytes, key: RSAPublicKey) -> bytes:
    """Encrypt by RSA_PAD."""
    numbers = key.public_numbers()
    data += os.urandom(192 - len(data))
    while True:
        temp_key = os.urandom(32)
        hashed = data[::-1] + sha256(temp_key + data).digest()
        sealed = cryptg.encrypt_ige(hashed, temp_key, bytes(32))
        mask = sha256(sealed).digest()
        block = bytes(a ^ b for a, b in zip(temp_key, mask, strict=True)) + sealed
        number = int.from_bytes(block, "big")
        if number < numbers.n:
            return pow(number, numbers.e, numbers.n).to_bytes(256, "big")


def rsa_legacy(data: bytes, key: RSAPublicKey) -> bytes:
    """Encrypt in the older form: SHA1, data and random bytes, 255 in all."""
    numbers = key.public_numbers()
    block = sha1(data).digest() + data
    block += os.urandom(255 - len(block))
    return pow(int.from_bytes(block, "big"), numbers.e, numbers.n).to_bytes(256, "big")


def temporary_key(new_nonce: bytes, server_nonce: bytes) -> tuple[bytes, bytes]:
    """AES key and IV of the exchange's encrypted halves."""
    one = sha1(new_nonce + server_nonce).digest()
    two = sha1(server_nonce + new_nonce).digest()
    three = sha1(new_nonce + new_nonce).digest()
    return one + two[:12], two[12:20] + three + new_nonce[:4]


def factorize(pq: int) -> tuple[int, int]:
    """The two prime factors of pq, smaller first (Pollard's rho, Brent's steps)."""
    for c in range(1, 100):
        x = y = 2
        product, steps, d = 1, 0, 1
        while d == 1:
            x = (x * x + c) % pq
            y = (y * y + c) % pq
            y = (y * y + c) % pq
            product = product * abs(x - y) % pq
            steps += 1
            if steps % 64 == 0 or product == 0:
                d = gcd(product, pq) if product else pq
                product = 1
        if d != pq:
            return min(d, pq // d), max(d, pq // d)
    raise AssertionError("pq can't be factored")


# --- Envelopes --------------------------------------------------------------------------


def seal_unencrypted(body: bytes, *, msg_id: int | None = None) -> bytes:
    """A packet without a key."""
    number = new_msg_id() if msg_id is None else msg_id
    return struct.pack("<qqI", 0, number, len(body)) + body


def open_unencrypted(packet: bytes) -> bytes:
    """The body of a packet without a key."""
    key_id, msg_id, size = struct.unpack_from("<qqI", packet)
    assert key_id == 0
    assert msg_id % 4 == 1
    return packet[20 : 20 + size]


@dataclass(frozen=True)
class Received:
    """One packet from the server, opened and checked."""

    salt: int
    session_id: int
    msg_id: int
    seqno: int
    body: bytes


def seal(
    key: bytes,
    body: bytes,
    *,
    salt: int,
    session_id: int,
    msg_id: int,
    seqno: int,
    padding: int | None = None,
    length: int | None = None,
) -> bytes:
    """Encrypt as a client; `padding` and `length` may be set to false values."""
    head = struct.pack(
        "<qqqiI", salt, session_id, msg_id, seqno, len(body) if length is None else length
    )
    plain = head + body
    plain += os.urandom(12 + -(len(plain) + 12) % 16 if padding is None else padding)
    return seal_plain(key, plain)


def seal_plain(key: bytes, plain: bytes, x: int = 0) -> bytes:
    """Encrypt whole blocks of plaintext under a key; x = 0 as a client, 8 as a server."""
    msg_key = sha256(key[88 + x : 120 + x] + plain).digest()[8:24]
    sealed = cryptg.encrypt_ige(plain, *message_key(key, msg_key, x))
    return sha1(key).digest()[-8:] + msg_key + sealed


def quick_ack_token(key: bytes, packet: bytes) -> int:
    """The token that the server must answer if a quick ack is asked for this packet."""
    plain = cryptg.decrypt_ige(packet[24:], *message_key(key, packet[8:24], 0))
    return int.from_bytes(sha256(key[88:120] + plain).digest()[:4], "little") | 0x80000000


def unseal(key: bytes, packet: bytes) -> Received:
    """Decrypt and check what the server sent."""
    assert packet[:8] == sha1(key).digest()[-8:]
    msg_key = packet[8:24]
    plain = cryptg.decrypt_ige(packet[24:], *message_key(key, msg_key, 8))
    assert sha256(key[96:128] + plain).digest()[8:24] == msg_key
    salt, session_id, msg_id, seqno, size = struct.unpack_from("<qqqiI", plain)
    assert size % 4 == 0
    assert 12 <= len(plain) - 32 - size <= 1024
    return Received(salt, session_id, msg_id, seqno, plain[32 : 32 + size])


def message_key(key: bytes, msg_key: bytes, x: int) -> tuple[bytes, bytes]:
    """AES key and IV of one message; x = 0 from the client, 8 from the server."""
    a = sha256(msg_key + key[x : x + 36]).digest()
    b = sha256(key[40 + x : 76 + x] + msg_key).digest()
    return a[:8] + b[8:24] + a[24:32], b[:8] + a[8:24] + b[24:32]


def seal_v1(key: bytes, plain: bytes) -> bytes:
    """Encrypt as a client did in MTProto 1.0; `plain` is everything but the padding."""
    msg_key = sha1(plain).digest()[4:]
    a = sha1(msg_key + key[:32]).digest()
    b = sha1(key[32:48] + msg_key + key[48:64]).digest()
    c = sha1(key[64:96] + msg_key).digest()
    d = sha1(msg_key + key[96:128]).digest()
    aes_key = a[:8] + b[8:20] + c[4:16]
    iv = a[8:20] + b[:8] + c[16:20] + d[:8]
    padded = plain + os.urandom(-len(plain) % 16)
    return sha1(key).digest()[-8:] + msg_key + cryptg.encrypt_ige(padded, aes_key, iv)


def bind_message(
    key: bytes,
    *,
    msg_id: int,
    seqno: int = 0,
    nonce: int,
    temp_key_id: int,
    perm_key_id: int,
    session_id: int,
    expires_at: int,
) -> bytes:
    """encrypted_message of auth.bindTempAuthKey, made with a permanent key."""
    inner = struct.pack(
        "<Iqqqqi", 0x75A3F765, nonce, temp_key_id, perm_key_id, session_id, expires_at
    )
    return seal_v1(key, os.urandom(16) + struct.pack("<qiI", msg_id, seqno, len(inner)) + inner)


def new_msg_id(now: float | None = None) -> int:
    """A client's msg_id for a moment: divisible by 4."""
    return int((time.time() if now is None else now) * 2**32) & ~3
