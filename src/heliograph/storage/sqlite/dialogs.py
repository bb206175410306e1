"""What owners arrange in their dialog lists: pins, folders, marks."""

from collections.abc import Callable, Mapping, Sequence

import apsw

from heliograph.domain import errors
from heliograph.domain.account_events import (
    ForumViewChanged,
    PinnedDialogsChanged,
    UnreadMarkChanged,
)
from heliograph.domain.dialogs import Listed
from heliograph.domain.message_changes import FoldersChanged
from heliograph.storage.sqlite import account_events, mailbox, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("dialogs")

DecidePins = Callable[[Listed], tuple[int, ...]]


def has_dialog(db: apsw.Connection, owner_id: int, peer_id: int) -> bool:
    """Whether there is anything in the owner's dialog with somebody."""
    return bool(rows.number(db, _SQL.has_dialog, (owner_id, peer_id)))


def pin_dialog(
    db: apsw.Connection, owner_id: int, peer_id: int, *, decide: DecidePins
) -> int | None:
    """See `ports.dialog_store.DialogOperations.pin_dialog`."""
    row = db.execute(_SQL.folder_of, (owner_id, peer_id)).fetchone()
    if row is None:
        raise errors.PeerIdInvalid
    changed = change_pinned(db, owner_id, row[0], named=(peer_id,), decide=decide)
    return row[0] if changed is not None else None


def change_pinned(
    db: apsw.Connection,
    owner_id: int,
    folder_id: int,
    *,
    named: Sequence[int],
    decide: DecidePins,
) -> tuple[int, ...] | None:
    """See `ports.dialog_store.DialogOperations.change_pinned`."""
    present = _pinned_in(db, owner_id, folder_id)
    known = rows.fetch(db, _SQL.known_in, (owner_id, folder_id, people.as_json(named)))
    listed = Listed(folder_id=folder_id, pinned=present, known=frozenset(row[0] for row in known))
    wanted = decide(listed)
    if wanted == present:
        return None
    db.execute(_SQL.unpin_all, (owner_id, folder_id))
    places = [(owner_id, peer_id, len(wanted) - at) for at, peer_id in enumerate(wanted)]
    if places:
        db.executemany(_SQL.set_pin, places)
    account_events.note(db, owner_id, kind=Kind.PINNED_DIALOGS, subject=folder_id)
    return wanted


def _pinned_in(db: apsw.Connection, owner_id: int, folder_id: int) -> tuple[int, ...]:
    return tuple(row[0] for row in rows.fetch(db, _SQL.pinned_in, (owner_id, folder_id)))


def load_pinned(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[PinnedDialogsChanged]:
    """What stands at the top of each folder by now; there are two."""
    return [
        PinnedDialogsChanged(folder_id=folder_id, order=_pinned_in(db, owner_id, folder_id))
        for folder_id in map(int, subjects)
    ]


def move_dialogs(
    db: apsw.Connection, owner_id: int, places: Mapping[int, int], *, date: int
) -> FoldersChanged:
    """See `ports.dialog_store.DialogOperations.move_dialogs`."""
    moved: dict[int, int] = {}
    for folder_id in sorted(set(places.values())):
        peer_ids = [peer_id for peer_id, place in places.items() if place == folder_id]
        wanted = (owner_id, people.as_json(peer_ids), folder_id)
        gone = rows.fetch(db, _SQL.move, wanted)
        moved |= {row[0]: folder_id for row in gone}
        if unpinned := [row[0] for row in gone if row[1]]:
            db.executemany(_SQL.set_pin, [(owner_id, peer_id, 0) for peer_id in unpinned])
            # What left it was pinned in the other folder.
            account_events.note(db, owner_id, kind=Kind.PINNED_DIALOGS, subject=1 - folder_id)
    if not moved:
        pts = mailbox.current_pts(db, owner_id)
        return FoldersChanged(owner_id=owner_id, pts=pts, pts_count=0, places=(), sees=())
    ids = tuple(sorted(moved))
    pts = mailbox.advance(db, owner_id, kind=mailbox.Kind.FOLDERS, date=date, ids=ids)
    return FoldersChanged(
        owner_id=owner_id,
        pts=pts,
        pts_count=1,
        places=tuple((peer_id, moved[peer_id]) for peer_id in ids),
        sees=people.shown(db, owner_id, ids),
    )


def folders_of(db: apsw.Connection, owner_id: int, peer_ids: Sequence[int]) -> dict[int, int]:
    """In which folder each of the dialogs lies by now."""
    found = rows.fetch(db, _SQL.folders_of, (owner_id, people.as_json(peer_ids)))
    return dict(found)


def mark_unread(db: apsw.Connection, owner_id: int, peer_id: int, unread: bool) -> bool:
    """See `ports.dialog_store.DialogOperations.mark_unread`."""
    changed = bool(rows.fetch(db, _SQL.mark_unread, (owner_id, peer_id, int(unread))))
    if changed:
        account_events.note(db, owner_id, kind=Kind.UNREAD_MARK, subject=peer_id)
    return changed


def marked_unread(db: apsw.Connection, owner_id: int) -> tuple[int, ...]:
    """See `ports.dialog_store.DialogOperations.marked_unread`."""
    return tuple(row[0] for row in rows.fetch(db, _SQL.marked_unread, (owner_id,)))


def show_as_messages(db: apsw.Connection, owner_id: int, peer_id: int, shown: bool) -> bool:
    """See `ports.dialog_store.DialogOperations.show_as_messages`."""
    changed = bool(rows.fetch(db, _SQL.show_as_messages, (owner_id, peer_id, int(shown))))
    if changed:
        account_events.note(db, owner_id, kind=Kind.FORUM_VIEW, subject=peer_id)
    return changed


def load_forum_views(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[ForumViewChanged]:
    """How those of the forums are shown by now that the owner still has."""
    found = rows.fetch(db, _SQL.shown_among, (owner_id, people.as_json(map(int, subjects))))
    return [ForumViewChanged(peer_id=peer, as_messages=bool(shown)) for peer, shown in found]


def load_unread_marks(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[UnreadMarkChanged]:
    """Which of the dialogs are marked by now."""
    peer_ids = list(map(int, subjects))
    found = rows.fetch(db, _SQL.marked_among, (owner_id, people.as_json(peer_ids)))
    marked = {row[0] for row in found}
    return [UnreadMarkChanged(peer_id=peer_id, unread=peer_id in marked) for peer_id in peer_ids]
