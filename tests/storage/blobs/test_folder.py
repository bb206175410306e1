"""Objects in a local folder: what only such a place can have."""

import errno
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from heliograph.storage.blobs import FolderObjects, PlainBlobs

NAME = bytes(32)
MARK = b"beyond"


async def test_content_is_read_beyond_what_32_bits_count(tmp_path: Path) -> None:
    places = [0, (1 << 31) - 3, (1 << 31) + 4096, (1 << 32) - 3, (1 << 32) + 4096]
    source = tmp_path / "source"
    with source.open("wb") as file:
        for number, place in enumerate(places):
            # With holes between them, which take no place on the disk.
            os.pwrite(file.fileno(), MARK + bytes([number]), place)
    size = places[-1] + len(MARK) + 1
    local = FolderObjects(tmp_path / "blobs")
    local.prepare()
    blobs = PlainBlobs(local)
    await blobs.put(source, sha256=NAME)
    assert await blobs.sizes([NAME]) == [size]
    for number, place in enumerate(places):
        found = await blobs.read(NAME, offset=place, limit=len(MARK) + 1)
        assert found == MARK + bytes([number])
    assert await blobs.read(NAME, offset=size, limit=1) == b""
    await blobs.close()


async def test_no_more_is_read_than_what_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = []

    def note(_: int, offset: int, length: int, kind: int) -> None:
        advice.append((offset, length, kind))

    monkeypatch.setattr(os, "posix_fadvise", note)
    local = FolderObjects(tmp_path / "blobs")
    local.prepare()
    blobs = PlainBlobs(local)
    await blobs.put_bytes(MARK, sha256=NAME)
    assert await blobs.read(NAME, offset=0, limit=1) == MARK[:1]
    assert advice == [(0, 0, os.POSIX_FADV_RANDOM)]
    await blobs.close()


class OnAnotherDisk(type(Path())):  # type: ignore[misc]
    """A file that says so."""

    def stat(self, **kinds: bool) -> os.stat_result:
        mode, number, device, *rest = super().stat(**kinds)
        return os.stat_result((mode, number, device + 1, *rest))


async def put_file(blobs: PlainBlobs, source: Path) -> None:
    await blobs.put(OnAnotherDisk(source), sha256=NAME)


async def put_bytes(blobs: PlainBlobs, source: Path) -> None:
    await blobs.put_bytes(MARK, sha256=NAME)


@pytest.mark.parametrize("put", [put_file, put_bytes])
async def test_where_the_disk_is_full_no_draft_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    put: Callable[[PlainBlobs, Path], Awaitable[None]],
) -> None:
    source = tmp_path / "source"
    source.write_bytes(MARK)
    local = FolderObjects(tmp_path / "blobs")
    local.prepare()
    blobs = PlainBlobs(local)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            await put(blobs, source)
    assert list((tmp_path / "blobs").glob("*/*")) == []
    assert source.read_bytes() == MARK, "it may be tried again"
    await put(blobs, source)
    assert len(list((tmp_path / "blobs").glob("*/*"))) == 1
    await blobs.close()
