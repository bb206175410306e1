"""The two AES-CTR streams that hide a TCP transport from observers of the line."""

from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HEADER_BYTES = 64


class Stream(Protocol):
    """A running cipher: every byte passed through moves its counter on."""

    def update(self, data: bytes) -> bytes: ...


class Obfuscation(NamedTuple):
    """What a client's 64-byte header says, and the streams it opens.

    `dc_id` is signed (negative: media, ±10000: test) and only means something behind a
    proxy: other clients leave random bytes there.
    """

    tag: bytes
    dc_id: int
    incoming: Stream
    outgoing: Stream


def open_obfuscation(header: bytes) -> Obfuscation:
    """Derive both streams from the header a client sent; each then stands where data begins.

    The client's stream has already moved on by the header's 64 bytes, ours has not.
    https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
    """
    incoming = ctr_stream(key=header[8:40], iv=header[40:56])
    mirrored = header[::-1]
    outgoing = ctr_stream(key=mirrored[8:40], iv=mirrored[40:56])
    plain = incoming.update(header)
    return Obfuscation(
        tag=plain[56:60],
        dc_id=int.from_bytes(plain[60:62], "little", signed=True),
        incoming=incoming,
        outgoing=outgoing,
    )


def ctr_stream(*, key: bytes, iv: bytes) -> Stream:
    """Start AES-256-CTR; encrypting and decrypting are the same operation."""
    return Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
