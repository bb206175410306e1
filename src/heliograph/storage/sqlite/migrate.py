"""Numbered migrations: what makes an empty file a store, and an old store a new one."""

import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import apsw

from heliograph.storage.sqlite.copying import copy_into

_BACKUP = "before-schema-{}.sqlite"

_FILE = re.compile(r"(\d{4})_\w+\.sql")


class StoreTooNew(RuntimeError):
    """The store was written by a newer program; the text says so to the operator."""


def migrations() -> Sequence[tuple[int, str]]:
    """Version and script of each migration, in order, starting at 1 without a gap."""
    found = []
    folder = resources.files("heliograph.storage.sqlite") / "migrations"
    for file in folder.iterdir():
        match = _FILE.fullmatch(file.name)
        if match:
            found.append((int(match[1]), file.read_text(encoding="utf-8")))
    found.sort()
    if [version for version, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError("the migrations are not numbered 1, 2, 3 …")
    return found


def schema_version(connection: apsw.Connection) -> int:
    """The version of the store, 0 for an empty file."""
    known = connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'"
    ).get
    if not known:
        return 0
    return int(connection.execute("SELECT value FROM meta WHERE name = 'schema'").get)


def refuse_newer(connection: apsw.Connection) -> int:
    """The version of the store, which is only read; StoreTooNew if this program is older."""
    newest = migrations()[-1][0]
    present = schema_version(connection)
    if present > newest:
        raise StoreTooNew(
            f"the store has schema {present}, this program knows up to {newest}: "
            "install the version that wrote it, or restore the backup made before it"
        )
    return present


def migrate(connection: apsw.Connection, *, backup_folder: Path | None) -> int:
    """Bring the store to the newest version and return it.

    A store that holds something is copied to `backup_folder` first (None: no copy). All pending
    migrations are one transaction. Raises StoreTooNew and changes nothing if the store is newer.
    """
    known = migrations()
    newest = known[-1][0]
    present = refuse_newer(connection)
    if present == newest:
        return newest
    if present and backup_folder is not None:
        copy_into(connection, backup_folder / _BACKUP.format(newest))
    with connection:
        if not present:
            _execute(connection, "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID")
        for version, script in known[present:]:
            _execute(connection, script)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", (version,))
    return newest


def drop_backups(folder: Path, *, made_before: int) -> int:
    """Remove the copies that migrations made before a Unix time; gives how many went.

    They hold what was deleted since, so they may not outlive the doubt about a migration.
    """
    old = [file for file in folder.glob(_BACKUP.format("*")) if file.stat().st_mtime < made_before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _execute(connection: apsw.Connection, script: str) -> None:
    for _ in connection.execute(script):
        pass
