"""Saved Messages by where they were taken from."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.account_events import PinnedSavedChanged
from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.dialogs import MAIN, Listed
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.messages import Message
from heliograph.domain.saved import SavedDialog, SavedPage, SavedQuery, saved_peer_id
from heliograph.storage.sqlite import account_events, changing, history, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("saved")
_ALL = -1


def file(db: apsw.Connection, message: Message) -> None:
    """Note where a message that was just put into Saved Messages was taken from."""
    peer_id = saved_peer_id(message)
    if peer_id != message.owner_id:
        db.execute(_SQL.file, (message.owner_id, message.id, peer_id))


def dialogs(db: apsw.Connection, query: SavedQuery) -> SavedPage:
    """See `ports.saved_store.SavedOperations.saved_dialogs`."""
    owner = query.owner_id
    tops, pins = _tops(db, owner), _pins(db, owner)
    below = query.offset_id
    if not below and query.offset_date:
        below = history.first_since(db, (owner, owner), query.offset_date)
    first = not below or below > max(tops.values(), default=0)
    rest = sorted((peer for peer in tops if peer not in pins), key=lambda peer: -tops[peer])
    behind = [peer for peer in rest if first or tops[peer] < below]
    heads = [peer for peer in pins if peer in tops] if first and not query.without_pinned else []
    return _page(db, owner, [*heads, *behind][: query.limit], count=len(tops))


def dialogs_of(db: apsw.Connection, owner_id: int, peer_ids: Sequence[int]) -> SavedPage:
    """See `ports.saved_store.SavedOperations.saved_dialogs_of`."""
    tops = _tops(db, owner_id)
    return _page(db, owner_id, [peer for peer in peer_ids if peer in tops], count=len(tops))


def pinned(db: apsw.Connection, owner_id: int) -> SavedPage:
    """See `ports.saved_store.SavedOperations.pinned_saved`."""
    return dialogs_of(db, owner_id, _pins(db, owner_id))


def _tops(db: apsw.Connection, owner_id: int) -> dict[int, int]:
    """The newest message by where it was taken from."""
    tops: dict[int, int] = dict(rows.fetch(db, _SQL.tops, (owner_id,)))
    for (note_id,) in rows.fetch(db, _SQL.notes, (owner_id, history.PAST_ALL, 0, 1, 0)):
        tops[owner_id] = note_id
    return tops


def _pins(db: apsw.Connection, owner_id: int) -> tuple[int, ...]:
    return tuple(row[0] for row in rows.fetch(db, _SQL.pins, (owner_id,)))


def _page(db: apsw.Connection, owner_id: int, peer_ids: Sequence[int], *, count: int) -> SavedPage:
    tops, pins = _tops(db, owner_id), _pins(db, owner_id)
    found = history.by_ids(db, owner_id, (tops[peer] for peer in peer_ids))
    messages = tuple(sorted(found.values(), key=lambda message: -message.id))
    return SavedPage(
        dialogs=tuple(
            SavedDialog(peer_id=peer, top_id=tops[peer], pinned=peer in pins) for peer in peer_ids
        ),
        messages=messages,
        sees=people.seen_in(db, owner_id, messages, others=peer_ids),
        count=count,
    )


def saved_history(db: apsw.Connection, query: HistoryQuery, *, saved_peer: int) -> MessagePage:
    """See `ports.saved_store.SavedOperations.saved_history`; pages as `history.history` does."""
    owner = query.owner_id
    below = query.max_id if query.max_id > 0 else history.PAST_ALL
    offset = history.offset_id(db, query)
    ahead, skip = max(0, -query.add_offset), max(0, query.add_offset)
    ids: list[int] = []
    if ahead:
        newer = (max(offset, query.min_id + 1), below, ahead)
        ids = _newer(db, owner, saved_peer, newer)
        # The newest of them; a page of none has none.
        ids = ids[max(0, len(ids) - query.limit) :]
    older = query.limit - min(ahead, query.limit)
    if older:
        ids += _older(db, owner, saved_peer, (min(offset, below), query.min_id, older, skip))
    found = history.by_ids(db, owner, ids)
    page = tuple(found[message_id] for message_id in sorted(found, reverse=True))
    return MessagePage(
        messages=page,
        count=_count(db, owner, saved_peer),
        sees=people.seen_in(db, owner, page, others=(saved_peer,)),
    )


def _older(db: apsw.Connection, owner: int, peer: int, span: tuple[int, ...]) -> list[int]:
    """Ids below the first of `span`, above its second, at most its third, behind its fourth."""
    taken = peer != owner
    found = rows.fetch(db, _SQL.taken if taken else _SQL.notes, (owner, *span, *[peer][:taken]))
    return [row[0] for row in found]


def _newer(db: apsw.Connection, owner: int, peer: int, span: tuple[int, ...]) -> list[int]:
    """Ids from the first of `span` on, below its second, at most its third; oldest first."""
    taken = peer != owner
    statement = _SQL.taken_from if taken else _SQL.notes_from
    return [row[0] for row in rows.fetch(db, statement, (owner, *span, *[peer][:taken]))]


def _count(db: apsw.Connection, owner: int, peer: int) -> int:
    if peer == owner:
        row = rows.fetch(db, _SQL.count_notes, (owner,))
        return int(row[0][0] or 0)
    return rows.number(db, _SQL.count_taken, (owner, peer))


def clear_saved(db: apsw.Connection, clearing: Clearing, *, at_most: int, date: int) -> Cleared:
    """See `ports.saved_store.SavedOperations.clear_saved`."""
    owner = clearing.owner_id
    below = clearing.max_id + 1 if clearing.max_id else history.PAST_ALL
    dates = (clearing.min_date, clearing.max_date)
    # Ids alone: all of them where dates pick some.
    most = _ALL if any(dates) else at_most + 1
    found = _older(db, owner, clearing.peer_id, (below, 0, most, 0))
    wanted = rows.fetch(db, _SQL.dated, (owner, people.as_json(found), *dates))
    ids = [row[0] for row in wanted[:at_most]]
    parts = changing.delete_messages(db, owner, ids, revoke=False, date=date)
    more = len(wanted) > at_most
    return Cleared(parts=parts, more=more, pts=parts[0].pts, pts_count=parts[0].pts_count)


def change_pins(
    db: apsw.Connection,
    owner_id: int,
    *,
    named: Sequence[int],
    decide: Callable[[Listed], tuple[int, ...]],
) -> tuple[int, ...] | None:
    """See `ports.saved_store.SavedOperations.change_saved_pins`."""
    tops, present = _tops(db, owner_id), _pins(db, owner_id)
    known = frozenset(peer for peer in named if peer in tops)
    wanted = decide(Listed(folder_id=MAIN, pinned=present, known=known))
    if wanted == present:
        return None
    db.execute(_SQL.unpin_all, (owner_id,))
    places = [(owner_id, peer_id, len(wanted) - at) for at, peer_id in enumerate(wanted)]
    if places:
        db.executemany(_SQL.pin, places)
    account_events.note(db, owner_id, kind=Kind.PINNED_SAVED, subject="")
    return wanted


def load_pins(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[PinnedSavedChanged]:
    """What stands at the top of Saved Messages by now."""
    return [PinnedSavedChanged(order=_pins(db, owner_id))]
