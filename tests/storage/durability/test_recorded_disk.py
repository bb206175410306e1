"""The recorded disk and its power cuts, tried on small cases and on plain SQLite."""

import random
from collections.abc import Iterable
from pathlib import Path

import apsw
import pytest

from support.powercut.disk import Disk, Image, cuts, disk_at, image_at, write_image
from support.powercut.recording import (
    Created,
    Deleted,
    DirectorySynced,
    Event,
    Recording,
    Synced,
    Truncated,
    Written,
)
from support.powercut.vfs import Fault, RecordingVFS


def images(events: Iterable[Event], count: int = 300) -> list[Image]:
    disk = Disk()
    for event in events:
        disk.apply(event)
    return [disk.after_cut(random.Random(seed)) for seed in range(count)]


DURABLE_FILE = (Created(1, "a"), Written(1, 0, b"old" * 400), Synced(1, 2), DirectorySynced(3))


def test_what_was_synced_is_always_there() -> None:
    assert all(image == {"a": b"old" * 400} for image in images(DURABLE_FILE))


def test_an_unsynced_write_is_dropped_kept_torn_or_mixed() -> None:
    events = (*DURABLE_FILE, Written(1, 0, b"NEW" * 400))
    contents = {image["a"] for image in images(events)}
    assert b"old" * 400 in contents
    assert b"NEW" * 400 in contents
    first_sector_only = (b"NEW" * 400)[:512] + (b"old" * 400)[512:]
    last_sectors_only = (b"old" * 400)[:512] + (b"NEW" * 400)[512:]
    assert {first_sector_only, last_sectors_only} <= contents
    assert len(contents) > 20


def test_a_later_write_may_overtake_an_earlier_one() -> None:
    events = (*DURABLE_FILE, Written(1, 0, b"111"), Written(1, 600, b"222"))
    contents = {image["a"] for image in images(events)}
    assert any(c[:3] == b"old" and c[600:603] == b"222" for c in contents)
    assert any(c[:3] == b"111" and c[600:603] == b"old" for c in contents)


def test_a_sync_covers_only_what_was_written_before_it_began() -> None:
    events = (*DURABLE_FILE, Written(1, 0, b"111"), Written(1, 600, b"222"), Synced(1, 5))
    contents = {image["a"] for image in images(events)}
    assert all(c[:3] == b"111" for c in contents)
    assert any(c[600:603] == b"old" for c in contents)


def test_an_unsynced_name_may_be_missing() -> None:
    events = (Created(1, "a"), Written(1, 0, b"x"), Synced(1, 2))
    found = images(events)
    assert {} in found
    assert {"a": b"x"} in found


def test_an_unsynced_deletion_may_not_have_happened() -> None:
    found = images((*DURABLE_FILE, Deleted("a")))
    assert {} in found
    assert {"a": b"old" * 400} in found


def test_an_unsynced_truncation_or_extension_may_not_have_happened() -> None:
    lengths = {len(i["a"]) for i in images((*DURABLE_FILE, Truncated(1, 5)))}
    assert {1200, 5} == lengths
    longer = images((*DURABLE_FILE, Written(1, 1200, b"z" * 600)))
    assert {1200, 1800} <= {len(i["a"]) for i in longer}
    assert any(i["a"][1200:] == bytes(600) for i in longer)


def test_the_same_seed_gives_the_same_image() -> None:
    recording = Recording()
    for event in (*DURABLE_FILE, Written(1, 0, b"NEW" * 400)):
        recording.append(event)
    drawn = list(cuts(recording, [4, 5, 5], "seed"))
    assert [image_at(recording, point, dice) for point, dice, _ in drawn] == [d[2] for d in drawn]


# Plain SQLite: numbers inserted one by one; each is acknowledged once its commit returned.


def record_numbers(folder: Path, synchronous: str, *, count: int = 120) -> Recording:
    recording = Recording()
    vfs = RecordingVFS("record-numbers", recording)
    connection = apsw.Connection(str(folder / "n.db"), vfs="record-numbers")
    for statement in (
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={synchronous}",
        "PRAGMA wal_autocheckpoint=0",
        "CREATE TABLE n (i INTEGER, filler BLOB)",
    ):
        connection.execute(statement).fetchall()
    for number in range(count):
        connection.execute("INSERT INTO n VALUES (?, ?)", (number, bytes(700)))
        recording.acknowledge(number)
        if number % 30 == 29:
            connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    connection.close()
    vfs.unregister()
    return recording


def lost_numbers(recording: Recording, folder: Path, *, points: int) -> list[str]:
    """One line for each cut after which acknowledged numbers are missing."""
    lines = []
    rng = random.Random("points")
    chosen = sorted(rng.randrange(1, len(recording)) for _ in range(points))
    for point, dice, image in cuts(recording, chosen, "numbers"):
        place = folder / f"cut-{len(list(folder.iterdir()))}"
        write_image(image, place)
        try:
            found = read_numbers(place / "n.db")
        except apsw.Error as error:
            lines.append(f"{point} {dice}: {error}")
            continue
        missing = set(recording.acknowledged_before(point)) - found
        if missing:
            lines.append(f"{point} {dice}: {sorted(missing)}")
    return lines


def read_numbers(path: Path) -> set[int]:
    with apsw.Connection(str(path)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchall()
        if verdict != [("ok",)]:
            raise apsw.CorruptError(str(verdict))
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name='n'").fetchall():
            return set()
        return {row[0] for row in connection.execute("SELECT i FROM n")}


def test_plain_sqlite_in_full_mode_survives_every_cut(folder: Path) -> None:
    recording = record_numbers(folder, "FULL")
    assert lost_numbers(recording, folder, points=200) == []


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_plain_sqlite_that_does_not_sync_each_commit_is_caught(
    folder: Path, synchronous: str
) -> None:
    recording = record_numbers(folder, synchronous)
    assert len(lost_numbers(recording, folder, points=60)) > 20


def test_the_last_state_of_a_recording_is_what_the_files_hold(folder: Path) -> None:
    recording = record_numbers(folder, "FULL")
    disk = disk_at(recording, len(recording))
    on_disk = {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith("-shm")}
    assert disk.current() == on_disk


@pytest.mark.parametrize("kind", ["write", "sync"])
@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
def test_an_injected_fault_reaches_sqlite(folder: Path, kind: str, error: type[apsw.Error]) -> None:
    vfs = RecordingVFS("record-fault", Recording())
    connection = apsw.Connection(str(folder / "n.db"), vfs="record-fault")
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute("PRAGMA synchronous=FULL; CREATE TABLE n (i)")
    vfs.fault = Fault(kind, error, passes=0, ending="-wal")
    with pytest.raises(error):
        connection.execute("INSERT INTO n VALUES (1)")
    assert vfs.fault.hits > 0
    vfs.fault = None
    assert connection.execute("SELECT count(*) FROM n").fetchall() == [(0,)]
    connection.close()
