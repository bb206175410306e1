"""Sealed blobs whose objects are replaced, or spoilt, while they are read."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.ports.blobs import BlobSpoilt
from heliograph.storage.blobs import FolderObjects, SealedBlobs

SECRET = bytes(range(32))
CONTENT = b"content"
NAME = hashlib.sha256(CONTENT).digest()


class Replaced(FolderObjects):
    """After each of the next `times` reads of a header the content is put anew."""

    times = 0

    async def read(self, name: str, *, offset: int, limit: int) -> bytes:
        found = await super().read(name, offset=offset, limit=limit)
        if offset == 0 and self.times:
            self.times -= 1
            await SealedBlobs(self, SECRET).put_bytes(CONTENT, sha256=NAME)
        return found


@pytest.fixture
async def objects(tmp_path: Path) -> AsyncIterator[Replaced]:
    made = Replaced(tmp_path / "blobs")
    made.prepare()
    await SealedBlobs(made, SECRET).put_bytes(CONTENT, sha256=NAME)
    yield made
    await made.close()


@pytest.mark.parametrize("times", [0, 1, 2, 3])
@pytest.mark.parametrize("known", [False, True])
async def test_content_that_is_put_anew_while_it_is_read_is_sound(
    objects: Replaced, times: int, known: bool
) -> None:
    blobs = SealedBlobs(objects, SECRET)
    if known:
        assert await blobs.read(NAME, offset=0, limit=100) == CONTENT
        await SealedBlobs(objects, SECRET).put_bytes(CONTENT, sha256=NAME)
    objects.times = times
    assert await blobs.read(NAME, offset=0, limit=100) == CONTENT
    assert objects.times == 0


@pytest.mark.parametrize("known", [False, True])
async def test_a_byte_that_changed_is_found(objects: Replaced, tmp_path: Path, known: bool) -> None:
    blobs = SealedBlobs(objects, SECRET)
    if known:
        assert await blobs.read(NAME, offset=0, limit=100) == CONTENT
    (file,) = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    sealed = bytearray(file.read_bytes())
    sealed[-1] ^= 1
    file.write_bytes(sealed)
    with pytest.raises(BlobSpoilt):
        await blobs.read(NAME, offset=0, limit=100)


def cut_off_last_chunk(folder: Path) -> None:
    """Of the longest object there is."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    longest = max(files, key=lambda path: path.stat().st_size)
    os.truncate(longest, longest.stat().st_size - ((1 << 16) + 16))


async def test_content_that_was_cut_off_between_chunks_is_found(
    objects: Replaced, tmp_path: Path
) -> None:
    content = bytes(2 << 16)
    name = hashlib.sha256(content).digest()
    await SealedBlobs(objects, SECRET).put_bytes(content, sha256=name)
    cut_off_last_chunk(tmp_path / "blobs")
    with pytest.raises(BlobSpoilt):
        await SealedBlobs(objects, SECRET).read(name, offset=0, limit=1 << 16)


@pytest.mark.parametrize("offset", [0, 1 << 16])
async def test_content_that_is_cut_off_after_it_was_read_does_not_seem_to_end(
    objects: Replaced, tmp_path: Path, offset: int
) -> None:
    content = bytes(2 << 16)
    name = hashlib.sha256(content).digest()
    blobs = SealedBlobs(objects, SECRET)
    await blobs.put_bytes(content, sha256=name)
    assert await blobs.read(name, offset=0, limit=1 << 20) == content
    cut_off_last_chunk(tmp_path / "blobs")
    with pytest.raises(BlobSpoilt):
        await blobs.read(name, offset=offset, limit=1 << 20)
