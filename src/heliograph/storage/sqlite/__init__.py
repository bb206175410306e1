"""The store on one SQLite file, for one process."""

from heliograph.storage.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
