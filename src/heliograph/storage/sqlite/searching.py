"""Looking for messages in a dialog: it is read from its newest message on."""

import apsw

from heliograph.domain.history import MessagePage, cut_mentions
from heliograph.domain.search import Found, Searched, SearchQuery, cut_page, fold, has_kind, matches
from heliograph.storage.sqlite import history, people, queries
from heliograph.storage.sqlite.blobs import unpack_entities

_SQL = queries.load("searching")

_TEXT_MAX = 1_000_000
"""Characters that one search reads, folded: a tenth of a second, or a fifth of the oddest ones.

A dialog full of long messages must not hold a reader up.
"""


def search_dialog(db: apsw.Connection, query: SearchQuery) -> Found:
    """A page of matches. Stops at the first message that is too old, for dates fall with ids."""
    dialog = (query.owner_id, query.peer_id)
    below = query.max_id if query.max_id > 0 else history.PAST_ALL
    if query.max_date > 0:
        below = min(below, history.first_since(db, dialog, query.max_date + 1))
    ids: list[int] = []
    scanned = read = 0
    scan = _SQL.scanned_pinned if query.pinned else _SQL.scanned
    rows = db.execute(scan, (*dialog, below, query.min_id, query.scan_max))
    for message_id, sender_id, date, text, entities in rows:
        if date < query.min_date or read > _TEXT_MAX:
            break
        scanned += 1
        folded = fold(text) if query.words else text
        read += len(folded)
        message = Searched(id=message_id, sender_id=sender_id, date=date, folded=folded)
        if not matches(message, query):
            continue
        if query.kinds is None or has_kind(unpack_entities(entities), query.kinds):
            ids.append(message_id)
    wanted, newer = cut_page(ids, query)
    known = history.by_ids(db, query.owner_id, wanted)
    messages = cut_mentions([known[message_id] for message_id in wanted])
    page = MessagePage(
        messages=messages,
        count=len(ids),
        sees=people.seen_in(db, query.owner_id, messages, others=(query.peer_id,)),
        offset_id_offset=newer,
    )
    return Found(page=page, inexact=scanned >= query.scan_max or read > _TEXT_MAX)
