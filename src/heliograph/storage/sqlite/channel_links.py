"""Which supergroup a channel's posts are talked about in."""

from collections.abc import Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.channel_log_changes import settings_changed
from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.discussion_groups import unlinked
from heliograph.domain.peers import channel_peer
from heliograph.ports.channel_link_store import Link
from heliograph.storage.sqlite import channel_log, channels, queries, rows
from heliograph.storage.sqlite.safety import publishing

_SQL = queries.load("channels")


def link(
    db: apsw.Connection, *, asker: Asker, broadcast_id: int, group_id: int, decide: Link
) -> Sequence[Channel]:
    """See `ports.channel_link_store.ChannelLinkOperations.link_channels`."""
    broadcast, group = (
        channels.context(db, replace(asker, chat_id=one)) if one else None
        for one in (broadcast_id, group_id)
    )
    made = list(decide(broadcast, group))
    kept = {one.id for one in made}
    before = [one.channel for one in (broadcast, group) if one is not None]
    left = (channels.known(db, one.linked_id) for one in before if one.linked_id not in kept | {0})
    others = [one for one in left if one is not None]
    for old, new in zip([*before, *others], [*made, *map(unlinked, others)], strict=True):
        publishing.check_faces(db, old, new)
        channels.keep(db, old, new, date=asker.date)
        actions = settings_changed(old, new)
        channel_log.note(db, new.id, asker.account_id, actions, date=asker.date)
    return [*made, *map(unlinked, others)]


def cut(db: apsw.Connection, gone: Channel, *, date: int) -> Channel | None:
    """Have what a channel that is deleted belonged to belong to nothing; as it stands then."""
    other = channels.known(db, gone.linked_id) if gone.linked_id else None
    if other is None:
        return None
    alone = unlinked(other)
    channels.keep(db, other, alone, date=date)
    return alone


def own_supergroups(db: apsw.Connection, *, account_id: int) -> Sequence[SeenChannel]:
    """See `ports.channel_link_store.ChannelLinkOperations.own_supergroups`."""
    peer_ids = [channel_peer(row[0]) for row in rows.fetch(db, _SQL.unlinked_of, (account_id,))]
    known = channels.seen_channels(db, account_id, peer_ids)
    return [known[peer_id] for peer_id in peer_ids]
