"""How the log's tree and entries are cut into files that never change: https://c2sp.org/tlog-tiles

A tile holds up to 256 hashes of one level; those of the next level are the roots of full tiles. A
bundle holds up to 256 entries. Both are named by level and number, and by their width if not full.
"""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from heliograph.safety.log.merkle import HASH_BYTES, Node, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
LEVELS_MAX = 64
TILE_BYTES = WIDTH * HASH_BYTES

_NUMBER = re.compile(r"(?:x[0-9]{3}/){0,4}[0-9]{3}")
"""No log has more of them, and no number of a leaf is too large for a database."""

_PARTIAL = re.compile(r"([1-9][0-9]{0,2})")
_TILES_KEPT = 512
"""16 KiB each with all that is between its hashes and its root."""

ReadTile = Callable[[int, int], bytes]
"""Gives the hashes of a tile by level and number, as many as there are."""


def number_path(number: int) -> str:
    """A tile's number as it stands in a path: `x001/x234/067` for 1234067."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups))


def parse_path(said: str) -> tuple[int, int] | None:
    """The number and the width in the end of a path, as `067` or `x001/067.p/12`; None if it is
    none, or not in its one spelling."""
    path, mark, wide = said.partition(".p/")
    if not _NUMBER.fullmatch(path) or (mark and not _PARTIAL.fullmatch(wide)):
        return None
    number, width = int(path.replace("x", "").replace("/", "")), int(wide) if mark else WIDTH
    if number_path(number) != path or (mark and width >= WIDTH):
        return None
    return number, width


def tile_path(level: int | str, number: int, *, width: int = WIDTH) -> str:
    """Where a tile of hashes lies below the log's address; level `entries` is of bundles."""
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{level}/{number_path(number)}{partial}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of every tile of hashes of a tree of `size` leaves."""
    level = 0
    while size:
        for number in range(size // WIDTH):
            yield level, number, WIDTH
        if size % WIDTH:
            yield level, size // WIDTH, size % WIDTH
        level, size = level + 1, size // WIDTH


def nodes(read: ReadTile) -> Node:
    """The subtrees of a tree that lies in tiles."""

    def node(height: int, index: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        number, offset = divmod(index << above, WIDTH)
        hashes = read(level, number)
        if len(hashes) == TILE_BYTES:
            return _inside(hashes)[above][offset >> above]
        begin = offset * HASH_BYTES
        part = hashes[begin : begin + (HASH_BYTES << above)]
        return _fold(part)[above][0]

    return node


def grow(size: int, leaves: Sequence[bytes], read: ReadTile) -> dict[tuple[int, int], bytes]:
    """The tiles that change when the hashes of further leaves join a tree of `size`, by level and
    number, as they are then."""
    changed: dict[tuple[int, int], bytes] = {}
    level, joining = 0, list(leaves)
    while joining:
        number, filled = divmod(size, WIDTH)
        hashes = read(level, number)[: filled * HASH_BYTES] if filled else b""
        roots = []
        for begin in range(-filled, len(joining), WIDTH):
            hashes += b"".join(joining[max(0, begin) : begin + WIDTH])
            changed[level, number] = hashes
            if len(hashes) == TILE_BYTES:
                roots.append(_inside(hashes)[HEIGHT][0])
            number, hashes = number + 1, b""
        level, size, joining = level + 1, size // WIDTH, roots
    return changed


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Entries as they are served: each with its length in 16 bits before it."""
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


@lru_cache(_TILES_KEPT)
def _inside(hashes: bytes) -> list[list[bytes]]:
    return _fold(hashes)


def _fold(hashes: bytes) -> list[list[bytes]]:
    """The hashes of a subtree's every height, from its lowest to its root."""
    row = [hashes[begin : begin + HASH_BYTES] for begin in range(0, len(hashes), HASH_BYTES)]
    rows = [row]
    while len(row) > 1:
        row = [node_hash(*pair) for pair in zip(row[::2], row[1::2], strict=True)]
        rows.append(row)
    return rows
