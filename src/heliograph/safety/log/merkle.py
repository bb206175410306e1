"""The tree over the log's leaves: its root, and proofs that a leaf is in it and that it only grew.

RFC 9162, section 2.1 (and RFC 6962, section 2.1): SHA-256, a leaf's hash is of 0x00 and its bytes,
a node's of 0x01 and its two halves. Nothing here keeps a tree: whoever asks brings the hashes of
whole subtrees, `Node`.
"""

import hashlib
from collections.abc import Callable, Sequence

HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""

Node = Callable[[int, int], bytes]
"""Gives the hash of the whole subtree of 2**height leaves that begins at leaf index × 2**height."""


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def over(hashes: Sequence[bytes]) -> Node:
    """The subtrees of a tree that is held whole, as hashes of its leaves: for few of them."""

    def node(height: int, index: int) -> bytes:
        if height == 0:
            return hashes[index]
        return node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1))

    return node


def root(size: int, node: Node) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return _span(0, size, node) if size else EMPTY


def inclusion(place: int, size: int, node: Node) -> list[bytes]:
    """What it takes from the hash of the leaf at `place` to the root, from the leaf upwards.

    Raises ValueError if the tree has no such place.
    """
    if not 0 <= place < size:
        raise ValueError(f"a tree of {size} leaves has no place {place}")
    path, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if place < middle:
            path.append(_span(middle, end, node))
            end = middle
        else:
            path.append(_span(begin, middle, node))
            begin = middle
    return path[::-1]


def consistency(first: int, second: int, node: Node) -> list[bytes]:
    """What shows that the tree of `first` leaves is the beginning of that of `second`.

    Empty if they are the same, or the first one is empty. Raises ValueError if it is no beginning.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves is no beginning of one of {second}")
    if first in (0, second):
        return []
    path, begin, end, whole = [], 0, second, True
    # Down to where the first tree ends with a subtree: what branches off is the proof.
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(_span(middle, end, node))
            end = middle
        else:
            path.append(_span(begin, middle, node))
            begin, whole = middle, False
    if not whole:
        path.append(_span(begin, end, node))
    return path[::-1]


def includes(
    root_hash: bytes, proof: Sequence[bytes], *, leaf: bytes, place: int, size: int
) -> bool:
    """Whether a proof leads from a leaf's hash at a place to the root. RFC 9162, 2.1.3.2."""
    if not 0 <= place < size:
        return False
    index, last, found = place, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = node_hash(sibling, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and found == root_hash


def is_continued(
    first: tuple[int, bytes], second: tuple[int, bytes], proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the second tree (size and root) continues the first.

    RFC 9162, 2.1.4.2.
    """
    (old_size, old_root), (new_size, new_root) = first, second
    if not 0 <= old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY
    hashes = [*([old_root] if old_size & (old_size - 1) == 0 else []), *proof]
    return bool(hashes) and _climb(old_size, new_size, hashes) == (old_root, new_root)


def _climb(old_size: int, new_size: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees as a proof has them; None if it is too long or too short."""
    index, last = old_size - 1, new_size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return None
        if index & 1 or index == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, one)
        index, last = index >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(count: int) -> int:
    """The largest power of two below a count of at least two."""
    return 1 << ((count - 1).bit_length() - 1)


def _span(begin: int, end: int, node: Node) -> bytes:
    """The hash over the leaves from `begin`, where a subtree as large begins, to before `end`."""
    count = end - begin
    height = count.bit_length() - 1
    if count == 1 << height:
        return node(height, begin >> height)
    middle = begin + _split(count)
    return node_hash(_span(begin, middle, node), _span(middle, end, node))
