"""The named SQL of `queries/*.sql`, read once."""

import re
from importlib import resources
from types import SimpleNamespace

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def load(topic: str) -> SimpleNamespace:
    """The statements of `queries/<topic>.sql` as attributes, named by the `-- name: …` above each.

    Comments are dropped: SQLite compares the whole text when it looks for a prepared statement.
    """
    folder = resources.files("heliograph.storage.sqlite") / "queries"
    parts = _NAME.split((folder / f"{topic}.sql").read_text(encoding="utf-8"))
    names, bodies = parts[1::2], parts[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"queries/{topic}.sql names a statement twice")
    return SimpleNamespace(**dict(zip(names, map(_bare, bodies), strict=True)))


def _bare(statement: str) -> str:
    lines = (line for line in statement.splitlines() if not line.lstrip().startswith("--"))
    return " ".join(" ".join(lines).split()).rstrip(";")
