"""AES-IGE in pieces is what it is at once, and no piece keeps other threads waiting for long."""

import os

import cryptg
import pytest

from heliograph.mtproto import ige

PIECE = 4 << 10
LENGTHS = (16, PIECE - 16, PIECE, PIECE + 16, 2 * PIECE, 3 * PIECE + 48)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much the library was given at a time."""
    given: list[int] = []

    def noting(name: str):
        real = getattr(cryptg, name)

        def noted(data: bytes, key: bytes, iv: bytes) -> bytes:
            given.append(len(data))
            return real(data, key, iv)

        monkeypatch.setattr(ige, name, noted)

    noting("encrypt_ige")
    noting("decrypt_ige")
    monkeypatch.setattr(ige, "PIECE_BYTES", PIECE)
    return given


@pytest.mark.parametrize("length", LENGTHS)
def test_pieces_are_the_same_as_the_whole(calls: list[int], length: int) -> None:
    plain, key, iv = os.urandom(length), os.urandom(32), os.urandom(32)
    sealed = ige.encrypt(plain, key, iv)
    assert sealed == cryptg.encrypt_ige(plain, key, iv)
    assert ige.decrypt(sealed, key, iv) == plain
    assert ige.decrypt(b"before" + sealed, key, iv, start=6) == plain
    assert max(calls) <= PIECE
    assert sum(calls) == 3 * length


def test_the_lock_is_let_go_between_pieces(
    calls: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[int] = []
    monkeypatch.setattr(ige, "sleep", lambda _: before.append(len(calls)))
    ige.decrypt(bytes(3 * PIECE), bytes(32), bytes(32))
    assert before == [1, 2, 3]
