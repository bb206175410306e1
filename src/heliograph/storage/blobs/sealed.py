"""Blobs encrypted at rest: whoever reads the place learns how many there are and how long.

An object is a header (version and salt) and chunks of 64 KiB, each sealed with AES-256-GCM under a
key that only this object has. What marks the last chunk is authenticated, so that an object that
was cut off doesn't open. The name is the content's hash sealed with AES-SIV, which gives the same
name for the same content, but to nobody without the key. Why so: docs/decisions/blobs.md.
"""

import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from heliograph.ports.blobs import BlobEntry, BlobMissing, BlobSpoilt
from heliograph.storage.blobs.objects import ObjectMissing, Objects
from heliograph.threads import BackgroundThreads

_VERSION = b"HB1\x00"
_SALT_BYTES = 16
_HEADER_BYTES = len(_VERSION) + _SALT_BYTES
_CHUNK_BYTES = 1 << 16
_TAG_BYTES = 16
_SEALED_BYTES = _CHUNK_BYTES + _TAG_BYTES
_NAME_LENGTH = 2 * (16 + 32)
_KEYS_KEPT = 4_096
_THREADS = 2


class _Sealing(NamedTuple):
    """What opens an object, and how many bytes its content has."""

    salt: bytes
    key: AESGCM
    size: int


class SealedBlobs:
    """Implements `ports.blobs.Blobs` on any objects. `secret` is 32 bytes of `storage.key`'s."""

    def __init__(self, objects: Objects, secret: bytes) -> None:
        self._objects = objects
        self._contents = _derive(secret, b"contents", length=32)
        self._names = AESSIV(_derive(secret, b"names", length=64))
        self._keys: OrderedDict[bytes, _Sealing] = OrderedDict()
        self._threads = BackgroundThreads("blobs-seal", _THREADS)

    async def put(self, source: Path, *, sha256: bytes) -> None:
        # Also where it is there already: see PlainBlobs.put.
        sealed = source.with_name(f"{source.name}.sealed")
        try:
            await self._threads.run(lambda: self._seal_file(source, sealed))
            await self._objects.put(self._name(sha256), sealed)
        except BaseException:
            await self._threads.run(lambda: sealed.unlink(missing_ok=True))
            raise
        self._keys.pop(sha256, None)
        await self._threads.run(source.unlink)

    async def put_bytes(self, content: bytes, *, sha256: bytes) -> None:
        starts = range(0, max(1, len(content)), _CHUNK_BYTES)
        chunks = (content[at : at + _CHUNK_BYTES] for at in starts)
        sealed = await self._threads.compute(lambda: b"".join(self._seal(chunks)))
        await self._objects.put_bytes(self._name(sha256), sealed)
        self._keys.pop(sha256, None)

    async def read(self, sha256: bytes, *, offset: int, limit: int) -> bytes:
        try:
            sealing = self._keys.get(sha256) or await self._sealing(sha256)
            while True:
                try:
                    return await self._read(sha256, sealing, offset=offset, limit=limit)
                except InvalidTag:
                    # It may have been put anew meanwhile, under another salt; so may it be again.
                    failed, sealing = sealing, await self._sealing(sha256)
                    if sealing.salt == failed.salt:
                        raise BlobSpoilt(sha256) from None
        except ObjectMissing:
            raise BlobMissing(sha256) from None

    async def _read(self, sha256: bytes, sealing: _Sealing, *, offset: int, limit: int) -> bytes:
        key, size = sealing.key, sealing.size
        end = min(offset + limit, size)
        if offset >= end:
            return b""
        first, last = offset // _CHUNK_BYTES, (end - 1) // _CHUNK_BYTES
        sealed = await self._objects.read(
            self._name(sha256),
            offset=_HEADER_BYTES + first * _SEALED_BYTES,
            limit=(last - first + 1) * _SEALED_BYTES,
        )
        final = (size - 1) // _CHUNK_BYTES
        content = await self._threads.compute(lambda: _open_chunks(key, sealed, first, final))
        if len(content) < min(size, (last + 1) * _CHUNK_BYTES) - first * _CHUNK_BYTES:
            # Cut off between chunks since its size was read; less would pass for the file's end.
            raise InvalidTag
        begin = offset - first * _CHUNK_BYTES
        return content[begin : begin + end - offset]

    async def sizes(self, sha256s: Sequence[bytes]) -> Sequence[int | None]:
        found = await self._objects.sizes([self._name(sha256) for sha256 in sha256s])
        return [None if size is None else _opened_size(size) for size in found]

    async def delete(self, sha256s: Sequence[bytes]) -> None:
        for sha256 in sha256s:
            self._keys.pop(sha256, None)
        await self._objects.delete([self._name(sha256) for sha256 in sha256s])

    async def entries(self) -> AsyncIterator[BlobEntry]:
        async for entry in self._objects.entries():
            sha256 = self._hash_of(entry.name)
            if sha256 is not None:
                yield BlobEntry(sha256, _opened_size(entry.size), entry.changed)

    async def close(self) -> None:
        await self._threads.close()
        await self._objects.close()

    def _name(self, sha256: bytes) -> str:
        return self._names.encrypt(sha256, None).hex()

    def _hash_of(self, name: str) -> bytes | None:
        """None for what bears no name of ours: another key's, or content that is not sealed."""
        if len(name) != _NAME_LENGTH:
            return None
        try:
            return self._names.decrypt(bytes.fromhex(name), None)
        except InvalidTag:
            return None

    async def _sealing(self, sha256: bytes) -> _Sealing:
        """How a blob's object is sealed by now."""
        name = self._name(sha256)
        header = await self._objects.read(name, offset=0, limit=_HEADER_BYTES)
        (size,) = await self._objects.sizes([name])
        if size is None:
            raise ObjectMissing(name)
        if len(header) < _HEADER_BYTES or not header.startswith(_VERSION):
            raise BlobSpoilt(sha256)
        salt = header[len(_VERSION) :]
        sealing = self._keys[sha256] = _Sealing(salt, self._key(salt), _opened_size(size))
        if len(self._keys) > _KEYS_KEPT:
            self._keys.popitem(last=False)
        return sealing

    def _key(self, salt: bytes) -> AESGCM:
        return AESGCM(_derive(self._contents, b"object", length=32, salt=salt))

    def _seal_file(self, source: Path, target: Path) -> None:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with source.open("rb") as content, open(descriptor, "wb") as file:
            for piece in self._seal(_chunks(content.read)):
                file.write(piece)

    def _seal(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces of an object; the content has at least one chunk, which may be empty."""
        salt = os.urandom(_SALT_BYTES)
        key = self._key(salt)
        yield _VERSION + salt
        chunk, number = next(chunks), 0
        for following in chunks:
            yield key.encrypt(_nonce(number), chunk, _mark(last=False))
            chunk, number = following, number + 1
        yield key.encrypt(_nonce(number), chunk, _mark(last=True))


def _chunks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    chunk = read(_CHUNK_BYTES)
    yield chunk
    while len(chunk) == _CHUNK_BYTES and (chunk := read(_CHUNK_BYTES)):
        yield chunk


def _open_chunks(key: AESGCM, sealed: bytes, first: int, final: int) -> bytes:
    view = memoryview(sealed)
    pieces = []
    for place, at in enumerate(range(0, len(view), _SEALED_BYTES)):
        number = first + place
        piece = view[at : at + _SEALED_BYTES]
        pieces.append(key.decrypt(_nonce(number), piece, _mark(last=number == final)))
    return b"".join(pieces)


def _nonce(number: int) -> bytes:
    # A key seals one object and nothing else, so chunks need only be told apart.
    return number.to_bytes(12, "big")


def _mark(*, last: bool) -> bytes:
    return b"last" if last else b"more"


def _opened_size(size: int) -> int:
    body = max(0, size - _HEADER_BYTES)
    chunks = -(-body // _SEALED_BYTES)
    return max(0, body - chunks * _TAG_BYTES)


def _derive(secret: bytes, label: bytes, *, length: int, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=label).derive(secret)
