"""Making a backup: one archive with the database, the keys sealed, and a manifest of both."""

import io
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import apsw
import msgspec

from heliograph.config.load import FILE_NAME
from heliograph.server import key_box
from heliograph.server.archive import (
    FORMAT,
    KEYS,
    Beside,
    Manifest,
    describe,
    refuse_existing,
    write_archive,
)
from heliograph.server.errors import CannotStart
from heliograph.server.files import read_private
from heliograph.server.keys import DATABASE_FILE, LATER_SECRET_FILES, SECRET_FILES
from heliograph.server.lock import FolderLock
from heliograph.server.room import refuse_full
from heliograph.storage.sqlite import snapshot
from heliograph.storage.sqlite.connection import UnusableSqlite
from heliograph.storage.sqlite.migrate import StoreTooNew

TakeSnapshot = Callable[[], Path]
"""Copies the database into a file of its own, which whoever asked takes away."""


_LEFT_FOR_THE_SERVER_BYTES = 64 << 20
"""Its log grows while the copy is read, and it ends when that has no room."""


class Secrets(msgspec.Struct, frozen=True):
    """What the sealed member holds: files of the data folder, by name."""

    files: dict[str, bytes]

    def __repr__(self) -> str:
        return "Secrets(...)"


def back_up(
    folder: Path, target: Path, lock: key_box.Lock, *, take_snapshot: TakeSnapshot
) -> Manifest:
    """Write the archive of a data folder to `target`, which must not exist yet.

    Raises CannotStart, CommandError, and OSError if the disk fails. Nothing but the whole archive
    ever has its name.
    """
    refuse_existing(target)
    if not target.absolute().parent.is_dir():
        raise CannotStart(f"there is no folder {target.parent} to write the backup to")
    secrets = _read_secrets(folder)
    size = _database_bytes(folder)
    refuse_full([(folder, size + _LEFT_FOR_THE_SERVER_BYTES), (target.absolute().parent, size)])
    copy = take_snapshot()
    try:
        held = snapshot.inspect(copy)
        database = copy.open("rb")
    finally:
        # What is open can be read still, and nobody finds it if this process is killed.
        copy.unlink(missing_ok=True)
    with database:
        manifest = Manifest(
            format=FORMAT,
            made=int(time.time()),
            program=version("heliograph"),
            schema=held.schema,
            tables=dict(held.tables),
            members={DATABASE_FILE: describe(database)},
            blobs=Beside(count=held.blobs, bytes=held.blob_bytes, sha256=held.blobs_sha256),
        )
        database.seek(0)
        return _write(target, manifest, _sealed(secrets, lock, manifest), database)


def _write(target: Path, manifest: Manifest, box: bytes, database: BinaryIO) -> Manifest:
    members = {KEYS: describe(io.BytesIO(box)), **manifest.members}
    manifest = msgspec.structs.replace(manifest, members=members)
    # The keys first: who restores hears of a wrong passphrase before the database is unpacked.
    write_archive(target, manifest, {KEYS: io.BytesIO(box), DATABASE_FILE: database})
    return manifest


def _sealed(secrets: Secrets, lock: key_box.Lock, manifest: Manifest) -> bytes:
    box = key_box.seal(msgspec.msgpack.encode(secrets), lock, bound=manifest.bound())
    return msgspec.json.encode(box)


def _read_secrets(folder: Path) -> Secrets:
    found: dict[str, bytes] = {}
    for name in SECRET_FILES:
        content = read_private(folder / name)
        if content is None:
            raise CannotStart(f"there is no {name} in {folder}: is it a server's data folder?")
        found[name] = content
    for name in LATER_SECRET_FILES:
        content = read_private(folder / name)
        if content is not None:
            # Servers of before there was one make it at their next start.
            found[name] = content
    settings = folder / FILE_NAME
    if settings.exists():
        # Sealed as well: it may tell where other secrets lie.
        found[FILE_NAME] = settings.read_bytes()
    return Secrets(found)


def _database_bytes(folder: Path) -> int:
    """What a copy may take: the database, and what of it is in the log still."""
    files = (folder / DATABASE_FILE, folder / f"{DATABASE_FILE}-wal")
    return sum(file.stat().st_size for file in files if file.exists())


def snapshot_unserved(folder: Path) -> Path:
    """Copy the database of a folder that nobody serves. Raises FolderInUse, CannotStart."""
    path, target = folder / DATABASE_FILE, snapshot.new_path(folder)
    if not path.exists():
        raise CannotStart(f"there is no database in {folder}: is it the right --data-dir?")
    with FolderLock(folder).keep_free():
        snapshot.drop_left(folder)
        try:
            snapshot.take(path, target, served=False)
        except (apsw.Error, UnusableSqlite, StoreTooNew) as error:
            raise CannotStart(f"{path}: {error}") from None
    return target
