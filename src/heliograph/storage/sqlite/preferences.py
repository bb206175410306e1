"""Settings that concern an account's own clients."""

from collections.abc import Callable, Iterable, Sequence

import apsw

from heliograph.domain.account_events import NotifySettingsChanged
from heliograph.domain.notifications import (
    NO_SETTINGS,
    NotifyScope,
    NotifySettings,
    NotifyTarget,
    scope_of,
    settings_for,
)
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.preferences import DEFAULT_PREFERENCES, Preferences
from heliograph.domain.topics import check_keeps_more
from heliograph.storage.sqlite import account_events, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import (
    pack_notify,
    pack_preferences,
    unpack_notify,
    unpack_preferences,
)

_SQL = queries.load("preferences")
_TOPICS = queries.load("kept_of_topics")

Place = tuple[int, int]
"""A dialog and a topic in it."""


def notify_settings(
    db: apsw.Connection, owner_id: int, target: NotifyTarget
) -> NotifySettings | None:
    if target.topic_id:
        wanted = (owner_id, target.peer_id, target.topic_id)
        row = db.execute(_TOPICS.notify_settings, wanted).fetchone()
    else:
        wanted = (owner_id, int(target.scope), target.peer_id)
        row = db.execute(_SQL.notify_settings, wanted).fetchone()
    return unpack_notify(row[0]) if row else None


def settings_of_dialog(
    db: apsw.Connection, owner_id: int, peer_id: int
) -> tuple[NotifySettings | None, NotifySettings | None]:
    """The dialog's own, and those for all of its kind."""
    own = notify_settings(db, owner_id, NotifyTarget(NotifyScope.PEER, peer_id))
    return own, notify_settings(db, owner_id, NotifyTarget(_scope(db, peer_id)))


def _scope(db: apsw.Connection, peer_id: int) -> NotifyScope:
    if is_channel(peer_id):
        kind = rows.fetch(db, _SQL.kind_of_channel, (channel_of(peer_id),))
        return NotifyScope.BROADCASTS if kind and kind[0][0] else NotifyScope.CHATS
    return scope_of(peer_id)


def set_notify_settings(
    db: apsw.Connection, owner_id: int, target: NotifyTarget, settings: NotifySettings
) -> bool:
    if (notify_settings(db, owner_id, target) or NO_SETTINGS) == settings:
        return False
    sql = _TOPICS if target.topic_id else _SQL
    kind = target.topic_id or int(target.scope)
    place = (target.peer_id, kind) if target.topic_id else (kind, target.peer_id)
    if settings == NO_SETTINGS:
        db.execute(sql.drop_notify_settings, (owner_id, *place))
    else:
        if target.topic_id:
            check_keeps_more(rows.number(db, _TOPICS.others_notified, (owner_id, *place)))
        db.execute(sql.set_notify_settings, (owner_id, *place, pack_notify(settings)))
    account_events.note(db, owner_id, kind=Kind.NOTIFY_SETTINGS, subject=_subject(target))
    return True


def reset_notify_settings(db: apsw.Connection, owner_id: int) -> list[NotifyTarget]:
    dropped = [
        NotifyTarget(NotifyScope(scope), peer_id)
        for scope, peer_id in rows.fetch(db, _SQL.reset_notify_settings, (owner_id,))
    ]
    dropped += [
        NotifyTarget(NotifyScope.PEER, peer_id, topic_id)
        for peer_id, topic_id in rows.fetch(db, _TOPICS.reset_notify_settings, (owner_id,))
    ]
    account_events.note_all(
        db, owner_id, kind=Kind.NOTIFY_SETTINGS, subjects=map(_subject, dropped)
    )
    return dropped


def _subject(target: NotifyTarget) -> str:
    named = f"{int(target.scope)}:{target.peer_id}"
    return f"{named}:{target.topic_id}" if target.topic_id else named


def _target(subject: str) -> NotifyTarget:
    scope, *place = map(int, subject.split(":"))
    return NotifyTarget(NotifyScope(scope), *place)


def load_notify_settings(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[NotifySettingsChanged]:
    """What is said by now for each target."""
    targets = [_target(subject) for subject in subjects]
    places = [(int(one.scope), one.peer_id) for one in targets if not one.topic_id]
    found = rows.fetch(db, _SQL.notify_settings_at, (owner_id, people.as_json(places)))
    kept = {NotifyTarget(NotifyScope(row[0]), row[1]): unpack_notify(row[2]) for row in found}
    topics = [(one.peer_id, one.topic_id) for one in targets if one.topic_id]
    kept |= {
        NotifyTarget(NotifyScope.PEER, *place): settings
        for place, settings in settings_of_topics(db, owner_id, topics).items()
    }
    return [
        NotifySettingsChanged(target=target, settings=settings_for(target, kept.get(target)))
        for target in targets
    ]


def notify_exceptions(
    db: apsw.Connection, owner_id: int
) -> list[tuple[NotifyTarget, NotifySettings]]:
    """See `ports.preference_store.PreferenceOperations.notify_exceptions`."""
    found = [(row[0], 0, row[1]) for row in rows.fetch(db, _SQL.notify_exceptions, (owner_id,))]
    found += [
        (row[0], row[1], row[2]) for row in rows.fetch(db, _TOPICS.notify_exceptions, (owner_id,))
    ]
    return [
        (NotifyTarget(NotifyScope.PEER, peer_id, topic_id), unpack_notify(blob) or NO_SETTINGS)
        for peer_id, topic_id, blob in found
    ]


def settings_of_topics(
    db: apsw.Connection, owner_id: int, places: Iterable[Place]
) -> dict[Place, NotifySettings]:
    """The settings of those of the topics that have some."""
    found = rows.fetch(db, _TOPICS.notify_settings_of, (owner_id, people.as_json(places)))
    return {(row[0], row[1]): unpack_notify(row[2]) or NO_SETTINGS for row in found}


def notify_settings_of(
    db: apsw.Connection, owner_id: int, peer_ids: Iterable[int]
) -> dict[int, NotifySettings]:
    """The settings of those of the peers that have some."""
    found = rows.fetch(db, _SQL.notify_settings_of, (owner_id, people.as_json(peer_ids)))
    return {row[0]: unpack_notify(row[1]) or NO_SETTINGS for row in found}


def preferences(db: apsw.Connection, account_id: int) -> Preferences:
    row = db.execute(_SQL.preferences, (account_id,)).fetchone()
    return unpack_preferences(row[0]) if row else DEFAULT_PREFERENCES


def change_preferences(
    db: apsw.Connection, account_id: int, decide: Callable[[Preferences], Preferences]
) -> Preferences:
    changed = decide(preferences(db, account_id))
    set_preferences(db, account_id, changed)
    return changed


def set_preferences(db: apsw.Connection, account_id: int, settings: Preferences) -> None:
    db.execute(_SQL.set_preferences, (account_id, pack_preferences(settings)))
