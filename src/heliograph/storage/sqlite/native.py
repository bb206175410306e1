"""What is in C of the store, where it was built; without it Python does the same, or it is left."""

import os
from types import ModuleType

import apsw


def load() -> ModuleType | None:
    """The part in C unless HELIOGRAPH_CODEC names Python. ImportError if it names C in vain."""
    wanted = os.environ.get("HELIOGRAPH_CODEC")
    if wanted == "py":
        return None
    try:
        from heliograph.storage.sqlite import _files
    except ImportError:
        if wanted == "c":
            raise
        return None
    return _files


def gather_log(connection: apsw.Connection) -> None:
    """Have a connection that writes append to its log in larger pieces.

    SQLite makes two system calls for each page of a commit: a third of what a commit costs.
    Only for one that syncs each commit.
    """
    files = load()
    if files is not None:
        # SQLite opens the log when it first reads.
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
        files.gather_log(connection)
