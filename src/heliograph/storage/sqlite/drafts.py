"""What people have begun to write, in dialogs and in topics of forums."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.account_events import UnsentChanged
from heliograph.domain.dialogs import Unsent
from heliograph.domain.messages import Draft
from heliograph.domain.peers import is_channel
from heliograph.domain.topics import check_keeps_more
from heliograph.storage.sqlite import account_events, channels, people, queries, rows, topic_rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_unsent, unpack_unsent

_SQL = queries.load("dialogs")
_TOPICS = queries.load("kept_of_topics")

Place = tuple[int, int]
"""A dialog and a topic in it, 0 for the dialog itself."""


def save_unsent(db: apsw.Connection, owner_id: int, place: Place, unsent: Unsent | None) -> bool:
    """See `ports.dialog_store.DialogOperations.save_unsent`."""
    if unsent is None:
        return clear_unsent(db, owner_id, place)
    peer_id, topic_id = place
    if not topic_id:
        db.execute(_SQL.save_draft, (owner_id, peer_id, pack_unsent(unsent)))
    elif not _is_there(db, owner_id, place):
        return False
    else:
        check_keeps_more(rows.number(db, _TOPICS.other_drafts, (owner_id, *place)))
        db.execute(_TOPICS.save_draft, (owner_id, *place, pack_unsent(unsent)))
    account_events.note(db, owner_id, kind=Kind.UNSENT, subject=_subject(place))
    return True


def _is_there(db: apsw.Connection, owner_id: int, place: Place) -> bool:
    """Whether there is such a topic for somebody."""
    peer_id, topic_id = place
    if not is_channel(peer_id):
        return False
    seen = channels.seen_channels(db, owner_id, (peer_id,)).get(peer_id)
    if seen is None or not seen.readable or not seen.channel.forum:
        return False
    return topic_rows.known(db, seen.channel.id, topic_id) is not None


def clear_for(db: apsw.Connection, draft: Draft) -> int | None:
    """Forget what was begun where something is sent, if that is asked for: in which topic, 0 for
    the dialog itself, None for nothing."""
    place = (draft.recipient_id, draft.thread_id)
    if draft.clear_draft and clear_unsent(db, draft.sender_id, place):
        return draft.thread_id
    return None


def clear_unsent(db: apsw.Connection, owner_id: int, place: Place) -> bool:
    """Forget what was begun somewhere; whether there was anything."""
    peer_id, topic_id = place
    if topic_id:
        dropped = rows.fetch(db, _TOPICS.drop_draft, (owner_id, *place))
    else:
        dropped = rows.fetch(db, _SQL.drop_draft, (owner_id, peer_id))
    if dropped:
        account_events.note(db, owner_id, kind=Kind.UNSENT, subject=_subject(place))
    return bool(dropped)


def clear_all_unsent(db: apsw.Connection, owner_id: int) -> tuple[Place, ...]:
    """See `ports.dialog_store.DialogOperations.clear_all_unsent`."""
    dropped = [(row[0], 0) for row in rows.fetch(db, _SQL.drop_drafts, (owner_id,))]
    dropped += [(row[0], row[1]) for row in rows.fetch(db, _TOPICS.drop_drafts, (owner_id,))]
    subjects = [_subject(place) for place in dropped]
    account_events.note_all(db, owner_id, kind=Kind.UNSENT, subjects=subjects)
    return tuple(sorted(dropped))


def date_anew(db: apsw.Connection, *, since: int, date: int) -> None:
    """Date what was begun since some date later, as clients keep what is newer than they are told.

    For a restored store; see `leap`.
    """
    for statement, save in (
        (_SQL.every_draft, _SQL.save_draft),
        (_TOPICS.every_draft, _TOPICS.save_draft),
    ):
        for *place, content in rows.fetch(db, statement, ()):
            unsent = unpack_unsent(content)
            if unsent.date >= since:
                db.execute(save, (*place, pack_unsent(replace(unsent, date=date))))


def all_unsent(db: apsw.Connection, owner_id: int) -> dict[Place, Unsent]:
    """See `ports.dialog_store.DialogOperations.all_unsent`."""
    found = [(row[0], 0, row[1]) for row in rows.fetch(db, _SQL.drafts, (owner_id,))]
    found += [(row[0], row[1], row[2]) for row in rows.fetch(db, _TOPICS.drafts, (owner_id,))]
    return {(peer_id, topic_id): unpack_unsent(blob) for peer_id, topic_id, blob in found}


def unsent_of(db: apsw.Connection, owner_id: int, peer_ids: Iterable[int]) -> dict[int, Unsent]:
    """Of those dialogs in which something was begun."""
    found = rows.fetch(db, _SQL.drafts_of, (owner_id, people.as_json(peer_ids)))
    return {row[0]: unpack_unsent(row[1]) for row in found}


def unsent_in(db: apsw.Connection, owner_id: int, places: Iterable[Place]) -> dict[Place, Unsent]:
    """Of those topics in which something was begun."""
    found = rows.fetch(db, _TOPICS.drafts_of, (owner_id, people.as_json(places)))
    return {(row[0], row[1]): unpack_unsent(row[2]) for row in found}


def load_unsent(db: apsw.Connection, owner_id: int, subjects: Sequence[str]) -> list[UnsentChanged]:
    """What stands begun by now, None where it was sent or taken back."""
    places = {subject: _place(subject) for subject in subjects}
    kept = unsent_in(db, owner_id, [place for place in places.values() if place[1]])
    own = unsent_of(
        db, owner_id, [peer_id for peer_id, topic_id in places.values() if not topic_id]
    )
    kept |= {(peer_id, 0): unsent for peer_id, unsent in own.items()}
    dates = account_events.dates(db, owner_id, kind=Kind.UNSENT, subjects=subjects)
    return [
        UnsentChanged(
            peer_id=place[0], unsent=kept.get(place), date=dates[subject], topic_id=place[1]
        )
        for subject, place in places.items()
    ]


def _subject(place: Place) -> str:
    peer_id, topic_id = place
    return f"{peer_id}:{topic_id}" if topic_id else str(peer_id)


def _place(subject: str) -> Place:
    peer_id, _, topic_id = subject.partition(":")
    return int(peer_id), int(topic_id or 0)
