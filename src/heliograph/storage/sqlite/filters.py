"""Views of the dialog list that people made."""

from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain.filters import ALL, Filters
from heliograph.domain.preferences import Preferences
from heliograph.storage.sqlite import account_events, preferences, queries
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_filter, unpack_filter

_SQL = queries.load("dialogs")


def filters(db: apsw.Connection, owner_id: int) -> Filters:
    """See `ports.dialog_store.DialogOperations.filters`."""
    found = tuple(unpack_filter(row[0]) for row in db.execute(_SQL.filters, (owner_id,)))
    return found or (ALL,)


def change_filters(
    db: apsw.Connection, owner_id: int, decide: Callable[[Filters], Filters]
) -> bool:
    """See `ports.dialog_store.DialogOperations.change_filters`."""
    present = filters(db, owner_id)
    wanted = decide(present)
    if wanted == present:
        return False
    db.execute(_SQL.drop_filters, (owner_id,))
    lines = [(owner_id, one.id, at, pack_filter(one)) for at, one in enumerate(wanted)]
    db.executemany(_SQL.add_filter, lines)
    account_events.note(db, owner_id, kind=Kind.FILTERS, subject="")
    return True


def show_filter_tags(db: apsw.Connection, owner_id: int, shown: bool) -> bool:
    """See `ports.dialog_store.DialogOperations.show_filter_tags`."""
    if preferences.preferences(db, owner_id).filter_tags == shown:
        return False

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, filter_tags=shown)

    preferences.change_preferences(db, owner_id, decide)
    account_events.note(db, owner_id, kind=Kind.FILTERS, subject="")
    return True
