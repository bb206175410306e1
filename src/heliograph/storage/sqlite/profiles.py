"""Privacy, presence and what only a profile page shows."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain import errors
from heliograph.domain.account_events import PrivacyChanged
from heliograph.domain.notifications import NO_SETTINGS
from heliograph.domain.people import Seen
from heliograph.domain.privacy import Privacy, PrivacyKey
from heliograph.domain.profiles import Birthday, Profile
from heliograph.storage.sqlite import account_events, people, profile_photos, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import (
    pack_privacy,
    unpack_note,
    unpack_notify,
    unpack_privacy,
)

_SQL = queries.load("profiles")


def privacy(db: apsw.Connection, account_id: int) -> Privacy:
    return unpack_privacy(_known(db, _SQL.privacy, account_id)[0])


def change_privacy(
    db: apsw.Connection, account_id: int, decide: Callable[[Privacy], Privacy]
) -> Privacy:
    present = privacy(db, account_id)
    changed = decide(present)
    db.execute(_SQL.set_privacy, (account_id, pack_privacy(changed)))
    keys = [key for key in PrivacyKey if changed.rules_for(key) != present.rules_for(key)]
    account_events.note_all(db, account_id, kind=Kind.PRIVACY, subjects=keys)
    return changed


def load_privacy(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[PrivacyChanged]:
    """The rules by now for the named keys."""
    kept = privacy(db, owner_id)
    keys = map(PrivacyKey, subjects)
    return [PrivacyChanged(key=key, rules=kept.rules_for(key)) for key in keys]


def change_online(
    db: apsw.Connection, account_id: int, decide: Callable[[int], int | None]
) -> int | None:
    until = decide(_known(db, _SQL.online_until, account_id)[0])
    if until is not None:
        db.execute(_SQL.set_online_until, (account_id, until))
    return until


def _known(db: apsw.Connection, statement: str, account_id: int) -> rows.Row:
    for row in rows.fetch(db, statement, (account_id,)):
        return row
    raise errors.UserIdInvalid


def profile(db: apsw.Connection, viewer_id: int, account_id: int) -> Profile | None:
    seen = people.seen(db, viewer_id, (account_id,))
    if not seen:
        return None
    ((birthday, note, notify, hidden, stories, choices, folder_id, ttl_period),) = rows.fetch(
        db, _SQL.profile, (viewer_id, account_id)
    )
    if seen[0].account.hidden and not seen[0].is_self:
        birthday, own, stands_in = None, None, None
    else:
        own = profile_photos.first(db, account_id, fallback=False)
        stands_in = profile_photos.first(db, account_id, fallback=True)
    return Profile(
        seen=seen[0],
        birthday=None if birthday is None else _birthday(birthday),
        note=unpack_note(note),
        notify=unpack_notify(notify) or NO_SETTINGS,
        bar_hidden=bool(hidden),
        stories_blocked=bool(stories),
        settings=unpack_privacy(choices).settings,
        folder_id=folder_id,
        ttl_period=ttl_period,
        photo=own,
        fallback_photo=stands_in,
        chosen_photo=profile_photos.of_contact(db, viewer_id, account_id),
    )


def set_birthday(db: apsw.Connection, account_id: int, birthday: Birthday | None) -> None:
    people.known_account(db, account_id)
    packed = None
    if birthday is not None:
        packed = ((birthday.year or 0) * 100 + birthday.month) * 100 + birthday.day
    db.execute(_SQL.set_birthday, (account_id, packed))


def birthdays(db: apsw.Connection, owner_id: int) -> tuple[tuple[Seen, Birthday], ...]:
    days = {row[0]: _birthday(row[1]) for row in rows.fetch(db, _SQL.birthdays, (owner_id,))}
    known = people.seen(db, owner_id, days)
    return tuple((one, days[one.account.id]) for one in known if not one.account.hidden)


def _birthday(packed: int) -> Birthday:
    rest, day = divmod(packed, 100)
    year, month = divmod(rest, 100)
    return Birthday(day=day, month=month, year=year or None)
