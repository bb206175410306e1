"""The tree is the one of the RFC, and its proofs prove what they say and nothing else."""

import hashlib

import pytest

from heliograph.safety.log.merkle import (
    EMPTY,
    consistency,
    includes,
    inclusion,
    is_continued,
    leaf_hash,
    node_hash,
    over,
    root,
)

# The tree that Certificate Transparency's implementations are tested with.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = range(70)


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(bytes((number,))) for number in range(size)]


def by_the_book(found: list[bytes]) -> bytes:
    """MTH as the RFC defines it."""
    if len(found) <= 1:
        return found[0] if found else hashlib.sha256().digest()
    split = 1
    while split * 2 < len(found):
        split *= 2
    return node_hash(by_the_book(found[:split]), by_the_book(found[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    node = over([leaf_hash(leaf) for leaf in CT_LEAVES])
    assert root(size, node).hex() == CT_ROOTS[size - 1]


def test_proofs_are_those_of_certificate_transparency() -> None:
    node = over([leaf_hash(leaf) for leaf in CT_LEAVES])
    assert [one.hex()[:8] for one in inclusion(5, 8, node)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [one.hex()[:8] for one in inclusion(2, 3, node)] == ["fac54203"]
    assert [one.hex()[:8] for one in consistency(1, 8, node)] == [
        "96a296d2",
        "5f083f0a",
        "6b47aaf2",
    ]
    assert [one.hex()[:8] for one in consistency(6, 8, node)] == [
        "0ebc5d34",
        "ca854ea1",
        "d37ee418",
    ]
    assert [one.hex()[:8] for one in consistency(2, 5, node)] == ["5f083f0a", "bc1a0643"]


def test_the_root_is_as_the_rfc_defines_it_at_every_size() -> None:
    for size in SIZES:
        assert root(size, over(hashes(size))) == by_the_book(hashes(size))
    assert root(0, over([])) == EMPTY


def test_every_leaf_is_shown_to_be_in_every_tree_and_nowhere_else() -> None:
    for size in SIZES:
        found = hashes(size)
        node = over(found)
        head = root(size, node)
        for place in range(size):
            proof = inclusion(place, size, node)
            assert includes(head, proof, leaf=found[place], place=place, size=size)
            other = (place + 1) % size
            wrong = (size > 1) and includes(head, proof, leaf=found[place], place=other, size=size)
            assert not wrong
            assert not includes(head, proof, leaf=EMPTY, place=place, size=size)
            assert not includes(head, [*proof, EMPTY], leaf=found[place], place=place, size=size)
            if proof:
                assert not includes(head, proof[1:], leaf=found[place], place=place, size=size)


def test_every_tree_is_shown_to_continue_every_earlier_one() -> None:
    node = over(hashes(SIZES[-1]))
    heads = [root(size, node) for size in SIZES]
    for second in SIZES:
        for first in range(second + 1):
            proof = consistency(first, second, node)
            old, new = (first, heads[first]), (second, heads[second])
            assert is_continued(old, new, proof)
            assert not is_continued((first, bytes(32)), new, proof)
            assert not is_continued(old, new, [*proof, EMPTY])
            if first not in (0, second):
                assert not is_continued(old, (second, bytes(32)), proof)
                assert not is_continued(old, new, [EMPTY, *proof[1:]])


@pytest.mark.parametrize(("place", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_of_a_place_outside(place: int, size: int) -> None:
    with pytest.raises(ValueError, match="no place"):
        inclusion(place, size, over(hashes(size)))
    assert not includes(EMPTY, [], leaf=EMPTY, place=place, size=size)


def test_a_longer_tree_is_no_beginning() -> None:
    with pytest.raises(ValueError, match="no beginning"):
        consistency(3, 2, over(hashes(3)))
    assert not is_continued((3, EMPTY), (2, EMPTY), [])
    assert not is_continued((1, EMPTY), (2, EMPTY), [])


@pytest.mark.parametrize(("old", "new"), [(2, 1), (4, 1), (4, 3), (8, 0), (-1, 1), (-2, -1)])
def test_a_tree_that_shrank_is_no_continuation(old: int, new: int) -> None:
    # Not even of itself: the root of a whole subtree needs no proof.
    for proof in ([], [EMPTY], hashes(2)):
        assert not is_continued((old, EMPTY), (new, EMPTY), proof)
