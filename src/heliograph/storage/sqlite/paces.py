"""When somebody wrote last, which those wait after who may not write as often as they like."""

import apsw

from heliograph.domain.channels import Channel
from heliograph.domain.people import Account
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("channels")
_THREADS = queries.load("threads")


def posted_in(db: apsw.Connection, record: Channel, *, own: int) -> int:
    """When somebody wrote in a channel who did at `own`, or anybody where all posts together are
    held back."""
    if record.broadcast and record.pace:
        return rows.number(db, _SQL.last_post, (record.id,))
    return own


def posted_by(db: apsw.Connection, account_id: int, record: Channel) -> int:
    """As `posted_in`, for who is to be looked up."""
    own = rows.fetch(db, _SQL.posted_there, (record.id, account_id))
    return posted_in(db, record, own=own[0][0] if own else 0)


def posted_anywhere(db: apsw.Connection, account: Account) -> int:
    """When somebody wrote in any channel, where a decision has them wait everywhere."""
    return rows.number(db, _SQL.last_posted, (account.id,)) if account.pace else 0


def has_written(db: apsw.Connection, account_id: int, channel_id: int, *, date: int) -> None:
    """Have the next word of a member or a guest wait after this one."""
    db.execute(_THREADS.guest_posted, (channel_id, account_id, date))
