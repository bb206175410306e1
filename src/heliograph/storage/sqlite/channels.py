"""Supergroups and channels: their rows, and what a change of one is decided on."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import (
    Channel,
    ChannelContext,
    ChannelMember,
    SeenChannel,
    standing_of,
)
from heliograph.domain.chats import Asker
from heliograph.domain.files import Photo
from heliograph.domain.peers import channel_of, channel_peer, is_channel
from heliograph.domain.people import BOTS_MAX, FIRST_BOT_ID, is_bot
from heliograph.domain.permissions import AdminRight, Right, Role, is_inside
from heliograph.safety.surfaces import Surface, surface_of_channel
from heliograph.storage.sqlite import people, queries, rows, topic_rows, withholding
from heliograph.storage.sqlite.blobs import (
    pack_chosen_reactions,
    pack_shown_photo,
    pack_usernames,
    unpack_chosen_reactions,
    unpack_shown_photo,
    unpack_usernames,
)
from heliograph.storage.sqlite.safety import publishing

_SQL = queries.load("channels")
_THREADS = queries.load("threads")

CHANNEL_COLUMNS = 24


def channel(row: rows.Row) -> Channel:
    """From the columns of the statement `channel`."""
    return Channel(
        id=row[0],
        broadcast=bool(row[1]),
        title=row[2],
        about=row[3],
        date=row[4],
        creator_id=row[5],
        members=row[6],
        username=row[7],
        banned=Right(row[8]),
        noforwards=bool(row[9]),
        signatures=bool(row[10]),
        slow_mode=row[11],
        hidden_history=bool(row[12]),
        hidden_members=bool(row[13]),
        join_to_send=bool(row[14]),
        join_request=bool(row[15]),
        forum=bool(row[16]),
        linked_id=row[17],
        ttl_period=row[18],
        photo=unpack_shown_photo(row[19]),
        reactions=unpack_chosen_reactions(row[20]),
        closed=bool(row[21]),
        usernames=unpack_usernames(row[22]),
        scam=bool(row[23] & rows.SCAM),
        fake=bool(row[23] & rows.FAKE),
        read_only=bool(row[23] & rows.READ_ONLY),
        pace=rows.pace(row[23]),
        ended=bool(row[23] & rows.ENDED),
        demoted=bool(row[23] & rows.DEMOTED),
        limited=bool(row[23] & rows.LIMITED),
        anti_spam=bool(row[23] & rows.ANTI_SPAM),
        appearance=rows.appearance(row[23]),
    )


def _values(record: Channel) -> tuple[object, ...]:
    return (
        *(record.id, int(record.broadcast), record.title, record.about, record.date),
        *(record.creator_id, record.members, record.username, int(record.banned)),
        *(int(record.noforwards), int(record.signatures), record.slow_mode),
        *(int(record.hidden_history), int(record.hidden_members), int(record.join_to_send)),
        *(int(record.join_request), int(record.forum), record.linked_id, record.ttl_period),
        *(pack_shown_photo(record.photo), pack_chosen_reactions(record.reactions)),
        *(int(record.closed), pack_usernames(record.usernames)),
        rows.SCAM * record.scam
        | rows.FAKE * record.fake
        | rows.READ_ONLY * record.read_only
        | rows.ENDED * record.ended
        | rows.DEMOTED * record.demoted
        | rows.LIMITED * record.limited
        | rows.ANTI_SPAM * record.anti_spam
        | record.pace << rows.PACE_SHIFT
        | rows.appearance_bits(record.appearance),
    )


def member(row: rows.Row) -> ChannelMember:
    """From the columns of the statement `members_among`."""
    return ChannelMember(
        account_id=row[0],
        role=Role(row[1]),
        inviter_id=row[2],
        date=row[3],
        rights=AdminRight(row[4]),
        banned=Right(row[5]),
        until=row[6],
        by_id=row[7],
        rank=row[8],
        read_inbox_max_id=row[9],
        read_outbox_max_id=row[10],
        own_unread=row[11],
        hidden_up_to=row[12],
        posted=row[13],
    )


def seen(record: Channel, viewer_id: int, row: rows.Row) -> SeenChannel:
    """A channel with what the viewer is there: role (NULL: a stranger), rights, banned, until."""
    role, rights, banned, until = row
    if role is None:
        return SeenChannel(channel=record, viewer_id=viewer_id, role=Role.STRANGER)
    return SeenChannel(
        channel=record,
        viewer_id=viewer_id,
        role=Role(role),
        rights=AdminRight(rights),
        banned=Right(banned),
        until=until,
    )


def seen_channels(
    db: apsw.Connection, viewer_id: int, peer_ids: Iterable[int]
) -> dict[int, SeenChannel]:
    """The channels among the peers as a viewer sees them, by peer."""
    wanted = [channel_of(peer_id) for peer_id in peer_ids if is_channel(peer_id)]
    if not wanted:
        return {}
    found = rows.fetch(db, _SQL.seen_channels, (viewer_id, people.as_json(wanted)))
    shown = [seen(channel(row), viewer_id, row[CHANNEL_COLUMNS:]) for row in found]
    return {one.channel.peer_id: one for one in with_beside(db, shown)}


def with_beside(db: apsw.Connection, shown: Sequence[SeenChannel]) -> Sequence[SeenChannel]:
    """Channels as one viewer sees them, with whether they may look into what groups belong to, and
    what decisions hold of them."""
    if any(one.channel.limited for one in shown):
        shown = withholding.channels_shown(db, shown)
    asked = [one for one in shown if _needs_beside(one)]
    if not asked:
        return shown
    wanted = (asked[0].viewer_id, people.as_json(one.channel.id for one in asked))
    open_to = {row[0] for row in rows.fetch(db, _THREADS.reads_beside, wanted)}
    return [
        replace(one, beside=True) if _needs_beside(one) and one.channel.id in open_to else one
        for one in shown
    ]


def _needs_beside(one: SeenChannel) -> bool:
    record = one.channel
    outside = not is_inside(one.role) and one.role is not Role.REMOVED
    return outside and record.linked_id > 0 and not record.broadcast and not record.closed


def seen_by_many(
    db: apsw.Connection, viewer_ids: Sequence[int], peer_id: int
) -> Iterable[SeenChannel]:
    """One channel as each of the viewers sees it; nothing if it is unknown."""
    record = known(db, channel_of(peer_id))
    if record is None:
        return
    wanted = (record.id, people.as_json(viewer_ids))
    found = {row[0]: row[1:] for row in rows.fetch(db, _SQL.seen_by_many, wanted)}
    for viewer_id in viewer_ids:
        yield seen(record, viewer_id, found.get(viewer_id, (None, 0, 0, 0)))


def surface_of(db: apsw.Connection, record: Channel) -> Surface:
    """Where something is said that is said in it: a public channel's group is read by anybody."""
    beside = record.linked_id and not record.broadcast
    public = record.public or bool(beside and publishing.is_open(db, record.id))
    return surface_of_channel(public=public, broadcast=record.broadcast)


def known(db: apsw.Connection, channel_id: int) -> Channel | None:
    row = db.execute(_SQL.channel, (channel_id,)).fetchone()
    return channel(row) if row else None


def members_among(
    db: apsw.Connection, channel_id: int, account_ids: Iterable[int]
) -> tuple[ChannelMember, ...]:
    """What those of the accounts are in a channel who are or were in it."""
    found = rows.fetch(db, _SQL.members_among, (channel_id, people.as_json(account_ids)))
    return tuple(member(row) for row in found)


def keep(db: apsw.Connection, before: Channel, after: Channel, *, date: int) -> None:
    """Write a channel as it stands; what anybody reads from then on is compared.

    Whoever was away asks for what moved: it has, unless it only has more or fewer members.
    """
    db.execute(_SQL.keep_channel, _values(after))
    publishing.compare(db, before, after, date=date)
    if after.forum and not before.forum:
        topic_rows.begin_general(db, after, date=date)
    if replace(after, members=before.members) != before:
        db.execute(_SQL.moved_at, (after.peer_id, date))


def keep_members(db: apsw.Connection, channel_id: int, changed: Iterable[ChannelMember]) -> None:
    """Write what some are in a channel."""
    lines = [
        (
            *(channel_id, m.account_id, int(m.role), m.inviter_id, m.date, int(m.rights)),
            *(int(m.banned), m.until, m.by_id, m.rank, m.read_inbox_max_id),
            *(m.read_outbox_max_id, m.own_unread, m.hidden_up_to, m.posted),
        )
        for m in changed
    ]
    if lines:
        db.executemany(_SQL.keep_member, lines)


def add(db: apsw.Connection, record: Channel) -> None:
    """A new channel with an empty mailbox."""
    db.execute(_SQL.add_channel, _values(record))
    db.execute(_SQL.add_mailbox, (record.peer_id, record.date))


def context(
    db: apsw.Connection, asker: Asker, *, named: Sequence[int] = (), username: str = ""
) -> ChannelContext:
    """What a change of a channel is decided on. CHANNEL_INVALID if there is no such channel."""
    record = known(db, asker.chat_id)
    if record is None:
        raise errors.ChannelInvalid
    asked = members_among(db, record.id, (asker.account_id, *named))
    own = next((one for one in asked if one.account_id == asker.account_id), None)
    top = db.execute(_SQL.top_of, (record.peer_id,)).fetchone()
    return ChannelContext(
        channel=record,
        actor=people.known_account(db, asker.account_id),
        member=own,
        others=tuple(one for one in asked if one.account_id in named),
        named=people.seen(db, asker.account_id, named) if named else (),
        holder_id=people.username_holder(db, username) if username else None,
        top_id=top[0] if top else 0,
        joined=rows.number(db, _SQL.joined_count, (asker.account_id,)),
        joined_by=dict(rows.fetch(db, _SQL.joined_counts, (people.as_json(named),))),
        admins=_admins(db, record.id) if named else (),
        bots=_bots(db, record.id) if any(map(is_bot, named)) else 0,
        beside=_reads_beside(db, asker, record, own),
    )


def _reads_beside(
    db: apsw.Connection, asker: Asker, record: Channel, own: ChannelMember | None
) -> bool:
    role = standing_of(record, own).role_now(asker.date)
    seen = SeenChannel(channel=record, viewer_id=asker.account_id, role=role)
    if not _needs_beside(seen):
        return False
    return bool(
        rows.fetch(db, _THREADS.reads_beside, (asker.account_id, people.as_json((record.id,))))
    )


def _admins(db: apsw.Connection, channel_id: int) -> tuple[ChannelMember, ...]:
    return members_among(db, channel_id, admins(db, channel_id))


def _bots(db: apsw.Connection, channel_id: int) -> int:
    """How many programs are in a channel."""
    return rows.number(db, _SQL.bots, (channel_id, FIRST_BOT_ID, FIRST_BOT_ID + BOTS_MAX))


def admins(db: apsw.Connection, channel_id: int) -> tuple[int, ...]:
    """Who has a say in a channel."""
    return tuple(row[0] for row in rows.fetch(db, _SQL.admins, (channel_id,)))


def hold_photo(db: apsw.Connection, channel_id: int, photo: Photo | None) -> None:
    """Note which file a channel shows."""
    db.execute(_SQL.drop_photo, (channel_id,))
    if photo is not None:
        db.execute(_SQL.add_photo, (channel_id, photo.id))


def hidden_up_to(db: apsw.Connection, viewer_id: int, peer_id: int) -> int:
    """Up to which id a channel's messages are not for somebody who is in it."""
    row = db.execute(_SQL.hidden_up_to, (channel_of(peer_id), viewer_id)).fetchone()
    return row[0] if row else 0


def joined(db: apsw.Connection, account_ids: Iterable[int]) -> Sequence[tuple[int, int, int]]:
    """See `ports.channel_store.ChannelOperations.joined_channels`."""
    found = rows.fetch(db, _SQL.joined_by, (people.as_json(account_ids),))
    return [(one, channel_peer(channel_id), hidden) for one, channel_id, hidden in found]
