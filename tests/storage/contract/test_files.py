"""Files stay while somebody shows them, and for a grace period before and after."""

from functools import partial

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.blobs import BlobState
from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.editing import compose_edit
from heliograph.domain.extras import DocumentMedia, Extras
from heliograph.domain.files import (
    AnyFile,
    Document,
    EncryptedFile,
    Ownership,
    Photo,
    PhotoSize,
    Quota,
    check_quota,
)
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft, Edit
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete

LIMITS = MessageLimits()
SHA, THUMB, OTHER = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32
UPLOAD = -9
LATER = 4_000_000_000
"""After any clock: when a file is let go is dated by the store's own."""


def document(file_id: int = 70, *, sha256: bytes = SHA, size: int = 9) -> Document:
    thumb = PhotoSize(type="m", width=1, height=1, size=2, sha256=THUMB)
    return Document(
        id=file_id, access_hash=5, date=NOON, mime_type="a/b", size=size, sha256=sha256,
        thumbs=(thumb,),
    )  # fmt: skip


async def keep(store: Store, owner_id: int, file: AnyFile, *, upload_id: int = UPLOAD) -> None:
    for sha256 in file.blobs:
        assert await store.expect_blob(sha256, size=9, date=NOON)
    await store.add_file(file, owner_id=owner_id, upload_id=upload_id)


async def show(
    store: Store, sender: int, recipient: int, file: Document, *, random_id: int = 1
) -> Sent:
    draft = Draft(
        sender_id=sender,
        recipient_id=recipient,
        random_id=random_id,
        text="a caption",
        date=NOON,
        extras=Extras(media=DocumentMedia(document=file)),
    )
    return await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))


async def freed(store: Store, *, before: int = LATER) -> int:
    return await store.free_files(unheld_before=before, at_most=10)


PHOTO = Photo(id=71, access_hash=6, date=NOON, sizes=(PhotoSize(type="x", size=3, sha256=SHA),))
SEALED = EncryptedFile(
    id=72, access_hash=7, date=NOON, size=8, sha256=SHA, key_fingerprint=-1
)  # fmt: skip


@pytest.mark.parametrize("file", [document(), PHOTO, SEALED], ids=lambda f: type(f).__name__)
async def test_a_file_is_as_it_was_kept(store: Store, people: list[int], file: AnyFile) -> None:
    await keep(store, people[0], file)
    assert await store.file(file.id) == file
    assert await store.file_of_upload(people[0], UPLOAD) == file
    assert await store.file_of_upload(people[1], UPLOAD) is None
    assert await store.file(99) is None


async def test_a_file_holds_its_blobs_until_it_goes(store: Store, people: list[int]) -> None:
    await keep(store, people[0], document())
    assert [one.state for one in await store.blob_totals()] == [BlobState.HELD]
    assert await freed(store) == 1
    assert await store.file(70) is None
    assert [one.state for one in await store.blob_totals()] == [BlobState.LET_GO]


async def test_nothing_is_made_of_content_that_nobody_expected(
    store: Store, people: list[int]
) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        await store.add_file(document(), owner_id=people[0], upload_id=UPLOAD)


async def test_a_file_stays_for_a_while_until_somebody_shows_it(
    store: Store, people: list[int]
) -> None:
    await keep(store, people[0], document())
    assert await freed(store, before=NOON) == 0
    assert await freed(store, before=NOON + 1) == 1


async def test_a_file_stays_with_the_last_message_that_shows_it(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await keep(store, ada, document())
    first = await show(store, ada, bob, document())
    second = await show(store, bob, ada, document(), random_id=2)
    await delete(store, ada, first.message.id)
    assert await freed(store) == 0
    await delete(store, bob, second.message.id)
    assert await freed(store, before=NOON) == 0
    assert await freed(store) == 1


async def test_a_file_that_is_shown_again_in_time_stays(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await keep(store, ada, document())
    sent = await show(store, ada, bob, document())
    await delete(store, ada, sent.message.id)
    await show(store, ada, bob, document(), random_id=2)
    assert await freed(store) == 0


async def test_a_file_that_has_gone_is_shown_no_more(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    with pytest.raises(errors.MediaInvalid):
        await show(store, ada, bob, document())


async def test_an_edit_lets_go_of_the_file_it_takes_out(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await keep(store, ada, document())
    await keep(store, ada, document(80, sha256=OTHER))
    sent = await show(store, ada, bob, document())
    edit = Edit(
        editor_id=ada,
        peer_id=bob,
        message_id=sent.message.id,
        text=None,
        date=NOON,
        media=DocumentMedia(document=document(80, sha256=OTHER)),
    )
    edited = await store.edit_message(edit, decide=partial(compose_edit, limits=LIMITS))
    assert edited[0].message.text == "a caption"
    assert await freed(store) == 1
    assert await store.file(70) is None
    assert await store.file(80) is not None


async def test_withdrawing_renews_what_messages_show(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await keep(store, ada, document())
    sent = await show(store, ada, bob, document())
    withdrawn = await store.withdraw_file(70)
    assert withdrawn == replace(document(), generation=1)
    assert await store.file(70) == withdrawn
    (message,) = (await store.messages(ada, [sent.message.id])).messages
    assert message.extras == Extras(media=DocumentMedia(document=withdrawn))
    assert await store.withdraw_file(99) is None


async def test_every_upload_counts_for_whoever_made_it(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    seen: list[Ownership] = []
    await keep(store, ada, document())
    await keep(store, ada, document(80))
    await keep(store, bob, document(81, sha256=OTHER))
    await store.add_file(document(82), owner_id=ada, upload_id=1, decide=seen.append)
    assert seen == [Ownership(files=2, size_bytes=22)]


async def test_what_is_too_much_of_one_account_is_refused(store: Store, people: list[int]) -> None:
    ada = people[0]
    await keep(store, ada, document())
    decide = partial(check_quota, size=11, quota=Quota(size_bytes=21))
    with pytest.raises(errors.FilePartsInvalid):
        await store.add_file(document(80), owner_id=ada, upload_id=1, decide=decide)
    decide = partial(check_quota, size=11, quota=Quota(size_bytes=22))
    await store.add_file(document(80), owner_id=ada, upload_id=1, decide=decide)


async def test_what_is_gone_counts_no_more(store: Store, people: list[int]) -> None:
    ada = people[0]
    for file_id in (70, 80):
        await keep(store, ada, document(file_id))
    assert await store.owned_files(ada) == Ownership(files=2, size_bytes=22)
    assert await store.drop_contents(Document.kind, made_before=LATER, at_most=1) == 1
    assert await store.owned_files(ada) == Ownership(files=1, size_bytes=11)
    assert await freed(store) == 2
    assert await store.owned_files(ada) == Ownership(files=0, size_bytes=0)


async def test_a_copy_holds_the_blobs_and_none_is_made_of_nothing(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await keep(store, ada, document(70))
    copied = document(71)
    with pytest.raises(errors.MediaInvalid):
        await store.copy_file(copied, of=69, owner_id=bob, upload_id=1)
    assert await store.file(71) is None
    assert await store.copy_file(copied, of=70, owner_id=bob, upload_id=1) == copied
    assert await store.file(71) == copied
    assert await store.owned_files(bob) == Ownership(files=1, size_bytes=11)
    assert await store.drop_contents(document().kind, made_before=NOON + 1, at_most=9) == 2
    with pytest.raises(errors.MediaInvalid):
        await store.copy_file(document(72), of=71, owner_id=bob, upload_id=2)
