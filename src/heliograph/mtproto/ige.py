"""AES-256-IGE, in pieces where it is long: the library holds the interpreter's lock meanwhile.

https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector
"""

from time import sleep

from cryptg import decrypt_ige, encrypt_ige

PIECE_BYTES = 128 << 10
"""Some 0.4 ms. Shorter pieces cost more, in threads that take turns at the lock, than they gain."""

_BLOCK_BYTES = 16


def encrypt(plain: bytes, key: bytes, iv: bytes) -> bytes:
    """`iv` are the blocks that come before the first sealed and the first plain one."""
    if len(plain) <= PIECE_BYTES:
        return encrypt_ige(plain, key, iv)
    sealed = []
    for start in range(0, len(plain), PIECE_BYTES):
        piece = plain[start : start + PIECE_BYTES]
        sealed.append(encrypt_ige(piece, key, iv))
        iv = sealed[-1][-_BLOCK_BYTES:] + piece[-_BLOCK_BYTES:]
        _let_others()
    return b"".join(sealed)


def decrypt(sealed: bytes, key: bytes, iv: bytes, *, start: int = 0) -> bytes:
    """What follows `start`; `iv` as it was given to `encrypt`."""
    if len(sealed) - start <= PIECE_BYTES:
        return decrypt_ige(sealed[start:], key, iv)
    plain = []
    for begin in range(start, len(sealed), PIECE_BYTES):
        piece = sealed[begin : begin + PIECE_BYTES]
        plain.append(decrypt_ige(piece, key, iv))
        iv = piece[-_BLOCK_BYTES:] + plain[-1][-_BLOCK_BYTES:]
        _let_others()
    return b"".join(plain)


def _let_others() -> None:
    # The lock goes to whoever waits for it.
    sleep(0)
