"""Looking for messages: those that are in no index yet are read, the others found by their words.

Both come newest first, and what is in no index is newer than what is. In a mailbox body ids rise
with message ids: matches are counted by bodies, and only those of a page are looked up.
"""

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.domain.history import MessagePage, cut_mentions
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.search import (
    Dated,
    Found,
    Mark,
    Match,
    Searched,
    SearchQuery,
    Within,
    cut_page,
    marks_of,
    matches,
    searched_text,
)
from heliograph.domain.words import fold
from heliograph.storage.sqlite import (
    channels,
    history,
    own_messages,
    people,
    post_contents,
    posts,
    queries,
    rows,
    search_offsets,
    topic_rows,
    withholding,
)
from heliograph.storage.sqlite.blobs import unpack_entities, unpack_extras
from heliograph.storage.sqlite.looking_up import Bounds, look_up
from heliograph.storage.sqlite.word_hiding import WordHider

_SQL = queries.load("searching")
_INDEX = queries.load("search_index")

_TEXT_MAX = 1_000_000
"""Characters that one search reads, folded: a tenth of a second, or a fifth of the oddest ones.

A dialog full of long messages must not hold a reader up.
"""


class _Cut(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of a page of matches, of `count` in all, `newer` before it; `whole` as of those."""

    ids: list[int]
    count: int
    newer: int
    whole: bool


class _Matches(msgspec.Struct):
    """Bodies of matches, newest first; `whole` says that there are no older ones.

    Only dialogs with `peers` count, None for all.
    """

    bodies: list[int]
    whole: bool = True
    peers: frozenset[int] | None = None

    def takes(self, peer_id: int) -> bool:
        return self.peers is None or peer_id in self.peers


def search(db: apsw.Connection, query: SearchQuery, hider: WordHider) -> Found:
    """See `ports.search_store.Search.search`."""
    if query.peer_id is not None and is_channel(query.peer_id):
        return _in_channel(db, query, query.peer_id, hider)
    if query.within is not None:
        return _everywhere(db, query, query.within, hider)
    bounds = _bounds(db, query)
    if query.peer_id is not None and own_messages.asks_for_own(query):
        below, above = bounds.below, bounds.above
        return own_messages.page(db, query, peer_id=query.peer_id, below=below, above=above)
    cut = _cut(db, query, bounds, hider)
    known = history.by_ids(db, query.owner_id, cut.ids)
    messages = cut_mentions([known[message_id] for message_id in cut.ids])
    others = () if query.peer_id is None else (query.peer_id,)
    page = MessagePage(
        messages=messages,
        count=cut.count,
        sees=people.seen_in(db, query.owner_id, messages, others=others),
        offset_id_offset=cut.newer,
    )
    return Found(page=page, inexact=not cut.whole)


def _in_channel(db: apsw.Connection, query: SearchQuery, peer_id: int, hider: WordHider) -> Found:
    """As `search`, of a channel: its mailbox is its own, and its posts are shown to the viewer."""
    inside = replace(query, owner_id=peer_id, viewer_id=query.owner_id)
    bounds = _bounds_in_channel(db, query, peer_id)
    cut = _calls(db, query, bounds) if query.calling else _cut(db, inside, bounds, hider)
    page = posts.messages(db, query.owner_id, peer_id, cut.ids)
    shown = replace(page, count=cut.count, offset_id_offset=cut.newer)
    return Found(page=shown, inexact=not cut.whole)


def _everywhere(db: apsw.Connection, query: SearchQuery, within: Within, hider: WordHider) -> Found:
    """As `search`, of the mailbox and of the channels that the owner is in, or of those that
    anybody finds, the newest first.

    Of one second the mailbox's come first, then those of channels, by their ids.
    """
    cuts: dict[int, _Cut] = {}
    if not within.of_channels:
        own = replace(query, offset_id=search_offsets.in_mailbox(db, query))
        cuts[query.owner_id] = _cut(db, own, _bounds(db, own), hider)
    searched, all_of_them = search_offsets.channels(db, query, within)
    for peer_id in searched:
        offset = search_offsets.in_channel(db, query, peer_id)
        inside = replace(query, peer_id=peer_id, offset_id=offset)
        bounds = _bounds_in_channel(db, inside, peer_id)
        inside = replace(inside, owner_id=peer_id, viewer_id=query.owner_id)
        cuts[peer_id] = _cut(db, inside, bounds, hider)
    messages: list[Message] = []
    for box_id, cut in cuts.items():
        if box_id == query.owner_id:
            messages += history.by_ids(db, box_id, cut.ids).values()
        elif cut.ids:
            messages += posts.by_ids(db, query.owner_id, box_id, cut.ids).values()
    page = cut_mentions(sorted(messages, key=search_offsets.place)[: query.limit])
    found = MessagePage(
        messages=page,
        count=sum(cut.count for cut in cuts.values()),
        sees=people.seen_in(db, query.owner_id, page),
        offset_id_offset=sum(cut.newer for cut in cuts.values()),
    )
    whole = all_of_them and all(cut.whole for cut in cuts.values())
    return Found(page=topic_rows.with_topics(db, found), inexact=not whole)


def _bounds_in_channel(db: apsw.Connection, query: SearchQuery, peer_id: int) -> Bounds:
    """What was said before the viewer came is not looked at where it is hidden."""
    bounds = _bounds(db, replace(query, owner_id=peer_id))
    hidden = channels.hidden_up_to(db, query.owner_id, peer_id)
    return Bounds(bounds.below, max(bounds.above, hidden))


def _calls(db: apsw.Connection, query: SearchQuery, bounds: Bounds) -> _Cut:
    """A page of what names or answers the viewer in a supergroup."""
    ids = post_contents.calling(
        db,
        query.owner_id,
        query.peer_id or 0,
        below=bounds.below,
        above=bounds.above,
        at_most=query.matches_max + 1,
    )
    counted = ids[: query.matches_max]
    wanted, newer = cut_page(counted, query)
    return _Cut(ids=wanted, count=len(counted), newer=newer, whole=len(counted) == len(ids))


def _cut(db: apsw.Connection, query: SearchQuery, bounds: Bounds, hider: WordHider) -> _Cut:
    """A page of what a mailbox has between two ids."""
    found = _matches(db, query, bounds, hider)
    wanted, newer = cut_page(found.bodies, replace(query, offset_id=_offset_body(db, query)))
    if not found.whole and len(wanted) < query.limit and query.offset_id > 0 <= query.add_offset:
        wanted = _behind(db, query, bounds, hider)
    ids = [row[0] for row in db.execute(_SQL.ids_of_bodies, _among(query, wanted))]
    return _Cut(ids=ids, count=len(found.bodies), newer=newer, whole=found.whole)


def search_dates(db: apsw.Connection, query: SearchQuery, hider: WordHider) -> Dated:
    """See `ports.search_store.Search.search_dates`."""
    bounds = _bounds(db, query)
    if query.peer_id is not None and is_channel(query.peer_id):
        bounds = _bounds_in_channel(db, query, query.peer_id)
        query = replace(query, owner_id=query.peer_id, viewer_id=query.owner_id)
    found = _matches(db, query, bounds, hider)
    dated = db.execute(_SQL.dated, _among(query, found.bodies))
    return Dated(found=tuple(Match(*row) for row in dated), inexact=not found.whole)


def _among(query: SearchQuery, bodies: list[int]) -> tuple[int, str]:
    return query.owner_id, people.as_json(bodies)


def _offset_body(db: apsw.Connection, query: SearchQuery) -> int:
    """The body below which messages are older than the offset; 0 for no offset."""
    if query.offset_id <= 0:
        return 0
    found = db.execute(_SQL.oldest_body, (query.owner_id, query.offset_id - 1)).get
    return history.PAST_ALL if found is None else int(found)


def _behind(db: apsw.Connection, query: SearchQuery, bounds: Bounds, hider: WordHider) -> list[int]:
    """Bodies of a page that lies beyond all that were counted."""
    begin = max(0, query.add_offset)
    most = replace(query, matches_max=max(query.matches_max, begin + query.limit))
    older = Bounds(min(query.offset_id, bounds.below), bounds.above)
    return _matches(db, most, older, hider).bodies[begin : begin + query.limit]


def _bounds(db: apsw.Connection, query: SearchQuery) -> Bounds:
    """Dates as ids: in a mailbox neither falls while the other rises."""
    below = query.max_id if query.max_id > 0 else history.PAST_ALL
    above = query.min_id
    if query.max_date > 0:
        below = min(below, _first_since(db, query, query.max_date + 1))
    if query.min_date > 0:
        above = max(above, _first_since(db, query, query.min_date) - 1)
    return Bounds(below, above)


def _first_since(db: apsw.Connection, query: SearchQuery, date: int) -> int:
    if query.peer_id is None:
        return history.box_first_since(db, query.owner_id, date)
    return history.first_since(db, (query.owner_id, query.peer_id), date)


def _matches(db: apsw.Connection, query: SearchQuery, bounds: Bounds, hider: WordHider) -> _Matches:
    # Only words and marks are in the index: without any everything is read, as are the few pins.
    by_index = (query.sought or query.mark is not None) and not query.pinned
    indexed_to = rows.number(db, _INDEX.indexed_to, ()) if by_index else 0
    found = _Matches([], peers=_peers(db, query))
    if _scan(db, query, bounds, indexed_to=indexed_to, found=found):
        _look_up(db, query, bounds, hider, indexed_to=indexed_to, found=found)
    if query.saved_peer_id is not None:
        wanted = (*_among(query, found.bodies), query.saved_peer_id)
        found.bodies = [row[0] for row in db.execute(_SQL.saved_from, wanted)]
    if query.thread_id is not None:
        bodies = dict(rows.fetch(db, _SQL.ids_of, _among(query, found.bodies)))
        inside = topic_rows.within(db, query.owner_id, query.thread_id, bodies)
        found.bodies = [bodies[one] for one in inside]
    _leave_out_withheld(db, query, found)
    return found


def _leave_out_withheld(db: apsw.Connection, query: SearchQuery, found: _Matches) -> None:
    """What words are found by that somebody is not shown would tell what was said."""
    viewer_id = query.owner_id if query.viewer_id is None else query.viewer_id
    demoted = query.within is not None or viewer_id <= posts.NOBODY
    if found.bodies:
        found.bodies = withholding.found(
            db, viewer_id, query.owner_id, found.bodies, demoted=demoted
        )


def _peers(db: apsw.Connection, query: SearchQuery) -> frozenset[int] | None:
    within = query.within or Within.ALL
    if query.peer_id is not None or (query.folder_id is None and within is Within.ALL):
        return None
    inside = db.execute(_SQL.peers_in_folder, (query.owner_id, query.folder_id))
    return frozenset(row[0] for row in inside if within.takes(row[0]))


def _scan(
    db: apsw.Connection, query: SearchQuery, bounds: Bounds, *, indexed_to: int, found: _Matches
) -> bool:
    """Add what is in no index yet; gives whether it came to what is."""
    limits = (bounds.below, bounds.above, query.scan_max + 1)
    if query.peer_id is None:
        read = db.execute(_SQL.scanned_mailbox, (query.owner_id, *limits))
    else:
        scan = _SQL.scanned_pinned if query.pinned else _SQL.scanned_dialog
        read = db.execute(scan, (query.owner_id, query.peer_id, *limits))
    length = 0
    for count, (body_id, peer_id, sender_id, text, *carried) in enumerate(read):
        if body_id <= indexed_to:
            return True
        folded = fold(searched_text(text, unpack_extras(carried[1]))) if query.sought else text
        length += len(folded)
        if count >= query.scan_max or length > _TEXT_MAX:
            found.whole = False
            return False
        marks = _marks(*carried) if query.mark is not None else ()
        message = Searched(sender_id=sender_id, folded=folded, marks=marks)
        if found.takes(peer_id) and matches(message, query):
            found.bodies.append(body_id)
    return False


def _marks(entities: bytes | None, extras: bytes | None) -> tuple[Mark, ...]:
    return marks_of(unpack_entities(entities), unpack_extras(extras))


def _look_up(
    db: apsw.Connection,
    query: SearchQuery,
    bounds: Bounds,
    hider: WordHider,
    *,
    indexed_to: int,
    found: _Matches,
) -> None:
    """Add what the index has, up to the body it has come to."""
    most = query.matches_max
    whose = query.sender_id is not None or found.peers is not None
    read = look_up(db, query, bounds, hider, indexed_to=indexed_to, at_most=most + 1, whose=whose)
    found.whole = len(read) <= most
    for body_id, *about in read[:most]:
        if not whose:
            found.bodies.append(body_id)
            continue
        peer_id, sender_id = about
        if query.sender_id in (None, sender_id) and found.takes(peer_id):
            found.bodies.append(body_id)
