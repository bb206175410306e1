"""Objects in a bucket of an S3 server: Ceph's, Swift's, MinIO's, Amazon's or another.

One request is one object, up to 5 GB as S3 has it. A put carries the hash of its content, so what
arrives spoilt is refused.
"""

import asyncio
import contextlib
import hashlib
import http.client
import ssl
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from io import BufferedReader
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from heliograph.ports.blobs import BlobsUnreachable
from heliograph.storage.blobs.objects import ObjectEntry, ObjectMissing
from heliograph.storage.blobs.s3_signing import Asked, S3Key, signed_headers, target
from heliograph.threads import BackgroundThreads

_THREADS = 16
"""Each has a connection of its own: a read takes as long as the way there and back."""

_BLOCK_BYTES = 1 << 20
_ANSWER_BYTES_MAX = 8 << 20
"""A page of 1,000 names has 300 KB; a read is as long as it was asked for."""

_EMPTY = hashlib.sha256(b"").hexdigest()
_HASH_LENGTH = 64


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Where the objects lie; `prefix` is what all their keys begin with."""

    host: str
    port: int
    tls: bool
    name: str
    prefix: str = ""


class _Answer(msgspec.Struct, frozen=True):
    status: int
    length: int
    body: bytes


class S3Objects:
    """Implements `storage.blobs.objects.Objects`. All raise BlobsUnreachable."""

    def __init__(self, bucket: Bucket, key: S3Key, *, timeout_s: float) -> None:
        self._bucket = bucket
        self._key = key
        self._timeout_s = timeout_s
        self._host = f"{bucket.host}:{bucket.port}"
        self._threads = BackgroundThreads("blobs-s3", _THREADS)
        self._own = threading.local()
        self._context = ssl.create_default_context() if bucket.tls else None

    async def put(self, name: str, source: Path) -> None:
        def work() -> None:
            with source.open("rb") as file:
                # Of content that is not sealed the name is the hash.
                payload = name if len(name) == _HASH_LENGTH else _hash(file)
                self._expect("PUT", name, {200}, body=file, payload=payload)
            source.unlink()

        await self._threads.run(work)

    async def put_bytes(self, name: str, content: bytes) -> None:
        def work() -> None:
            payload = hashlib.sha256(content).hexdigest()
            self._expect("PUT", name, {200}, body=content, payload=payload)

        await self._threads.run(work)

    async def read(self, name: str, *, offset: int, limit: int) -> bytes:
        wanted = {"range": f"bytes={offset}-{offset + limit - 1}"}
        answer = await self._threads.run(
            lambda: self._expect("GET", name, {200, 206, 404, 416}, headers=wanted)
        )
        if answer.status == 404:
            raise ObjectMissing(name)
        # A server that knows no ranges, or has no such range, of an empty object.
        return b"" if answer.status == 416 else _part(answer, offset, limit)

    async def sizes(self, names: Sequence[str]) -> Sequence[int | None]:
        def size(name: str) -> int | None:
            answer = self._expect("HEAD", name, {200, 404})
            return None if answer.status == 404 else answer.length

        return await asyncio.gather(*(self._threads.run(partial(size, name)) for name in names))

    async def delete(self, names: Sequence[str]) -> None:
        def drop(name: str) -> None:
            self._expect("DELETE", name, {200, 204, 404})

        await asyncio.gather(*(self._threads.run(partial(drop, name)) for name in names))

    async def entries(self) -> AsyncIterator[ObjectEntry]:
        query = {"list-type": "2", "prefix": self._bucket.prefix}
        while True:
            answer = await self._threads.run(partial(self._expect, "GET", None, {200}, query=query))
            page = _listing(answer.body)
            for item in page.iterfind("{*}Contents"):
                yield self._entry(item)
            if page.findtext("{*}IsTruncated") != "true":
                return
            query = {**query, "continuation-token": page.findtext("{*}NextContinuationToken", "")}

    async def close(self) -> None:
        await self._threads.close()

    def _entry(self, item: ElementTree.Element) -> ObjectEntry:
        changed = datetime.fromisoformat(item.findtext("{*}LastModified", ""))
        return ObjectEntry(
            item.findtext("{*}Key", "").removeprefix(self._bucket.prefix),
            int(item.findtext("{*}Size", "0")),
            int(changed.timestamp()),
        )

    def _expect(
        self,
        method: str,
        name: str | None,
        statuses: set[int],
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: BufferedReader | bytes | None = None,
        payload: str = _EMPTY,
    ) -> _Answer:
        path = f"/{self._bucket.name}"
        asked = Asked(
            method=method,
            host=self._host,
            path=path if name is None else f"{path}/{self._bucket.prefix}{name}",
            query=query or {},
            payload=payload,
        )
        answer = self._ask(asked, headers or {}, body)
        if answer.status not in statuses:
            raise BlobsUnreachable(f"{method} was answered {answer.status}{_code(answer.body)}")
        return answer

    def _ask(
        self, asked: Asked, headers: Mapping[str, str], body: BufferedReader | bytes | None
    ) -> _Answer:
        # A connection that was kept may have ended meanwhile; a new one that fails has failed.
        kept = getattr(self._own, "connection", None)
        if kept is not None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                return self._send(kept, asked, headers, body)
            kept.close()
        self._own.connection = None
        connection = self._connect()
        try:
            answer = self._send(connection, asked, headers, body)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise BlobsUnreachable(f"{self._host}: {error or type(error).__name__}") from None
        self._own.connection = connection
        return answer

    def _connect(self) -> http.client.HTTPConnection:
        host, port, timeout = self._bucket.host, self._bucket.port, self._timeout_s
        if self._context is None:
            return http.client.HTTPConnection(host, port, timeout=timeout, blocksize=_BLOCK_BYTES)
        return http.client.HTTPSConnection(
            host, port, timeout=timeout, blocksize=_BLOCK_BYTES, context=self._context
        )

    def _send(
        self,
        connection: http.client.HTTPConnection,
        asked: Asked,
        headers: Mapping[str, str],
        body: BufferedReader | bytes | None,
    ) -> _Answer:
        signed = signed_headers(asked, self._key, datetime.now(UTC))
        if asked.method == "PUT":
            headers = {**headers, "content-length": str(_length(body))}
        if not isinstance(body, bytes | None):
            body.seek(0)
        connection.request(asked.method, target(asked), body=body, headers={**headers, **signed})
        response = connection.getresponse()
        content = response.read(_ANSWER_BYTES_MAX)
        if not response.isclosed():
            connection.close()
            raise BlobsUnreachable("the answer is too long")
        length = response.getheader("content-length", "")
        return _Answer(response.status, int(length) if length.isdigit() else 0, content)


def _length(body: BufferedReader | bytes | None) -> int:
    if body is None or isinstance(body, bytes):
        return len(body or b"")
    return body.seek(0, 2)


def _hash(file: BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _part(answer: _Answer, offset: int, limit: int) -> bytes:
    return answer.body if answer.status == 206 else answer.body[offset : offset + limit]


def _listing(body: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise BlobsUnreachable(f"the list of objects is malformed: {error}") from None


def _code(body: bytes) -> str:
    """What an S3 server calls the error, if it says so."""
    with contextlib.suppress(ElementTree.ParseError):
        found = ElementTree.fromstring(body).findtext("{*}Code")
        return f" {found}" if found else ""
    return ""
