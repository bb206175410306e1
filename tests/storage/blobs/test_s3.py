"""Signing as Amazon's examples have it, and what is made of answers that were not hoped for."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heliograph.ports.blobs import BlobMissing, BlobsUnreachable
from heliograph.storage.blobs import Bucket, PlainBlobs, S3Key, S3Objects
from heliograph.storage.blobs.s3_signing import Asked, signed_headers, target
from support.contents import put_content
from support.fake_s3 import KEY, FakeS3, fake_s3

EXAMPLE_KEY = S3Key(
    access="AKIAIOSFODNN7EXAMPLE", secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

EXAMPLES = {
    "lifecycle": (
        {"lifecycle": ""},
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ),
    "list": (
        {"max-keys": "2", "prefix": "J"},
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_requests_are_signed_as_in_amazons_examples(example: str) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"""
    query, signature = EXAMPLES[example]
    asked = Asked(
        method="GET",
        host="examplebucket.s3.amazonaws.com",
        path="/",
        query=query,
        payload=hashlib.sha256(b"").hexdigest(),
    )
    headers = signed_headers(asked, EXAMPLE_KEY, datetime(2013, 5, 24, tzinfo=UTC))
    assert headers["authorization"].endswith(f"Signature={signature}")
    assert "20130524/us-east-1/s3/aws4_request" in headers["authorization"]


def test_what_is_signed_is_what_is_asked_for() -> None:
    asked = Asked(
        method="GET", host="h", path="/a b/c+d", query={"x": "1/2 3", "a": ""}, payload=""
    )
    assert target(asked) == "/a%20b/c%2Bd?a=&x=1%2F2%203"


def test_a_key_is_not_shown() -> None:
    assert repr(EXAMPLE_KEY) == "S3Key(...)"


@pytest.fixture
def server() -> Iterator[FakeS3]:
    with fake_s3() as made:
        yield made


@pytest.fixture
async def blobs(server: FakeS3) -> AsyncIterator[PlainBlobs]:
    opened = PlainBlobs(S3Objects(server.bucket, KEY, timeout_s=10))
    yield opened
    await opened.close()


async def test_keys_have_the_prefix_and_others_objects_are_left_alone(
    server: FakeS3, blobs: PlainBlobs
) -> None:
    server.objects["/files/theirs"] = b"not ours"
    server.changed["/files/theirs"] = datetime.now(UTC)
    sha256 = await put_content(blobs, b"content")
    assert set(server.objects) == {"/files/theirs", f"/files/ours/{sha256.hex()}"}
    assert [entry.sha256 async for entry in blobs.entries()] == [sha256]


async def test_what_the_server_has_takes_as_long_as_what_it_has_not(
    server: FakeS3, blobs: PlainBlobs, tmp_path: Path
) -> None:
    sha256 = await put_content(blobs, b"content")
    server.asked.clear()
    source = tmp_path / "source"
    source.write_bytes(b"content")
    await blobs.put(source, sha256=sha256)
    assert [line.split()[0] for line in server.asked] == ["PUT"]


async def test_a_connection_is_used_again(server: FakeS3, blobs: PlainBlobs) -> None:
    sha256 = await put_content(blobs, b"content")
    for _ in range(50):
        await blobs.read(sha256, offset=0, limit=10)
    assert server.connections <= 16


async def test_content_that_arrives_spoilt_is_refused(blobs: PlainBlobs, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"content")
    with pytest.raises(BlobsUnreachable, match="400 XAmzContentSHA256Mismatch"):
        await blobs.put(source, sha256=hashlib.sha256(b"other").digest())


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_a_refusal_is_no_missing_blob(server: FakeS3, blobs: PlainBlobs, status: int) -> None:
    sha256 = await put_content(blobs, b"content")
    server.temper = status
    with pytest.raises(BlobsUnreachable, match=f"{status} SlowDown"):
        await blobs.read(sha256, offset=0, limit=10)
    with pytest.raises(BlobsUnreachable):
        await blobs.sizes([sha256])
    with pytest.raises(BlobsUnreachable):
        await blobs.delete([sha256])
    server.temper = None
    assert await blobs.read(sha256, offset=0, limit=10) == b"content"
    with pytest.raises(BlobMissing):
        await blobs.read(bytes(32), offset=0, limit=10)


async def test_nobody_there_is_said_plainly() -> None:
    with fake_s3() as server:
        gone = Bucket(host="127.0.0.1", port=server.server_port, tls=False, name="files")
    blobs = PlainBlobs(S3Objects(gone, KEY, timeout_s=5))
    with pytest.raises(BlobsUnreachable, match=r"127\.0\.0\.1"):
        await put_content(blobs, b"content")
    await blobs.close()
