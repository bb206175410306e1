"""Parts that wait on the disk: any order, more than once, across restarts and power cuts."""

import asyncio
import hashlib
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.domain import errors
from heliograph.domain.uploads import PART_BYTES_MAX, Part, UploadLimits
from heliograph.storage.staging import LocalStaging, journal, local

ADA, BOB = 1_000_000_001, 1_000_000_002
FILE = -5
NOON = 1_700_000_000
KIB = 1024
CONTENT = random.Random(5).randbytes(9 * KIB + 77)
LIMITS = UploadLimits(parts=100, files=3, size_bytes=20 * KIB)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "staging"


@pytest.fixture
async def staging(folder: Path) -> AsyncIterator[LocalStaging]:
    made = LocalStaging(folder, LIMITS)
    yield made
    await made.close()


def parts_of(content: bytes = CONTENT, *, size: int = KIB) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def inside(folder: Path, ending: str = "") -> list[Path]:
    return [file for file in folder.iterdir() if file.name.endswith(ending)]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def keep(
    staging: LocalStaging,
    number: int,
    content: bytes,
    *,
    upload_id: int = FILE,
    owner_id: int = ADA,
    now: int = NOON,
) -> None:
    part = Part(owner_id=owner_id, upload_id=upload_id, number=number, content=content)
    await staging.keep_part(part, now=now)


async def keep_all(staging: LocalStaging, order: list[int], *, size: int = KIB) -> None:
    parts = parts_of(size=size)
    for number in order:
        await keep(staging, number, parts[number])


async def taken(staging: LocalStaging, *, parts: int = 10, md5: str = "") -> bytes:
    async with staging.assembled(ADA, FILE, parts=parts, md5=md5) as whole:
        content = whole.path.read_bytes()
        assert whole.size == len(content)
        assert whole.sha256 == hashlib.sha256(content).digest()
        return content


ORDERS = [
    list(range(10)),
    list(range(9, -1, -1)),
    [3, 1, 2, 9, 0, 8, 7, 4, 6, 5],
    [0, 0, 1, 2, 3, 3, 4, 9, 9, 5, 6, 7, 8, 0],
]


@pytest.mark.parametrize("order", ORDERS, ids=["forth", "back", "mixed", "repeated"])
async def test_parts_come_in_any_order(staging: LocalStaging, order: list[int]) -> None:
    await keep_all(staging, order)
    assert await taken(staging) == CONTENT


async def test_parts_come_at_once(staging: LocalStaging) -> None:
    parts = parts_of()
    await asyncio.gather(*(keep(staging, number, part) for number, part in enumerate(parts)))
    assert await taken(staging) == CONTENT


async def test_a_part_may_come_with_other_content(staging: LocalStaging) -> None:
    await keep_all(staging, [0, 1, 2])
    changed = bytes(KIB) + CONTENT[KIB : 3 * KIB]
    await keep(staging, 0, changed[:KIB])
    assert await taken(staging, parts=3) == changed


@pytest.mark.parametrize("order", ORDERS[1:3], ids=["back", "mixed"])
async def test_an_upload_goes_on_after_the_process_ended(folder: Path, order: list[int]) -> None:
    first = LocalStaging(folder, LIMITS)
    await keep_all(first, order[:5])
    await first.close()
    second = LocalStaging(folder, LIMITS)
    await keep_all(second, order[5:])
    assert await taken(second) == CONTENT
    await second.close()


@pytest.mark.parametrize("number", [0, 4, 9])
async def test_the_first_part_that_is_lacking_is_named(staging: LocalStaging, number: int) -> None:
    await keep_all(staging, [other for other in range(10) if other != number])
    with pytest.raises(errors.FilePartMissing) as refused:
        await taken(staging)
    assert refused.value.text == f"FILE_PART_{number}_MISSING"
    await keep_all(staging, [number])
    assert await taken(staging) == CONTENT


async def test_a_part_that_a_power_cut_took_is_missing(folder: Path) -> None:
    first = LocalStaging(folder, LIMITS)
    await keep_all(first, list(range(10)))
    await first.close()
    data = inside(folder, ".data")[0]
    torn = bytearray(data.read_bytes())
    torn[3 * KIB : 3 * KIB + 512] = bytes(512)
    data.write_bytes(torn)
    second = LocalStaging(folder, LIMITS)
    with pytest.raises(errors.FilePartMissing) as refused:
        await taken(second)
    assert refused.value.number == 3
    await keep_all(second, [3])
    assert await taken(second) == CONTENT
    await second.close()


async def test_what_a_torn_journal_does_not_say_is_missing(folder: Path) -> None:
    first = LocalStaging(folder, LIMITS)
    await keep_all(first, list(range(10)))
    await first.close()
    journal = inside(folder, ".parts")[0]
    journal.write_bytes(journal.read_bytes()[:-3])
    second = LocalStaging(folder, LIMITS)
    with pytest.raises(errors.FilePartMissing) as refused:
        await taken(second)
    assert refused.value.number == 9
    await second.close()


@pytest.mark.parametrize("left", [b"", b"torn", bytes(24)], ids=["nothing", "torn", "zeros"])
async def test_what_comes_after_the_journal_was_torn_is_there_after_the_next_start(
    folder: Path, left: bytes
) -> None:
    first = LocalStaging(folder, LIMITS)
    await keep_all(first, [0, 1, 2])
    await first.close()
    torn = inside(folder, ".parts")[0]
    torn.write_bytes(torn.read_bytes()[:-24] + left)
    second = LocalStaging(folder, LIMITS)
    await keep_all(second, list(range(2, 9)))
    await second.close()
    third = LocalStaging(folder, LIMITS)
    await keep_all(third, [9])
    assert await taken(third) == CONTENT
    await third.close()


async def test_a_lost_file_is_missing_from_its_first_part(folder: Path) -> None:
    first = LocalStaging(folder, LIMITS)
    await keep_all(first, list(range(10)))
    await first.close()
    data = inside(folder, ".data")[0]
    data.unlink()
    second = LocalStaging(folder, LIMITS)
    with pytest.raises(errors.FilePartMissing) as refused:
        await taken(second)
    assert refused.value.number == 0
    await second.close()


@pytest.mark.parametrize("parts", [0, -1, 9])
async def test_another_number_of_parts_than_came_is_refused(
    staging: LocalStaging, parts: int
) -> None:
    await keep_all(staging, list(range(10)))
    with pytest.raises(errors.FilePartsInvalid):
        await taken(staging, parts=parts)


async def test_the_clients_own_checksum_is_compared(staging: LocalStaging) -> None:
    await keep_all(staging, list(range(10)))
    with pytest.raises(errors.Md5ChecksumInvalid):
        await taken(staging, md5="0" * 32)
    right = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest().upper()
    assert await taken(staging, md5=right) == CONTENT


async def test_nothing_is_left_of_what_was_taken(staging: LocalStaging, folder: Path) -> None:
    await keep_all(staging, list(range(10)))
    await taken(staging)
    assert inside(folder) == []
    with pytest.raises(errors.FilePartMissing):
        await taken(staging)


async def test_whoever_failed_with_an_upload_may_try_again(staging: LocalStaging) -> None:
    await keep_all(staging, list(range(10)))
    with pytest.raises(LookupError):
        async with staging.assembled(ADA, FILE, parts=10):
            raise LookupError
    assert await taken(staging) == CONTENT


async def test_who_comes_second_finds_nothing_to_take(staging: LocalStaging) -> None:
    await keep_all(staging, list(range(10)))
    both = await asyncio.gather(taken(staging), taken(staging), return_exceptions=True)
    assert sorted(map(type, both), key=str) == sorted([bytes, errors.FilePartMissing], key=str)


async def test_uploads_of_the_same_id_are_each_accounts_own(staging: LocalStaging) -> None:
    await keep_all(staging, list(range(10)))
    await keep(staging, 0, b"bob's", owner_id=BOB)
    assert await taken(staging) == CONTENT


async def test_stale_uploads_make_room_and_live_ones_do_not(staging: LocalStaging) -> None:
    for upload_id in range(3):
        await keep(staging, 0, bytes(KIB), upload_id=upload_id, now=NOON + upload_id)
    with pytest.raises(errors.Wait):
        await keep(staging, 0, bytes(KIB), upload_id=3, now=NOON + 599)
    await keep(staging, 0, bytes(KIB), upload_id=3, now=NOON + 600)
    async with staging.assembled(ADA, 1, parts=1):
        pass
    with pytest.raises(errors.FilePartMissing):
        async with staging.assembled(ADA, 0, parts=1):
            pass


async def test_an_account_keeps_no_more_waiting_than_so_many_bytes(staging: LocalStaging) -> None:
    await keep(staging, 0, bytes(16 * KIB), upload_id=1)
    await keep(staging, 0, bytes(4 * KIB), upload_id=2)
    with pytest.raises(errors.Wait):
        await keep(staging, 0, bytes(KIB), upload_id=3)
    await keep(staging, 0, bytes(KIB), upload_id=3, owner_id=BOB)


async def test_uploads_that_have_begun_go_no_further_than_that(staging: LocalStaging) -> None:
    await keep(staging, 0, bytes(16 * KIB), upload_id=1)
    await keep(staging, 0, bytes(KIB), upload_id=2)
    for number in range(1, 4):
        await keep(staging, number, bytes(KIB), upload_id=2)
    with pytest.raises(errors.Wait):
        await keep(staging, 4, bytes(KIB), upload_id=2)
    # What waits for nobody any more makes room, as for a new one.
    await keep(staging, 4, bytes(KIB), upload_id=2, now=NOON + 601)
    with pytest.raises(errors.FilePartMissing):
        async with staging.assembled(ADA, 1, parts=1):
            pass
    async with staging.assembled(ADA, 2, parts=5):
        pass
    await keep(staging, 0, bytes(16 * KIB), upload_id=3)


async def test_one_upload_alone_is_no_longer_than_may_wait(folder: Path) -> None:
    staging = LocalStaging(folder, LIMITS)
    await keep(staging, 0, bytes(16 * KIB))
    await keep(staging, 1, bytes(16 * KIB))
    with pytest.raises(errors.Wait):
        await keep(staging, 2, bytes(16 * KIB))
    await staging.close()
    again = LocalStaging(folder, LIMITS)
    with pytest.raises(errors.Wait):
        await keep(again, 2, bytes(16 * KIB))
    await again.close()


async def test_two_who_hold_an_upload_each_do_not_wait_for_the_others(
    staging: LocalStaging,
) -> None:
    await keep(staging, 0, bytes(KIB), upload_id=1)
    await keep(staging, 0, bytes(KIB), upload_id=2)
    async with staging.assembled(ADA, 1, parts=1):
        with pytest.raises(errors.FilePartMissing):
            async with staging.assembled(ADA, 1, parts=1, waits=False):
                pass
        async with staging.assembled(ADA, 2, parts=1, waits=False) as whole:
            assert whole.size == KIB


async def test_no_long_upload_is_read_to_compare_its_md5(folder: Path) -> None:
    staging = LocalStaging(folder, UploadLimits())
    half_mib, parts = bytes(512 * KIB), 65
    for number in range(parts):
        await keep(staging, number, half_mib)
    async with staging.assembled(ADA, FILE, parts=parts, md5="nothing") as whole:
        assert whole.size == parts * len(half_mib)
    await staging.close()


async def test_a_part_that_comes_anew_has_few_others_read_again(
    staging: LocalStaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(19):
        await keep(staging, number, bytes([1 + number]) * KIB)
    reads: list[int] = []
    read = os.pread

    def counted(descriptor: int, length: int, offset: int) -> bytes:
        reads.append(offset)
        return read(descriptor, length, offset)

    monkeypatch.setattr(os, "pread", counted)
    await keep(staging, 0, bytes(KIB))
    assert len(reads) == 16
    content = await taken(staging, parts=19)
    assert (content[:KIB], len(content)) == (bytes(KIB), 19 * KIB)


async def test_what_is_noted_of_an_upload_does_not_grow_without_end(
    staging: LocalStaging, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_JOURNAL_BYTES_MAX", 100)
    for number in range(5):
        await keep(staging, 0, bytes([number]) * KIB)
    (noted,) = inside(folder, ".parts")
    length = noted.stat().st_size
    with pytest.raises(errors.FilePartsInvalid):
        await keep(staging, 0, b"x" * KIB)
    # The one that came last may come again, as its answer may have been lost.
    await keep(staging, 0, bytes([4]) * KIB)
    assert noted.stat().st_size == length
    assert await taken(staging, parts=1) == bytes([4]) * KIB


async def test_what_a_killed_process_made_of_an_upload_is_gone(
    staging: LocalStaging, folder: Path
) -> None:
    await keep_all(staging, [0])
    (data,) = (folder / name for name in os.listdir(folder) if name.endswith(".data"))
    made = folder / f"{data.name}-x1"
    made.mkdir()
    (made / "made.jpg").write_bytes(b"somebody's picture")
    await staging.close()
    again = LocalStaging(folder, LIMITS)
    assert not made.exists()
    assert data.exists()
    await again.close()


async def test_what_nobody_goes_on_with_is_swept(staging: LocalStaging, folder: Path) -> None:
    await keep(staging, 0, bytes(KIB), upload_id=1, now=NOON)
    await keep(staging, 0, bytes(KIB), upload_id=2, now=NOON + 1)
    assert await staging.sweep(before=NOON + 1) == 1
    assert len(inside(folder)) == 2
    assert await staging.sweep(before=NOON + 2) == 1
    assert inside(folder) == []


async def test_a_full_disk_takes_no_parts(folder: Path) -> None:
    staging = LocalStaging(folder, LIMITS, free_bytes_min=1 << 60)
    with pytest.raises(errors.WorkerBusy):
        await keep(staging, 0, bytes(KIB))
    await staging.close()


async def test_only_the_servers_user_can_read_what_waits(
    staging: LocalStaging, folder: Path
) -> None:
    await keep(staging, 0, bytes(KIB))
    assert mode(folder) == 0o700
    assert {mode(file) for file in inside(folder)} == {0o600}


async def test_what_is_long_goes_to_the_disk_as_it_comes(
    staging: LocalStaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than all at once, when the file is made or the system has no room for more."""
    synced: list[int] = []
    monkeypatch.setattr(journal, "_SYNCED_BYTES", 3 * KIB)
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    await keep_all(staging, list(range(10)))
    assert synced == [3 * KIB, 6 * KIB, 9 * KIB]


async def test_parts_beyond_two_gigabytes_are_found_again_where_they_lie(folder: Path) -> None:
    """With holes between them, which take no place on the disk and count for none."""
    limits = UploadLimits(parts=8_000, size_bytes=8 * PART_BYTES_MAX)
    numbers = (7_999, 0, 4_096, 4_095)
    contents = {number: random.Random(number).randbytes(PART_BYTES_MAX) for number in numbers}
    staging = LocalStaging(folder, limits)
    for number, content in contents.items():
        await keep(staging, number, content)
    await staging.close()
    staging = LocalStaging(folder, limits)
    await keep(staging, 1, b"!" * PART_BYTES_MAX)
    with pytest.raises(errors.FilePartMissing) as missing:
        async with staging.assembled(ADA, FILE, parts=8_000):
            pass
    assert missing.value.number == 2
    (data,) = inside(folder, ".data")
    with data.open("rb") as file:
        for number, content in contents.items():
            assert os.pread(file.fileno(), PART_BYTES_MAX, number * PART_BYTES_MAX) == content
    assert data.stat().st_size == 8_000 * PART_BYTES_MAX
    await staging.close()


async def test_parts_of_many_uploads_are_not_all_kept_in_mind(
    staging: LocalStaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "LOADED_PARTS_MAX", 12)
    read: list[str] = []
    load = journal.Upload.load

    def watched(upload: journal.Upload) -> None:
        read.append(upload.data.name)
        load(upload)

    monkeypatch.setattr(journal.Upload, "load", watched)
    parts = parts_of()
    for number, content in enumerate(parts):
        for upload_id in (1, 2):
            await keep(staging, number, content, upload_id=upload_id)
    # Both of 10 parts: with the seventh of one the other is forgotten, and read at its next.
    assert len(read) > 2
    for upload_id in (1, 2):
        async with staging.assembled(ADA, upload_id, parts=len(parts)) as whole:
            assert whole.sha256 == hashlib.sha256(CONTENT).digest()
    read.clear()
    # What is gone counts no more.
    for number, content in enumerate(parts):
        await keep(staging, number, content, upload_id=3)
    assert len(read) == 1
