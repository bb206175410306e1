"""Channels that somebody is or was in, shares with others, or might like; who said what there."""

from collections.abc import Sequence

import apsw

from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import is_demoted
from heliograph.domain.peers import channel_peer, is_channel
from heliograph.domain.permissions import AdminRight
from heliograph.storage.sqlite import channels, queries, rows

_SQL = queries.load("finding_channels")

_SUBSCRIBERS = 200
"""Of one channel that are looked at to find others like it."""

_SHARED = 10
"""Who share two channels, at least: more than somebody brings along to find out about one other."""

_NEWEST = 200_000
"""Messages that are looked through for what one said."""


def quiet(
    db: apsw.Connection, *, account_id: int, before: int, at_most: int
) -> Sequence[tuple[SeenChannel, int]]:
    """See `ports.channel_finding_store.ChannelFindingOperations.quiet_channels`."""
    found = rows.fetch(db, _SQL.quiet, (account_id, before, at_most))
    known = _seen(db, account_id, [row[0] for row in found])
    return list(zip(known, [row[1] for row in found], strict=True))


def left(
    db: apsw.Connection, *, account_id: int, skip: int, at_most: int
) -> tuple[Sequence[SeenChannel], int]:
    """See `ports.channel_finding_store.ChannelFindingOperations.left_channels`."""
    found = rows.fetch(db, _SQL.left, (account_id, skip, at_most))
    count = rows.number(db, _SQL.left_count, (account_id,))
    return _seen(db, account_id, [row[0] for row in found]), count


def common(
    db: apsw.Connection, *, account_id: int, other_id: int, below_id: int
) -> Sequence[SeenChannel]:
    """See `ports.channel_finding_store.ChannelFindingOperations.common_supergroups`."""
    wanted = (account_id, other_id, below_id, int(AdminRight.ANONYMOUS))
    return _seen(db, account_id, [row[0] for row in rows.fetch(db, _SQL.common, wanted)])


def similar(
    db: apsw.Connection, *, viewer_id: int, channel_id: int, at_most: int
) -> Sequence[SeenChannel]:
    """See `ports.channel_finding_store.ChannelFindingOperations.similar_channels`."""
    wanted = (channel_id, viewer_id, _SUBSCRIBERS, _SHARED, at_most)
    found = _seen(db, viewer_id, [row[0] for row in rows.fetch(db, _SQL.similar, wanted)])
    return [one for one in found if not is_demoted(one)]


def said_by(db: apsw.Connection, *, peer_id: int, speaker_id: int, at_most: int) -> Sequence[int]:
    """See `ports.channel_finding_store.ChannelFindingOperations.said_by`."""
    if is_channel(speaker_id):
        found = rows.fetch(db, _SQL.said_as, (peer_id, speaker_id, at_most))
    else:
        found = rows.fetch(db, _SQL.said_by, (peer_id, speaker_id, _NEWEST, at_most))
    return [row[0] for row in found]


def _seen(db: apsw.Connection, viewer_id: int, ids: Sequence[int]) -> list[SeenChannel]:
    peer_ids = [channel_peer(one) for one in ids]
    known = channels.seen_channels(db, viewer_id, peer_ids)
    return [known[peer_id] for peer_id in peer_ids]
