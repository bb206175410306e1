"""An archive restores as what it was made of, or is refused and leaves nothing."""

import hashlib
import io
import os
import shutil
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import apsw
import msgspec
import pytest

from heliograph.safety.log.heads import LogHeld
from heliograph.safety.log.merkle import is_continued
from heliograph.server import archive, key_box, restore
from heliograph.server.archive import KEYS, MANIFEST, Manifest
from heliograph.server.backup import Secrets, back_up, snapshot_unserved
from heliograph.server.errors import CannotStart
from heliograph.server.key_box import Box
from heliograph.server.keys import (
    DATABASE_FILE,
    LATER_SECRET_FILES,
    RSA_FILE,
    SECRET_FILES,
    STORAGE_FILE,
    load_log_key,
    load_rsa_key,
    load_sub_keys,
    load_vapid_key,
)
from heliograph.server.lock import FolderInUse, FolderLock
from heliograph.server.room import NoRoom
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.leap import LEAP
from support.mailboxes import open_accounts, send
from support.public_log import WITNESS_KEY, enter_some, keeper, witnessed

PRIVATE, PUBLIC = key_box.new_pair()
SETTINGS = 'log_level = "debug"\n'

Members = dict[str, bytes]


def opener(box: Box, bound: bytes) -> bytes:
    assert isinstance(box, key_box.ForRecipient)
    return key_box.open_for_recipient(box, PRIVATE, bound=bound)


@pytest.fixture
async def served(tmp_path: Path) -> Path:
    """A data folder with a conversation, which nobody serves."""
    folder = tmp_path / "served"
    folder.mkdir(0o700)
    keys = load_sub_keys(folder)
    load_vapid_key(folder)
    load_log_key(folder)
    load_rsa_key(folder)
    (folder / "heliograph.toml").write_text(SETTINGS)
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=keys.auth_keys)
    ada, bob = await open_accounts(store, 2)
    for number in range(20):
        await send(store, ada, bob, f"text {number}")
    await store.close()
    return folder


@pytest.fixture
def file(served: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    target = tmp_path / "backup.tar"
    lock = key_box.recipient_lock(PUBLIC)
    back_up(served, target, lock, take_snapshot=lambda: snapshot_unserved(served))
    return target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "restored"


def unpacked(file: Path) -> Members:
    with tarfile.open(file) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]


def packed(file: Path, members: Members) -> None:
    with tarfile.open(file, "w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def changed(file: Path, change: Callable[[Members], None], *, manifest: bool = False) -> None:
    """Change the members; with `manifest` it is made to agree with them again."""
    members = unpacked(file)
    change(members)
    if manifest:
        described = msgspec.json.decode(members[MANIFEST], type=Manifest)
        for name in described.members:
            content = members[name]
            described.members[name] = archive.Member(
                bytes=len(content), sha256=hashlib.sha256(content).hexdigest()
            )
        members[MANIFEST] = msgspec.json.encode(described)
    packed(file, members)


def edit_manifest(**fields: object) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members[MANIFEST] = msgspec.json.encode(msgspec.json.decode(members[MANIFEST]) | fields)

    return change


def left_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()} if folder.exists() else set()


async def test_a_restored_folder_is_the_one_that_was_backed_up(
    served: Path, file: Path, folder: Path
) -> None:
    done = restore.restore(file, folder, opener)
    assert done.leapt >= LEAP
    for name in (*SECRET_FILES, *LATER_SECRET_FILES, "heliograph.toml"):
        assert (folder / name).read_bytes() == (served / name).read_bytes()
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert (folder / DATABASE_FILE).stat().st_mode & 0o777 == 0o600
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=bytes(32))
    ada = (await store.accounts(after_id=777000, limit=1))[0].id
    assert (await store.state(ada)).pts == 21 + done.leapt
    assert list(await store.check(whole=True)) == []
    assert await store.restored_at() is not None
    assert await store.release()
    assert await store.restored_at() is None
    assert not await store.release()
    await store.close()


async def test_a_restored_log_goes_on_when_its_witnesses_showed_what_they_know(
    served: Path, file: Path, folder: Path
) -> None:
    watched = keeper(witnesses=(WITNESS_KEY,))
    store = SqliteStore.open(served / DATABASE_FILE, key_secret=bytes(32))
    await enter_some(store, ["lost"])
    lost = await store.public_log().sequence(watched, date=7, at_most=9)
    assert lost is not None
    await store.close()
    restore.restore(file, folder, opener)
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=bytes(32))
    log = store.public_log()
    with pytest.raises(LogHeld, match="has yet to show"):
        await log.sequence(watched, date=8, at_most=9)
    assert await log.take_witnessed(witnessed(lost), watched, date=9) == "newer"
    with pytest.raises(LogHeld, match="knows 1 entries, and here are 0"):
        await log.sequence(watched, date=10, at_most=9)
    await store.close()


async def test_a_restored_log_goes_on_from_the_head_that_its_witnesses_know(
    served: Path, tmp_path: Path, folder: Path
) -> None:
    watched = keeper(witnesses=(WITNESS_KEY,))
    store = SqliteStore.open(served / DATABASE_FILE, key_secret=bytes(32))
    await enter_some(store, ["kept"])
    head = await store.public_log().sequence(watched, date=7, at_most=9)
    assert head is not None
    await store.close()
    lock, target = key_box.recipient_lock(PUBLIC), tmp_path / "later.tar"
    back_up(served, target, lock, take_snapshot=lambda: snapshot_unserved(served))
    restore.restore(target, folder, opener)
    later = int(time.time()) + 1
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=bytes(32))
    log = store.public_log()
    # What the witness signed before, anybody may send again.
    assert await log.take_witnessed(witnessed(head), watched, date=later) == "outdated"
    with pytest.raises(LogHeld, match="has yet to show"):
        await log.sequence(watched, date=later, at_most=9)
    shown = witnessed(head, date=later)
    assert await log.take_witnessed(shown, watched, date=later) == "kept"
    with pytest.raises(LogHeld, match="jobs --release"):
        await log.sequence(watched, date=later, at_most=9)
    assert await store.release()
    await enter_some(store, ["next"])
    goes_on = await log.sequence(watched, date=10, at_most=9)
    assert goes_on is not None
    assert goes_on.size == 2
    proof = await log.consistency(1, 2)
    assert proof is not None
    assert is_continued((1, head.root), (2, goes_on.root), proof)
    await store.close()


def test_the_archive_is_private_and_shows_no_key(served: Path, file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    for name in (*SECRET_FILES, *LATER_SECRET_FILES):
        secret = (served / name).read_bytes()
        assert not any(secret[at : at + 16] in content for at in range(0, len(secret) - 16, 16))
    assert SETTINGS.encode() not in content
    assert not list(served.glob("snapshot-*"))
    assert list(file.parent.glob(".*")) == []


def test_the_manifest_says_what_is_inside(file: Path) -> None:
    members = unpacked(file)
    manifest = msgspec.json.decode(members.pop(MANIFEST), type=Manifest)
    assert list(members) == [KEYS, DATABASE_FILE]
    for name, content in members.items():
        described = manifest.members[name]
        assert described.bytes == len(content)
        assert described.sha256 == hashlib.sha256(content).hexdigest()
    assert manifest.tables["bodies"] == 20
    assert manifest.tables["copies"] == 40


def test_a_backup_is_never_written_over(served: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(CannotStart, match="is there already"):
        back_up(served, file, key_box.recipient_lock(PUBLIC), take_snapshot=lambda: served / "no")
    assert file.read_bytes() == before


def _refuse_link(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False])
def test_a_file_made_meanwhile_is_not_written_over(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Also on disks that know no links, as those that people carry away."""
    if not links:
        monkeypatch.setattr(os, "link", _refuse_link)
    lock, target = key_box.recipient_lock(PUBLIC), tmp_path / "one.tar"

    def busy() -> Path:
        copy = snapshot_unserved(served)
        # The archive is synced last of all.
        monkeypatch.setattr(os, "fsync", lambda _: target.write_text("somebody else's"))
        return copy

    with pytest.raises(CannotStart, match="is there already"):
        back_up(served, target, lock, take_snapshot=busy)
    assert target.read_text() == "somebody else's"
    monkeypatch.setattr(os, "fsync", lambda _: None)
    other = tmp_path / "other.tar"
    back_up(served, other, lock, take_snapshot=lambda: snapshot_unserved(served))
    assert archive.MANIFEST in unpacked(other)
    assert not list(tmp_path.glob(".*"))


def test_what_killed_backups_left_goes_with_the_next_one(served: Path, tmp_path: Path) -> None:
    left = tmp_path / ".other.tar.999999.part"
    left.write_bytes(b"half")
    lock = key_box.recipient_lock(PUBLIC)
    back_up(served, tmp_path / "other.tar", lock, take_snapshot=lambda: snapshot_unserved(served))
    assert not left.exists()


DAMAGE: dict[str, tuple[Callable[[Members], None], bool, str]] = {
    "a flipped bit": (
        lambda m: m.update({DATABASE_FILE: m[DATABASE_FILE][:-1] + b"!"}), False, "damaged"),
    "a shorter database": (
        lambda m: m.update({DATABASE_FILE: m[DATABASE_FILE][:-512]}), False, "not as long"),
    "no database": (lambda m: m.pop(DATABASE_FILE) and None, False, "missing"),
    "no keys": (lambda m: m.pop(KEYS) and None, False, "missing"),
    "a stranger's member": (lambda m: m.update({"../evil": b"x"}), False, "knows no"),
    "no manifest": (lambda m: m.pop(MANIFEST) and None, False, "does not begin"),
    "a manifest of nothing": (lambda m: m.update({MANIFEST: b"{}"}), False, "malformed"),
    "an endless manifest": (
        lambda m: m.update({MANIFEST: bytes((16 << 20) + 1)}), False, "does not begin"),
    "a newer format": (edit_manifest(format=2), False, "format 2"),
    "a newer schema": (edit_manifest(schema=99), False, "schema 99"),
    "an unknown field": (edit_manifest(extra=1), False, "malformed"),
    "other blobs": (edit_manifest(blobs={"count": 1}), False, "do not open"),
    "another date": (edit_manifest(made=1), False, "do not open"),
    "another database": (lambda m: m.update({DATABASE_FILE: b"no database"}), True, "do not open"),
    "other keys": (lambda m: m.update({KEYS: b"{}"}), True, "malformed"),
}  # fmt: skip


@pytest.mark.parametrize("damage", list(DAMAGE))
def test_what_is_damaged_is_refused_and_leaves_nothing(
    file: Path, folder: Path, damage: str
) -> None:
    change, manifest, says = DAMAGE[damage]
    changed(file, change, manifest=manifest)
    with pytest.raises(CannotStart, match=says):
        restore.restore(file, folder, opener)
    assert not folder.exists()


def sealed_anew(file: Path, change: Callable[[Members], None]) -> None:
    """Change the sealed files, as anybody can who knows the public key."""

    def reseal(members: Members) -> None:
        manifest = msgspec.json.decode(members[MANIFEST], type=Manifest)
        box = msgspec.json.decode(members[KEYS], type=Box)
        secrets = msgspec.msgpack.decode(opener(box, manifest.bound()), type=Secrets)
        change(secrets.files)
        content = msgspec.msgpack.encode(secrets)
        box = key_box.seal(content, key_box.recipient_lock(PUBLIC), bound=manifest.bound())
        members[KEYS] = msgspec.json.encode(box)

    changed(file, reseal, manifest=True)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda files: files.update({"../outside": b"x"}), "does not hold the files"),
        (lambda files: files.pop(STORAGE_FILE), "does not hold the files"),
        (lambda files: files.update({"heliograph.toml": b"#" * (1 << 20)}), "too long"),
        (lambda files: files.update({STORAGE_FILE: b"short"}), "5 bytes"),
        (lambda files: files.update({RSA_FILE: b"no key"}), "PEM"),
    ],
)
def test_a_strangers_keys_are_refused_and_leave_nothing(
    file: Path, folder: Path, change: Callable[[Members], None], says: str
) -> None:
    sealed_anew(file, change)
    with pytest.raises(CannotStart, match=says):
        restore.restore(file, folder, opener)
    assert not folder.exists()
    assert "outside" not in left_in(folder.parent)


def test_keys_that_were_sealed_anew_restore(file: Path, folder: Path) -> None:
    sealed_anew(file, lambda files: files.update({"heliograph.toml": b"# another\n"}))
    restore.restore(file, folder, opener)
    assert (folder / "heliograph.toml").read_bytes() == b"# another\n"


def test_names_are_durable_before_they_count(
    served: Path, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there when a folder is synced is there after a power cut."""
    synced: dict[Path, list[set[str]]] = {}

    def sync(of: Path) -> None:
        synced.setdefault(of, []).append(left_in(of))

    monkeypatch.setattr(archive, "sync_folder", sync)
    monkeypatch.setattr(restore, "sync_folder", sync)
    target = tmp_path / "made" / "backup.tar"
    target.parent.mkdir()
    lock = key_box.recipient_lock(PUBLIC)
    back_up(served, target, lock, take_snapshot=lambda: snapshot_unserved(served))
    assert synced.pop(target.parent) == [{"backup.tar"}]
    restore.restore(target, folder, opener)
    begun, moved, ended = synced[folder]
    assert begun == {"lock", ".restoring"}
    assert moved == ended | {".restoring"}
    assert {*SECRET_FILES, DATABASE_FILE} <= ended


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9])
def test_half_a_file_is_refused(file: Path, folder: Path, share: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CannotStart):
        restore.restore(file, folder, opener)
    assert not folder.exists()


def test_a_database_that_does_not_hold_what_the_manifest_counts_is_refused(
    served: Path, folder: Path, tmp_path: Path
) -> None:
    def lossy() -> Path:
        copy = snapshot_unserved(served)
        connection = apsw.Connection(str(copy))
        connection.execute("PRAGMA foreign_keys = OFF; DELETE FROM bodies WHERE id = 3")
        connection.close()
        return copy

    file = tmp_path / "lossy.tar"
    back_up(served, file, key_box.recipient_lock(PUBLIC), take_snapshot=lossy)
    with pytest.raises(CannotStart, match="points at nothing"):
        restore.restore(file, folder, opener)
    assert not folder.exists()


def test_a_folder_in_use_is_refused(served: Path, file: Path) -> None:
    before = left_in(served)
    lock = FolderLock(served)
    lock.acquire()
    with pytest.raises(FolderInUse):
        restore.restore(file, served, opener)
    lock.release()
    assert left_in(served) == before | {"lock"}


def test_a_folder_that_is_not_empty_is_refused(file: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "a note").touch()
    with pytest.raises(CannotStart, match="not empty"):
        restore.restore(file, folder, opener)
    assert left_in(folder) == {"a note"}


def damage(file: Path) -> None:
    changed(file, DAMAGE["a flipped bit"][0])


def test_a_refused_restore_takes_away_all_folders_that_it_made(file: Path, tmp_path: Path) -> None:
    damage(file)
    before = left_in(tmp_path)
    with pytest.raises(CannotStart):
        restore.restore(file, tmp_path / "made" / "for" / "it", opener)
    assert left_in(tmp_path) == before


def test_a_refused_restore_leaves_what_was_there(file: Path, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o750)
    (folder / "blobs").mkdir()
    (folder / "blobs" / "content").touch()
    damage(file)
    with pytest.raises(CannotStart):
        restore.restore(file, folder, opener)
    assert left_in(folder) == {"blobs", "lock"}
    assert left_in(folder / "blobs") == {"content"}
    assert folder.stat().st_mode & 0o777 == 0o750


def test_a_refused_restore_leaves_what_others_put_beside_it(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_beside(*_: object) -> None:
        (folder / "a note").touch()
        raise CannotStart("refused")

    monkeypatch.setattr(restore, "_make_ready", put_beside)
    with pytest.raises(CannotStart, match="refused"):
        restore.restore(file, folder, opener)
    assert left_in(folder) == {"a note"}


def test_no_backup_is_begun_that_would_fill_the_servers_disk(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (served / DATABASE_FILE).stat().st_size
    free = 2 * size + (64 << 20)

    def back_up_with(free: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
        lock = key_box.recipient_lock(PUBLIC)
        target = tmp_path / f"{free}.tar"
        back_up(served, target, lock, take_snapshot=lambda: snapshot_unserved(served))

    with pytest.raises(NoRoom):
        back_up_with(free - 1)
    assert not list(tmp_path.glob("*.tar"))
    assert not list(served.glob("snapshot*"))
    back_up_with(free)


def test_no_restore_is_begun_that_has_no_room(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10_000))
    with pytest.raises(NoRoom):
        restore.restore(file, folder, opener)
    assert not folder.exists()


def test_an_empty_volume_is_restored_into(file: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "lost+found").mkdir()
    restore.restore(file, folder, opener)
    assert DATABASE_FILE in left_in(folder)


def test_a_clock_behind_the_backup_is_set_first(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = msgspec.json.decode(unpacked(file)[MANIFEST], type=Manifest).made
    monkeypatch.setattr(restore.time, "time", lambda: made - 301.0)
    with pytest.raises(CannotStart, match="clock"):
        restore.restore(file, folder, opener)
    assert not folder.exists()
    monkeypatch.setattr(restore.time, "time", lambda: made - 299.0)
    assert restore.restore(file, folder, opener).leapt == LEAP


@pytest.mark.parametrize("at", ["_unpack", "_make_ready", "load_rsa_key", "_move_in"])
def test_a_restore_that_died_is_begun_anew(
    file: Path, folder: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(restore, at, die)
        # A process that dies removes nothing either.
        patch.setattr(restore, "_sweep", lambda _: None)
        with pytest.raises(Died):
            restore.restore(file, folder, opener)
    with pytest.raises(CannotStart, match="run heliograph restore again"):
        restore.refuse_half_restored(folder)
    restore.restore(file, folder, opener)
    restore.refuse_half_restored(folder)
    assert left_in(folder) == left_in(folder.parent / "served") | {"lock"}


async def test_a_backup_of_every_schema_restores(
    served: Path, folder: Path, tmp_path: Path
) -> None:
    fixtures = Path(__file__).parents[1] / "storage" / "fixtures"
    for number, fixture in enumerate(sorted(fixtures.glob("*.sqlite"))):
        (served / DATABASE_FILE).write_bytes(fixture.read_bytes())
        file, target = tmp_path / f"{number}.tar", tmp_path / f"restored-{number}"
        lock = key_box.recipient_lock(PUBLIC)
        made = back_up(served, file, lock, take_snapshot=lambda: snapshot_unserved(served))
        assert fixture.stem == f"schema-{made.schema}"
        restore.restore(file, target, opener)
        store = SqliteStore.open(target / DATABASE_FILE, key_secret=bytes(32))
        assert list(await store.check(whole=True)) == []
        ada = (await store.accounts(after_id=777000, limit=1))[0].id
        assert (await store.state(ada)).pts > LEAP
        await store.close()
