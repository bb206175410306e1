"""Files: their records, and which messages hold them."""

from collections.abc import Callable
from typing import Any

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.extras import Extras, file_of
from heliograph.domain.files import AnyFile, Owned, Ownership, bytes_of, is_picture, known_by
from heliograph.domain.fleeting import is_kept_from_others
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.blobs import (
    pack_extras,
    pack_file,
    pack_scheduled,
    unpack_extras,
    unpack_file,
    unpack_scheduled,
)

_SQL = queries.load("files")


def add(
    db: apsw.Connection,
    file: AnyFile,
    *,
    owner_id: int,
    upload_id: int,
    original: bytes = b"",
    decide: Callable[[Ownership], None] | None,
) -> None:
    """See `ports.file_store.FileOperations.add_file`."""
    if decide is not None:
        decide(owned(db, owner_id))
    values = (file.id, file.kind, owner_id, upload_id, file.date, bytes_of(file), pack_file(file))
    db.execute(_SQL.add, (*values, original or None))
    db.executemany(_SQL.add_blob, [(file.id, sha256) for sha256 in file.blobs])
    if is_picture(file):
        db.execute(_SQL.add_likeness_job, (file.id, file.date))


def copy(
    db: apsw.Connection,
    file: AnyFile,
    *,
    of: int,
    owner_id: int,
    upload_id: int,
    decide: Callable[[Ownership], None] | None,
) -> None:
    """See `ports.file_store.FileOperations.copy_file`."""
    if not rows.number(db, _SQL.has_content, (of,)):
        raise errors.MediaInvalid
    add(db, file, owner_id=owner_id, upload_id=upload_id, decide=decide)
    db.execute(_SQL.copy_original, (file.id, of))


def shown_apart(db: apsw.Connection, file_id: int, *, goes: bool) -> bool:
    """See `ports.file_store.FileOperations.shown_apart`."""
    if goes:
        return bool(rows.fetch(db, _SQL.is_shown, (file_id,)))
    # Of several messages none goes: one that does has its file alone.
    return any(
        is_kept_from_others(unpack_extras(extras))
        for (extras,) in rows.fetch(db, _SQL.one_that_shows, (file_id,))
    )


def owned(db: apsw.Connection, owner_id: int) -> Ownership:
    """See `ports.file_store.FileOperations.owned_files`."""
    for files, size_bytes in rows.fetch(db, _SQL.owned, (owner_id,)):
        return Ownership(files=files, size_bytes=size_bytes)
    return Ownership(files=0, size_bytes=0)


def file(db: apsw.Connection, file_id: int) -> AnyFile | None:
    """See `ports.file_store.FileOperations.file`."""
    return _first(db.execute(_SQL.file, (file_id,)).fetchone())


def known_bytes(db: apsw.Connection, file_id: int) -> set[bytes]:
    """By which bytes a file is known again: as it was sent up, and as it is kept."""
    found = file(db, file_id)
    if found is None:
        return set()
    ((original,),) = rows.fetch(db, _SQL.original, (file_id,)) or [(None,)]
    return {*known_by(found), *([original] if original else [])}


def of_upload(db: apsw.Connection, owner_id: int, upload_id: int) -> AnyFile | None:
    """See `ports.file_store.FileOperations.file_of_upload`."""
    return _first(db.execute(_SQL.of_upload, (owner_id, upload_id)).fetchone())


def _first(row: Any) -> AnyFile | None:
    return None if row is None else record(row)


def record(row: Any) -> AnyFile:
    """From record and generation."""
    return replace(unpack_file(row[0]), generation=row[1])


def hold(db: apsw.Connection, body_id: int, extras: Extras | None) -> None:
    """Note which files a message's body shows.

    MEDIA_INVALID if one has gone since somebody asked for it.
    """
    for file_id in shown(extras):
        check_there(db, file_id)
        db.execute(_SQL.hold, (body_id, file_id))


def hold_edited(
    db: apsw.Connection, copy: tuple[int, int], *, before: Extras | None, after: Extras | None
) -> None:
    """As `hold`, for the body of an owner's message; what the edit took out of it is let go."""
    old, new = shown(before), shown(after)
    if old == new:
        return
    body_id = rows.number(db, _SQL.body_of, copy)
    hold(db, body_id, after)
    db.executemany(_SQL.let_go, [(body_id, file_id) for file_id in old - new])


def let_go(db: apsw.Connection, body_id: int, file_id: int) -> None:
    """Note that a message's body does not show a file any more."""
    db.execute(_SQL.let_go, (body_id, file_id))


def hold_scheduled(
    db: apsw.Connection, dialog: tuple[int, int], message_id: int, extras: Extras | None
) -> None:
    """As `hold`, for a message that waits to be sent."""
    key = (*dialog, message_id)
    held = shown(extras)
    for file_id in held:
        check_there(db, file_id)
        db.execute(_SQL.hold_scheduled, (*key, file_id))
    db.execute(_SQL.let_scheduled_go, (*key, next(iter(held), 0)))


def check_there(db: apsw.Connection, file_id: int) -> None:
    """MEDIA_INVALID for a file that has gone."""
    if not rows.fetch(db, _SQL.file, (file_id,)):
        raise errors.MediaInvalid


def shown(extras: Extras | None) -> set[int]:
    """The ids of the files of a message: its own, and one shown in the reply to it."""
    if extras is None:
        return set()
    origin = extras.reply_origin
    media = (extras.media, origin.media if origin is not None else None)
    return {one.id for one in map(file_of, media) if one is not None}


def hold_encrypted(db: apsw.Connection, chat_id: int, file_id: int, *, date: int) -> None:
    """As `hold`, for what two devices send each other."""
    check_there(db, file_id)
    db.execute(_SQL.hold_encrypted, (chat_id, file_id, date))


def forget_likeness_jobs(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Give up on pictures that nobody has looked at for so long."""
    db.execute(_SQL.forget_likeness_jobs, (before, at_most))


def forget_encrypted(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Let go of files that devices sent each other long ago."""
    db.execute(_SQL.forget_encrypted, (before, at_most))


def made_of(db: apsw.Connection, sha256: bytes, *, after_id: int, at_most: int) -> list[Owned]:
    """See `ports.file_store.FileOperations.files_made_of`."""
    found = rows.fetch(db, _SQL.made_of, (sha256, after_id, at_most))
    return [Owned(file_id=file_id, owner_id=owner_id) for file_id, owner_id in found]


def owner(db: apsw.Connection, file_id: int) -> int | None:
    """See `ports.file_store.FileOperations.owner_of_file`."""
    found = db.execute(_SQL.owner, (file_id,)).get
    return None if found is None else int(found)


def withdraw(db: apsw.Connection, file_id: int) -> AnyFile | None:
    """See `ports.file_store.FileOperations.withdraw_file`."""
    found = rows.fetch(db, _SQL.withdraw, (file_id,))
    withdrawn = _first(found[0] if found else None)
    if withdrawn is None:
        return None
    for body_id, blob in rows.fetch(db, _SQL.shown_by, (file_id,)):
        extras = unpack_extras(blob)
        db.execute(_SQL.set_extras, (body_id, pack_extras(_with(extras, withdrawn))))
    for *key, content in rows.fetch(db, _SQL.waiting_with, (file_id,)):
        draft, body = unpack_scheduled(content)
        body = replace(body, extras=_with(body.extras, withdrawn))
        db.execute(_SQL.set_content, (*key, pack_scheduled(draft, body)))
    return withdrawn


def _with(extras: Extras | None, file: AnyFile) -> Extras | None:
    """Extras that show the file as it stands now."""
    if extras is None:
        return None
    origin = extras.reply_origin
    if origin is not None:
        origin = replace(origin, media=_renewed(origin.media, file))
    return replace(extras, media=_renewed(extras.media, file), reply_origin=origin)


def _renewed(media: Any, file: AnyFile) -> Any:
    shown = file_of(media)
    if shown is None or shown.id != file.id:
        return media
    (name,) = (name for name in ("document", "photo") if hasattr(media, name))
    return replace(media, **{name: file})


def free(db: apsw.Connection, *, unheld_before: int, at_most: int) -> int:
    """See `ports.file_store.FileOperations.free_files`."""
    return len(rows.fetch(db, _SQL.free, (unheld_before, at_most)))
