"""Putting content into a store of blobs, for tests that need some there."""

import hashlib

from heliograph.ports.blobs import Blobs


async def put_content(blobs: Blobs, content: bytes) -> bytes:
    """Gives the content's SHA-256."""
    sha256 = hashlib.sha256(content).digest()
    await blobs.put_bytes(content, sha256=sha256)
    return sha256
