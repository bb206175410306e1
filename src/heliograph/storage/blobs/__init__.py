"""Stores of blobs: which of them keeps the bytes, and whether it may read them."""

from heliograph.storage.blobs.folder import FolderObjects
from heliograph.storage.blobs.plain import PlainBlobs
from heliograph.storage.blobs.sealed import SealedBlobs

__all__ = ["FolderObjects", "PlainBlobs", "SealedBlobs"]
