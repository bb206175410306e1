"""Every way to keep blobs that exists, each empty and new."""

import http.client
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from heliograph.ports.blobs import Blobs
from heliograph.storage.blobs import Bucket, FolderObjects, PlainBlobs, S3Objects, SealedBlobs
from heliograph.storage.blobs.objects import Objects
from heliograph.storage.blobs.s3_signing import Asked, signed_headers, target
from support import fake_s3, swift_server
from support.memory_blobs import MemoryBlobs

_SWIFT_BUCKET = "heliograph"


def _seal(objects: Objects) -> Blobs:
    return SealedBlobs(objects, bytes(range(32)))


@pytest.fixture(scope="session")
def swift_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real S3 server with a bucket."""
    if reason := swift_server.lacking():
        pytest.skip(reason)
    with swift_server.swift(tmp_path_factory.mktemp("swift")) as port:
        asked = Asked(
            method="PUT",
            host=f"127.0.0.1:{port}",
            path=f"/{_SWIFT_BUCKET}",
            query={},
            payload="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        )
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = signed_headers(asked, swift_server.KEY, datetime.now(UTC))
        connection.request("PUT", target(asked), headers=headers)
        assert connection.getresponse().status == 200
        connection.close()
        yield port


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where local blobs lie, beside what is on its way there."""
    return tmp_path / "blobs"


@contextmanager
def _objects(place: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Objects]:
    """An empty place; in Swift's bucket under a prefix of its own."""
    match place:
        case "folder":
            local = FolderObjects(folder)
            local.prepare()
            yield local
        case "fake":
            with fake_s3.fake_s3() as server:
                yield S3Objects(server.bucket, fake_s3.KEY, timeout_s=10)
        case _:
            bucket = Bucket(
                host="127.0.0.1",
                port=request.getfixturevalue("swift_port"),
                tls=False,
                name=_SWIFT_BUCKET,
                prefix=f"{uuid4()}/",
            )
            yield S3Objects(bucket, swift_server.KEY, timeout_s=60)


@pytest.fixture(
    params=[
        *("memory", "folder plain", "folder sealed", "fake plain", "fake sealed"),
        pytest.param("swift plain", marks=pytest.mark.long),
        pytest.param("swift sealed", marks=pytest.mark.long),
    ]
)
async def blobs(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Blobs]:
    place, _, form = request.param.partition(" ")
    if place == "memory":
        yield MemoryBlobs(lambda: int(time.time()))
        return
    with _objects(place, folder, request) as objects:
        opened = PlainBlobs(objects) if form == "plain" else _seal(objects)
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
