"""Where the settings say that the content of files lies: in the data folder, or in a bucket."""

from pathlib import Path

from heliograph.config import Settings
from heliograph.ports.blobs import Blobs
from heliograph.server.errors import CannotStart
from heliograph.server.files import read_named
from heliograph.server.keys import BLOBS_FOLDER, SubKeys
from heliograph.storage.blobs import (
    Bucket,
    FolderObjects,
    PlainBlobs,
    S3Key,
    S3Objects,
    SealedBlobs,
)
from heliograph.storage.blobs.objects import Objects


def open_blobs(settings: Settings, keys: SubKeys) -> Blobs:
    """Where content is kept, made ready for whoever holds the folder's lock. Raises CannotStart."""
    objects = (
        open_bucket(settings) if settings.blobs_s3 else _folder(settings.folder / BLOBS_FOLDER)
    )
    return SealedBlobs(objects, keys.blobs) if settings.blobs_sealed else PlainBlobs(objects)


def _folder(folder: Path) -> Objects:
    objects = FolderObjects(folder)
    try:
        objects.prepare()
    except OSError as error:
        raise CannotStart(f"{folder}: {error.strerror}") from None
    return objects


def open_bucket(settings: Settings) -> Objects:
    """The bucket that the settings name. Raises CannotStart."""
    endpoint = settings.bucket
    name, _, prefix = endpoint.path.strip("/").partition("/")
    bucket = Bucket(
        host=endpoint.host,
        port=endpoint.port,
        tls=endpoint.secure,
        name=name,
        prefix=f"{prefix}/" if prefix else "",
    )
    key = _read_key(Path(settings.blobs_s3_key_file), settings.blobs_s3_region)
    return S3Objects(bucket, key, timeout_s=settings.limits.blobs_timeout_s)


def _read_key(path: Path, region: str) -> S3Key:
    text = read_named("blobs_s3_key_file", path).decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 2:
        raise CannotStart(
            f"blobs_s3_key_file: {path} must hold two lines, the access key and the secret key"
        )
    return S3Key(access=lines[0], secret=lines[1], region=region)
