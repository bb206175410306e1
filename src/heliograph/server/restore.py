"""Restoring a backup: verified whole, made ready beside its place, and then moved into it."""

import os
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import apsw
import msgspec

from heliograph.config.load import FILE_NAME
from heliograph.server.archive import (
    KEYS,
    BadArchive,
    Manifest,
    Reader,
    Verified,
    read_archive,
)
from heliograph.server.backup import Secrets
from heliograph.server.errors import CannotStart
from heliograph.server.files import (
    PRIVATE,
    PRIVATE_FOLDER,
    give_to_owner_of,
    make_private_folder,
    sync_folder,
    write_durably,
)
from heliograph.server.key_box import Box, Opener
from heliograph.server.keys import (
    BLOBS_FOLDER,
    DATABASE_FILE,
    LATER_SECRET_FILES,
    RSA_PUBLIC_FILE,
    SECRET_FILES,
    load_rsa_key,
    load_sub_keys,
)
from heliograph.server.lock import LOCK_FILE, FolderLock
from heliograph.server.room import refuse_full
from heliograph.storage.sqlite.connection import UnusableSqlite
from heliograph.storage.sqlite.due import Due
from heliograph.storage.sqlite.leap import CannotLeap
from heliograph.storage.sqlite.migrate import StoreTooNew, migrations
from heliograph.storage.sqlite.restoring import DamagedCopy, Ready, make_ready

STAGING = ".restoring"
"""While this folder is there, the restore is not done, and nobody may serve what lies beside it."""

_FILES = (*SECRET_FILES, *LATER_SECRET_FILES, RSA_PUBLIC_FILE, FILE_NAME, DATABASE_FILE)
_KEYS_BYTES_MAX = 1 << 20
_CLOCKS_DIFFER_S = 300

_OF_VOLUMES = frozenset({"lost+found"})
"""What a file system of its own holds before anybody used it."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What was restored, how far its counters leapt, and what is due and waits."""

    manifest: Manifest
    leapt: int
    due: Sequence[Due]


def refuse_half_restored(folder: Path) -> None:
    """Raise CannotStart if a restore into the folder was interrupted."""
    if (folder / STAGING).exists():
        raise CannotStart(
            f"a restore into {folder} did not come to its end: run heliograph restore again"
        )


def restore(archive: Path, folder: Path, opener: Opener) -> Restored:
    """Make a folder with nothing in it but blobs the data folder that the archive is a backup of.

    What an interrupted restore left there is removed first. Raises CannotStart, in which case a
    folder that was not there is gone again, and nothing is left in one that was but its lock;
    OSError if the disk fails.
    """
    FolderLock(folder).check_free()
    _refuse_used(folder)
    with read_archive(archive) as reader:
        _refuse_newer(reader.manifest)
        _refuse_clock(reader.manifest)
        refuse_full([(folder, sum(one.bytes for one in reader.manifest.members.values()))])
        made = make_private_folder(folder)
        lock = FolderLock(folder)
        lock.acquire()
        try:
            _sweep(folder)
            try:
                restored = _restore(reader, folder, opener)
            except BaseException:
                _sweep(folder)
                _unmake(made)
                raise
            _move_in(folder)
        finally:
            lock.release()
    return restored


def _refuse_used(folder: Path) -> None:
    try:
        names = {entry.name for entry in folder.iterdir()}
    except FileNotFoundError:
        return
    # The content of files comes by another way, and may be there first.
    if STAGING not in names and names - {LOCK_FILE, BLOBS_FOLDER} - _OF_VOLUMES:
        raise CannotStart(f"{folder} is not empty: a backup is restored into a new folder")


def _refuse_newer(manifest: Manifest) -> None:
    newest = migrations()[-1][0]
    if manifest.schema > newest:
        raise CannotStart(
            f"the backup has schema {manifest.schema}, this program knows up to {newest}: "
            f"install heliograph {manifest.program} or newer"
        )
    if manifest.members.keys() != {KEYS, DATABASE_FILE}:
        raise BadArchive("the manifest does not name the members of a backup")


def _refuse_clock(manifest: Manifest) -> None:
    """How far ids go on is told by the age of the backup, and a clock that is behind knows none."""
    now = int(time.time())
    if manifest.made > now + _CLOCKS_DIFFER_S:
        raise CannotStart(
            f"the backup was made at {_said(manifest.made)}, and this machine's clock stands at "
            f"{_said(now)}: set it first, or ids would be given out again that clients know"
        )


def _said(moment: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment))


def _sweep(folder: Path) -> None:
    """Take away what a restore left; the folder was empty before it."""
    if not (folder / STAGING).exists():
        return
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / STAGING)
    sync_folder(folder)


def _unmake(made: Sequence[Path]) -> None:
    """Take away the folders that were made for a restore, as far as nothing else is in them."""
    if made:
        # Nobody else's: who opened it meanwhile was told at once that the folder is in use.
        (made[0] / LOCK_FILE).unlink()
    with suppress(OSError):
        for path in made:
            path.rmdir()
            sync_folder(path.parent)


def _restore(reader: Reader, folder: Path, opener: Opener) -> Restored:
    staging = folder / STAGING
    staging.mkdir(mode=PRIVATE_FOLDER)
    # The mark must be there before anything else can be.
    sync_folder(folder)
    manifest = reader.manifest
    for name, content in reader.members():
        if name == KEYS:
            _unpack_keys(content, manifest, staging, opener)
        else:
            _unpack(content, staging / name)
    ready = _make_ready(staging / DATABASE_FILE, manifest)
    # As a start reads them: what cannot be served is refused here.
    load_sub_keys(staging)
    load_rsa_key(staging)
    return Restored(manifest=manifest, leapt=ready.leapt, due=ready.due)


def _unpack_keys(content: Verified, manifest: Manifest, staging: Path, opener: Opener) -> None:
    sealed = bytearray()
    for chunk in content.chunks():
        sealed += chunk
        if len(sealed) > _KEYS_BYTES_MAX:
            raise BadArchive(f"{KEYS} is too long")
    content.finish()
    try:
        box: Box = msgspec.json.decode(bytes(sealed), type=Box)
        opened = opener(box, manifest.bound())
        secrets = msgspec.msgpack.decode(opened, type=Secrets)
    except msgspec.MsgspecError as error:
        raise BadArchive(f"{KEYS} is malformed: {error}") from None
    if not set(SECRET_FILES) <= secrets.files.keys() <= set(_FILES):
        raise BadArchive(f"{KEYS} does not hold the files of a data folder")
    for name, file in secrets.files.items():
        write_durably(staging / name, file)


def _unpack(content: Verified, path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    with open(descriptor, "wb") as file:
        give_to_owner_of(path.parent, file.fileno())
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _make_ready(path: Path, manifest: Manifest) -> Ready:
    try:
        return make_ready(path, tables=manifest.tables, made=manifest.made, now=int(time.time()))
    except (apsw.Error, UnusableSqlite, StoreTooNew, DamagedCopy, CannotLeap) as error:
        raise CannotStart(f"the backup's database: {error}") from None


def _move_in(folder: Path) -> None:
    staging = folder / STAGING
    for name in _FILES:
        if (staging / name).exists():
            os.replace(staging / name, folder / name)
    sync_folder(folder)
    # From here on the folder is a server's.
    shutil.rmtree(staging)
    sync_folder(folder)
