"""What an account's client missed besides its mailbox, made from how things stand by now."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

import apsw

from heliograph.domain.account_events import (
    AccountChange,
    AccountDifference,
    ConfigChanged,
    FiltersChanged,
    PersonChanged,
    RecentReactionsChanged,
    people_named,
)
from heliograph.storage.sqlite import (
    address_book,
    channel_marks,
    channel_reading,
    chats,
    dialogs,
    drafts,
    keys,
    people,
    post_contents,
    preferences,
    profile_photos,
    profiles,
    queries,
    reactions,
    rows,
    saved,
    scheduling,
    threads,
    timers,
    voting,
)
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("account_events")
_ALWAYS = 2**62

Loader = Callable[[apsw.Connection, int, Sequence[str]], Iterable[AccountChange]]
"""Gives the present state of an owner's subjects of one kind, in few statements; nothing for a
subject of which there is nothing to say."""

_LOADERS: Mapping[Kind, Loader] = {
    Kind.PEER_BLOCKED: people.load_blocked,
    Kind.PRIVACY: profiles.load_privacy,
    Kind.NOTIFY_SETTINGS: preferences.load_notify_settings,
    Kind.PEER_SETTINGS: address_book.load_peer_settings,
    Kind.CONTACT_PHOTO: profile_photos.load_of_contacts,
    Kind.UNSENT: drafts.load_unsent,
    Kind.PINNED_DIALOGS: dialogs.load_pinned,
    Kind.UNREAD_MARK: dialogs.load_unread_marks,
    Kind.FORUM_VIEW: dialogs.load_forum_views,
    Kind.REACTIONS: reactions.load_reactions,
    Kind.POLL: voting.load_polls,
    Kind.RECENT_REACTIONS: lambda *_: (RecentReactionsChanged(),),
    Kind.CONFIG: lambda *_: (ConfigChanged(),),
    Kind.DEVICE: keys.load_devices,
    Kind.TIMER: timers.load_timers,
    Kind.PINNED_SAVED: saved.load_pins,
    Kind.FILTERS: lambda *_: (FiltersChanged(),),
    Kind.CHAT: chats.load_chats,
    Kind.CHANNEL: channel_marks.load_channels,
    Kind.CHANNEL_READ: channel_marks.load_read,
    Kind.CHANNEL_OUTBOX: channel_marks.load_read_by_others,
    Kind.CHANNEL_CLEARED: channel_reading.load_cleared,
    Kind.CHANNEL_CONTENTS: post_contents.load_read,
    Kind.THREAD_READ: threads.load_read,
    Kind.THREAD_OUTBOX: threads.load_read_by_others,
    Kind.SCHEDULED: scheduling.load_scheduled,
}


def account_difference(
    db: apsw.Connection, owner_id: int, *, since: int, at_most: int
) -> AccountDifference:
    """See `ports.account_event_store.AccountEventOperations.account_difference`."""
    more = db.execute(_SQL.reached, (owner_id, since, at_most)).fetchone()
    reached: int | None = more[0] if more else None
    until = _ALWAYS if reached is None else reached
    noted: dict[Kind, list[str]] = defaultdict(list)
    for kind, subject in db.execute(_SQL.noted_since, (owner_id, since, until)):
        noted[Kind(kind)].append(subject)
    loaded = [_LOADERS[kind](db, owner_id, subjects) for kind, subjects in noted.items()]
    changed = rows.fetch(db, _SQL.changed_since, (owner_id, since)) if reached is None else []
    moved = channel_marks.load_moved(db, owner_id, since=since) if reached is None else ()
    people_changed = (PersonChanged(user_id=row[0]) for row in changed)
    changes = (*chain.from_iterable(loaded), *people_changed, *moved)
    named = chain.from_iterable(map(people_named, changes))
    sees = people.shown(db, owner_id, named)
    return AccountDifference(changes=changes, sees=sees, reached=reached)
