"""What somebody tries who wants more of files than is theirs: https://core.telegram.org/api/files"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.talk import People, Talker, refusal
from support.uploads import document, fetch, known, place, upload

ME = types.InputPeerSelf()
KIB, MIB = 1024, 1 << 20
CONTENT = b"of Ann's alone " * 1_000


async def sent_by(talker: Talker, to: Any, content: bytes = CONTENT) -> types.Document:
    answer = await talker.send_media(to, document(await upload(talker, content)))
    shown: types.Document = answer.updates[1].message.media.document
    return shown


def sending(media: Any) -> Any:
    return functions.messages.SendMedia(peer=ME, media=media, message="", random_id=5)


async def save(talker: Talker, number: int, size: int, *, total: int, upload_id: int = 5) -> bool:
    query = functions.upload.SaveBigFilePart(
        file_id=upload_id, file_part=number, file_total_parts=total, bytes=bytes([number]) * size
    )
    done: bool = await talker(query)
    return done


async def test_an_upload_is_its_senders_alone(people: People) -> None:
    file = await upload(people.ann, CONTENT)
    assert await refusal(people.ben, sending(document(file))) == "FILE_PART_0_MISSING"
    answer = await people.ann.send_media(ME, document(file))
    assert await fetch(people.ann, place(answer.updates[1].message.media.document)) == CONTENT


@pytest.mark.parametrize(
    ("parts", "token"),
    [
        (0, "FILE_PARTS_INVALID"),
        (-5, "FILE_PARTS_INVALID"),
        (2, "FILE_PARTS_INVALID"),
        (4, "FILE_PART_2_MISSING"),
        (2**31 - 1, "FILE_PART_2_MISSING"),
    ],
)
async def test_a_stream_is_as_many_parts_as_came(people: People, parts: int, token: str) -> None:
    ann = people.ann
    for number, size, total in ((0, KIB, -1), (1, KIB, -1), (3, 9, 4)):
        await save(ann, number, size, total=total)
    named = types.InputFileBig(id=5, parts=parts, name="a.bin")
    assert await refusal(ann, sending(document(named))) == token
    await save(ann, 2, KIB, total=4)
    whole = document(types.InputFileBig(id=5, parts=4, name="a.bin"))
    answer = await ann.send_media(ME, whole)
    content = await fetch(ann, place(answer.updates[1].message.media.document))
    assert content == b"".join(bytes([number]) * KIB for number in range(3)) + b"\3" * 9


async def test_a_part_that_comes_again_counts_as_it_came_last(people: People) -> None:
    ann = people.ann
    for letter in (b"a", b"c"):
        await ann(functions.upload.SaveFilePart(file_id=6, file_part=0, bytes=letter * KIB))
        await ann(functions.upload.SaveFilePart(file_id=6, file_part=1, bytes=letter * 7))
    file = types.InputFile(id=6, parts=2, name="a.bin", md5_checksum="")
    answer = await ann.send_media(ME, document(file))
    content = await fetch(ann, place(answer.updates[1].message.media.document))
    assert content == b"c" * (KIB + 7)


async def test_what_was_made_a_document_of_is_no_photo(people: People) -> None:
    ann = people.ann
    file = await upload(ann, CONTENT)
    await ann.send_media(ME, document(file))
    photo = types.InputMediaUploadedPhoto(file=file)
    assert await refusal(ann, sending(photo)) == "FILE_PART_0_MISSING"


async def test_a_reference_is_for_one_account_and_one_file(people: People) -> None:
    ann, cat = people.ann, people.cat
    one, other = await sent_by(ann, ME), await sent_by(ann, ME, b"another")
    wrong = place(one, file_reference=other.file_reference)
    longer = place(one, file_reference=one.file_reference + b"\0")
    for talker, where in ((ann, wrong), (ann, longer), (cat, place(one))):
        query = functions.upload.GetFile(location=where, offset=0, limit=4096)
        assert await refusal(talker, query) == "FILE_REFERENCE_INVALID"
        query = functions.upload.GetFileHashes(location=where, offset=0)
        assert await refusal(talker, query) == "FILE_REFERENCE_INVALID"
    assert await refusal(cat, sending(known(one))) == "FILE_REFERENCE_INVALID"
    assert await refusal(ann, sending(known(one, access_hash=1))) == "MEDIA_INVALID"


@pytest.mark.parametrize(
    ("wrong", "token"),
    [
        ({"access_hash": 1}, "LOCATION_INVALID"),
        ({"file_reference": b""}, "FILE_REFERENCE_EMPTY"),
        ({"file_reference": b"\x01" * 21}, "FILE_REFERENCE_INVALID"),
    ],
)
async def test_a_photo_is_fetched_by_who_was_shown_it_alone(
    people: People, wrong: dict[str, Any], token: str
) -> None:
    ann, cat = people.ann, people.cat
    media = types.InputMediaUploadedPhoto(file=await upload(ann, b"picture"))
    photo = (await ann.send_media(ME, media)).updates[1].message.media.photo
    fields = {
        "id": photo.id,
        "access_hash": photo.access_hash,
        "file_reference": photo.file_reference,
        "thumb_size": "x",
    }
    right = types.InputPhotoFileLocation(**fields)
    assert await fetch(ann, right)
    foreign = functions.upload.GetFile(location=right, offset=0, limit=4096)
    assert await refusal(cat, foreign) == "FILE_REFERENCE_INVALID"
    where = types.InputPhotoFileLocation(**(fields | wrong))
    for query in (
        functions.upload.GetFile(location=where, offset=0, limit=4096),
        functions.upload.GetFileHashes(location=where, offset=0),
    ):
        assert await refusal(ann, query) == token


RANGES = [
    (-4096, 4096, False, "OFFSET_INVALID"),
    (-(2**63), 4096, False, "OFFSET_INVALID"),
    (1024, 4096, False, "OFFSET_INVALID"),
    (512, 1024, True, "OFFSET_INVALID"),
    (0, 0, False, "LIMIT_INVALID"),
    (0, -(2**31), True, "LIMIT_INVALID"),
    (0, 2**31 - 1, False, "LIMIT_INVALID"),
    (0, 3 * 4096, False, "LIMIT_INVALID"),
    (0, 1500, True, "LIMIT_INVALID"),
    (0, MIB + KIB, True, "LIMIT_INVALID"),
    (512 * KIB + 4096, 512 * KIB, False, "LIMIT_INVALID"),
    (MIB - KIB, 2 * KIB, True, "LIMIT_INVALID"),
]


async def test_a_range_is_one_that_servers_give_out(people: People) -> None:
    where = place(await sent_by(people.ann, ME))
    for offset, limit, precise, token in RANGES:
        query = functions.upload.GetFile(
            location=where, offset=offset, limit=limit, precise=precise
        )
        assert await refusal(people.ann, query) == token, (offset, limit, precise)
    for offset in (1 << 62, 2**63 - 4096):
        query = functions.upload.GetFile(location=where, offset=offset, limit=4096)
        assert (await people.ann(query)).bytes == b""


async def test_13_5_a_photo_has_the_sizes_that_it_says_and_no_others(people: People) -> None:
    ann = people.ann
    media = types.InputMediaUploadedPhoto(file=await upload(ann, b"picture"))
    photo = (await ann.send_media(ME, media)).updates[1].message.media.photo
    for letter in ("", "i", "q", "M", "mm", "x" * 100_000):
        where = types.InputPhotoFileLocation(
            id=photo.id,
            access_hash=photo.access_hash,
            file_reference=photo.file_reference,
            thumb_size=letter,
        )
        query = functions.upload.GetFile(location=where, offset=0, limit=4096)
        assert await refusal(ann, query) == "LOCATION_INVALID", letter[:9]
