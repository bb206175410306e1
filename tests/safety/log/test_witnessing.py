"""What the log takes from a witness, and what a witness signs: heads of this log, and no other."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import merkle, notes
from heliograph.safety.log.notes import BadNote
from heliograph.safety.log.witnessing import NotContinued, accept, check_continues
from support.public_log import KEY, WITNESS, WITNESS_KEY, keeper

OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
HASHES = [merkle.leaf_hash(bytes((number,))) for number in range(9)]
NODE = merkle.over(HASHES)
ROOTS = [merkle.root(size, NODE) for size in range(10)]
OWN = notes.log_key(KEY)
WATCHED = keeper(witnesses=(WITNESS_KEY,))


def head(size: int, *, key: Ed25519PrivateKey = KEY, root: bytes = b"") -> str:
    return notes.sign(key, size=size, root=root or ROOTS[size])


def cosigned(
    text: str, *, by: Ed25519PrivateKey = WITNESS, name: str = WITNESS_KEY.name, body: str = ""
) -> str:
    body = body or notes.parse_note(text).body
    return text + notes.cosign(by, name=name, body=body, date=9)


def signed_in_the_name_of(name: str) -> str:
    """A head that says it is another log's, with a good signature of this log's key."""
    body = notes.Checkpoint(name, 3, ROOTS[3]).body()
    own = notes.Key(OWN.name, OWN.public, OWN.kind)
    return f"{body}\n{notes._line(own, KEY.sign(body.encode()))}"


def test_a_head_of_this_log_that_its_witness_signed_is_taken() -> None:
    taken = accept(cosigned(head(3)), WATCHED)
    assert (taken.checkpoint.size, taken.checkpoint.root) == (3, ROOTS[3])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "a note is"),
        (cosigned(head(3, key=OTHER)), "by this log"),
        (cosigned(signed_in_the_name_of("another/log")), "by this log"),
        # What the witness signed, under a head that the log did not.
        (cosigned(head(3).replace(notes._b64(ROOTS[3]), notes._b64(ROOTS[4]))), "by this log"),
        (head(3), "by no witness"),
        (cosigned(head(3), by=OTHER), "by no witness"),
        (cosigned(head(3), name="another.example"), "by no witness"),
        # A line from under another head.
        (cosigned(head(3), body=notes.parse_note(head(4)).body), "by no witness"),
    ],
)
def test_nothing_else_is_taken(text: str, says: str) -> None:
    with pytest.raises(BadNote, match=says):
        accept(text, WATCHED)


def test_nobody_is_a_witness_who_is_not_named() -> None:
    with pytest.raises(BadNote, match="by no witness"):
        accept(cosigned(head(3)), keeper())


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 9), (1, 8), (3, 3), (3, 9), (8, 9)])
def test_what_continues_is_signed(old: int, new: int) -> None:
    proof = merkle.consistency(old, new, NODE)
    found = check_continues(head(new), key=OWN, seen=head(old), proof=proof)
    assert found.checkpoint.size == new


def test_the_first_head_is_taken_as_it_is() -> None:
    assert check_continues(head(9), key=OWN, seen=None, proof=()).checkpoint.root == ROOTS[9]


@pytest.mark.parametrize(
    ("text", "seen", "says"),
    [
        (head(4), head(8), "had 8 entries, and shows 4"),
        # The same root would be that of a shorter tree.
        (head(4, root=ROOTS[8]), head(8), "had 8 entries, and shows 4"),
        (head(9, root=ROOTS[7]), head(3), "does not continue"),
        (head(9), head(3, root=ROOTS[4]), "does not continue"),
        (head(3, root=ROOTS[4]), head(3), "does not continue"),
    ],
)
def test_what_does_not_continue_is_not_signed(text: str, seen: str, says: str) -> None:
    sizes = [notes.parse_note(one).checkpoint.size for one in (seen, text)]
    proof = merkle.consistency(min(sizes), max(sizes), NODE)
    with pytest.raises(NotContinued, match=says):
        check_continues(text, key=OWN, seen=seen, proof=proof)


@pytest.mark.parametrize(
    "text", [head(3, key=OTHER), signed_in_the_name_of("another/log")], ids=["key", "name"]
)
@pytest.mark.parametrize("seen", [None, head(3)])
def test_what_the_log_did_not_sign_is_not_signed(text: str, seen: str | None) -> None:
    with pytest.raises(BadNote, match="not signed by"):
        check_continues(text, key=OWN, seen=seen, proof=())
