"""What the owner of a mailbox wrote in a dialog: no matter how much others wrote there.

The index of copies says who wrote one, so neither bodies nor words are read to find a page.
"""

import apsw

from heliograph.domain.history import MessagePage, cut_mentions
from heliograph.domain.search import Found, SearchQuery
from heliograph.storage.sqlite import history, people, queries, rows

_SQL = queries.load("searching")


def asks_for_own(query: SearchQuery) -> bool:
    """Whether everything is asked for that the owner wrote in one dialog, whatever it says."""
    anything = not query.sought and query.mark is None and not query.pinned
    return anything and query.sender_id == query.owner_id and query.saved_peer_id is None


def page(db: apsw.Connection, query: SearchQuery, *, peer_id: int, below: int, above: int) -> Found:
    """A page of them between two ids, both left out, by the offsets of a HistoryQuery.

    As many as `matches_max` are counted. https://core.telegram.org/api/offsets
    """
    limit, skip, ahead = max(0, query.limit), max(0, query.add_offset), max(0, -query.add_offset)
    offset = query.offset_id if query.offset_id > 0 else history.PAST_ALL
    dialog = (query.owner_id, peer_id)
    # Of the `ahead` newer messages the page holds the newest `limit`.
    from_offset = (max(offset - 1, above), below, max(0, ahead - limit), min(ahead, limit))
    ids = [row[0] for row in db.execute(_SQL.own_newer, dialog + from_offset)][::-1]
    older = (min(offset, below), above, skip, limit - min(ahead, limit))
    ids += [row[0] for row in db.execute(_SQL.own_older, dialog + older)]
    most = query.matches_max + 1
    count = rows.number(db, _SQL.own_count, (*dialog, below, above, most))
    newer = (
        rows.number(db, _SQL.own_count, (*dialog, below, max(ids[0], above), most)) if ids else 0
    )
    known = history.by_ids(db, query.owner_id, ids)
    messages = cut_mentions([known[message_id] for message_id in ids])
    shown = MessagePage(
        messages=messages,
        count=min(count, query.matches_max),
        sees=people.seen_in(db, query.owner_id, messages, others=(peer_id,)),
        offset_id_offset=newer if newer < most else None,
    )
    return Found(page=shown, inexact=count == most)
