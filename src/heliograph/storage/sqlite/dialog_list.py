"""The dialog list: its pages, dialogs by name, what is pinned, the row of the archive."""

from collections.abc import Iterable, Sequence
from itertools import chain

import apsw
from msgspec.structs import replace

from heliograph.domain.dialogs import ARCHIVE, Archive
from heliograph.domain.history import DialogPage, DialogQuery, cut_mentions
from heliograph.domain.messages import Dialog
from heliograph.domain.notifications import (
    NO_SETTINGS,
    NotifyScope,
    NotifyTarget,
    is_muted,
    scope_of,
)
from heliograph.storage.sqlite import (
    drafts,
    history,
    mentions,
    people,
    preferences,
    queries,
    reactions,
    rows,
    voting,
)
from heliograph.storage.sqlite.blobs import unpack_notify

_SQL = queries.load("dialogs")


def dialogs(db: apsw.Connection, query: DialogQuery, *, now: int) -> DialogPage:
    """Newest first: the id of its top message places a dialog, as ids rise with time."""
    limit = max(0, query.limit)
    below = _below(db, query)
    first = below == history.PAST_ALL
    page: list[Dialog] = []
    if not query.without_pinned:
        page, below = _heads(db, query, below)
        page = page[:limit]
    wanted = (query.owner_id, below, limit - len(page), query.folder_id)
    page += _rows(db, _SQL.page, wanted)
    count = len(page)
    if not first or count == limit:
        count = rows.number(db, _SQL.count, (query.owner_id, query.folder_id))
    # Apps leave the pinned ones out, as they ask for them apart; Telethon does not, and takes the
    # row of the archive for a dialog that it is not.
    with_archive = first and query.folder_id == 0 and query.without_pinned
    archive = _archive(db, query.owner_id, now=now) if with_archive else None
    return _page(db, query.owner_id, page, count=count, archive=archive)


def _rows(db: apsw.Connection, statement: str, values: Sequence[int | None]) -> list[Dialog]:
    return [rows.dialog(row) for row in db.execute(statement, tuple(values))]


def _heads(db: apsw.Connection, query: DialogQuery, below: int) -> tuple[list[Dialog], int]:
    """The pinned dialogs of the page, and below which the others of it stand.

    Behind a page that ended among the pinned ones come the rest of them, then the newest others.
    """
    pinned = _rows(db, _SQL.pinned, (query.owner_id, query.folder_id))
    if below == history.PAST_ALL:
        return pinned, below
    tops = [dialog.top_id for dialog in pinned]
    if query.offset_id not in tops:
        return [], below
    return pinned[tops.index(query.offset_id) + 1 :], history.PAST_ALL


def _below(db: apsw.Connection, query: DialogQuery) -> int:
    if query.offset_id > 0:
        return query.offset_id
    if query.offset_date > 0:
        return history.box_first_since(db, query.owner_id, query.offset_date)
    return history.PAST_ALL


def dialogs_of(
    db: apsw.Connection, owner_id: int, peer_ids: Sequence[int], *, archive: bool, now: int
) -> DialogPage:
    """See `ports.dialog_store.DialogOperations.dialogs_of`."""
    found = _rows(db, _SQL.named, (owner_id, people.as_json(peer_ids)))  # type: ignore[arg-type]
    by_peer = {dialog.peer_id: dialog for dialog in found}
    page = [
        by_peer.get(peer_id) or Dialog(owner_id=owner_id, peer_id=peer_id, top_id=0)
        for peer_id in dict.fromkeys(peer_ids)
    ]
    row = _archive(db, owner_id, now=now) if archive else None
    return _page(db, owner_id, page, count=len(page), archive=row)


def pinned_dialogs(db: apsw.Connection, owner_id: int, folder_id: int, *, now: int) -> DialogPage:
    """See `ports.dialog_store.DialogOperations.pinned_dialogs`."""
    page = _rows(db, _SQL.pinned, (owner_id, folder_id))
    archive = _archive(db, owner_id, now=now) if folder_id == 0 else None
    return _page(db, owner_id, page, count=len(page), archive=archive)


def _archive(db: apsw.Connection, owner_id: int, *, now: int) -> Archive | None:
    """The row of the archive, None while there is nothing in it."""
    found = rows.fetch(db, _SQL.archived, (owner_id, ARCHIVE))
    if not found:
        return None
    everybody = {
        scope: preferences.notify_settings(db, owner_id, NotifyTarget(scope))
        for scope in (NotifyScope.USERS, NotifyScope.CHATS)
    }
    peers, messages = [0, 0], [0, 0]
    for peer_id, _, unread, mark, settings in found:
        muted = is_muted(unpack_notify(settings), everybody[scope_of(peer_id)], now=now)
        peers[muted] += bool(unread or mark)
        messages[muted] += unread
    return Archive(
        peer_id=found[0][0],
        top_id=found[0][1],
        muted_peers=peers[True],
        unmuted_peers=peers[False],
        muted_messages=messages[True],
        unmuted_messages=messages[False],
    )


def _page(
    db: apsw.Connection,
    owner_id: int,
    page: Sequence[Dialog],
    *,
    count: int,
    archive: Archive | None,
) -> DialogPage:
    peer_ids = [dialog.peer_id for dialog in page]
    top_ids: Iterable[int] = (dialog.top_id for dialog in page if dialog.top_id)
    if archive is not None:
        peer_ids.append(archive.peer_id)
        top_ids = chain(top_ids, (archive.top_id,))
    tops = cut_mentions(list(history.by_ids(db, owner_id, top_ids).values()))
    newest_first = tuple(sorted(tops, key=lambda message: -message.id))
    notify = preferences.notify_settings_of(db, owner_id, peer_ids)
    unsent = drafts.unsent_of(db, owner_id, peer_ids)
    begun_with = chain.from_iterable(one.names for one in unsent.values())
    sees = people.seen_in(db, owner_id, tops, others=[*peer_ids, *begun_with])
    reacted = reactions.unread_counts(db, owner_id)
    voted = voting.unread_counts(db, owner_id)
    named = mentions.unread_counts(db, owner_id)
    # Most dialogs have nothing of it.
    marked = notify.keys() | unsent.keys() | reacted.keys() | voted.keys() | named.keys()
    whole = tuple(
        replace(
            dialog,
            notify=notify.get(dialog.peer_id, NO_SETTINGS),
            unsent=unsent.get(dialog.peer_id),
            unread_reactions=reacted.get(dialog.peer_id, 0),
            unread_votes=voted.get(dialog.peer_id, 0),
            unread_mentions=named.get(dialog.peer_id, 0),
        )
        if dialog.peer_id in marked
        else dialog
        for dialog in page
    )
    return DialogPage(dialogs=whole, messages=newest_first, sees=sees, count=count, archive=archive)
