"""What those who are out of a group go on to have of it: each message as it was when they went."""

import apsw

from heliograph.domain.peers import is_channel
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("kept")


def before_change(db: apsw.Connection, owner_id: int, peer_id: int, message_id: int) -> None:
    """Have a message change for those alone who are in the group; does nothing elsewhere.

    Whoever is out keeps what the message says now. Whoever came back has it as the others do, from
    this change on. To be called before anything is read that the change is decided on, so that
    nobody has looked yet whether the message is of that dialog.
    """
    if peer_id > 0 or is_channel(peer_id):
        return
    found = rows.fetch(db, _SQL.copies_elsewhere, (owner_id, message_id))
    returned = [row[1:3] for row in found if row[3]]
    db.executemany(_SQL.unmark, returned)
    db.executemany(_SQL.drop, returned)
    leaving = [row[:3] for row in found if not row[3]]
    if not leaving:
        return
    body_id = leaving[0][0]
    db.execute(_SQL.keep_body, (body_id,))
    kept_id = db.last_insert_rowid()
    db.execute(_SQL.keep_files, (body_id, kept_id))
    db.executemany(_SQL.keep, [(*copy, kept_id) for _, *copy in leaving])
    db.executemany(_SQL.mark, [tuple(copy) for _, *copy in leaving])
