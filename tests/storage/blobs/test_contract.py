"""What every store of blobs promises."""

import asyncio
import hashlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from heliograph.ports.blobs import BlobEntry, BlobMissing, Blobs
from support.contents import put_content

Source = Callable[[bytes], Path]

CHUNK = 65_536
LENGTHS = [0, 1, 15, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 777]


def some(length: int, seed: int = 0) -> bytes:
    return random.Random(f"{length} {seed}").randbytes(length)


def name(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


async def listed(blobs: Blobs) -> list[BlobEntry]:
    return sorted([entry async for entry in blobs.entries()], key=lambda entry: entry.sha256)


@pytest.mark.parametrize("length", LENGTHS)
async def test_what_was_put_is_read_back(blobs: Blobs, source: Source, length: int) -> None:
    content = some(length)
    path = source(content)
    await blobs.put(path, sha256=name(content))
    assert not path.exists()
    assert await blobs.read(name(content), offset=0, limit=length + 1) == content
    assert await blobs.sizes([name(content)]) == [length]


@pytest.mark.parametrize("length", LENGTHS)
async def test_small_content_from_memory_is_read_back(blobs: Blobs, length: int) -> None:
    content = some(length)
    await blobs.put_bytes(content, sha256=name(content))
    assert await blobs.read(name(content), offset=0, limit=length + 1) == content
    assert await blobs.sizes([name(content)]) == [length]


async def test_any_range_is_read_as_it_was_put(blobs: Blobs) -> None:
    content = some(5 * CHUNK + 4_321)
    sha256 = await put_content(blobs, content)
    dice = random.Random("ranges")
    edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, len(content) - 1, len(content)]
    ranges = [(begin, limit) for begin in edges for limit in (1, CHUNK, 2 * CHUNK, 10 * CHUNK)]
    ranges += [(dice.randrange(len(content)), dice.randrange(1, 3 * CHUNK)) for _ in range(50)]
    for begin, limit in ranges:
        found = await blobs.read(sha256, offset=begin, limit=limit)
        assert found == content[begin : begin + limit], (begin, limit)


async def test_behind_the_end_there_is_nothing(blobs: Blobs) -> None:
    sha256 = await put_content(blobs, b"short")
    assert await blobs.read(sha256, offset=5, limit=10) == b""
    assert await blobs.read(sha256, offset=10**10, limit=10) == b""
    assert await blobs.read(sha256, offset=(1 << 63) - 4096, limit=4096) == b""


async def test_what_is_not_there_is_missing(blobs: Blobs) -> None:
    with pytest.raises(BlobMissing):
        await blobs.read(name(b"never"), offset=0, limit=10)
    there = await put_content(blobs, b"there")
    assert await blobs.sizes([name(b"never"), there]) == [None, 5]


async def test_the_same_content_lies_there_once(blobs: Blobs, source: Source) -> None:
    content = some(100_000)
    await put_content(blobs, content)
    again = source(content)
    await blobs.put(again, sha256=name(content))
    assert not again.exists()
    assert [entry.sha256 for entry in await listed(blobs)] == [name(content)]
    assert await blobs.read(name(content), offset=0, limit=100_000) == content


async def test_two_uploads_of_one_content_at_once_both_succeed(
    blobs: Blobs, source: Source
) -> None:
    content = some(3 * CHUNK)
    async with asyncio.TaskGroup() as group:
        for path in [source(content) for _ in range(8)]:
            group.create_task(blobs.put(path, sha256=name(content)))
        group.create_task(put_content(blobs, content))
    assert [entry.size for entry in await listed(blobs)] == [3 * CHUNK]
    assert await blobs.read(name(content), offset=0, limit=3 * CHUNK) == content


async def test_what_is_deleted_is_gone_and_may_come_again(blobs: Blobs) -> None:
    gone, stays = await put_content(blobs, some(70_000)), await put_content(blobs, b"stays")
    await blobs.read(gone, offset=0, limit=10)
    await blobs.delete([gone, name(b"never there")])
    with pytest.raises(BlobMissing):
        await blobs.read(gone, offset=0, limit=10)
    assert [entry.sha256 for entry in await listed(blobs)] == [stays]
    await blobs.delete([gone])
    await put_content(blobs, some(70_000))
    assert await blobs.read(gone, offset=0, limit=70_000) == some(70_000)


async def test_all_blobs_are_listed_with_their_sizes_and_dates(blobs: Blobs) -> None:
    contents = [some(length, seed) for length in LENGTHS[:4] for seed in range(3)][2:]
    began = int(time.time())
    for content in contents:
        await put_content(blobs, content)
    found = await listed(blobs)
    assert {(e.sha256, e.size) for e in found} == {(name(c), len(c)) for c in contents}
    assert all(began - 2 <= entry.changed <= time.time() + 2 for entry in found)


async def test_a_blob_counts_as_changed_when_it_was_put(blobs: Blobs, source: Source) -> None:
    """The file it came in may have waited for its last part for a day."""
    path = source(b"slow")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    await blobs.put(path, sha256=name(b"slow"))
    assert (await listed(blobs))[0].changed > time.time() - 60
