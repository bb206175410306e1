"""In whose lists a channel stands once it is closed, or is open again: in bounded steps.

A channel has up to 200,000 members and more: all their lists in one transaction would hold up
whatever else is to be written. Lists leave out by themselves what is closed.
"""

import apsw

from heliograph.domain.channels import Channel
from heliograph.domain.peers import channel_peer
from heliograph.storage.sqlite import people, queries, rows

_SQL = queries.load("listing")

AT_ONCE = 500
"""Members whose lists are written in one transaction."""


def settle(db: apsw.Connection, record: Channel, *, date: int) -> None:
    """Have a channel stand in the lists of those who are in it if it is open, else in nobody's.

    Of few members at once; those of others follow by `settle_some`.
    """
    reached = _write(db, record.id, above=0, closed=record.closed, at_most=AT_ONCE)
    db.execute(_SQL.settled, (record.id,))
    if reached is not None:
        db.execute(_SQL.settle_later, (record.id, reached, date))


def settle_some(db: apsw.Connection, *, at_most: int) -> bool:
    """See `ports.channel_store.ChannelOperations.settle_lists`."""
    found = rows.fetch(db, _SQL.next, ())
    if not found:
        return False
    ((channel_id, above, closed),) = found
    reached = _write(db, channel_id, above=above, closed=bool(closed), at_most=at_most)
    if reached is None:
        db.execute(_SQL.settled, (channel_id,))
    else:
        db.execute(_SQL.reached, (channel_id, reached))
    return True


def _write(
    db: apsw.Connection, channel_id: int, *, above: int, closed: bool, at_most: int
) -> int | None:
    """The lists of so many members; the account that was the last, None if there are no more."""
    found = rows.fetch(db, _SQL.members, (channel_id, above, at_most))
    ids = [row[0] for row in found]
    if ids:
        asked = (channel_peer(channel_id), channel_id, people.as_json(ids))
        db.execute(_SQL.unlist if closed else _SQL.list_again, asked)
    return ids[-1] if len(ids) == at_most else None
