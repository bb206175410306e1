"""Is the database what it should be? SQLite's own check, then what this store promises."""

from collections.abc import Sequence

import apsw

from heliograph.storage.sqlite import queries

_SQL = queries.load("integrity")

_EXAMPLES = 3


def check(db: apsw.Connection, *, whole: bool = False, promises: bool = True) -> Sequence[str]:
    """A line per kind of damage, empty when all is well. Names ids, never content.

    Reads everything in one snapshot while the writer goes on; `whole` also compares every index
    with its table. Without `promises` only SQLite's own are checked, as for an older schema. Takes
    seconds per million messages.
    """
    pragma = "integrity_check" if whole else "quick_check"
    found = [str(row[0]) for row in db.execute(f"PRAGMA {pragma}")]
    problems = [f"SQLite: {line}" for line in found if line != "ok"]
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        problems.append(f"row {rowid} of {table} points at nothing in {parent}")
    for name, statement in vars(_SQL).items() if promises else ():
        rows = db.execute(statement).fetchall()
        if rows:
            examples = ", ".join(f"{row[0]}/{row[1]}" for row in rows[:_EXAMPLES])
            problems.append(f"{name.replace('_', ' ')}: {len(rows)} ({examples})")
    return problems
