"""Where the mailbox and each channel of a search in all of them go on behind an offset.

https://core.telegram.org/method/messages.searchGlobal
"""

import apsw

from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, channel_peer, is_channel
from heliograph.domain.search import SearchQuery, Within
from heliograph.storage.sqlite import history, queries, rows

_SQL = queries.load("searching")

_SEARCHED_MAX = 100
"""Channels that one search looks into, those with the newest messages: each costs a look at the
index."""


def place(message: Message) -> tuple[int, int, int]:
    """What messages of one page are sorted by."""
    return -message.date, _rank(message.peer_id), -message.id


def _rank(peer_id: int) -> int:
    return channel_of(peer_id) if is_channel(peer_id) else 0


def channels(db: apsw.Connection, query: SearchQuery, within: Within) -> tuple[list[int], bool]:
    """The channels to search, by their peers, and whether there are no others."""
    if within is Within.PUBLIC:
        found = rows.fetch(db, _SQL.public_channels, (query.owner_id, _SEARCHED_MAX + 1))
        return [channel_peer(row[0]) for row in found[:_SEARCHED_MAX]], len(found) <= _SEARCHED_MAX
    wanted = (query.owner_id, query.folder_id, _SEARCHED_MAX + 1)
    found = rows.fetch(db, _SQL.channels_in_folder, wanted)
    taken = [row[0] for row in found if within.takes_channel(broadcast=bool(row[1]))]
    peers = [channel_peer(channel_id) for channel_id in taken[:_SEARCHED_MAX]]
    return peers, len(found) <= _SEARCHED_MAX


def in_mailbox(db: apsw.Connection, query: SearchQuery) -> int:
    """The id of the mailbox below which a page begins, 0 for the first."""
    if not is_channel(query.offset_peer) or not query.offset_date:
        return 0 if is_channel(query.offset_peer) else query.offset_id
    return history.box_first_since(db, query.owner_id, query.offset_date)


def in_channel(db: apsw.Connection, query: SearchQuery, peer_id: int) -> int:
    """As `in_mailbox`, of a channel: of the offset's second those behind it are left."""
    if peer_id == query.offset_peer:
        return query.offset_id
    date = query.offset_date or _date_of(db, query)
    if not date:
        return 0
    before = _rank(peer_id) < _rank(query.offset_peer)
    return history.first_since(db, (peer_id, peer_id), date if before else date + 1)


def _date_of(db: apsw.Connection, query: SearchQuery) -> int:
    """When the offset was written, for clients that say its id alone."""
    if query.offset_id <= 0 or is_channel(query.offset_peer):
        return 0
    known = history.by_ids(db, query.owner_id, (query.offset_id,)).values()
    return next((message.date for message in known), 0)
