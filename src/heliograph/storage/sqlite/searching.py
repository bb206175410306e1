"""Looking for messages: those that are in no index yet are read, the others found by their words.

Both come newest first, and what is in no index is newer than what is.
"""

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.domain.history import MessagePage, cut_mentions
from heliograph.domain.search import Found, Searched, SearchQuery, cut_page, matches
from heliograph.domain.words import fold
from heliograph.storage.sqlite import history, people, queries, rows, search_index
from heliograph.storage.sqlite.blobs import unpack_entities

_SQL = queries.load("searching")
_INDEX = queries.load("search_index")

_TEXT_MAX = 1_000_000
"""Characters that one search reads, folded: a tenth of a second, or a fifth of the oddest ones.

A dialog full of long messages must not hold a reader up.
"""


class _Bounds(msgspec.Struct, frozen=True):
    """The ids in the mailbox between which to look, both left out."""

    below: int
    above: int


class _Matches(msgspec.Struct):
    """Ids of matches, newest first; `whole` says that there are no older ones."""

    ids: list[int]
    whole: bool = True


def search(db: apsw.Connection, query: SearchQuery) -> Found:
    """See `ports.search_store.Search.search`."""
    bounds = _bounds(db, query)
    found = _matches(db, query, bounds)
    wanted, newer = cut_page(found.ids, query)
    if not found.whole and len(wanted) < query.limit and query.offset_id > 0 <= query.add_offset:
        wanted = _behind(db, query, bounds)
    known = history.by_ids(db, query.owner_id, wanted)
    messages = cut_mentions([known[message_id] for message_id in wanted])
    others = () if query.peer_id is None else (query.peer_id,)
    page = MessagePage(
        messages=messages,
        count=len(found.ids),
        sees=people.seen_in(db, query.owner_id, messages, others=others),
        offset_id_offset=newer,
    )
    return Found(page=page, inexact=not found.whole)


def _behind(db: apsw.Connection, query: SearchQuery, bounds: _Bounds) -> list[int]:
    """A page that lies beyond all that were counted."""
    begin = max(0, query.add_offset)
    most = replace(query, matches_max=max(query.matches_max, begin + query.limit))
    older = _Bounds(min(query.offset_id, bounds.below), bounds.above)
    return _matches(db, most, older).ids[begin : begin + query.limit]


def _bounds(db: apsw.Connection, query: SearchQuery) -> _Bounds:
    """Dates as ids: in a mailbox neither falls while the other rises."""
    below = query.max_id if query.max_id > 0 else history.PAST_ALL
    above = query.min_id
    if query.max_date > 0:
        below = min(below, _first_since(db, query, query.max_date + 1))
    if query.min_date > 0:
        above = max(above, _first_since(db, query, query.min_date) - 1)
    return _Bounds(below, above)


def _first_since(db: apsw.Connection, query: SearchQuery, date: int) -> int:
    if query.peer_id is None:
        return history.box_first_since(db, query.owner_id, date)
    return history.first_since(db, (query.owner_id, query.peer_id), date)


def _matches(db: apsw.Connection, query: SearchQuery, bounds: _Bounds) -> _Matches:
    # Only words and marks are in the index: without any everything is read, as are the few pins.
    by_index = (query.sought or query.mark is not None) and not query.pinned
    indexed_to = rows.number(db, _INDEX.indexed_to, ()) if by_index else 0
    found = _Matches([])
    if _scan(db, query, bounds, indexed_to=indexed_to, found=found):
        _look_up(db, query, bounds, indexed_to=indexed_to, found=found)
    return found


def _scan(
    db: apsw.Connection, query: SearchQuery, bounds: _Bounds, *, indexed_to: int, found: _Matches
) -> bool:
    """Add what is in no index yet; gives whether it came to what is."""
    limits = (bounds.below, bounds.above, query.scan_max)
    if query.peer_id is None:
        read = db.execute(_SQL.scanned_mailbox, (query.owner_id, *limits))
    else:
        scan = _SQL.scanned_pinned if query.pinned else _SQL.scanned_dialog
        read = db.execute(scan, (query.owner_id, query.peer_id, *limits))
    count = length = 0
    for message_id, body_id, sender_id, text, entities in read:
        if body_id <= indexed_to:
            return True
        count += 1
        folded = fold(text) if query.sought else text
        length += len(folded)
        if length > _TEXT_MAX:
            found.whole = False
            return False
        message = Searched(sender_id=sender_id, folded=folded, entities=unpack_entities(entities))
        if matches(message, query):
            found.ids.append(message_id)
    found.whole = count < query.scan_max
    return False


def _look_up(
    db: apsw.Connection, query: SearchQuery, bounds: _Bounds, *, indexed_to: int, found: _Matches
) -> None:
    """Add what the index has."""
    owner_id = query.owner_id
    newest = db.execute(_SQL.newest_body, (owner_id, bounds.below)).get
    oldest = db.execute(_SQL.oldest_body, (owner_id, bounds.above)).get
    if newest is None or oldest is None:
        return
    expression = search_index.expression(
        owner_id, peer_id=query.peer_id, sought=query.sought, mark=query.mark
    )
    most = query.matches_max
    wanted = (expression, owner_id, min(newest, indexed_to), oldest, most + 1)
    read = rows.fetch(db, _SQL.indexed, wanted)
    found.whole = len(read) <= most
    if query.sender_id is not None:
        read = [row for row in read if (row[1] if row[2] else owner_id) == query.sender_id]
    found.ids += [row[0] for row in read[:most]]
