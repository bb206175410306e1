"""What the store knows of blobs: nothing that is held or expected is ever chosen to go."""

import hashlib
from functools import partial

import apsw
import pytest

from heliograph.domain.blobs import BlobState, BlobTotals, HeldBlob
from heliograph.domain.files import Document, Photo, PhotoSize
from heliograph.ports.store import Store

NOON = 1_700_000_000
A, B, C, D = sorted(hashlib.sha256(letter.encode()).digest() for letter in "abcd")


def _run(db: apsw.Connection, *, statement: str, values: tuple[int, ...]) -> None:
    db.execute(statement, values)


async def hold(store: Store, file_id: int, sha256: bytes) -> None:
    """As making a file does."""
    await store._change(  # type: ignore[attr-defined]
        lambda db: db.execute("INSERT INTO file_blobs VALUES (?, ?)", (file_id, sha256))
    )


async def drop(store: Store, file_id: int) -> None:
    """As the end of a file does."""
    await store._change(  # type: ignore[attr-defined]
        lambda db: db.execute("DELETE FROM file_blobs WHERE file_id = ?", (file_id,))
    )


async def doomed(store: Store, *, before: int = NOON + 10**6, at_most: int = 100) -> list[bytes]:
    return list(await store.doom_blobs(expected_before=before, at_most=at_most))


async def test_an_upload_that_became_no_file_goes_after_the_grace_period(store: Store) -> None:
    assert await store.expect_blob(A, size=5, date=NOON)
    assert await doomed(store, before=NOON) == []
    assert await doomed(store, before=NOON + 1) == [A]
    await store.forget_blobs([A])
    assert await store.blob_totals() == []


async def test_what_a_file_holds_stays(store: Store) -> None:
    await store.expect_blob(A, size=5, date=NOON)
    await hold(store, 1, A)
    assert await doomed(store) == []
    assert await store.held_blobs(after=b"", limit=10) == [HeldBlob(A, 5)]


async def test_a_blob_is_let_go_with_its_last_file(store: Store) -> None:
    await store.expect_blob(A, size=5, date=NOON)
    for file_id in (1, 2):
        await hold(store, file_id, A)
    await drop(store, 1)
    assert await doomed(store) == []
    await drop(store, 2)
    assert await store.blob_totals() == [BlobTotals(BlobState.LET_GO, 1, 5)]
    assert await doomed(store) == [A]


async def test_what_was_let_go_while_somebody_uploads_it_stays_for_the_grace_period(
    store: Store,
) -> None:
    await store.expect_blob(A, size=5, date=NOON)
    await hold(store, 1, A)
    assert await store.expect_blob(A, size=5, date=NOON + 500)
    await drop(store, 1)
    assert await doomed(store, before=NOON + 500) == []
    await hold(store, 2, A)
    assert await doomed(store) == []


async def test_what_is_being_removed_cannot_be_expected_until_it_is_gone(store: Store) -> None:
    await store.expect_blob(A, size=5, date=NOON)
    assert await doomed(store) == [A]
    assert not await store.expect_blob(A, size=5, date=NOON + 10**6)
    with pytest.raises(Exception, match="doomed"):
        await hold(store, 1, A)
    await store.forget_blobs([A])
    assert await store.expect_blob(A, size=5, date=NOON + 10**6)


async def test_what_a_killed_process_doomed_comes_first(store: Store) -> None:
    for sha256 in (A, B, C):
        await store.expect_blob(sha256, size=5, date=NOON)
    assert await doomed(store, at_most=1) == [A]
    assert await doomed(store, at_most=2) == [A, B]
    assert await doomed(store, before=0) == [A, B]


async def test_contents_without_a_row_are_doomed_and_others_left_alone(store: Store) -> None:
    await store.expect_blob(A, size=5, date=NOON)
    await store.expect_blob(B, size=5, date=NOON)
    await hold(store, 1, B)
    assert sorted(await store.doom_unknown_blobs([A, B, C, D])) == [C, D]
    assert not await store.expect_blob(C, size=5, date=NOON)
    assert await store.doom_unknown_blobs([C]) == []
    await store.forget_blobs([A, B, C, D])
    states = {totals.state for totals in await store.blob_totals()}
    assert states == {BlobState.ARRIVING, BlobState.HELD}


async def test_blobs_are_paged_by_rising_hash(store: Store) -> None:
    for number, sha256 in enumerate((C, A, B)):
        await store.expect_blob(sha256, size=number, date=NOON)
        await hold(store, number + 1, sha256)
    first = await store.held_blobs(after=b"", limit=2)
    assert [blob.sha256 for blob in first] == [A, B]
    assert await store.held_blobs(after=B, limit=2) == [HeldBlob(C, 0)]
    assert await store.blob_totals() == [BlobTotals(BlobState.HELD, 3, 3)]


async def test_old_contents_go_but_neither_newer_ones_nor_faces(
    store: Store, people: list[int]
) -> None:
    dates = {1: NOON, 2: NOON + 100, 3: NOON, 4: NOON, 5: NOON}
    for (file_id, date), sha256 in zip(dates.items(), (A, B, C, C, C), strict=True):
        await store.expect_blob(sha256, size=5, date=NOON)
        size = PhotoSize(type="y", width=1, height=1, size=5, sha256=sha256)
        photo = Photo(id=file_id, access_hash=1, date=date, sizes=(size,))
        await store.add_file(photo, owner_id=people[0], upload_id=file_id)
    for face in (
        "INSERT INTO profile_photos VALUES (?, 0, 1, 3)",
        "INSERT INTO contacts (owner_id, contact_id, phone, first_name, last_name)"
        " VALUES (?1, ?1, '', '', '')",
        "INSERT INTO contact_photos VALUES (?1, ?1, 4)",
        "INSERT INTO chats (id, title, date, version, creator_id, members)"
        " VALUES (9, '', 0, 1, ?, 0)",
        "INSERT INTO chat_photos SELECT 9, 5 WHERE ? > 0",
    ):
        work = partial(_run, statement=face, values=(people[0],))
        await store._change(work)  # type: ignore[attr-defined]
    assert await store.drop_contents(Document.kind, made_before=NOON + 50, at_most=9) == 0
    assert await store.drop_contents(Photo.kind, made_before=NOON + 50, at_most=9) == 1
    assert await store.drop_contents(Photo.kind, made_before=NOON + 50, at_most=9) == 0
    assert [blob.sha256 for blob in await store.held_blobs(after=b"", limit=9)] == [B, C]
    assert await store.file(1) is not None
