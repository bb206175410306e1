"""Bodies that nobody has a copy of any more."""

from collections.abc import Iterable

import apsw
from msgspec.structs import replace

from heliograph.domain.extras import extras_or_none
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.blobs import pack_extras, unpack_extras

_SQL = queries.load("orphans")


def drop(db: apsw.Connection, body_ids: Iterable[int]) -> None:
    """Drop those of the bodies that are in no mailbox. What answers in their chat quote of them
    goes with them: the answers reply to nothing from then on, and show no quote."""
    found = rows.fetch(db, _SQL.orphans, (people.as_json(body_ids),))
    if not found:
        return
    orphans = people.as_json(row[0] for row in found)
    for answer_id, packed in rows.fetch(db, _SQL.answers, (orphans,)):
        extras = unpack_extras(packed)
        if extras is not None and extras.quote is not None:
            left = extras_or_none(replace(extras, quote=None))
            db.execute(_SQL.set_extras, (answer_id, pack_extras(left)))
    db.execute(_SQL.drop, (orphans,))
