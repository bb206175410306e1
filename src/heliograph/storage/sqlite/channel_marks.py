"""How channels stand for who is in them: where they are, how far they were read, what moved."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import apsw

from heliograph.domain.account_events import (
    ChannelChanged,
    ChannelMoved,
    ChannelRead,
    ChannelReadByOthers,
)
from heliograph.domain.peers import channel_peer
from heliograph.domain.permissions import Role, is_inside
from heliograph.storage.sqlite import dialogs, people, queries, rows

_SQL = queries.load("channels")

_COUNTED = 1_000
"""Unread messages of one channel that are counted; of more it is how far their ids lie apart,
and no more than there are."""


class Stand(NamedTuple):
    """How a channel stands for one account. `posted` is when its newest message was written."""

    pts: int
    top_id: int
    posted: int
    read_inbox_max_id: int
    read_outbox_max_id: int
    unread: int
    inside: bool
    ttl_period: int


def stands(db: apsw.Connection, account_id: int, channel_ids: Iterable[int]) -> dict[int, Stand]:
    """By channel. Who is not in one has read all of it."""
    wanted = (account_id, people.as_json(channel_ids), _COUNTED + 1)
    return {row[0]: _stand(row[1:]) for row in rows.fetch(db, _SQL.stands, wanted)}


def _stand(row: rows.Row) -> Stand:
    pts, top_id, posted, read, read_by_others, own, role, above, there, ttl_period = row
    top_id = top_id or 0
    if role is None or not is_inside(Role(role)):
        return Stand(pts, top_id, posted, top_id, top_id, 0, False, ttl_period or 0)
    # After a restore ids lie further apart than there are messages.
    counted = above if above <= _COUNTED else min(top_id - read, there)
    unread = max(0, counted - own)
    return Stand(pts, top_id, posted, read, read_by_others, unread, True, ttl_period or 0)


def load_channels(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[ChannelChanged]:
    """Channels that the owner came into or left, or in which they are something else by now."""
    return [ChannelChanged(channel_id=int(subject)) for subject in subjects]


def load_moved(db: apsw.Connection, owner_id: int, *, since: int) -> Iterable[ChannelMoved]:
    """The channels in which something happened: clients ask none that is not named."""
    found = rows.fetch(db, _SQL.moved, (owner_id, since))
    return [ChannelMoved(channel_id=row[0], pts=row[1]) for row in found]


def load_read(db: apsw.Connection, owner_id: int, subjects: Sequence[str]) -> Iterable[ChannelRead]:
    """How far the owner has read channels by now."""
    known = stands(db, owner_id, map(int, subjects))
    peers = [channel_peer(channel_id) for channel_id in known]
    folders = dialogs.folders_of(db, owner_id, peers)
    return [
        ChannelRead(
            channel_id=channel_id,
            max_id=one.read_inbox_max_id,
            still_unread=one.unread,
            pts=one.pts,
            folder_id=folders.get(channel_peer(channel_id), 0),
        )
        for channel_id, one in known.items()
        if one.inside
    ]


def load_read_by_others(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[ChannelReadByOthers]:
    """How far others have read what the owner wrote in supergroups."""
    known = stands(db, owner_id, map(int, subjects))
    return [
        ChannelReadByOthers(channel_id=channel_id, max_id=one.read_outbox_max_id)
        for channel_id, one in known.items()
        if one.inside
    ]
