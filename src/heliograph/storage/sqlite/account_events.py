"""Noting that something of an account changed which takes no pts.

https://core.telegram.org/api/updates
"""

import enum
from collections.abc import Iterable

import apsw
import msgspec

from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("account_events")

_PASSING_S = 30 * 86_400


class Kind(enum.StrEnum):
    """What changed, as stored; beside each what its subjects are.

    Each has a loader in `account_difference`, which tells how it stands by now.
    """

    PEER_BLOCKED = "peer_blocked"  # the peer's id
    PRIVACY = "privacy"  # the key's name
    NOTIFY_SETTINGS = "notify_settings"  # the scope's number, a colon, the peer's id or 0
    PEER_SETTINGS = "peer_settings"  # the peer's id
    CONTACT_PHOTO = "contact_photo"  # the contact's id
    UNSENT = "unsent"  # the peer's id
    PINNED_DIALOGS = "pinned_dialogs"  # the folder's number
    UNREAD_MARK = "unread_mark"  # the peer's id
    FORUM_VIEW = "forum_view"  # the peer's id
    REACTIONS = "reactions"  # the message's id, with a channel's peer and a colon before it
    POLL = "poll"  # the poll's id
    RECENT_REACTIONS = "recent_reactions"  # nothing
    CONFIG = "config"  # nothing
    DEVICE = "device"  # the authorization's hash
    TIMER = "timer"  # the peer's id
    FILTERS = "filters"  # nothing
    PINNED_SAVED = "pinned_saved"  # nothing
    CHAT = "chat"  # the group's id
    CHANNEL = "channel"  # the channel's id
    CHANNEL_READ = "channel_read"  # the channel's id
    CHANNEL_OUTBOX = "channel_outbox"  # the channel's id
    CHANNEL_CLEARED = "channel_cleared"  # the channel's id
    CHANNEL_CONTENTS = "channel_contents"  # the channel's peer, a colon, the message's id
    THREAD_READ = "thread_read"  # the supergroup's peer, a colon, the id of what it is about
    THREAD_OUTBOX = "thread_outbox"  # as of thread_read
    SCHEDULED = "scheduled"  # the peer's id, a colon, the scheduled message's


def note(db: apsw.Connection, owner_id: int, *, kind: Kind, subject: int | str) -> None:
    """Have the account's clients hear of it however long they were away.

    To be called in the transaction that changes it, also where nothing is pushed.
    """
    db.execute(_SQL.note, (owner_id, kind.value, str(subject)))


def note_all(
    db: apsw.Connection, owner_id: int, *, kind: Kind, subjects: Iterable[int | str]
) -> None:
    """As `note`, for each of them."""
    lines = [(owner_id, kind.value, str(subject)) for subject in subjects]
    if lines:
        db.executemany(_SQL.note, lines)


def dates(
    db: apsw.Connection, owner_id: int, *, kind: Kind, subjects: Iterable[str]
) -> dict[str, int]:
    """When each of the subjects changed last."""
    wanted = (owner_id, kind.value, msgspec.json.encode(list(subjects)).decode())
    return dict(rows.fetch(db, _SQL.dates, wanted))


def note_passing(
    db: apsw.Connection, owner_id: int, *, kind: Kind, subjects: Iterable[int | str]
) -> None:
    """As `note_all`, of a kind with a subject for every message: the oldest are forgotten.

    Clients that come back after longer ask for what they show.
    """
    note_all(db, owner_id, kind=kind, subjects=subjects)
    db.execute(_SQL.forget_older, (owner_id, kind.value, _PASSING_S))
