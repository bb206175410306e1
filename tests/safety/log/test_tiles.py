"""Tiles are cut and named as https://c2sp.org/tlog-tiles has it, and hold the whole tree."""

import struct

import pytest

from heliograph.safety.log.merkle import inclusion, leaf_hash, over, root
from heliograph.safety.log.tiles import (
    bundle,
    grow,
    nodes,
    number_path,
    parse_path,
    tile_path,
    tiles_of,
)


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(struct.pack(">I", number)) for number in range(size)]


def test_a_number_is_cut_into_thousands() -> None:
    assert number_path(1_234_067) == "x001/x234/067"
    assert number_path(0) == "000"
    assert tile_path(1, 1_000, width=17) == "tile/1/x001/000.p/17"
    assert tile_path("entries", 3) == "tile/entries/003"


@pytest.mark.parametrize("number", [0, 7, 999, 1_000, 1_234_067])
def test_a_path_says_one_tile(number: int) -> None:
    assert parse_path(number_path(number)) == (number, 256)
    assert parse_path(number_path(number) + ".p/255") == (number, 255)


@pytest.mark.parametrize(
    "said",
    ["", "0", "00", "1000", "x000/001", "x1/001", "001/002", "x001/x002", "001.p/", "001.p/0",
     "001.p/256", "001.p/01", "001.p/1/2", "../001", "x001/" * 7 + "001", "٠٠١", "001\n"],
)  # fmt: skip
def test_what_is_no_path_is_refused(said: str) -> None:
    assert parse_path(said) is None


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    tiles = list(tiles_of(70_000))
    assert sum(level == 0 and width == 256 for level, _, width in tiles) == 273
    assert [one for one in tiles if one[0] or one[2] < 256] == [
        (0, 273, 112),
        (1, 0, 256),
        (1, 1, 17),
        (2, 0, 1),
    ]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize("steps", [(1,), (255, 1), (256,), (100, 200, 300), (700,), (3, 65_536)])
def test_a_tree_grown_in_steps_is_the_same_tree(steps: tuple[int, ...]) -> None:
    total = sum(steps)
    whole, tiles, size = hashes(total), dict[tuple[int, int], bytes](), 0

    def read(level: int, number: int) -> bytes:
        return tiles[level, number]

    for step in steps:
        leaves = whole[size : size + step]
        tiles.update(grow(size, leaves, read))
        size += step
    assert {key: len(found) // 32 for key, found in tiles.items()} == {
        (level, number): width for level, number, width in tiles_of(total)
    }
    node = nodes(read)
    assert root(total, node) == root(total, over(whole))
    for place in {0, total // 2, total - 1}:
        assert inclusion(place, total, node) == inclusion(place, total, over(whole))


def test_an_earlier_tree_is_read_from_later_tiles() -> None:
    whole = hashes(600)
    tiles = grow(0, whole, lambda *_: b"")
    node = nodes(lambda level, number: tiles[level, number])
    for size in (1, 200, 256, 257, 511, 599):
        assert root(size, node) == root(size, over(whole))


def test_a_bundle_says_each_entrys_length() -> None:
    assert bundle([b"ab", b"", b"c" * 300]) == b"\0\2ab\0\0\1\x2c" + b"c" * 300
