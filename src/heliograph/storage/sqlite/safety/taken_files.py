"""Files that decisions take out of messages and profiles: held as long as they may return.

Nobody can fetch them meanwhile: every reference to them is withdrawn, and nobody is given another.
"""

from collections.abc import Sequence

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.domain.extras import NO_EXTRAS, Extras, FileMedia, extras_or_none, file_of
from heliograph.domain.files import AnyFile, Photo
from heliograph.domain.message_changes import Edited
from heliograph.safety.decisions import Decision, Part, held_until
from heliograph.storage.sqlite import files, holding_messages, queries, rows
from heliograph.storage.sqlite.blobs import pack_extras, unpack_extras

_SQL = queries.load("safety_taken")
_BODIES = queries.load("withholding")

_TOLD_AT_ONCE = 1_000
"""Messages that tell of one photo: whoever sets it again and again fills nothing."""


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """Where among somebody's photos one stood: how many were before it, and of which list."""

    before: int = 0
    fallback: bool = False


def take_media(
    db: apsw.Connection, decision: Decision, found: Sequence[int], *, date: int
) -> tuple[Edited, ...]:
    """Take files out of messages, given by their bodies, and from where a channel's post is talked
    about; the words stay. Gives what is told. May be repeated."""
    bodies = [*found, *holding_messages.carried(db, found)]
    changed = [body_id for body_id in bodies if _strips(db, decision, body_id, date=date)]
    return holding_messages.edited(db, changed, date=date)


def take_photo(db: apsw.Connection, decision: Decision, photo_id: int, spot: Spot) -> None:
    """Hold a photo that is about to be taken from who shows it."""
    _hold(db, decision, photo_id, value=msgspec.json.encode(spot))
    files.withdraw(db, photo_id)


def take_from_told(
    db: apsw.Connection, decision: Decision, photo_id: int, *, peer_id: int, date: int
) -> tuple[Edited, ...]:
    """Take a group's photo out of the messages that tell the group of it, too."""
    wanted = (photo_id, peer_id, _TOLD_AT_ONCE)
    found = [row[0] for row in rows.fetch(db, _SQL.told_of_photo, wanted)]
    return take_media(db, decision, found, date=date)


def _strips(db: apsw.Connection, decision: Decision, body_id: int, *, date: int) -> bool:
    extras = _extras_of(db, body_id)
    file = file_of(extras.media)
    if file is None:
        return False
    shown = replace(NO_EXTRAS, media=extras.media)
    # Before the message lets it go: what nobody shows is dropped in the end.
    _hold(db, decision, file.id, value=pack_extras(shown) or b"", body_id=body_id)
    _show(db, body_id, replace(extras, media=None), date=date)
    files.let_go(db, body_id, file.id)
    files.withdraw(db, file.id)
    return True


def _extras_of(db: apsw.Connection, body_id: int) -> Extras:
    ((blob,),) = rows.fetch(db, _BODIES.extras_of, (body_id,)) or [(None,)]
    return unpack_extras(blob) or NO_EXTRAS


def _show(db: apsw.Connection, body_id: int, extras: Extras, *, date: int) -> None:
    db.execute(_BODIES.strip, (body_id, pack_extras(extras_or_none(extras)), date))


def _hold(
    db: apsw.Connection,
    decision: Decision,
    file_id: int,
    *,
    value: bytes,
    body_id: int | None = None,
) -> None:
    until = held_until(decision)
    if until:
        db.execute(_SQL.hold, (decision.puid, file_id, body_id, value, until))
    else:
        leave(db, decision)


def give_media_back(db: apsw.Connection, decision: Decision, *, date: int) -> tuple[Edited, ...]:
    """Put files back into the messages that they were taken from, where no others are by now."""
    returned = []
    for file_id, body_id, value in rows.fetch(db, _SQL.of_messages, (decision.puid,)):
        extras, taken = _extras_of(db, body_id), (unpack_extras(value) or NO_EXTRAS).media
        file = files.file(db, file_id)
        if extras.media is not None or not isinstance(taken, FileMedia) or file is None:
            leave(db, decision)
            continue
        _show(db, body_id, replace(extras, media=_with(taken, file)), date=date)
        files.hold(db, body_id, replace(NO_EXTRAS, media=_with(taken, file)))
        returned.append(body_id)
    db.execute(_SQL.let_messages_go, (decision.puid,))
    return holding_messages.edited(db, returned, date=date)


def _with(taken: FileMedia, file: AnyFile) -> FileMedia:
    """What was shown, with references to it that are good again."""
    return replace(taken, **{"photo" if isinstance(file, Photo) else "document": file})


def photos_taken(db: apsw.Connection, puid: str) -> Sequence[tuple[Photo, Spot]]:
    """The photos that a decision holds, each with where it stood."""
    found = rows.fetch(db, _SQL.of_profiles, (puid,))
    shown = [(files.file(db, file_id), value) for file_id, value in found]
    return [
        (file, msgspec.json.decode(value, type=Spot))
        for file, value in shown
        if isinstance(file, Photo)
    ]


def let_photos_go(db: apsw.Connection, puid: str) -> None:
    """Hold a decision's photos no longer: whoever has them back does."""
    db.execute(_SQL.let_photos_go, (puid,))


def leave(db: apsw.Connection, decision: Decision) -> None:
    """Note that what a decision took does not return, as whom it affects will be told."""
    db.execute(_SQL.leave, (decision.puid, str(decision.part)))


def unreturned(db: apsw.Connection, *, puid: str) -> tuple[Part, ...]:
    """See `safety.store.DecisionOperations.unreturned`."""
    return tuple(Part(name) for (name,) in rows.fetch(db, _SQL.unreturned, (puid,)))


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Let go of what has had its time: nobody can complain any more, and nobody does."""
    gone = rows.fetch(db, _SQL.forget, (now, at_most))
    db.executemany(_SQL.leave_its_part, [(puid,) for puid in sorted({row[0] for row in gone})])
