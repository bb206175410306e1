"""Settings that concern an account's own clients."""

from collections.abc import Callable, Iterable

import apsw

from heliograph.domain.notifications import NO_SETTINGS, NotifySettings, NotifyTarget
from heliograph.domain.preferences import DEFAULT_PREFERENCES, Preferences
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.blobs import (
    pack_notify,
    pack_preferences,
    unpack_notify,
    unpack_preferences,
)

_SQL = queries.load("preferences")


def notify_settings(
    db: apsw.Connection, owner_id: int, target: NotifyTarget
) -> NotifySettings | None:
    wanted = (owner_id, int(target.scope), target.peer_id)
    row = db.execute(_SQL.notify_settings, wanted).fetchone()
    return unpack_notify(row[0]) if row else None


def set_notify_settings(
    db: apsw.Connection, owner_id: int, target: NotifyTarget, settings: NotifySettings
) -> bool:
    if (notify_settings(db, owner_id, target) or NO_SETTINGS) == settings:
        return False
    place = (owner_id, int(target.scope), target.peer_id)
    if settings == NO_SETTINGS:
        db.execute(_SQL.drop_notify_settings, place)
    else:
        db.execute(_SQL.set_notify_settings, (*place, pack_notify(settings)))
    return True


def reset_notify_settings(db: apsw.Connection, owner_id: int) -> None:
    db.execute(_SQL.reset_notify_settings, (owner_id,))


def notify_exceptions(db: apsw.Connection, owner_id: int) -> list[tuple[int, NotifySettings]]:
    found = rows.fetch(db, _SQL.notify_exceptions, (owner_id,))
    return [(row[0], unpack_notify(row[1]) or NO_SETTINGS) for row in found]


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
    db.execute(_SQL.set_preferences, (account_id, pack_preferences(changed)))
    return changed
