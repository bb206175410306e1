"""What is made of an upload: what it is kept as, who pays for it, and what it is told by."""

import hashlib
import itertools
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.files import Uploaded, copy_file, draw_ids, make_document, make_photo
from heliograph.domain import errors
from heliograph.domain.files import (
    STRIPPED,
    Asked,
    Audio,
    Document,
    Filename,
    Photo,
    PhotoSize,
    Quota,
)
from heliograph.domain.uploads import Part
from heliograph.ports.probe import MadePhoto, MadePicture, Seen
from support.fakes import CountingRandom
from support.instant_probe import InstantProbe
from support.stage import Stage

CONTENT = b"what the file says"
_upload_ids = itertools.count(1)


class NotingProbe(InstantProbe):
    """Notes for whom each thing is looked at: the time it takes is that account's."""

    def __init__(self) -> None:
        super().__init__()
        self.payers: list[tuple[str, int]] = []

    async def photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        self.payers.append(("photo", owner_id))
        return await super().photo(source, owner_id=owner_id)

    async def thumbnail(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        self.payers.append(("thumbnail", owner_id))
        return await super().thumbnail(source, owner_id=owner_id)

    async def document(
        self, source: Path, *, mime_type: str, voice: bool = False, owner_id: int = 0
    ) -> Seen:
        self.payers.append(("voice" if voice else "document", owner_id))
        return await super().document(source, mime_type=mime_type, voice=voice, owner_id=owner_id)


@pytest.fixture
async def owner_id(stage: Stage) -> int:
    return (await stage.person("12025550101", "Ann")).key.account_id or 0


@pytest.fixture
def probe(stage: Stage) -> NotingProbe:
    probe = NotingProbe()
    stage.turn(probe=probe)
    return probe


async def sent_up(stage: Stage, owner_id: int, content: bytes = CONTENT, **said: Any) -> Uploaded:
    """An upload of one part."""
    upload_id = next(_upload_ids)
    part = Part(owner_id=owner_id, upload_id=upload_id, number=0, content=content)
    await stage.staging.keep_part(part, now=stage.clock.now())
    return Uploaded(upload_id=upload_id, parts=1, **said)


def plain(*attributes: Any, mime_type: str = "text/plain") -> Asked:
    return Asked(mime_type=mime_type, attributes=attributes)


@pytest.mark.parametrize(
    ("name", "attributes"), [("", ()), ("a/notes.txt", (Filename(name="notes.txt"),))]
)
async def test_a_document_has_the_name_it_was_sent_up_with(
    stage: Stage, owner_id: int, name: str, attributes: tuple[Filename, ...]
) -> None:
    made = await make_document(
        stage.app, owner_id, await sent_up(stage, owner_id, name=name), plain()
    )
    assert made.attributes == attributes


@pytest.mark.parametrize(
    ("said", "looked_at"),
    [
        ((Audio(duration=1, voice=True),), "voice"),
        ((Audio(duration=1, voice=True, waveform=b"\x01" * 63),), "document"),
        ((Audio(duration=1),), "document"),
        ((), "document"),
    ],
)
async def test_only_a_voice_without_a_waveform_is_listened_to(
    stage: Stage, probe: NotingProbe, owner_id: int, said: tuple[Audio, ...], looked_at: str
) -> None:
    asked = plain(*said, mime_type="audio/ogg")
    await make_document(stage.app, owner_id, await sent_up(stage, owner_id), asked)
    assert probe.payers == [(looked_at, owner_id)]


OWN_LOOK = Seen(
    thumb=MadePicture(type="m", width=9, height=9, content=b"of its own"), stripped=b"little"
)


def stripped(thumbs: tuple[PhotoSize, ...]) -> bytes:
    return next(one.content for one in thumbs if one.type == STRIPPED)


async def test_the_picture_that_was_sent_with_it_stands_for_a_file(
    stage: Stage, probe: NotingProbe, owner_id: int
) -> None:
    probe.seen = OWN_LOOK
    uploaded, thumb = [await sent_up(stage, owner_id) for _ in range(2)]
    asked = plain(mime_type="video/mp4")
    made = await make_document(stage.app, owner_id, uploaded, asked, thumb=thumb)
    assert stripped(made.thumbs) == probe.small.stripped
    assert probe.payers == [("document", owner_id), ("thumbnail", owner_id)]


@pytest.mark.parametrize("why", ["missing", "other", "itself"])
async def test_its_own_look_stands_for_a_file_where_the_picture_cannot(
    stage: Stage, probe: NotingProbe, owner_id: int, why: str
) -> None:
    probe.seen = OWN_LOOK
    uploaded = await sent_up(stage, owner_id)
    thumb = {
        "missing": Uploaded(upload_id=next(_upload_ids), parts=1),
        "other": await sent_up(stage, owner_id, md5=hashlib.md5(b"another").hexdigest()),
        # Asked for as its own picture it would be waited for until it is there.
        "itself": uploaded,
    }[why]
    asked = plain(mime_type="video/mp4")
    made = await make_document(stage.app, owner_id, uploaded, asked, thumb=thumb)
    assert stripped(made.thumbs) == b"little"
    assert [(one.type, one.size) for one in made.thumbs if one.sha256] == [("m", 10)]


async def test_a_photo_is_kept_in_the_sizes_that_were_made_of_it(
    stage: Stage, probe: NotingProbe, owner_id: int
) -> None:
    picture = MadePicture(type="x", width=800, height=600, content=b"xyz", progressive=(1, 2))
    for small, first in ((b"little", [PhotoSize(type=STRIPPED, content=b"little")]), (b"", [])):
        probe.made = MadePhoto(sizes=(picture,), stripped=small)
        made = await make_photo(
            stage.app, owner_id, await sent_up(stage, owner_id), bytes_max=len(CONTENT)
        )
        sha256 = hashlib.sha256(b"xyz").digest()
        kept = PhotoSize(type="x", width=800, height=600, size=3, sha256=sha256, progressive=(1, 2))
        assert list(made.sizes) == [*first, kept]
    assert set(probe.payers) == {("photo", owner_id)}


@pytest.mark.parametrize("said", [{}, {"has_stickers": False}, {"has_stickers": True}])
async def test_a_photo_says_whether_masks_were_laid_over_it(
    stage: Stage, owner_id: int, said: dict[str, bool]
) -> None:
    uploaded = await sent_up(stage, owner_id)
    made = await make_photo(stage.app, owner_id, uploaded, bytes_max=100, **said)
    assert made.has_stickers is said.get("has_stickers", False)


async def test_a_photo_of_too_many_bytes_is_none(stage: Stage, owner_id: int) -> None:
    with pytest.raises(errors.PhotoSaveFileInvalid):
        await make_photo(
            stage.app, owner_id, await sent_up(stage, owner_id), bytes_max=len(CONTENT) - 1
        )


async def test_what_is_too_much_for_an_account_is_not_kept(stage: Stage, owner_id: int) -> None:
    stage.turn(quota=Quota(size_bytes=2 * len(CONTENT)))
    made = [
        await make_document(
            stage.app, owner_id, await sent_up(stage, owner_id, bytes([n]) * len(CONTENT)), plain()
        )
        for n in range(2)
    ]
    kept = dict(stage.blobs.contents)
    with pytest.raises(errors.FilePartsInvalid):
        await make_document(stage.app, owner_id, await sent_up(stage, owner_id, b"x"), plain())
    with pytest.raises(errors.FilePartsInvalid):
        await copy_file(stage.app, owner_id, made[0])
    assert stage.blobs.contents == kept
    # What somebody else has sent up is not counted.
    other_id = (await stage.person("12025550102", "Ben")).key.account_id or 0
    await make_document(stage.app, other_id, await sent_up(stage, other_id, b"x"), plain())


async def test_all_sizes_of_a_photo_count(stage: Stage, owner_id: int) -> None:
    """What it is in all sizes is known once they are made: more than was sent up."""
    stage.turn(quota=Quota(size_bytes=len(CONTENT)))
    with pytest.raises(errors.FilePartsInvalid):
        await make_photo(stage.app, owner_id, await sent_up(stage, owner_id), bytes_max=100)
    assert (await stage.store.owned_files(owner_id)).files == 0


async def test_a_copy_is_a_file_of_its_own(stage: Stage, owner_id: int) -> None:
    made = await make_document(stage.app, owner_id, await sent_up(stage, owner_id), plain())
    withdrawn = await stage.store.withdraw_file(made.id)
    assert isinstance(withdrawn, Document)
    stage.clock.date += 60
    copy = await copy_file(stage.app, owner_id, withdrawn)
    assert (copy.date, copy.generation) == (made.date + 60, 0)
    assert copy.id != made.id
    assert copy.access_hash != made.access_hash
    assert copy == replace(
        made, id=copy.id, access_hash=copy.access_hash, date=copy.date, generation=0
    )


@pytest.mark.parametrize(
    ("token", "ids"), [(b"\x00" * 8, (1, 0)), (b"\xff" * 8, (1 << 62, -1)), (b"\x01", (1, 1))]
)
def test_ids_of_files_fit_where_clients_keep_them(
    stage: Stage, token: bytes, ids: tuple[int, int]
) -> None:
    """Above 0, so that none stands for no file, and hashes of 64 bits with their sign."""

    class Drawn(CountingRandom):
        def token(self, size_bytes: int) -> bytes:
            return token.ljust(size_bytes, b"\x00")

    stage.turn(random=Drawn())
    assert draw_ids(stage.app) == ids


async def test_a_photo_and_a_document_of_one_upload_are_two_things(
    stage: Stage, owner_id: int
) -> None:
    uploaded = await sent_up(stage, owner_id)
    made = await make_photo(stage.app, owner_id, uploaded, bytes_max=100)
    assert isinstance(made, Photo)
    # Asked for again, as after an answer that was lost, it is the same; as something else, nothing.
    assert await make_photo(stage.app, owner_id, uploaded, bytes_max=100) == made
    with pytest.raises(errors.FilePartMissing):
        await make_document(stage.app, owner_id, uploaded, plain())
