"""Power cuts and kills: what was acknowledged is there, and nothing is there in part."""

import asyncio
import hashlib
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from heliograph.ports.blobs import BlobMissing, Blobs, BlobSpoilt
from heliograph.storage.blobs import FolderObjects, PlainBlobs, SealedBlobs, folder
from support.contents import put_content
from support.powercut.watched_folder import Told, WatchedFolder

SECRET = bytes(range(32))
CONTENTS = [random.Random(number).randbytes(3_000 + 40_000 * number) for number in range(3)]
HASHES = [hashlib.sha256(content).digest() for content in CONTENTS]
TURNS = 8
STATES = 3
"""So many for each moment of a cut."""

Open = Callable[[Path], Blobs]


def plain(path: Path) -> Blobs:
    return PlainBlobs(FolderObjects(path))


def sealed(path: Path) -> Blobs:
    return SealedBlobs(FolderObjects(path), SECRET)


async def work(blobs: Blobs, disk: WatchedFolder, which: int) -> None:
    """Put one content, often twice at once, and delete it, over and over."""
    content, sha256, dice = CONTENTS[which], HASHES[which], random.Random(which)
    for turn in range(TURNS):
        if turn % 3 == 2:
            disk.told(("deleting", which))
            await blobs.delete([sha256])
            disk.told(("deleted", which))
            continue
        disk.told(("putting", which))
        source = disk.root / f"upload-{which}-{turn}"
        source.write_bytes(content)
        puts = [blobs.put(source, sha256=sha256), put_content(blobs, content)]
        for done in asyncio.as_completed(puts[: dice.choice((1, 2))]):
            await done
            disk.told(("put", which))
        for put in puts:
            put.close()  # type: ignore[attr-defined]


def fresh(root: Path) -> WatchedFolder:
    root.mkdir()
    FolderObjects(root / "blobs").prepare()
    return WatchedFolder(root)


async def recorded(root: Path, opener: Open) -> WatchedFolder:
    disk = fresh(root)
    with pytest.MonkeyPatch.context() as patch:
        disk.watch(patch)
        blobs = opener(root / "blobs")
        async with asyncio.TaskGroup() as group:
            for which in range(len(CONTENTS)):
                group.create_task(work(blobs, disk, which))
        await blobs.close()
    return disk


async def faults(
    disk: WatchedFolder, opener: Open, image_at: Path, *, states: int = STATES, until: str = "\n"
) -> list[str]:
    """What is wrong after a cut at any moment, in several states that the disk may be in; as far
    as the first fault like `until`."""
    found: list[str] = []
    told: dict[int, str] = {}
    for point, event in enumerate(disk.events, 1):
        if isinstance(event, Told):
            what, which = event.claim
            told[which] = what
        for seed in range(states):
            image = disk.after_cut(point, random.Random(f"{point} {seed}"))
            shutil.rmtree(image_at, ignore_errors=True)
            for path, content in image.items():
                (image_at / path).parent.mkdir(parents=True, exist_ok=True)
                (image_at / path).write_bytes(content)
            lines = await looked(opener, image_at, told)
            found += [f"{point}/{seed}: {line}" for line in lines]
            if any(until in line for line in lines):
                return found
    return found


async def looked(opener: Open, image_at: Path, told: dict[int, str]) -> list[str]:
    blobs, lines = opener(image_at / "blobs"), []
    for which, (content, sha256) in enumerate(zip(CONTENTS, HASHES, strict=True)):
        try:
            there = await blobs.read(sha256, offset=0, limit=1 << 20) == content
        except BlobMissing:
            if told.get(which) == "put":
                lines.append(f"{which} was acknowledged and is lost")
            continue
        except BlobSpoilt:
            there = False
        if not there:
            lines.append(f"{which} is there in part")
        elif told.get(which) == "deleted":
            lines.append(f"{which} came back")
    await blobs.close()
    return lines


@pytest.mark.parametrize("opener", [plain, sealed])
async def test_power_cuts_lose_nothing_acknowledged_and_leave_nothing_in_part(
    opener: Open, tmp_path: Path
) -> None:
    disk = await recorded(tmp_path / "disk", opener)
    assert len(disk.events) > 100
    assert await faults(disk, opener, tmp_path / "image") == []


@pytest.mark.parametrize(
    ("left_out", "seen"),
    [("names", "is lost"), ("names", "came back"), ("content", "is there in part")],
)
async def test_a_sync_that_is_left_out_is_noticed(
    left_out: str, seen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the test above could not fail."""
    if left_out == "names":
        monkeypatch.setattr(folder, "_sync", lambda path: None)
    else:
        monkeypatch.setattr(FolderObjects, "_sync_content", lambda self, path: None)
    disk = await recorded(tmp_path / "disk", plain)
    found = await faults(disk, plain, tmp_path / "image", states=50, until=seen)
    assert any(seen in line for line in found)


PUTTER = """
import asyncio, hashlib, random, sys
from pathlib import Path
from heliograph.storage.blobs import FolderObjects, PlainBlobs

async def main(root, life):
    objects = FolderObjects(root / "blobs")
    objects.prepare()
    blobs = PlainBlobs(objects)

    async def put(worker):
        dice = random.Random(f"{life} {worker}")
        while True:
            content = dice.randbytes(dice.randrange(1, 300_000))
            sha256 = hashlib.sha256(content).digest()
            source = root / f"upload-{worker}"
            source.write_bytes(content)
            await blobs.put(source, sha256=sha256)
            print(sha256.hex(), flush=True)

    await asyncio.gather(*(put(worker) for worker in range(4)))

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def killed_life(root: Path, life: int, *, after: int) -> list[str]:
    """Let a process put blobs until so many are acknowledged, and kill it; gives their hashes."""
    with subprocess.Popen(
        [sys.executable, "-c", PUTTER, str(root), str(life)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(after)]
        process.kill()
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    return acknowledged


async def test_kills_lose_nothing_acknowledged_and_leave_nothing_in_part(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for life in range(4):
        acknowledged += killed_life(tmp_path, life, after=5 + 7 * life)
    lying = {path.name: path for path in (tmp_path / "blobs").glob("??/*")}
    assert set(acknowledged) <= lying.keys()
    for name, path in lying.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == name


async def test_what_a_killed_process_had_not_finished_is_dropped_at_the_start(
    tmp_path: Path,
) -> None:
    objects = FolderObjects(tmp_path / "blobs")
    objects.prepare()
    half = tmp_path / "blobs" / "incoming" / "half"
    half.write_bytes(b"half of a secret")
    objects.prepare()
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []
    await objects.close()
