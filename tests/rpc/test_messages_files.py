"""Messages that show files: sent, sent on, edited, deleted, and shown at every layer.

https://core.telegram.org/method/messages.sendMedia
"""

import asyncio
import hashlib
from typing import Any

import pytest

from heliograph.domain.captions import CAPTION_UTF16_MAX
from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support.talk import People, freed, refusal
from support.uploads import document, fetch, known, place, upload

CONTENT = b"0123456789abcdef" * 1_000
ME = types.InputPeerSelf()
LAYERS = (152, 158, 160, 198, 229)


def sending(peer: Any, media: Any, *, message: str = "", random_id: int = 5, **fields: Any) -> Any:
    return functions.messages.SendMedia(
        peer=peer, media=media, message=message, random_id=random_id, **fields
    )


def message_of(answer: Any) -> types.Message:
    message: types.Message = answer.updates[1].message
    return message


async def sent_document(people: People, **fields: Any) -> types.Message:
    ann, ben = people.ann, people.ben
    media = document(await upload(ann, CONTENT))
    return message_of(await ann(sending(ann.to(ben), media, **fields)))


async def test_a_document_arrives_with_what_its_sender_says_of_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    people.stage.probe.seen = Seen(duration=7, sound=True)
    attributes = [
        types.DocumentAttributeFilename(file_name="../song.mp3"),
        types.DocumentAttributeAudio(duration=7, title="t", performer="p"),
    ]
    media = document(
        await upload(ann, CONTENT), mime_type="audio/mpeg", attributes=attributes, spoiler=True
    )
    await ann(sending(ann.to(ben), media, message="listen", invert_media=True))
    (arrived,) = ben.pushed()
    message = arrived.message
    assert (message.message, message.invert_media, message.media.spoiler) == ("listen", True, True)
    shown = message.media.document
    assert (shown.mime_type, shown.size) == ("audio/mpeg", len(CONTENT))
    assert shown.attributes == [
        types.DocumentAttributeAudio(duration=7, title="t", performer="p"),
        types.DocumentAttributeFilename(file_name="song.mp3"),
    ]


async def test_a_file_without_a_name_has_that_of_its_upload(people: People) -> None:
    message = await sent_document(people)
    (name,) = message.media.document.attributes
    assert name == types.DocumentAttributeFilename(file_name="notes.txt")


@pytest.mark.parametrize("layer", LAYERS)
async def test_every_layer_is_shown_the_file_and_fetches_it(people: People, layer: int) -> None:
    ben = await people.ben.on_another_device(layer=layer)
    people.ben.pushed()
    await sent_document(people)
    (arrived,) = [one for one in ben.pushed() if hasattr(one, "message")]
    message = arrived.message
    assert await fetch(ben, place(message.media.document)) == CONTENT


async def test_a_repeat_shows_the_first_message_although_the_parts_are_gone(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    query = sending(ann.to(ben), document(await upload(ann, CONTENT)))
    first, again = await ann(query), await ann(query)
    assert message_of(first) == message_of(again)
    assert len(ben.pushed()) == 1


async def test_requests_for_the_same_upload_at_once_send_it_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    query = sending(ann.to(ben), document(await upload(ann, CONTENT)))
    answers = await asyncio.gather(*(ann(query) for _ in range(3)))
    assert len({message_of(answer).id for answer in answers}) == 1
    assert len(ben.pushed()) == 1


async def test_a_missing_part_is_named_and_may_come_then(people: People) -> None:
    ann = people.ann
    file = await upload(ann, CONTENT, upload_id=99)
    file.parts += 1
    assert await refusal(ann, sending(ME, document(file))) == "FILE_PART_4_MISSING"
    file.parts, file.id = 2, 98
    assert await refusal(ann, sending(ME, document(file))) == "FILE_PART_0_MISSING"


async def test_another_content_than_the_client_meant_is_refused(people: People) -> None:
    ann = people.ann
    file = await upload(ann, CONTENT, md5="0" * 32)
    assert await refusal(ann, sending(ME, document(file))) == "MD5_CHECKSUM_INVALID"


@pytest.mark.parametrize(
    ("media", "token"),
    [
        (document(types.InputFile(id=1, parts=0, name="", md5_checksum="")), "FILE_PART_0_MISSING"),
        (
            types.InputMediaDocument(id=types.InputDocumentEmpty()),
            "MEDIA_EMPTY",
        ),
        (
            types.InputMediaDocument(
                id=types.InputDocument(id=1, access_hash=2, file_reference=b"x")
            ),
            "MEDIA_INVALID",
        ),
        (
            document(types.InputFile(id=1, parts=1, name="", md5_checksum=""), ttl_seconds=61),
            "TTL_MEDIA_INVALID",
        ),
        (
            document(types.InputFileStoryDocument(id=types.InputDocumentEmpty())),
            "FILE_ID_INVALID",
        ),
    ],
)
async def test_media_are_refused_with_the_errors_clients_act_on(
    people: People, media: Any, token: str
) -> None:
    assert await refusal(people.ann, sending(ME, media)) == token


async def test_a_caption_has_a_bound(people: People) -> None:
    await sent_document(people, message="x" * CAPTION_UTF16_MAX)
    ann = people.ann
    media = document(await upload(ann, CONTENT))
    query = sending(ME, media, message="x" * (CAPTION_UTF16_MAX + 1), random_id=6)
    assert await refusal(ann, query) == "MEDIA_CAPTION_TOO_LONG"


async def test_a_file_that_was_shown_is_sent_on_by_its_id(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await sent_document(people)
    (arrived,) = ben.pushed()
    sent = message_of(await ben(sending(ben.to(cat), known(arrived.message.media.document))))
    assert sent.media.document.id == arrived.message.media.document.id
    (update,) = cat.pushed()
    assert await fetch(cat, place(update.message.media.document)) == CONTENT
    stolen = known(sent.media.document)
    assert await refusal(ann, sending(ME, stolen)) == "FILE_REFERENCE_INVALID"


async def test_a_file_is_uploaded_first_and_sent_later(people: People) -> None:
    ann, ben = people.ann, people.ben
    media = document(await upload(ann, CONTENT))
    shown = await ann(functions.messages.UploadMedia(peer=ann.to(ben), media=media))
    sent = message_of(await ann(sending(ann.to(ben), known(shown.document))))
    assert sent.media.document == shown.document


async def test_only_files_are_uploaded_first(people: People) -> None:
    media = types.InputMediaDice(emoticon="🎲")
    query = functions.messages.UploadMedia(peer=ME, media=media)
    assert await refusal(people.ann, query) == "MEDIA_INVALID"


async def test_a_forward_shows_the_same_file(people: People) -> None:
    ann, ben = people.ann, people.ben
    message = await sent_document(people, message="look")
    (arrived,) = ben.pushed()
    answer = await ben.forward(ben.to(ann), [arrived.message.id], ben.to(people.cat))
    forwarded = message_of(answer)
    assert forwarded.message == "look"
    assert forwarded.media.document.id == message.media.document.id
    (update,) = people.cat.pushed()
    assert await fetch(people.cat, place(update.message.media.document)) == CONTENT


async def edit(people: People, edited: types.Message, /, **fields: Any) -> types.Message:
    ann = people.ann
    query = functions.messages.EditMessage(peer=ann.to(people.ben), id=edited.id, **fields)
    (update,) = (await ann(query)).updates
    message: types.Message = update.message
    return message


async def test_a_caption_is_edited_and_taken_away(people: People) -> None:
    message = await sent_document(people, message="first")
    people.ben.pushed()
    edited = await edit(people, message, message="second")
    assert (edited.message, edited.media) == ("second", message.media)
    (update,) = people.ben.pushed()
    assert update.message.message == "second"
    assert (await edit(people, message, message="")).message == ""


async def test_a_file_is_replaced_and_the_first_one_goes(people: People) -> None:
    message = await sent_document(people, message="words")
    other = document(await upload(people.ann, CONTENT[:99]))
    edited = await edit(people, message, media=other)
    assert edited.message == "words"
    assert edited.media.document.size == 99
    assert await freed(people) == 1
    assert (
        await refusal(
            people.ann,
            functions.upload.GetFile(location=place(message.media.document), offset=0, limit=4096),
        )
        == "LOCATION_INVALID"
    )


async def test_words_become_the_caption_of_a_file(people: People) -> None:
    ann, ben = people.ann, people.ben
    message = message_of(await ann.send(ann.to(ben), "words"))
    edited = await edit(people, message, media=document(await upload(ann, CONTENT)))
    assert edited.message == "words"
    assert edited.media.document.size == len(CONTENT)


async def test_a_file_stays_while_one_of_both_sides_has_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    message = await sent_document(people)
    (arrived,) = ben.pushed()
    await ann(functions.messages.DeleteMessages(id=[message.id]))
    assert await freed(people) == 0
    await ben(functions.messages.DeleteMessages(id=[arrived.message.id]))
    assert await freed(people) == 1


async def test_a_scheduled_message_keeps_its_file(people: People) -> None:
    ann, ben = people.ann, people.ben
    due = people.stage.clock.date + 3600
    media = document(await upload(ann, CONTENT))
    answer = await ann(sending(ann.to(ben), media, message="later", schedule_date=due))
    waiting = message_of(answer)
    assert await freed(people) == 0
    query = functions.messages.SendScheduledMessages(peer=ann.to(ben), id=[waiting.id])
    await ann(query)
    (arrived,) = ben.pushed()
    assert await freed(people) == 0
    assert await fetch(ben, place(arrived.message.media.document)) == CONTENT


async def test_a_scheduled_message_that_is_taken_back_lets_its_file_go(people: People) -> None:
    ann, ben = people.ann, people.ben
    due = people.stage.clock.date + 3600
    media = document(await upload(ann, CONTENT))
    waiting = message_of(await ann(sending(ann.to(ben), media, schedule_date=due)))
    query = functions.messages.DeleteScheduledMessages(peer=ann.to(ben), id=[waiting.id])
    await ann(query)
    assert await freed(people) == 1


async def test_equal_files_are_kept_once(people: People) -> None:
    ann = people.ann
    for _ in range(2):
        await ann.send_media(ME, document(await upload(ann, CONTENT)))
    assert list(people.stage.blobs.contents) == [hashlib.sha256(CONTENT).digest()]
