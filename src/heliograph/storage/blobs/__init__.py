"""Stores of blobs: which of them keeps the bytes, and whether it may read them."""

from heliograph.storage.blobs.folder import FolderObjects
from heliograph.storage.blobs.plain import PlainBlobs
from heliograph.storage.blobs.s3 import Bucket, S3Objects
from heliograph.storage.blobs.s3_signing import S3Key
from heliograph.storage.blobs.sealed import SealedBlobs

__all__ = ["Bucket", "FolderObjects", "PlainBlobs", "S3Key", "S3Objects", "SealedBlobs"]
