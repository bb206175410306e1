"""Every way to keep blobs that exists, each empty and new."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from heliograph.ports.blobs import Blobs
from heliograph.storage.blobs import FolderObjects, PlainBlobs, SealedBlobs
from support.memory_blobs import MemoryBlobs

Opener = Callable[[Path], Blobs]


def _open_plain(folder: Path) -> Blobs:
    objects = FolderObjects(folder)
    objects.prepare()
    return PlainBlobs(objects)


def _open_sealed(folder: Path) -> Blobs:
    objects = FolderObjects(folder)
    objects.prepare()
    return SealedBlobs(objects, bytes(range(32)))


def _open_memory(folder: Path) -> Blobs:
    return MemoryBlobs(lambda: int(time.time()))


@pytest.fixture(params=[_open_plain, _open_sealed, _open_memory], ids=["plain", "sealed", "memory"])
def open_blobs(request: pytest.FixtureRequest) -> Opener:
    opener: Opener = request.param
    return opener


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the blobs lie, beside what is on its way there."""
    return tmp_path / "blobs"


@pytest.fixture
async def blobs(open_blobs: Opener, folder: Path) -> AsyncIterator[Blobs]:
    opened = open_blobs(folder)
    yield opened
    await opened.close()


@pytest.fixture
def source(tmp_path: Path) -> Callable[[bytes], Path]:
    """Makes a finished file, as staging leaves one."""
    made = 0

    def make(content: bytes) -> Path:
        nonlocal made
        made += 1
        path = tmp_path / f"source-{made}"
        path.write_bytes(content)
        return path

    return make
