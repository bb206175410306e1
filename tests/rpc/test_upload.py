"""Sending files up and fetching them: https://core.telegram.org/api/files"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.blobs import drop_old_contents, remove_unheld_blobs
from heliograph.actions.files import remove_unheld
from heliograph.config import Limits
from heliograph.domain.files import Document, Photo, Quota
from heliograph.ports.staging import Assembled
from heliograph.rpc.rates import Rates
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker, refusal
from support.uploads import document, fetch, known, place, upload

CONTENT = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(400))
ME = types.InputPeerSelf()


async def shown_to_both(people: People) -> tuple[types.Document, types.Document]:
    """A document as Ann sent it, and as Ben got it."""
    ann, ben = people.ann, people.ben
    answer = await ann.send_media(ann.to(ben), document(await upload(ann, CONTENT)))
    (arrived,) = ben.pushed()
    return answer.updates[1].message.media.document, arrived.message.media.document


def ask(where: Any, *, offset: int = 0, limit: int = 4096, **fields: Any) -> Any:
    return functions.upload.GetFile(location=where, offset=offset, limit=limit, **fields)


async def test_13_6_nobody_is_sent_elsewhere_for_a_file(people: People) -> None:
    sent, _ = await shown_to_both(people)
    answer = await people.ann(ask(place(sent), cdn_supported=True))
    assert isinstance(answer, types.upload.File)


async def test_what_one_sends_up_the_other_fetches(people: People) -> None:
    sent, arrived = await shown_to_both(people)
    assert (sent.size, sent.dc_id) == (len(CONTENT), 2)
    assert await fetch(people.ben, place(arrived)) == CONTENT
    assert await fetch(people.ann, place(sent)) == CONTENT


async def test_13_2_a_file_comes_in_ranges_short_at_its_end_and_empty_behind(
    people: People,
) -> None:
    sent, _ = await shown_to_both(people)
    end = len(CONTENT) // 4096 * 4096
    last = (await people.ann(ask(place(sent), offset=end))).bytes
    assert last == CONTENT[end:]
    assert (await people.ann(ask(place(sent), offset=end + 4096))).bytes == b""
    precise = (await people.ann(ask(place(sent), offset=1024, limit=3072, precise=True))).bytes
    assert precise == CONTENT[1024:4096]


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({"offset": 100}, "OFFSET_INVALID"),
        ({"limit": 100}, "LIMIT_INVALID"),
        ({"limit": 2 << 20}, "LIMIT_INVALID"),
    ],
)
async def test_ranges_are_refused_with_the_errors_clients_act_on(
    people: People, fields: dict[str, int], token: str
) -> None:
    sent, _ = await shown_to_both(people)
    assert await refusal(people.ann, ask(place(sent), **fields)) == token


@pytest.mark.parametrize(
    ("wrong", "token"),
    [
        ({"id": 5}, "LOCATION_INVALID"),
        ({"access_hash": 5}, "LOCATION_INVALID"),
        ({"thumb_size": "m"}, "LOCATION_INVALID"),
        ({"file_reference": b""}, "FILE_REFERENCE_EMPTY"),
        ({"file_reference": b"\x01"}, "FILE_REFERENCE_INVALID"),
    ],
)
async def test_nobody_fetches_what_they_were_not_shown(
    people: People, wrong: dict[str, Any], token: str
) -> None:
    sent, arrived = await shown_to_both(people)
    assert await refusal(people.ann, ask(place(sent, **wrong))) == token
    assert await refusal(people.ann, ask(place(arrived))) == "FILE_REFERENCE_INVALID"


async def test_13_4_a_reference_expires_and_another_comes_with_the_message(people: People) -> None:
    ann = people.ann
    answer = await ann.send_media(ME, document(await upload(ann, CONTENT)))
    message = answer.updates[1].message
    people.stage.clock.date += Limits().file_reference_lifetime_s
    expired = ask(place(message.media.document))
    assert await refusal(ann, expired) == "FILE_REFERENCE_EXPIRED"
    again = known(message.media.document)
    query = functions.messages.SendMedia(peer=ME, media=again, message="", random_id=9)
    assert await refusal(ann, query) == "FILE_REFERENCE_EXPIRED"
    named = [types.InputMessageID(id=message.id)]
    (fresh,) = (await ann(functions.messages.GetMessages(id=named))).messages
    assert await fetch(ann, place(fresh.media.document)) == CONTENT


async def test_a_withdrawn_file_is_fetched_by_new_references_alone(people: People) -> None:
    sent, _ = await shown_to_both(people)
    await people.stage.store.withdraw_file(sent.id)
    assert await refusal(people.ann, ask(place(sent))) == "FILE_REFERENCE_EXPIRED"
    query = functions.messages.GetHistory(
        peer=people.ann.to(people.ben),
        **dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id", "hash"), 0),
        limit=1,
    )
    (message,) = (await people.ann(query)).messages
    assert await fetch(people.ann, place(message.media.document)) == CONTENT


async def test_hashes_are_given_of_each_128_kibibytes(people: People) -> None:
    ann = people.ann
    content = CONTENT * 12
    answer = await ann.send_media(ME, document(await upload(ann, content)))
    where = place(answer.updates[1].message.media.document)
    hashes = await ann(functions.upload.GetFileHashes(location=where, offset=0))
    assert [(one.offset, one.limit) for one in hashes] == [(0, 131_072), (131_072, 22_528)]
    for one in hashes:
        part = content[one.offset : one.offset + one.limit]
        assert one.hash == hashlib.sha256(part).digest()
    (second,) = await ann(functions.upload.GetFileHashes(location=where, offset=140_000))
    assert second == hashes[1]
    for behind in (len(content), 2 * 131_072, 1 << 20):
        assert await ann(functions.upload.GetFileHashes(location=where, offset=behind)) == []
    last = functions.upload.GetFileHashes(location=where, offset=len(content) - 1)
    assert await ann(last) == [second]
    before = functions.upload.GetFileHashes(location=where, offset=-1)
    assert await refusal(ann, before) == "OFFSET_INVALID"


@pytest.mark.parametrize(
    "where",
    [
        types.InputPhotoFileLocation(id=1, access_hash=2, file_reference=b"x", thumb_size="x"),
        types.InputEncryptedFileLocation(id=1, access_hash=2),
        types.InputSecureFileLocation(id=1, access_hash=2),
    ],
    ids=lambda where: type(where).__name__,
)
async def test_what_lies_nowhere_is_refused(people: People, where: Any) -> None:
    assert await refusal(people.ann, ask(where)) == "LOCATION_INVALID"


class _Beyond:
    """Blobs so long that nobody has them: each 8 bytes say where they lie."""

    async def read(self, sha256: bytes, *, offset: int, limit: int) -> bytes:
        return b"".join(place.to_bytes(8) for place in range(offset, offset + limit, 8))


@pytest.mark.parametrize("offset", [(1 << 31) - 4096, 1 << 31, (1 << 32) - 4096, 3 << 32])
async def test_a_range_lies_where_it_is_asked_for_also_beyond_what_32_bits_count(
    people: People, monkeypatch: pytest.MonkeyPatch, offset: int
) -> None:
    sent, _ = await shown_to_both(people)
    monkeypatch.setattr(people.stage.blobs, "read", _Beyond().read)
    content = (await people.ann(ask(place(sent), offset=offset))).bytes
    assert (int.from_bytes(content[:8]), len(content)) == (offset, 4096)
    query = functions.upload.GetFileHashes(location=place(sent), offset=offset)
    hashes = await people.ann(query)
    begin = offset // 131_072 * 131_072
    assert [one.offset for one in hashes] == [*range(begin, begin + (1 << 20), 131_072)]
    whole = await _Beyond().read(b"", offset=begin, limit=131_072)
    assert hashes[0].hash == hashlib.sha256(whole).digest()


async def test_a_file_of_three_gigabytes_says_so_at_the_oldest_layer_and_the_newest(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, assembled = 3 << 30, people.stage.staging.assembled

    @asynccontextmanager
    async def longer(*given: Any, **fields: Any) -> AsyncIterator[Assembled]:
        async with assembled(*given, **fields) as whole:
            yield replace(whole, size=size)

    monkeypatch.setattr(people.stage.staging, "assembled", longer)
    old = await people.ben.on_another_device(layer=152)
    sent, _ = await shown_to_both(people)
    (arrived,) = old.pushed()
    assert (sent.size, arrived.message.media.document.size) == (size, size)
    assert (await people.stage.store.owned_files(people.ann.id)).size_bytes == size


async def test_what_is_kept_no_longer_is_refused_and_its_message_stays(people: People) -> None:
    sent, _ = await shown_to_both(people)
    app = people.stage.app
    people.stage.clock.date += 8 * 86_400
    assert await drop_old_contents(app, {Photo.kind: 7, Document.kind: 9}) == 0
    assert await drop_old_contents(app, {Document.kind: 7}) == 1
    assert await remove_unheld_blobs(app, grace_s=86_400) > 0
    # With a reference of today.
    (message,) = await people.ann.history(people.ann.to(people.ben))
    assert message.media.document.id == sent.id
    token = await refusal(people.ann, ask(place(message.media.document)))
    assert token == "FILE_ID_INVALID"
    assert await drop_old_contents(app, {Document.kind: 7}) == 0


async def test_over_the_quota_a_file_is_refused_and_nothing_of_it_is_kept(people: People) -> None:
    stage, ann = people.stage, people.ann
    await shown_to_both(people)
    stage.turn(quota=Quota(size_bytes=2 * len(CONTENT)))
    kept = dict(stage.blobs.contents)
    more = CONTENT + b"!"
    token = await refusal_of_sending(ann, people, more)
    assert token == "FILE_PARTS_INVALID"
    assert stage.blobs.contents == kept
    stage.turn(quota=Quota(size_bytes=2 * len(CONTENT) + 1))
    await ann.send_media(ann.to(people.ben), document(await upload(ann, more)))


async def test_of_several_files_at_once_nothing_is_kept_of_those_that_are_too_much(
    people: People,
) -> None:
    stage, ann = people.stage, people.ann
    stage.turn(quota=Quota(size_bytes=2 * len(CONTENT)))
    contents = [CONTENT + bytes([number]) for number in range(4)]
    files = [document(await upload(ann, content)) for content in contents]
    peer = ann.to(people.ben)
    done = await asyncio.gather(
        *(ann.send_media(peer, file) for file in files), return_exceptions=True
    )
    refused = [one.text for one in done if isinstance(one, RpcError)]
    assert refused == ["FILE_PARTS_INVALID"] * 3
    assert len(stage.blobs.contents) == 1


async def test_previews_count_and_so_does_each_file(people: People) -> None:
    stage, ann, ben = people.stage, people.ann, people.ben
    sizes = stage.probe.made.sizes
    photo = types.InputMediaUploadedPhoto(file=await upload(ann, b"picture"))
    await ann.send_media(ann.to(ben), photo)
    owned = await stage.store.owned_files(ann.id)
    assert (owned.files, owned.size_bytes) == (1, sum(len(one.content) for one in sizes))
    stage.turn(quota=Quota(files=1))
    assert await refusal_of_sending(ann, people, b"one more") == "FILE_PARTS_INVALID"
    await ben.send_media(ben.to(ann), document(await upload(ben, b"somebody else's")))
    (message,) = await ann.history(ann.to(ben), limit=1, offset_id=2)
    await ann(functions.messages.DeleteMessages(id=[message.id], revoke=True))
    stage.clock.date += 100
    assert [gone async for gone in remove_unheld(stage.app, grace_s=10)]
    await ann.send_media(ann.to(ben), document(await upload(ann, b"one more")))


async def refusal_of_sending(talker: Talker, people: People, content: bytes) -> str:
    media = document(await upload(talker, content))
    with pytest.raises(RpcError) as refused:
        await talker.send_media(talker.to(people.ben), media)
    return refused.value.text


async def test_one_kind_of_file_is_not_fetched_as_another(people: People) -> None:
    sent, _ = await shown_to_both(people)
    fields = {"id": sent.id, "access_hash": sent.access_hash}
    sealed = types.InputEncryptedFileLocation(**fields)
    photo = types.InputPhotoFileLocation(
        **fields, file_reference=sent.file_reference, thumb_size="x"
    )
    for where in (sealed, photo):
        assert await refusal(people.ann, ask(where)) == "LOCATION_INVALID"


async def test_nothing_is_fetched_from_the_web(people: People) -> None:
    where = types.InputWebFileLocation(url="https://example.org/", access_hash=0)
    query = functions.upload.GetWebFile(location=where, offset=0, limit=4096)
    assert await refusal(people.ann, query) == "LOCATION_INVALID"


@pytest.mark.parametrize(
    "query",
    [
        functions.upload.GetCdnFile(file_token=b"x", offset=0, limit=4096),
        functions.upload.GetCdnFileHashes(file_token=b"x", offset=0),
        functions.upload.ReuploadCdnFile(file_token=b"x", request_token=b"y"),
    ],
    ids=lambda query: query.TL_NAME,
)
async def test_13_6_no_server_holds_copies_of_files(people: People, query: Any) -> None:
    """A client that is told so goes on with the file at its home."""
    assert await refusal(people.ann, query) == "FILE_TOKEN_INVALID"


def part(number: int, content: bytes, *, total: int) -> functions.upload.SaveBigFilePart:
    return functions.upload.SaveBigFilePart(
        file_id=77, file_part=number, file_total_parts=total, bytes=content
    )


async def test_13_1_a_stream_says_at_its_end_how_long_it_was(people: People) -> None:
    ann = people.ann
    for number, total in ((0, -1), (2, 3), (1, -1)):
        content = CONTENT[number * 1024 : (number + 1) * 1024] if number < 2 else b"end"
        assert await ann(part(number, content, total=total))
    file = types.InputFileBig(id=77, parts=3, name="a.bin")
    answer = await ann.send_media(ME, document(file))
    where = place(answer.updates[1].message.media.document)
    assert await fetch(ann, where) == CONTENT[:2048] + b"end"


@pytest.mark.parametrize(
    ("query", "token"),
    [
        (part(0, b"", total=1), "FILE_PART_EMPTY"),
        (part(0, bytes(524_289), total=1), "FILE_PART_TOO_BIG"),
        (part(1, bytes(1024), total=1), "FILE_PART_INVALID"),
        (part(-1, bytes(1024), total=1), "FILE_PART_INVALID"),
        (part(0, bytes(1024), total=4001), "FILE_PARTS_INVALID"),
        (part(0, bytes(1024), total=0), "FILE_PARTS_INVALID"),
        (part(0, bytes(1024), total=-2), "FILE_PARTS_INVALID"),
        (functions.upload.SaveFilePart(file_id=1, file_part=4000, bytes=b"x"), "FILE_PART_INVALID"),
    ],
)
async def test_parts_are_refused_with_the_errors_clients_act_on(
    people: People, query: Any, token: str
) -> None:
    assert await refusal(people.ann, query) == token


async def test_parts_of_other_lengths_are_refused(people: People) -> None:
    await people.ann(part(0, bytes(2048), total=3))
    assert await refusal(people.ann, part(1, bytes(4096), total=3)) == "FILE_PART_SIZE_CHANGED"


async def test_parts_of_files_are_no_calls_and_have_a_bound_of_their_own(people: People) -> None:
    sent, _ = await shown_to_both(people)
    service = people.stage.service
    bounds = {"calls_per_key_per_minute": 1, "file_parts_per_key_per_minute": 3}
    service.rates = Rates(replace(service.limits, **bounds))
    save = functions.upload.SaveFilePart(file_id=1, file_part=0, bytes=b"x")
    for query in (save, part(0, bytes(1024), total=1), ask(place(sent))):
        await people.ann(query)
    assert (await refusal(people.ann, save)).startswith("FLOOD_WAIT_")
    state = functions.updates.GetState()
    await people.ann(state)
    assert (await refusal(people.ann, state)).startswith("FLOOD_WAIT_")


async def test_a_location_needs_somebody_signed_in(people: People) -> None:
    sent, _ = await shown_to_both(people)
    stranger = await people.stage.device()
    with pytest.raises(RpcError, match="AUTH_KEY_UNREGISTERED"):
        await stranger(ask(place(sent)))


async def test_small_pictures_are_named_by_what_they_are(people: People) -> None:
    ann, probe = people.ann, people.stage.probe
    (small,) = probe.small.sizes
    probe.small = replace(probe.small, sizes=(replace(small, content=b"RIFF1234WEBP"),))
    media = document(await upload(ann, CONTENT), thumb=await upload(ann, b"thumb"))
    await ann.send_media(ann.to(people.ben), media)
    (arrived,) = people.ben.pushed()
    where = place(arrived.message.media.document, thumb_size="m")
    query = functions.upload.GetFile(location=where, offset=0, limit=4096)
    assert isinstance((await people.ben(query)).type, types.storage.FileWebp)
