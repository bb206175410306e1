"""Files in end-to-end chats: https://core.telegram.org/api/end-to-end#sending-encrypted-files"""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.domain.errors import FilePartMissing
from heliograph.rpc.rates import Rates
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from support.secret_talk import SecretTalk, difference, sealed
from support.talk import People, Talker, freed, refusal
from support.uploads import fetch, upload

CONTENT = bytes(range(256)) * 48


@pytest.fixture
async def talk(people: People) -> SecretTalk:
    return await SecretTalk(people.ann, people.ben).open()


async def uploaded(talker: Talker, **fields: Any) -> types.InputEncryptedFileUploaded:
    file = await upload(talker, CONTENT)
    values = {"parts": file.parts, "md5_checksum": file.md5_checksum, "key_fingerprint": -7}
    return types.InputEncryptedFileUploaded(**{"id": file.id, **values, **fields})


def sending(talk: SecretTalk, talker: Talker, file: Any, *, random_id: int = 5) -> Any:
    return functions.messages.SendEncryptedFile(
        peer=talk.peer(talker), random_id=random_id, data=sealed(), file=file
    )


def place(file: types.EncryptedFile) -> types.InputEncryptedFileLocation:
    return types.InputEncryptedFileLocation(id=file.id, access_hash=file.access_hash)


async def test_15_3_a_file_goes_beside_a_message_to_the_one_device(
    people: People, talk: SecretTalk
) -> None:
    sent = await people.ann(sending(talk, people.ann, await uploaded(people.ann)))
    (arrived,) = people.ben.pushed()
    file = arrived.message.file
    assert file == sent.file
    assert (file.size, file.dc_id, file.key_fingerprint) == (len(CONTENT), 2, -7)
    assert await fetch(people.ben, place(file)) == CONTENT
    (again,) = (await difference(people.ben, 1)).new_encrypted_messages
    assert again == arrived.message


async def test_a_repeat_is_answered_like_the_first(people: People, talk: SecretTalk) -> None:
    query = sending(talk, people.ann, await uploaded(people.ann))
    assert await people.ann(query) == await people.ann(query)
    assert len(people.ben.pushed()) == 1


async def test_a_file_is_uploaded_first_and_sent_again_by_its_id(
    people: People, talk: SecretTalk
) -> None:
    ann = people.ann
    query = functions.messages.UploadEncryptedFile(peer=talk.peer(ann), file=await uploaded(ann))
    file = await ann(query)
    known = types.InputEncryptedFile(id=file.id, access_hash=file.access_hash)
    for random_id in (1, 2):
        sent = await ann(sending(talk, ann, known, random_id=random_id))
        assert sent.file == file


async def test_files_that_are_sent_up_for_a_chat_count_as_messages(
    people: People, talk: SecretTalk
) -> None:
    ann, service = people.ann, people.stage.service
    file = await uploaded(ann)
    service.limits = Limits(messages_per_account_per_minute=2)
    service.rates = Rates(service.limits)
    query = functions.messages.UploadEncryptedFile(peer=talk.peer(ann), file=file)
    for _ in range(2):
        await ann(query)
    assert (await refusal(ann, query)).startswith("FLOOD_WAIT_")


async def test_a_large_file_has_no_checksum_of_its_own(people: People, talk: SecretTalk) -> None:
    small = await uploaded(people.ann)
    big = types.InputEncryptedFileBigUploaded(id=small.id, parts=small.parts, key_fingerprint=3)
    sent = await people.ann(sending(talk, people.ann, big))
    assert (sent.file.size, sent.file.key_fingerprint) == (len(CONTENT), 3)


@pytest.mark.parametrize(
    "file",
    [types.InputEncryptedFileEmpty(), types.InputEncryptedFile(id=1, access_hash=2)],
)
async def test_a_file_that_is_none_is_refused(people: People, talk: SecretTalk, file: Any) -> None:
    assert await refusal(people.ann, sending(talk, people.ann, file)) == "FILE_EMTPY"


async def test_what_is_wrong_with_an_upload_is_said(people: People, talk: SecretTalk) -> None:
    ann = people.ann
    wrong = await uploaded(ann, md5_checksum="0" * 32)
    assert await refusal(ann, sending(talk, ann, wrong)) == "MD5_CHECKSUM_INVALID"
    missing = await uploaded(ann, parts=4)
    assert await refusal(ann, sending(talk, ann, missing)) == FilePartMissing(3).text


async def test_only_the_two_devices_send(people: People, talk: SecretTalk) -> None:
    file = await uploaded(people.cat)
    assert await refusal(people.cat, sending(talk, people.cat, file)) == "CHAT_ID_INVALID"


async def test_a_document_is_not_sent_as_a_sealed_file(people: People, talk: SecretTalk) -> None:
    ann = people.ann
    media = types.InputMediaUploadedDocument(
        file=await upload(ann, CONTENT), mime_type="a/b", attributes=[]
    )
    answer = await ann.send_media(types.InputPeerSelf(), media)
    shown = answer.updates[1].message.media.document
    known = types.InputEncryptedFile(id=shown.id, access_hash=shown.access_hash)
    assert await refusal(ann, sending(talk, ann, known)) == "FILE_EMTPY"


async def test_a_sealed_file_is_not_fetched_as_a_document(people: People, talk: SecretTalk) -> None:
    file = (await people.ann(sending(talk, people.ann, await uploaded(people.ann)))).file
    where = types.InputDocumentFileLocation(
        id=file.id, access_hash=file.access_hash, file_reference=b"", thumb_size=""
    )
    query = functions.upload.GetFile(location=where, offset=0, limit=4096)
    assert await refusal(people.ann, query) == "LOCATION_INVALID"


async def test_a_file_stays_beyond_the_acknowledgement_until_the_chat_is_over(
    people: People, talk: SecretTalk
) -> None:
    sent = await people.ann(sending(talk, people.ann, await uploaded(people.ann)))
    await difference(people.ben, 2)
    assert await freed(people) == 0
    assert await fetch(people.ben, place(sent.file)) == CONTENT
    await talk.discard(people.ben)
    assert await freed(people) == 1
    query = functions.upload.GetFile(location=place(sent.file), offset=0, limit=4096)
    assert await refusal(people.ben, query) == "LOCATION_INVALID"


async def test_a_file_stays_in_a_chat_for_so_long(people: People, talk: SecretTalk) -> None:
    await people.ann(sending(talk, people.ann, await uploaded(people.ann)))
    clock = people.stage.clock
    for days, left in ((Limits().encrypted_keep_s, 0), (1, 1)):
        clock.date += days
        keep = Keep(
            now=clock.date,
            encrypted_after=clock.date - Limits().encrypted_keep_s,
            **dict.fromkeys(("sends_after", "codes_after", "unused_keys_after"), 0),
            expired_keys_after=0,
        )
        await people.stage.store.prune(keep)  # type: ignore[attr-defined]
        assert await freed(people) == left
