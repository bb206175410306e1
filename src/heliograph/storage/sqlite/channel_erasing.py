"""Taking out what lies in channels that were deleted, in bounded steps."""

import apsw

from heliograph.domain.peers import channel_peer
from heliograph.storage.sqlite import changing, channels, queries, rows

_SQL = queries.load("channel_erasing")
_DELETION = queries.load("deletion")


def erase_later(db: apsw.Connection, channel_id: int, *, date: int) -> None:
    """Have what lies in a channel go, which nobody may look into any more."""
    channels.hold_photo(db, channel_id, None)
    db.execute(_SQL.clear_channel, (channel_id,))
    db.execute(_SQL.erase_later, (channel_id, date))


def erase(db: apsw.Connection, *, date: int, at_most: int) -> None:
    """Take so many messages out of a channel, then so much of its history and of its log.

    What its mailbox went through goes last, as taking messages out is written there, too.
    """
    found = rows.fetch(db, _SQL.next_erasure, ())
    if not found:
        return
    ((channel_id,),) = found
    peer_id = channel_peer(channel_id)
    ids = [row[0] for row in rows.fetch(db, _DELETION.some_copies, (peer_id, at_most))]
    if ids:
        changing.delete_messages(db, peer_id, ids, revoke=False, date=date)
        return
    before = db.total_changes()
    db.execute(_SQL.drop_log, (channel_id, at_most))
    db.execute(_SQL.drop_links, (peer_id, at_most))
    db.execute(_SQL.drop_joiners, (peer_id, at_most))
    db.execute(_SQL.drop_topics, (channel_id, at_most))
    db.execute(_SQL.drop_barred, (channel_id, at_most))
    db.execute(_SQL.drop_choices, (channel_id, at_most))
    db.execute(_SQL.drop_speaker, (peer_id, at_most))
    if rows.fetch(db, _DELETION.drop_latest_log, (peer_id, at_most)):
        db.execute(_DELETION.rewind_mailbox, (peer_id,))
    if db.total_changes() == before:
        # All members are looked through: once nothing else is left.
        db.execute(_SQL.clear_ranks, (channel_id, at_most))
    if db.total_changes() == before:
        db.execute(_DELETION.drop_dialogs, (peer_id,))
        db.execute(_SQL.erased, (channel_id,))
