"""The receipt that a leaf is in the log, good without asking the server again.

https://c2sp.org/tlog-proof; its extra data is the leaf itself.
"""

import base64
import binascii
from collections.abc import Sequence

import msgspec

from heliograph.safety.log.merkle import HASH_BYTES, includes, leaf_hash
from heliograph.safety.log.notes import BadNote, Key, is_signed, parse_note

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_HASHES_MAX = 64


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf, its place, the way from it to a root, and the signed head with that root."""

    leaf: bytes
    place: int
    proof: Sequence[bytes]
    note: str

    def text(self) -> str:
        hashes = "".join(f"{_b64(one)}\n" for one in self.proof)
        head = f"{_FIRST_LINE}\nextra {_b64(self.leaf)}\nindex {self.place}\n"
        return f"{head}{hashes}\n{self.note}"


def parse_receipt(text: str) -> Receipt:
    """A receipt from its text. Raises BadNote."""
    head, mark, note = text.partition("\n\n")
    lines = head.split("\n")
    if not mark or len(lines) < 3 or len(lines) > 3 + _HASHES_MAX or lines[0] != _FIRST_LINE:
        raise BadNote("this is no receipt")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise BadNote("the receipt names no leaf or no place")
    place = lines[2].removeprefix("index ")
    if not place.isascii() or not place.isdigit() or str(int(place[:20])) != place:
        raise BadNote("the receipt's place is no number")
    proof = [_unb64(line) for line in lines[3:]]
    if any(len(one) != HASH_BYTES for one in proof):
        raise BadNote("a hash of the receipt is not 32 bytes long")
    leaf = _unb64(lines[1].removeprefix("extra "))
    return Receipt(leaf=leaf, place=int(place), proof=proof, note=note)


def is_good(receipt: Receipt, key: Key) -> bool:
    """Whether the log of this key signed a tree that has the leaf. Raises BadNote."""
    note = parse_note(receipt.note)
    head = note.checkpoint
    return (
        head.origin == key.name
        and is_signed(note, key)
        and includes(
            head.root,
            receipt.proof,
            leaf=leaf_hash(receipt.leaf),
            place=receipt.place,
            size=head.size,
        )
    )


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _unb64(said: str) -> bytes:
    try:
        return base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("what should be base64 is not") from None
