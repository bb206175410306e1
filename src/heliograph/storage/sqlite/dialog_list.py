"""The dialog list: its pages, dialogs by name, what is pinned, the row of the archive."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import apsw
from msgspec.structs import replace

from heliograph.domain.dialogs import ARCHIVE, Archive
from heliograph.domain.history import DialogPage, DialogQuery, cut_mentions
from heliograph.domain.messages import Dialog, Message
from heliograph.domain.notifications import (
    NO_SETTINGS,
    NotifyScope,
    NotifyTarget,
    is_muted,
    scope_of,
)
from heliograph.domain.peers import channel_of, channel_peer, is_channel
from heliograph.storage.sqlite import (
    channel_marks,
    drafts,
    history,
    mentions,
    people,
    posts,
    preferences,
    queries,
    reactions,
    rows,
    voting,
)
from heliograph.storage.sqlite.blobs import unpack_notify

_SQL = queries.load("dialogs")
_CHANNELS = queries.load("channels")


def dialogs(db: apsw.Connection, query: DialogQuery, *, now: int) -> DialogPage:
    """Newest first: the id of its top message places a dialog, as ids rise with time."""
    limit = max(0, query.limit)
    offset = _offset(db, query)
    first = offset == _FIRST
    page: list[Dialog] = []
    if not query.without_pinned:
        page, offset = _heads(db, query, offset)
        page = page[:limit]
    page += _others(db, query, offset, limit=limit - len(page))
    count = len(page)
    if not first or count == limit:
        count = rows.number(db, _SQL.count, (query.owner_id, query.folder_id))
    # Apps leave the pinned ones out, as they ask for them apart; Telethon does not, and takes the
    # row of the archive for a dialog that it is not.
    with_archive = first and query.folder_id == 0 and query.without_pinned
    archive = _archive(db, query.owner_id, now=now) if with_archive else None
    return _page(db, query.owner_id, page, count=count, archive=archive)


def _rows(db: apsw.Connection, statement: str, values: Sequence[int | str | None]) -> list[Dialog]:
    return [rows.dialog(row) for row in db.execute(statement, tuple(values))]


class _Offset(NamedTuple):
    """Where a page begins: below which id of the mailbox; and for channels, up to which second
    their newest message was written, and behind which place of that second."""

    below: int
    until: int
    behind: tuple[int, int]


_FIRST = _Offset(history.PAST_ALL, history.PAST_ALL, (-history.PAST_ALL, 0))


def _place(dialog: Dialog) -> tuple[int, int]:
    """Where a dialog stands among those of one second, the first the least: by the id of its
    newest message, then by its own.

    TDLib puts them so, and asks for what comes behind the last of them (`DialogDate`): in another
    order it would be given the same ones again without end.
    """
    return -dialog.top_id, -dialog.peer_id


def _heads(
    db: apsw.Connection, query: DialogQuery, offset: _Offset
) -> tuple[list[Dialog], _Offset]:
    """The pinned dialogs of the page, and where the others of it begin.

    Behind a page that ended among the pinned ones come the rest of them, then the newest others.
    """
    pinned = _stood(db, query.owner_id, _rows(db, _SQL.pinned, (query.owner_id, query.folder_id)))
    if offset == _FIRST:
        return pinned, offset
    for number, dialog in enumerate(pinned, 1):
        if dialog.top_id == query.offset_id and query.offset_peer in (0, dialog.peer_id):
            return pinned[number:], _FIRST
    return [], offset


def _offset(db: apsw.Connection, query: DialogQuery) -> _Offset:
    date, peer_id, top_id = query.offset_date, query.offset_peer, query.offset_id
    behind = (-top_id, -peer_id)
    if is_channel(peer_id):
        if not date:
            return _Offset(history.PAST_ALL, history.PAST_ALL, behind)
        first, past = (history.box_first_since(db, query.owner_id, day) for day in (date, date + 1))
        return _Offset(min(max(top_id, first), past), date, behind)
    if top_id > 0:
        # Clients that say an id alone have no channels behind it to ask for by date.
        known = _dates(db, query.owner_id, (top_id,)) if not date else {}
        return _Offset(top_id, date or known.get(top_id, history.PAST_ALL), behind)
    if date > 0:
        return _Offset(history.box_first_since(db, query.owner_id, date), date - 1, _FIRST.behind)
    return _FIRST


def _dates(db: apsw.Connection, owner_id: int, ids: Iterable[int]) -> dict[int, int]:
    """When messages of the mailbox were written."""
    return dict(rows.fetch(db, _SQL.dates, (owner_id, people.as_json(ids))))


def _others(
    db: apsw.Connection, query: DialogQuery, offset: _Offset, *, limit: int
) -> list[Dialog]:
    """The dialogs of a page that are not pinned: of the mailbox, and channels."""
    owner_id, folder_id = query.owner_id, query.folder_id
    page = _rows(db, _SQL.page, (owner_id, offset.below, limit, folder_id))
    listed = dict(rows.fetch(db, _CHANNELS.listed, (owner_id, folder_id, offset.until)))
    if not listed:
        return page
    dates = _dates(db, owner_id, (dialog.top_id for dialog in page))
    dated = [(dates.get(dialog.top_id, 0), dialog) for dialog in page]
    earlier = sorted((posted for posted in listed.values() if posted < offset.until), reverse=True)
    # Of those of the first and the last second of the page all: how they stand in it is not known
    # before they are read.
    least = earlier[:limit][-1] if earlier[:limit] else offset.until
    peers = people.as_json(channel_peer(one) for one, posted in listed.items() if posted >= least)
    for dialog in _stood(db, owner_id, _rows(db, _SQL.named, (owner_id, peers))):
        posted = listed[channel_of(dialog.peer_id)]
        if posted < offset.until or _place(dialog) > offset.behind:
            dated.append((posted, dialog))
    dated.sort(key=lambda one: (-one[0], _place(one[1])))
    return [dialog for _, dialog in dated[:limit]]


def _stood(db: apsw.Connection, owner_id: int, page: list[Dialog]) -> list[Dialog]:
    """The dialogs with how the channels among them stand."""
    wanted = [channel_of(dialog.peer_id) for dialog in page if is_channel(dialog.peer_id)]
    if not wanted:
        return page
    stands = channel_marks.stands(db, owner_id, wanted)
    return [
        _standing(dialog, stands[channel_of(dialog.peer_id)])
        if channel_of(dialog.peer_id) in stands
        else dialog
        for dialog in page
    ]


def _standing(dialog: Dialog, stand: channel_marks.Stand) -> Dialog:
    return replace(
        dialog,
        top_id=stand.top_id,
        read_inbox_max_id=stand.read_inbox_max_id,
        read_outbox_max_id=stand.read_outbox_max_id,
        unread=stand.unread,
        ttl_period=stand.ttl_period,
        pts=stand.pts,
    )


def dialogs_of(
    db: apsw.Connection, owner_id: int, peer_ids: Sequence[int], *, archive: bool, now: int
) -> DialogPage:
    """See `ports.dialog_store.DialogOperations.dialogs_of`."""
    found = _rows(db, _SQL.named, (owner_id, people.as_json(peer_ids)))
    by_peer = {dialog.peer_id: dialog for dialog in found}
    page = [
        by_peer.get(peer_id) or Dialog(owner_id=owner_id, peer_id=peer_id, top_id=0)
        for peer_id in dict.fromkeys(peer_ids)
    ]
    page = _stood(db, owner_id, page)
    row = _archive(db, owner_id, now=now) if archive else None
    return _page(db, owner_id, page, count=len(page), archive=row)


def pinned_dialogs(db: apsw.Connection, owner_id: int, folder_id: int, *, now: int) -> DialogPage:
    """See `ports.dialog_store.DialogOperations.pinned_dialogs`."""
    page = _stood(db, owner_id, _rows(db, _SQL.pinned, (owner_id, folder_id)))
    archive = _archive(db, owner_id, now=now) if folder_id == 0 else None
    return _page(db, owner_id, page, count=len(page), archive=archive)


def _tops(db: apsw.Connection, owner_id: int, places: Sequence[posts.Place]) -> list[Message]:
    """The newest messages of dialogs."""
    own = [message_id for peer_id, message_id in places if not is_channel(peer_id)]
    tops = list(history.by_ids(db, owner_id, own).values())
    of_channels = [place for place in places if is_channel(place[0])]
    return tops + posts.tops(db, owner_id, of_channels) if of_channels else tops


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
    stood = _stood(db, owner_id, [_archived(owner_id, row) for row in found])
    top = _newest(db, owner_id, stood)
    for dialog, (peer_id, _, _, mark, settings) in zip(stood, found, strict=True):
        unread = dialog.unread
        muted = is_muted(unpack_notify(settings), everybody[scope_of(peer_id)], now=now)
        peers[muted] += bool(unread or mark)
        messages[muted] += unread
    return Archive(
        peer_id=top.peer_id,
        top_id=top.top_id,
        muted_peers=peers[True],
        unmuted_peers=peers[False],
        muted_messages=messages[True],
        unmuted_messages=messages[False],
    )


def _archived(owner_id: int, row: rows.Row) -> Dialog:
    return Dialog(owner_id=owner_id, peer_id=row[0], top_id=row[1], unread=row[2])


def _newest(db: apsw.Connection, owner_id: int, stood: Sequence[Dialog]) -> Dialog:
    """The one of the dialogs whose newest message is the latest."""
    first = stood[0]
    if not any(is_channel(dialog.peer_id) for dialog in stood):
        return first
    tops = _tops(db, owner_id, [(dialog.peer_id, dialog.top_id) for dialog in stood])
    dates = {message.peer_id: message.date for message in tops}
    return max(stood, key=lambda dialog: dates.get(dialog.peer_id, 0))


def _page(
    db: apsw.Connection,
    owner_id: int,
    page: Sequence[Dialog],
    *,
    count: int,
    archive: Archive | None,
) -> DialogPage:
    peer_ids = [dialog.peer_id for dialog in page]
    places = [(dialog.peer_id, dialog.top_id) for dialog in page if dialog.top_id]
    if archive is not None:
        peer_ids.append(archive.peer_id)
        places.append((archive.peer_id, archive.top_id))
    tops = cut_mentions(_tops(db, owner_id, places))
    newest_first = tuple(sorted(tops, key=lambda message: (-message.date, -message.id)))
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
