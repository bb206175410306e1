"""Making files of what was sent up.

The bytes come first and the record after them, so that a crash leaves only what goes by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from pathlib import Path
from weakref import WeakValueDictionary

import msgspec
from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.blobs import AT_ONCE, keep_blob, keep_bytes, remove_unheld_blobs
from heliograph.domain import errors
from heliograph.domain.files import (
    STRIPPED,
    Asked,
    Audio,
    Document,
    EncryptedFile,
    Filename,
    Photo,
    PhotoSize,
    bounded,
    bytes_of,
    check_quota,
    clean_name,
)
from heliograph.domain.looks import described, is_looked_at
from heliograph.ports.file_store import Made
from heliograph.ports.probe import MadePhoto, Seen
from heliograph.ports.staging import Assembled

_ID_BITS = 62


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """An upload as its sender names it; `md5` in hexadecimal digits, "" for none."""

    upload_id: int
    parts: int
    name: str = ""
    md5: str = ""


async def make_document(
    app: App, owner_id: int, uploaded: Uploaded, asked: Asked, *, thumb: Uploaded | None = None
) -> Document:
    """The document that an account makes of its upload, durable but shown nowhere yet.

    What it is found to be counts, not what is said of it; its own small picture where the sender
    sends none. Asked for once more it is the same one, also when its parts are gone: clients
    repeat a request whose answer was lost. FILE_PART_x_MISSING, FILE_PARTS_INVALID,
    MD5_CHECKSUM_INVALID.
    """

    async def make(whole: Assembled) -> Document:
        name = clean_name(uploaded.name)
        said = (*asked.attributes, Filename(name=name)) if name else asked.attributes
        known = bounded(replace(asked, attributes=said))
        async with _turn(app, owner_id):
            seen = await _look(app, whole.path, known, owner_id=owner_id)
        file_id, access_hash = draw_ids(app)
        return Document(
            id=file_id,
            access_hash=access_hash,
            date=app.clock.now(),
            mime_type=known.mime_type,
            size=whole.size,
            sha256=whole.sha256,
            attributes=described(known, seen),
            thumbs=await _thumbs(app, owner_id, uploaded.upload_id, thumb=thumb, seen=seen),
        )

    return await _made(app, owner_id, uploaded, kind=Document, make=make)


def _turn(app: App, owner_id: int) -> asyncio.Lock:
    """One file of an account is looked at at a time: nobody keeps all the processes busy."""
    return _lock_of(app.looking, owner_id)


def _keeping(app: App, owner_id: int) -> AbstractAsyncContextManager[None]:
    """Where bytes are counted, one file of an account is made at a time.

    Of several at once each would find room, and what is refused in the end lies there for a day.
    """
    return _lock_of(app.keeping, owner_id) if app.quota.size_bytes else nullcontext()


def _lock_of(locks: WeakValueDictionary[int, asyncio.Lock], owner_id: int) -> asyncio.Lock:
    lock = locks.get(owner_id)
    if lock is None:
        lock = locks[owner_id] = asyncio.Lock()
    return lock


async def _look(app: App, path: Path, known: Asked, *, owner_id: int) -> Seen:
    if not is_looked_at(known):
        return Seen()
    audio = next((one for one in known.attributes if isinstance(one, Audio)), None)
    voice = audio is not None and audio.voice and not audio.waveform
    return await app.probe.document(path, mime_type=known.mime_type, voice=voice, owner_id=owner_id)


async def _thumbs(
    app: App, owner_id: int, upload_id: int, *, thumb: Uploaded | None, seen: Seen
) -> tuple[PhotoSize, ...]:
    if thumb is not None and thumb.upload_id != upload_id:
        try:
            async with app.staging.assembled(
                owner_id, thumb.upload_id, parts=thumb.parts, md5=thumb.md5, waits=False
            ) as whole:
                async with _turn(app, owner_id):
                    made = await app.probe.thumbnail(whole.path, owner_id=owner_id)
                return await _kept(app, made)
        except errors.Refused:
            # The document is as good without the picture that was to stand for it.
            pass
    if seen.thumb is None:
        return ()
    return await _kept(app, MadePhoto(sizes=(seen.thumb,), stripped=seen.stripped))


async def make_photo(
    app: App,
    owner_id: int,
    uploaded: Uploaded,
    *,
    bytes_max: int,
    has_stickers: bool = False,
    of_person: bool = False,
) -> Photo:
    """As `make_document`, for a photo in all its sizes: square ones if it is to be `of_person`.

    PHOTO_SAVE_FILE_INVALID for one of too many bytes, PHOTO_INVALID_DIMENSIONS,
    IMAGE_PROCESS_FAILED.
    """

    async def make(whole: Assembled) -> Photo:
        if whole.size > bytes_max:
            raise errors.PhotoSaveFileInvalid
        look = app.probe.profile_photo if of_person else app.probe.photo
        async with _turn(app, owner_id):
            made = await look(whole.path, owner_id=owner_id)
        sizes = await _kept(app, made)
        file_id, access_hash = draw_ids(app)
        return Photo(
            id=file_id,
            access_hash=access_hash,
            date=app.clock.now(),
            sizes=sizes,
            has_stickers=has_stickers,
        )

    return await _made(app, owner_id, uploaded, kind=Photo, make=make)


async def _kept(app: App, made: MadePhoto) -> tuple[PhotoSize, ...]:
    """Sizes whose content is kept; the stripped one stands in front and goes along."""
    sizes = [PhotoSize(type=STRIPPED, content=made.stripped)] if made.stripped else []
    for one in made.sizes:
        sizes.append(
            PhotoSize(
                type=one.type,
                width=one.width,
                height=one.height,
                size=len(one.content),
                sha256=await keep_bytes(app, one.content),
                progressive=one.progressive,
            )
        )
    return tuple(sizes)


async def make_encrypted(
    app: App, owner_id: int, uploaded: Uploaded, *, key_fingerprint: int
) -> EncryptedFile:
    """As `make_document`, for bytes that only two devices can read."""

    async def make(whole: Assembled) -> EncryptedFile:
        file_id, access_hash = draw_ids(app)
        return EncryptedFile(
            id=file_id,
            access_hash=access_hash,
            date=app.clock.now(),
            size=whole.size,
            sha256=whole.sha256,
            key_fingerprint=key_fingerprint,
        )

    return await _made(app, owner_id, uploaded, kind=EncryptedFile, make=make)


async def _made(
    app: App,
    owner_id: int,
    uploaded: Uploaded,
    *,
    kind: type[Made],
    make: Callable[[Assembled], Awaitable[Made]],
) -> Made:
    """A file of the whole upload, or the one that was made of it before."""
    upload_id = uploaded.upload_id
    try:
        async with (
            app.staging.assembled(
                owner_id, upload_id, parts=uploaded.parts, md5=uploaded.md5
            ) as whole,
            _keeping(app, owner_id),
        ):
            # Before anything is kept: what is refused must not lie there for a day.
            had = await app.store.owned_files(owner_id)
            check_quota(had, size=whole.size, quota=app.quota)
            file = await make(whole)
            if whole.sha256 in file.blobs:
                await keep_blob(app, whole.path, sha256=whole.sha256, size=whole.size)
            return await app.store.add_file(
                file,
                owner_id=owner_id,
                upload_id=upload_id,
                original=b"" if whole.sha256 in file.blobs else whole.sha256,
                decide=partial(check_quota, size=bytes_of(file), quota=app.quota),
            )
    except errors.FilePartMissing:
        before = await app.store.file_of_upload(owner_id, upload_id)
        if not isinstance(before, kind):
            raise
        return before


async def copy_file(app: App, owner_id: int, file: Made) -> Made:
    """A file of an account's own that holds what another one does: whatever becomes of either, the
    other stays. FILE_PARTS_INVALID if that is too much, MEDIA_INVALID if there is nothing left."""
    file_id, access_hash = draw_ids(app)
    made = replace(file, id=file_id, access_hash=access_hash, date=app.clock.now(), generation=0)
    # It is of no upload: of none that its owner could name.
    _, upload_id = draw_ids(app)
    return await app.store.copy_file(
        made,
        of=file.id,
        owner_id=owner_id,
        upload_id=upload_id,
        decide=partial(check_quota, size=bytes_of(made), quota=app.quota),
    )


def draw_ids(app: App) -> tuple[int, int]:
    """An id nobody can guess, and the hash that proves that somebody was shown it."""
    number = int.from_bytes(app.random.token(8), "little") >> (64 - _ID_BITS)
    return number + 1, int.from_bytes(app.random.token(8), "little", signed=True)


async def remove_unheld(app: App, *, grace_s: int) -> AsyncIterator[int]:
    """Drop the files that nobody has shown for so long, then the blobs that no file is made of.

    Gives how many blobs went by each step.
    """
    before = app.clock.now() - grace_s
    while await app.store.free_files(unheld_before=before, at_most=AT_ONCE):
        pass
    while gone := await remove_unheld_blobs(app, grace_s=grace_s):
        yield gone
