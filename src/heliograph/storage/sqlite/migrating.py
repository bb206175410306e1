"""Basic groups that go on as supergroups: both in one operation."""

from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain.chats import Asker, ChatContext
from heliograph.domain.messages import Draft
from heliograph.domain.migration import Migration
from heliograph.domain.migration_outcomes import Migrated
from heliograph.storage.sqlite import (
    channel_changes,
    channels,
    chat_changes,
    chat_sending,
    chats,
    queries,
    rows,
)

_SQL = queries.load("migrating")
_CHANNELS = queries.load("channels")


def migrate(
    db: apsw.Connection,
    *,
    asker: Asker,
    tell_id: int,
    decide: Callable[[ChatContext, int], Migration],
) -> Migrated:
    """See `ports.chat_store.ChatOperations.migrate_chat`."""
    context = chats.context(db, asker)
    joined = rows.number(db, _CHANNELS.joined_count, (asker.account_id,))
    made = decide(context, joined)
    photo = chat_changes.photo(db, chat_id=context.chat.id)
    channels.add(db, made.channel)
    channels.keep_members(db, made.channel.id, (*made.members, *made.kept_out))
    channels.hold_photo(db, made.channel.id, photo)
    # As long as the group is open everybody in it hears where it goes on.
    channel_changes.list_it(db, made.channel, made.members)
    body = chats.body_of(made.told_before, sender_id=asker.account_id, date=asker.date)
    draft = Draft(
        sender_id=asker.account_id,
        recipient_id=context.chat.peer_id,
        random_id=asker.random_id,
        text="",
        date=asker.date,
    )
    before = chat_sending.append(db, draft, lambda _draft, _context: body)
    _move(db, made)
    chats.hold_photo(db, made.chat.id, None)
    chats.keep(db, made.chat)
    first = replace(asker, chat_id=made.channel.id, random_id=tell_id)
    # Nobody says it but the supergroup itself.
    words = channel_changes.body_of(first, made.told_after, made.channel, photo=None)
    after = channel_changes.tell(db, first, made.channel, replace(words, as_chat=True))
    audience = tuple(one.account_id for one in context.inside)
    chats.note_all(db, made.chat.id, audience)
    return Migrated(
        chat=made.chat,
        channel=made.channel,
        members=made.members,
        audience=audience,
        before=replace(before, random_id=asker.random_id),
        after=after,
    )


def _move(db: apsw.Connection, made: Migration) -> None:
    """What members and admins chose of the group, of the supergroup from now on."""
    peers = (made.chat.peer_id, made.channel.peer_id)
    db.execute(_SQL.move_invites, (made.chat.id, made.channel.peer_id))
    db.execute(_SQL.move_joiners, (made.chat.id, made.channel.peer_id))
    db.execute(_SQL.take_place, peers)
    db.execute(_SQL.take_settings, peers)


def migrated_from(
    db: apsw.Connection, *, viewer_id: int, channel_id: int
) -> tuple[int, int] | None:
    """See `ports.chat_store.ChatOperations.migrated_from`."""
    row = db.execute(_SQL.migrated_from, (viewer_id, channel_id)).fetchone()
    return (row[0], row[1]) if row else None
