"""Sealed keys open for whoever was meant, beside their manifest, and for nobody else."""

import pytest
from msgspec.structs import replace

from heliograph.server import key_box
from heliograph.server.errors import CannotStart
from heliograph.server.key_box import Box, ForPassphrase, ForRecipient, Lock, WrongKey

PASSPHRASE = "correct horse battery staple"
CONTENT = b"a key nobody may find"
PRIVATE, PUBLIC = key_box.new_pair()


@pytest.fixture(scope="module")
def boxes() -> tuple[Box, Box]:
    locks = (key_box.passphrase_lock(PASSPHRASE), key_box.recipient_lock(PUBLIC))
    one, other = (key_box.seal(CONTENT, lock, bound=b"manifest") for lock in locks)
    return one, other


def opened(box: Box, *, bound: bytes = b"manifest") -> bytes:
    if isinstance(box, ForPassphrase):
        return key_box.open_for_passphrase(box, PASSPHRASE, bound=bound)
    return key_box.open_for_recipient(box, PRIVATE, bound=bound)


def test_what_was_sealed_opens(boxes: tuple[Box, Box]) -> None:
    assert [opened(box) for box in boxes] == [CONTENT, CONTENT]
    assert all(CONTENT not in box.sealed for box in boxes)


def test_a_box_opens_beside_no_other_manifest(boxes: tuple[Box, Box]) -> None:
    for box in boxes:
        with pytest.raises(WrongKey):
            opened(box, bound=b"another")


def test_a_changed_box_does_not_open(boxes: tuple[Box, Box]) -> None:
    for box in boxes:
        for changed in (box.sealed[:-1], box.sealed[:20], bytes(len(box.sealed))):
            with pytest.raises(WrongKey):
                opened(replace(box, sealed=changed))


def test_another_passphrase_or_key_opens_nothing(boxes: tuple[Box, Box]) -> None:
    one, other = boxes
    assert isinstance(one, ForPassphrase)
    assert isinstance(other, ForRecipient)
    with pytest.raises(WrongKey, match="passphrase is wrong"):
        key_box.open_for_passphrase(one, PASSPHRASE + "!", bound=b"manifest")
    with pytest.raises(WrongKey, match=PUBLIC):
        key_box.open_for_recipient(other, key_box.new_pair()[0], bound=b"manifest")


@pytest.mark.parametrize("cost", [0, 1, 3, 1 << 30])
def test_a_strangers_box_cannot_ask_for_endless_work(boxes: tuple[Box, Box], cost: int) -> None:
    box = boxes[0]
    assert isinstance(box, ForPassphrase)
    with pytest.raises(WrongKey, match="does not know"):
        opened(replace(box, cost=cost))


def test_a_passphrase_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(CannotStart, match="12 characters"):
        key_box.passphrase_lock("eleven char")


@pytest.mark.parametrize(
    "text",
    ["", PRIVATE, PUBLIC[:-1], PUBLIC + "A", "age1qqq", PUBLIC[:-1] + "é"],
    ids=["nothing", "a private key", "too short", "too long", "another kind", "no letter of it"],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(CannotStart, match="no public key"):
        key_box.recipient_lock(text)


def test_nothing_is_sealed_for_nobody() -> None:
    with pytest.raises(ValueError, match="never written unencrypted"):
        key_box.seal(CONTENT, Lock(), bound=b"")


def test_locks_do_not_show_what_they_hold() -> None:
    assert PASSPHRASE not in repr(key_box.passphrase_lock(PASSPHRASE))
