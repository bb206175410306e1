"""The doctor's look at the files of a data folder."""

import stat
from collections.abc import Iterator
from pathlib import Path

from heliograph.cli.finding import Finding
from heliograph.config import Limits
from heliograph.server.errors import CannotStart
from heliograph.server.keys import DATABASE_FILE, STORAGE_FILE

_WAL = f"{DATABASE_FILE}-wal"
_LONG_LOG = 8
"""So many times the length at which it is written back: somebody keeps it from being so."""

_PRIVATE = (DATABASE_FILE, _WAL, f"{DATABASE_FILE}-shm", "control.sock", "heliograph.toml")


def file_modes(folder: Path) -> Iterator[Finding]:
    """Files that other users can read: the folder's own mode is one guard, this the other."""
    for name in _PRIVATE:
        try:
            status = (folder / name).lstat()
        except OSError:
            continue
        mode = stat.S_IMODE(status.st_mode)
        if mode & 0o077 and not _is_harmless(folder, name, mode):
            yield Finding(
                level="bad" if mode & 0o022 else "note",
                subject=name,
                text=f"may be used by other users (mode {mode:04o})",
                means=_MEANINGS.get(name, "Whoever opens it reads everybody's messages."),
                remedy=f"chmod 600 {folder / name}",
            )


_MEANINGS = {
    "control.sock": "Whoever writes to it runs the server's commands.",
    "heliograph.toml": "Whoever writes to it decides how the server runs.",
}


def _is_harmless(folder: Path, name: str, mode: int) -> bool:
    """Settings hold no secret and may be read; in a closed folder nobody reaches the rest."""
    if name == "heliograph.toml" and not mode & 0o022:
        return True
    return not folder.stat().st_mode & 0o077


def database(folder: Path, *, served: bool) -> Iterator[Finding]:
    """Whether the next start can open the database; nothing if there never was one."""
    path = folder / DATABASE_FILE
    if served:
        return
    if not path.exists():
        if (folder / STORAGE_FILE).exists():
            yield Finding(
                level="bad",
                subject="database",
                text=f"there is no {DATABASE_FILE}, though there is the key for one",
                means="A start makes an empty one: everybody's accounts and messages are gone.",
                remedy="Restore the newest backup into another folder: docs/how-to/back-up.md.",
            )
        return
    # Imported late: most commands do without the store.
    from heliograph.server.offline import glance_at_store

    try:
        seen = glance_at_store(folder)
    except CannotStart as error:
        yield Finding(
            level="bad",
            subject="database",
            text=str(error),
            means="The server does not start on it.",
            remedy="A newer program's: install that. Damaged: restore the newest backup.",
        )
        return
    if not seen.keys_open:
        yield Finding(
            level="bad",
            subject=STORAGE_FILE,
            text="the keys in the database were encrypted under another",
            means="No client that has signed in is known, and all must sign in anew.",
            remedy="Bring back the storage.key that belongs to this database, from one backup.",
        )
    if seen.schema < seen.newest:
        yield Finding(
            level="note",
            subject="database",
            text=f"schema {seen.schema}, which the next start brings to {seen.newest}",
            means="An older program made it. The change takes a copy of it first.",
            remedy="Start the new program when you are ready; the old one cannot read it after.",
        )
    else:
        yield Finding(level="ok", subject="database", text=f"schema {seen.schema}")


def log_length(folder: Path, limits: Limits) -> Finding:
    """Whether what was written finds its way into the database."""
    try:
        length = (folder / _WAL).stat().st_size
    except OSError:
        return Finding(level="ok", subject="write-ahead log", text="none")
    text = f"{length / (1 << 20):.0f} MiB"
    if length > _LONG_LOG * limits.wal_checkpoint_bytes:
        return Finding(
            level="note",
            subject="write-ahead log",
            text=text,
            means=(
                "Something reads an old state of the database (a copy that takes long, a sqlite3 "
                "shell left open): until it ends the log grows, and deleted text stays in it."
            ),
            remedy=f"Find it: fuser -v {folder / DATABASE_FILE}",
        )
    return Finding(level="ok", subject="write-ahead log", text=text)
