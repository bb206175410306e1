"""In whose name people write in supergroups, and in whose nobody does."""

from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain.channel_log import LimitsChanged
from heliograph.domain.channels import ChannelContext, ChannelMember, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, channel_peer, is_channel
from heliograph.domain.permissions import Right, Role
from heliograph.domain.speaking import NOBODY_ELSE, Speakers
from heliograph.storage.sqlite import channel_log, channels, queries, rows

_SQL = queries.load("speakers")


def of(db: apsw.Connection, account_id: int, channel_id: int) -> Speakers:
    """See `ports.speaker_store.SpeakerOperations.speakers`."""
    peer_ids = [channel_peer(row[0]) for row in rows.fetch(db, _SQL.of, (account_id,))]
    chosen = db.execute(_SQL.chosen, (account_id, channel_id)).fetchone()
    return Speakers(
        channels=tuple(channels.seen_channels(db, account_id, peer_ids).values()),
        barred=frozenset(row[0] for row in rows.fetch(db, _SQL.barred, (channel_id,))),
        chosen=chosen[0] if chosen else 0,
    )


def behind(db: apsw.Connection, account_id: int, message: Message | None) -> Speakers:
    """As `of`, for what was said in another channel's name; for all else nothing is looked up."""
    if message is None or not is_channel(message.author_id):
        return NOBODY_ELSE
    if message.author_id == message.peer_id:
        return NOBODY_ELSE
    return of(db, account_id, channel_of(message.peer_id))


def choose(
    db: apsw.Connection,
    *,
    account_id: int,
    peer_id: int,
    speaker_id: int,
    check: Callable[[SeenChannel, Speakers], None],
) -> None:
    """See `ports.speaker_store.SpeakerOperations.choose_speaker`."""
    seen = channels.seen_channels(db, account_id, [peer_id])[peer_id]
    check(seen, of(db, account_id, seen.channel.id))
    db.execute(_SQL.choose, (account_id, seen.channel.id, speaker_id))


def bar(
    db: apsw.Connection,
    asker: Asker,
    *,
    speaker_id: int,
    decide: Callable[[ChannelContext], ChannelMember],
) -> ChannelMember:
    """See `ports.speaker_store.SpeakerOperations.bar_speaker`."""
    channel_id = asker.chat_id
    known = {one.account_id: one for one in barred(db, channel_id=channel_id)}
    after = decide(channels.context(db, asker))
    before = known.get(speaker_id) or replace(after, role=Role.LEFT, banned=Right(0), by_id=0)
    if after.banned:
        db.execute(_SQL.bar, (channel_id, speaker_id, after.by_id, after.date))
    else:
        db.execute(_SQL.unbar, (channel_id, speaker_id))
    if before.banned != after.banned:
        entry = LimitsChanged(before=before, after=after)
        channel_log.note(db, channel_id, asker.account_id, [entry], date=asker.date)
    return after


def barred(db: apsw.Connection, *, channel_id: int) -> tuple[ChannelMember, ...]:
    """See `ports.speaker_store.SpeakerOperations.barred_speakers`."""
    return tuple(
        ChannelMember(
            account_id=speaker_id,
            role=Role.REMOVED,
            inviter_id=by_id,
            date=date,
            banned=Right.VIEW_MESSAGES,
            by_id=by_id,
        )
        for speaker_id, by_id, date in rows.fetch(db, _SQL.all_barred, (channel_id,))
    )
