"""What happened in trust and safety, in order: added to, never changed."""

import apsw

from heliograph.storage.sqlite import queries

_SQL = queries.load("safety_reports")

TYPED = "by command line"
"""Something was done under a name that somebody typed."""


def note(
    db: apsw.Connection, kind: str, *, date: int, actor: str, case_id: int, about: str = ""
) -> None:
    """Note that something happened, in the transaction in which it does; `about` is no content."""
    db.execute(_SQL.note_event, (date, kind, actor, case_id, about))
