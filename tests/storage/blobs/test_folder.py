"""Objects in a local folder: what only such a place can have."""

import os
from pathlib import Path

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
