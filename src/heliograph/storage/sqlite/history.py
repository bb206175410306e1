"""Looking back into a mailbox: pages of a dialog."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.history import HistoryQuery, MessagePage, cut_mentions
from heliograph.domain.media import is_live
from heliograph.domain.messages import BoxState, Message
from heliograph.domain.peers import box_of
from heliograph.storage.sqlite import (
    channels,
    mailbox,
    people,
    polls,
    posts,
    queries,
    rows,
    topic_rows,
)
from heliograph.storage.sqlite.blobs import unpack_extras

_SQL = queries.load("history")
_BY_ID = queries.load("messages").messages_by_ids

PAST_ALL = 2**62
"""Above every message id."""

_LOOKED_THROUGH = 1_000
"""The latest messages of a dialog among which live locations are looked for."""

_COUNTED = 10_000
"""Newer messages than these are not counted for a page: a million cost a reader 100 ms."""


def history(db: apsw.Connection, query: HistoryQuery) -> MessagePage:
    """A page around an offset. A message is *older* if its id is below the offset.

    `add_offset` moves the page towards older messages, a negative one towards newer: then it
    begins with up to that many from the offset on. `min_id` and `max_id` themselves are left out.

    https://core.telegram.org/api/offsets
    """
    limit = max(0, query.limit)
    offset = offset_id(db, query)
    below = query.max_id if query.max_id > 0 else PAST_ALL
    box_id = box_of(query.owner_id, query.peer_id)
    dialog = (box_id, query.peer_id)
    above = query.min_id
    if box_id != query.owner_id:
        above = max(above, channels.hidden_up_to(db, query.owner_id, box_id))
    skip = max(0, query.add_offset)
    ahead = max(0, -query.add_offset)
    # Of the `ahead` newer messages the page holds the newest `limit`.
    start = (max(offset, above + 1), below, max(0, ahead - limit), min(ahead, limit))
    found = list(db.execute(_SQL.newer, dialog + start))[::-1] if ahead else []
    older = limit - min(ahead, limit)
    if older:
        found += db.execute(_SQL.older, (*dialog, min(offset, below), above, skip, older))
    messages = cut_mentions(posts.shown(db, query.owner_id, found))
    page = MessagePage(
        messages=messages,
        count=_dialog_size(db, dialog),
        sees=people.seen_in(db, query.owner_id, messages, others=(query.peer_id,)),
        offset_id_offset=_newer_count(db, query, messages),
        pts=mailbox.current_pts(db, box_id) if box_id != query.owner_id else 0,
    )
    return topic_rows.with_topics(db, page) if page.pts else page


def offset_id(db: apsw.Connection, query: HistoryQuery) -> int:
    """The id that a page begins below."""
    if query.offset_id > 0:
        return query.offset_id
    if query.offset_date > 0:
        box_id = box_of(query.owner_id, query.peer_id)
        return first_since(db, (box_id, query.peer_id), query.offset_date)
    return PAST_ALL


def first_since(db: apsw.Connection, dialog: tuple[int, int], date: int) -> int:
    """The id of a dialog below which everything is older than a date."""
    row = db.execute(_SQL.dialog_top, dialog).fetchone()
    return _halve(db, _SQL.dated_from, dialog, date=date, top_id=row[0] if row else 0)


def _halve(
    db: apsw.Connection, dated_from: str, box: tuple[int, ...], *, date: int, top_id: int
) -> int:
    """The first id dated `date` or later, or one above all; dates never fall as ids rise."""
    low, high = 1, top_id + 1
    while low < high:
        middle = (low + high) // 2
        found = db.execute(dated_from, (*box, middle)).fetchone()
        if found is None or found[1] >= date:
            high = middle
        else:
            low = found[0] + 1
    return low


def _dialog_size(db: apsw.Connection, dialog: tuple[int, int]) -> int:
    row = db.execute(_SQL.dialog_size, dialog).fetchone()
    return row[0] if row else 0


def _newer_count(db: apsw.Connection, query: HistoryQuery, page: Sequence[Message]) -> int | None:
    """How many messages of the dialog are newer than the page, None for more than are counted."""
    if not page or not any((query.offset_id, query.offset_date, query.add_offset, query.max_id)):
        return 0
    box_id = box_of(query.owner_id, query.peer_id)
    wanted = (box_id, query.peer_id, page[0].id, _COUNTED + 1)
    count = rows.number(db, _SQL.newer_count, wanted)
    return count if count <= _COUNTED else None


def copy_for(db: apsw.Connection, owner_id: int, message_id: int, *, viewer_id: int) -> int | None:
    """See `ports.store.MessageOperations.copy_for`."""
    found = rows.fetch(db, _SQL.copy_for, (owner_id, message_id, viewer_id))
    return found[0][0] if found else None


def messages(db: apsw.Connection, owner_id: int, ids: Sequence[int]) -> MessagePage:
    found = by_ids(db, owner_id, ids)
    page = cut_mentions([found[one] for one in dict.fromkeys(ids) if one in found])
    return MessagePage(messages=page, count=len(page), sees=people.seen_in(db, owner_id, page))


def page_of(db: apsw.Connection, query: HistoryQuery, ids: Sequence[int]) -> MessagePage:
    """The part that a query asks for of messages, all given by their ids, newest first."""
    within = [
        message_id
        for message_id in ids
        if message_id > query.min_id and (query.max_id <= 0 or message_id < query.max_id)
    ]
    newer = sum(1 for one in within if query.offset_id > 0 and one >= query.offset_id)
    begin = max(0, newer + query.add_offset)
    wanted = within[begin : max(begin, newer + query.add_offset + query.limit)]
    box_id = box_of(query.owner_id, query.peer_id)
    if box_id != query.owner_id:
        page = posts.messages(db, query.owner_id, box_id, wanted)
    else:
        page = messages(db, query.owner_id, wanted)
    return replace(page, count=len(within), offset_id_offset=begin)


def live_locations(
    db: apsw.Connection, owner_id: int, peer_id: int, *, now: int, at_most: int
) -> MessagePage:
    """See `ports.store.MessageOperations.live_locations`."""
    box_id = box_of(owner_id, peer_id)
    found = db.execute(_SQL.carrying, (box_id, peer_id, _LOOKED_THROUGH))
    live = [row for row in found if is_live(unpack_extras(row[2]), sent=row[1], now=now)]
    # Of each person the newest, which comes first.
    newest = {row[3]: row[0] for row in reversed(live)}
    wanted = sorted(newest.values(), reverse=True)[:at_most]
    if box_id != owner_id:
        return posts.messages(db, owner_id, box_id, wanted)
    known = by_ids(db, owner_id, wanted)
    page = tuple(sorted(known.values(), key=lambda message: -message.id))
    sees = people.seen_in(db, owner_id, page, others=(peer_id,))
    return MessagePage(messages=page, count=len(page), sees=sees)


def by_ids(db: apsw.Connection, owner_id: int, ids: Iterable[int]) -> dict[int, Message]:
    """Those of the messages that are in the mailbox, by id."""
    found = db.execute(_BY_ID, (owner_id, people.as_json(ids)))
    return {message.id: message for message in polls.shown(db, map(rows.message, found))}


def box_first_since(db: apsw.Connection, owner_id: int, date: int) -> int:
    """As `first_since`, of a whole mailbox."""
    _, top_id = state_and_top(db, owner_id)
    return _halve(db, _SQL.box_dated_from, (owner_id,), date=date, top_id=top_id)


def state(db: apsw.Connection, owner_id: int) -> BoxState:
    """LookupError if there is no such account."""
    return state_and_top(db, owner_id)[0]


def state_and_top(db: apsw.Connection, owner_id: int) -> tuple[BoxState, int]:
    """The state and the highest message id given out."""
    row = db.execute(_SQL.state, (owner_id,)).fetchone()
    if row is None:
        raise LookupError(f"no mailbox {owner_id}")
    pts, date, unread, created, top_id = row
    return BoxState(pts=pts, date=date or created, unread=unread), top_id
