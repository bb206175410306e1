"""The doctor's look at where the content of files lies."""

import asyncio
import stat
from collections.abc import Iterator

from heliograph.cli.finding import Finding
from heliograph.config import Settings
from heliograph.ports.blobs import BlobsUnreachable
from heliograph.server.blob_place import open_bucket
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.server.errors import CannotStart
from heliograph.server.keys import BLOBS_FOLDER

_SUBJECT = "files"
_NOBODYS = "00" * 32


def place(settings: Settings) -> Iterator[Finding]:
    """Whether the folder is closed to others, or the bucket answers."""
    if settings.blobs_s3:
        yield _bucket(settings)
        return
    folder = settings.folder / BLOBS_FOLDER
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError:
        return
    if mode & 0o077 and settings.folder.stat().st_mode & 0o077:
        yield Finding(
            level="bad" if mode & 0o022 else "note",
            subject=_SUBJECT,
            text=f"{folder} may be used by other users (mode {mode:04o})",
            means="Whoever reads it has every file that people sent, unless blobs_sealed is set.",
            remedy=f"chmod 700 {folder}",
        )


def _bucket(settings: Settings) -> Finding:
    try:
        asyncio.run(_asked(settings))
    except (CannotStart, BlobsUnreachable) as error:
        return Finding(
            level="bad",
            subject=_SUBJECT,
            text=f"the bucket at {settings.bucket} cannot be used: {error}",
            means="No file can be sent or fetched; messages are not concerned.",
            remedy="Look at blobs_s3, blobs_s3_region and the keys in blobs_s3_key_file.",
        )
    return Finding(level="ok", subject=_SUBJECT, text=f"the bucket at {settings.bucket} answers")


async def _asked(settings: Settings) -> None:
    objects = open_bucket(settings)
    try:
        # A head of what is not there: 404 from whom we may read, 403 from whom we may not.
        await objects.sizes([_NOBODYS])
    finally:
        await objects.close()


def whole(settings: Settings) -> Iterator[Finding]:
    """Whether all content is there that the running server's database refers to."""
    try:
        timeout_s = settings.limits.control_timeout_s
        found = ask(settings.folder, "media.verify", {}, timeout_s=timeout_s)
    except NoServer:
        return
    except CommandError as error:
        yield _unseen(str(error))
        return
    wrong = found["missing"] + found["spoilt"]
    if not wrong:
        yield Finding(level="ok", subject=_SUBJECT, text=f"{found['whole']} contents, all there")
        return
    first = (*found["missing_like"], *found["spoilt_like"])[0]
    yield Finding(
        level="bad",
        subject=_SUBJECT,
        text=f"{found['missing']} missing and {found['spoilt']} spoilt, one of them {first}",
        means="Messages show these files, and nobody can fetch them.",
        remedy="Copy them from a backup of blobs/, then run heliograph media verify.",
    )


def _unseen(why: str) -> Finding:
    return Finding(
        level="bad",
        subject=_SUBJECT,
        text=why,
        means="Whether the content of all files is there could not be seen.",
        remedy="Mend what is said above, and run heliograph doctor --store again.",
    )
