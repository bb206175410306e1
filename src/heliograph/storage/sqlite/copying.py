"""A copy of the whole database, made by SQLite while the database is in use."""

import os
from pathlib import Path

import apsw


def copy_into(connection: apsw.Connection, target: Path) -> None:
    """Write the state of this moment to a new private file, and make it durable."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    try:
        # Writes a whole, checked copy, log included, without a trace of what was deleted, and
        # syncs it.
        connection.execute("VACUUM INTO ?", (str(target),))
    except BaseException:
        for left in (target, target.with_name(f"{target.name}-journal")):
            left.unlink(missing_ok=True)
        raise
    # Its name must last at least as long as whatever is done because there is a copy.
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
