"""What becomes public is compared then with the files that do not come back in public.

Where people are among themselves nothing is compared, so that a file that is kept out may stand
there. Once anybody can read it, what shows such a file is withheld from everybody but who posted
it: as long as that can be read by anybody, and while the decision stands (the view `safety_holds`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import Channel
from heliograph.domain.peers import channel_of
from heliograph.domain.people import FIRST_ACCOUNT_ID, is_bot
from heliograph.safety.letters import Letter, LetterKind
from heliograph.safety.withholding import FILE
from heliograph.storage.sqlite import channels, files, people, queries, rows
from heliograph.storage.sqlite.safety import events, letters

_SQL = queries.load("safety_files")
_HELD = queries.load("withholding")

_TOLD_MAX = 100
"""Authors who are told of one publishing."""


def is_open(db: apsw.Connection, channel_id: int) -> bool:
    """Whether anybody may read it: it is public, or a group that belongs to a public channel."""
    return bool(rows.fetch(db, _SQL.is_open, (channel_id,)))


def check_faces(db: apsw.Connection, before: Channel, after: Channel) -> None:
    """Raises MediaBlocked for what would show anybody a photo that may not be shown to anybody."""
    if any(_has_blocked_face(db, one) for one in _opened(db, before, after)):
        raise errors.MediaBlocked


def compare(db: apsw.Connection, before: Channel, after: Channel, *, date: int) -> None:
    """Withhold what is kept out, in a channel that was written just now and what belongs to it."""
    for record in _opened(db, before, after):
        if _has_blocked_face(db, record):
            # Nobody asked who could have been refused: a decision has ended.
            channels.hold_photo(db, record.id, None)
            channels.keep(db, record, replace(record, photo=None), date=date)
        _withhold(db, record, date=date)


def _opened(db: apsw.Connection, before: Channel, after: Channel) -> Sequence[Channel]:
    """What anybody can read by a change, and could not before."""
    if _how_found(before) == _how_found(after):
        return []
    opened = [after] if _is_read(db, after) and not _is_read(db, before) else []
    if after.broadcast and after.public and not before.public:
        beside = channels.known(db, after.linked_id) if after.linked_id else None
        if beside is not None and not beside.closed and not beside.public:
            opened.append(beside)
    return opened


def _how_found(record: Channel) -> tuple[bool, bool, int]:
    return record.public, record.closed, record.linked_id


def _is_read(db: apsw.Connection, record: Channel) -> bool:
    """As `is_open`, of what is not written yet."""
    if record.public or record.closed or record.broadcast or not record.linked_id:
        return record.public
    linked = channels.known(db, record.linked_id)
    return linked is not None and linked.public


def _has_blocked_face(db: apsw.Connection, record: Channel) -> bool:
    marks = files.known_bytes(db, record.photo.photo_id) if record.photo is not None else ()
    return any(rows.fetch(db, _SQL.is_blocked, (mark,)) for mark in marks)


def _withhold(db: apsw.Connection, record: Channel, *, date: int) -> None:
    """Hold each message with a file that a decision keeps out; what is held is not told of again.

    Asked from what is blocked, so that it costs no more in a channel with a million posts.
    """
    peer_id = record.peer_id
    withheld: Counter[tuple[int, str]] = Counter()
    authors: dict[int, None] = {}
    bodies: dict[int, None] = {}
    for body_id, file_id, author_id in rows.fetch(db, _SQL.blocked_in, (peer_id,)):
        for decision_id, case_id, puid in _blocking(db, file_id):
            db.execute(_HELD.hold, (body_id, FILE, decision_id))
            if db.changes():
                withheld[case_id, puid] += 1
                authors[author_id] = bodies[body_id] = None
                files.withdraw(db, file_id)
    db.execute(_HELD.mark, (people.as_json(bodies),))
    for (case_id, puid), number in withheld.items():
        about = f"{puid}: {number} in {peer_id}"
        events.note(db, "withheld in public", date=date, actor="", case_id=case_id, about=about)
    _tell(db, record, authors, date=date)


def hold_as_well(db: apsw.Connection, puid: str, file_ids: Iterable[int]) -> None:
    """Have a decision hold what others hold already for the same files: it may outlast them."""
    for file_id in file_ids:
        db.execute(_SQL.hold_as_well, (file_id, FILE, puid))


def _blocking(db: apsw.Connection, file_id: int) -> set[tuple[int, int, str]]:
    """The decisions that keep a file out: by what it is known by, which its previews are not."""
    marks = files.known_bytes(db, file_id)
    return {row for mark in marks for row in rows.fetch(db, _SQL.blocked_by, (mark,))}


def _tell(db: apsw.Connection, record: Channel, authors: Iterable[int], *, date: int) -> None:
    """Whoever posted it is told, as nobody else sees it."""
    people_of_them = [one for one in authors if one >= FIRST_ACCOUNT_ID and not is_bot(one)]
    for author_id in people_of_them[:_TOLD_MAX]:
        letter = Letter(
            name=f"withheld {record.peer_id} {author_id} {date}",
            account_id=author_id,
            kind=LetterKind.WITHHELD,
            about=record.title,
        )
        letters.add(db, letter, due=date)


def settle_edited(db: apsw.Connection, place: tuple[int, int]) -> None:
    """Have a channel's message be seen again that shows other files by now, which were compared."""
    for (body_id,) in rows.fetch(db, _SQL.held_at, (*place, FILE)):
        shown = rows.fetch(db, _SQL.files_of_body, (body_id,))
        if is_open(db, channel_of(place[0])) and any(_blocking(db, row[0]) for row in shown):
            continue
        db.execute(_SQL.see_again, (body_id, FILE))
        db.execute(_HELD.mark, (people.as_json((body_id,)),))
