"""Whom messages of supergroups name or answer, and who has opened what channels' messages show."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.chat_calls import called_by, names_in
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.peers import channel_of
from heliograph.domain.permissions import AdminRight
from heliograph.domain.read_marks import READERS_TOLD_MAX
from heliograph.domain.timers import OPENED_AFTER_S, READ_DATES_KEPT_S
from heliograph.domain.usernames import fold
from heliograph.storage.sqlite import account_events, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("post_contents")
_CHATS = queries.load("chats")

Place = tuple[int, int]
"""A channel's id, and an id there."""


def call(db: apsw.Connection, sent: Sent, body: Body, *, answered_id: int | None) -> Sent:
    """Note whom a message that was just added to a supergroup names, and whom it answers."""
    if body.post or body.action is not None:
        return sent
    named = set(called_by(body))
    if names := names_in(body.text, body.entities):
        folded = people.as_json(map(fold, names))
        named |= {row[0] for row in rows.fetch(db, _CHATS.by_names, (folded,))}
    if answered_id is not None:
        named.add(answered_id)
    named.discard(body.sender_id)
    if not named:
        return sent
    peer_id, message_id = sent.message.peer_id, sent.message.id
    wanted = (channel_of(peer_id), people.as_json(sorted(named)))
    called = [row[0] for row in rows.fetch(db, _SQL.insiders, wanted)]
    if called:
        db.executemany(_SQL.call, [(channel_of(peer_id), message_id, one) for one in called])
        db.executemany(_SQL.call_unheeded, [(one, peer_id, message_id) for one in called])
        db.execute(_SQL.mark, (peer_id, message_id, rows.CALLED))
    return replace(sent, called=tuple(called))


def wait(db: apsw.Connection, sent: Sent) -> Sent:
    """Have everybody shown that they have not opened what a channel's message shows."""
    db.execute(_SQL.mark, (sent.message.peer_id, sent.message.id, rows.UNOPENED))
    return replace(sent, message=replace(sent.message, unopened=True))


def called(db: apsw.Connection, peer_id: int, message_id: int) -> Mapping[int, bool]:
    """Whom a channel's message calls, and whether they have not looked."""
    found = rows.fetch(db, _SQL.called, (channel_of(peer_id), message_id))
    return {row[0]: bool(row[1]) for row in found}


def calls_of(
    db: apsw.Connection, viewer_id: int, places: Collection[Place]
) -> Mapping[Place, bool]:
    """Those of the messages that call somebody, and whether they have not looked."""
    if not places or not viewer_id:
        return {}
    found = rows.fetch(db, _SQL.calls_of, (people.as_json(places), viewer_id))
    return {(row[0], row[1]): bool(row[2]) for row in found}


def calling(
    db: apsw.Connection, viewer_id: int, peer_id: int, *, below: int, above: int, at_most: int
) -> list[int]:
    """The messages of a supergroup that call somebody, newest first."""
    wanted = (viewer_id, channel_of(peer_id), below, above, at_most)
    return [row[0] for row in rows.fetch(db, _SQL.calling, wanted)]


def forget_calls(db: apsw.Connection, account_id: int, peer_id: int, *, up_to: int) -> None:
    """What somebody is not shown any more calls them no longer."""
    db.execute(_SQL.forget_calls, (account_id, channel_of(peer_id), up_to))


def unopened(
    db: apsw.Connection, viewer_id: int, dated: Collection[tuple[int, int, int]]
) -> frozenset[Place]:
    """Those of the messages, each given with its date, that somebody has not opened."""
    if not dated:
        return frozenset()
    wanted = (people.as_json(dated), viewer_id, OPENED_AFTER_S)
    return frozenset((row[0], row[1]) for row in rows.fetch(db, _SQL.unopened, wanted))


def heed(
    db: apsw.Connection, account_id: int, peer_id: int, ids: Sequence[int]
) -> ChannelContentsRead:
    """Note that somebody has looked at those of the messages that call them."""
    found = rows.fetch(db, _SQL.heed, (account_id, peer_id, people.as_json(ids)))
    return _read(db, account_id, peer_id, (row[0] for row in found))


def open_posts(
    db: apsw.Connection, account_id: int, peer_id: int, shown: Iterable[Message], *, date: int
) -> tuple[tuple[int, ChannelContentsRead], ...]:
    """See `ports.opening_store.OpeningOperations.open_posts`."""
    messages = list(shown)
    ids = [message.id for message in messages]
    heeded = rows.fetch(db, _SQL.heed, (account_id, peer_id, people.as_json(ids)))
    read: dict[int, set[int]] = defaultdict(set)
    read[account_id].update(row[0] for row in heeded)
    for message in messages:
        if not message.unopened or message.out:
            continue
        for who in (account_id, message.sender_id):
            line = (channel_of(peer_id), message.id, who, date)
            if rows.fetch(db, _SQL.open, line):
                read[who].add(message.id)
    return tuple((who, _read(db, who, peer_id, found)) for who, found in read.items())


def _read(
    db: apsw.Connection, account_id: int, peer_id: int, ids: Iterable[int]
) -> ChannelContentsRead:
    known = tuple(sorted(ids))
    subjects = [f"{peer_id}:{message_id}" for message_id in known]
    kind = Kind.CHANNEL_CONTENTS
    account_events.note_passing(db, account_id, kind=kind, subjects=subjects)
    return ChannelContentsRead(channel_id=channel_of(peer_id), ids=known)


def load_read(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[ChannelContentsRead]:
    """What the owner, or who was to, has looked at in channels."""
    ids: dict[int, list[int]] = defaultdict(list)
    for subject in subjects:
        peer_id, _, message_id = subject.partition(":")
        ids[int(peer_id)].append(int(message_id))
    return [
        ChannelContentsRead(channel_id=channel_of(peer_id), ids=tuple(sorted(known)))
        for peer_id, known in ids.items()
    ]


def note_read(db: apsw.Connection, account_id: int, peer_id: int, max_id: int) -> None:
    """Keep when somebody read up to a message of a supergroup that is small enough to tell."""
    db.execute(_SQL.note_read, (channel_of(peer_id), account_id, max_id, READERS_TOLD_MAX))


def readers(
    db: apsw.Connection, owner_id: int, peer_id: int, message_id: int
) -> tuple[tuple[int, int], ...]:
    """Who else in a supergroup has read a message of the owner's, and when, the first first."""
    wanted = (channel_of(peer_id), message_id, owner_id, int(AdminRight.ANONYMOUS))
    found = rows.fetch(db, _SQL.readers, wanted)
    return tuple((row[0], row[1]) for row in found)


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what counts no more: after so long everything is opened."""
    db.execute(_SQL.forget_opened, (now - OPENED_AFTER_S, at_most))
    db.execute(_SQL.forget_reads, (now - READ_DATES_KEPT_S, at_most))
