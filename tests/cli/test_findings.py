"""Each thing the doctor looks at, sick."""

import os
import resource
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from heliograph.cli import findings, machine_findings
from heliograph.cli.finding import Finding
from heliograph.config import Settings
from heliograph.domain.authorizations import AuthKeyRecord
from heliograph.server.keys import (
    DATABASE_FILE,
    RSA_FILE,
    STORAGE_FILE,
    load_rsa_key,
    load_sub_keys,
    load_vapid_key,
)
from heliograph.server.lock import FolderLock
from heliograph.server.push.tokens import b64
from heliograph.server.push.web_push import point
from heliograph.storage.sqlite import SqliteStore

FUTURE_S = 3_600


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder; the codec of this process stays as it is."""
    monkeypatch.setattr(findings, "choose_codec", lambda settings: None)
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


def examined(folder: Path) -> list[Finding]:
    return findings.examine(Settings(data_dir=str(folder)))


def found(folder: Path, subject: str, **settings: str) -> findings.Finding:
    everything = findings.examine(Settings(data_dir=str(folder), **settings))  # type: ignore[arg-type]
    return next(finding for finding in everything if finding.subject == subject)


@pytest.mark.parametrize(("mode", "level"), [(0o700, "ok"), (0o750, "ok"), (0o770, "bad")])
def test_folder_that_others_can_write_to(folder: Path, mode: int, level: str) -> None:
    folder.chmod(mode)
    finding = found(folder, "data folder")
    assert (finding.level, f"{mode:04o}" in finding.text) == (level, True)
    assert finding.remedy == (f"chmod 700 {folder}" if level == "bad" else "")


@pytest.mark.parametrize(("free", "level"), [(2 << 30, "ok"), (5 << 20, "bad")])
def test_disk_that_is_nearly_full(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert found(folder, "disk").level == level


def test_clock_behind_the_files_or_the_program(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "heliograph.toml"
    file.touch()
    assert found(folder, "clock").level == "ok"
    os.utime(file, times=(time.time() + FUTURE_S,) * 2)
    assert found(folder, "clock").level == "bad"
    file.unlink()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert found(folder, "clock").level == "bad"


def test_sqlite_that_can_corrupt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(folder, "sqlite").level == "ok"
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    assert found(folder, "sqlite").level == "bad"


@pytest.mark.parametrize(("codec", "level"), [("c", "ok"), ("py", "note")])
def test_codec_that_is_slow(
    folder: Path, monkeypatch: pytest.MonkeyPatch, codec: str, level: str
) -> None:
    monkeypatch.setattr("heliograph.tl.codec.CODEC_NAME", codec)
    assert found(folder, "codec").level == level


def test_server_that_holds_the_lock_and_does_not_answer(folder: Path) -> None:
    lock = FolderLock(folder)
    lock.acquire()
    finding = found(folder, "server")
    assert (finding.level, str(os.getpid()) in finding.text) == ("bad", True)
    lock.release()
    assert found(folder, "server").level == "note"


def test_codes_file_that_cannot_be_written(folder: Path) -> None:
    assert found(folder, "login codes", codes=f"file:{folder}/codes").level == "ok"
    assert found(folder, "login codes", codes=f"file:{folder}/no/codes").level == "bad"


def test_what_is_not_fine_says_what_it_means_and_what_to_do() -> None:
    assert Finding(level="ok", subject="x", text="y")
    for said in ({}, {"means": "m"}, {"remedy": "r"}):
        with pytest.raises(ValueError, match="say what"):
            Finding(level="note", subject="x", text="y", **said)


def test_files_that_others_can_read_in_a_folder_that_they_can_enter(folder: Path) -> None:
    database = folder / "heliograph.db"
    database.touch(mode=0o600)
    assert not [one for one in examined(folder) if one.subject == "heliograph.db"]
    database.chmod(0o644)
    assert not [one for one in examined(folder) if one.subject == "heliograph.db"]
    folder.chmod(0o755)
    assert found(folder, "heliograph.db").level == "note"
    database.chmod(0o666)
    assert found(folder, "heliograph.db").level == "bad"


def test_settings_may_be_read_but_not_written_by_others(folder: Path) -> None:
    file = folder / "heliograph.toml"
    file.touch()
    folder.chmod(0o755)
    file.chmod(0o644)
    assert not [one for one in examined(folder) if one.subject == "heliograph.toml"]
    file.chmod(0o664)
    assert found(folder, "heliograph.toml").level == "bad"


@pytest.mark.parametrize(("mebibytes", "level"), [(1, "ok"), (200, "note")])
def test_a_log_that_is_not_written_back(folder: Path, mebibytes: int, level: str) -> None:
    assert found(folder, "write-ahead log").level == "ok"
    with (folder / "heliograph.db-wal").open("wb") as file:
        file.truncate(mebibytes << 20)
    assert found(folder, "write-ahead log").level == level


@pytest.mark.parametrize(("hard", "level"), [(65_536, "ok"), (-1, "ok"), (4_096, "note")])
def test_too_few_files_may_be_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, hard: int, level: str
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1_024, hard))
    assert found(folder, "open files").level == level


def test_a_file_system_out_of_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [one for one in examined(folder) if one.subject == "inodes"]
    monkeypatch.setattr(machine_findings, "_free_names", lambda folder: 5)
    assert found(folder, "inodes").level == "bad"


@pytest.mark.parametrize("right", [True, False])
def test_a_clock_that_nothing_keeps(
    folder: Path, monkeypatch: pytest.MonkeyPatch, right: bool
) -> None:
    monkeypatch.setattr(machine_findings, "_is_synchronised", lambda: right)
    said = [one.level for one in examined(folder) if one.subject == "clock"]
    assert said == (["ok"] if right else ["ok", "note"])


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({}, "ok"),
        ({"http": "0.0.0.0:80"}, "note"),
        ({"http": "0.0.0.0:80", "trusted_proxy": ("192.0.2.1",), "web_origin": ("*",)}, "ok"),
        ({"trusted_proxy": ("127.0.0.1",), "advertise": ("203.0.113.1:443",)}, "note"),
    ],
)
def test_a_web_port_without_a_proxy_before_it(
    folder: Path, settings: dict[str, str], level: str
) -> None:
    assert found(folder, "web port", **settings).level == level


@pytest.mark.parametrize(
    ("settings", "level", "said"),
    [
        ({}, "ok", "this machine"),
        ({"advertise": ("203.0.113.1:443",)}, "bad", "lead to http://127.0.0.1:8080"),
        ({"http": "0.0.0.0:80"}, "bad", "lead to http://0.0.0.0:80"),
        ({"http": "0.0.0.0:0"}, "bad", "another one after each start"),
        ({"http": "127.0.0.1:0"}, "note", "another one after each start"),
        (
            {"advertise": ("203.0.113.1:443",), "public_url": "https://talk.example.org"},
            "ok",
            "https://talk.example.org",
        ),
    ],
)
def test_addresses_in_statements_that_nobody_reaches(
    folder: Path, settings: dict[str, str], level: str, said: str
) -> None:
    finding = found(folder, "decision pages", **settings)
    assert (finding.level, said in finding.text) == (level, True)


def test_the_key_that_browsers_subscribe_by_is_shown(folder: Path) -> None:
    assert found(folder, "push").text == "no key yet"
    key = b64(point(load_vapid_key(folder).public_key()))
    finding = found(folder, "push")
    assert (finding.level, key in finding.text) == ("note", True)
    assert found(folder, "push", push_contact="mailto:a@example.org").level == "ok"
    no_file = {"push_contact": "mailto:a@example.org", "push_fcm_file": f"{folder}/google.json"}
    assert found(folder, "push", **no_file).level == "bad"
    (folder / "push_vapid.pem").write_text("nonsense")
    assert found(folder, "push").level == "bad"


def test_programs_that_are_not_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda program: None if program == "ffmpeg" else program)
    finding = found(folder, "media")
    assert (finding.level, finding.text) == ("note", "not installed: ffmpeg")
    assert finding.remedy.endswith(" ffmpeg")


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({}, "note"),
        ({"mtproto": "0.0.0.0:1", "advertise": ("192.0.2.1:1",)}, "bad"),
        ({"media_confined": "yes"}, "note"),
    ],
)
def test_a_kernel_that_cannot_keep_decoders_from_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], level: str
) -> None:
    monkeypatch.setattr("heliograph.cli.media_findings.can_confine", lambda: False)
    finding = found(folder, "confinement", **settings)
    assert (finding.level, "Landlock" in finding.text) == (level, True)


@pytest.fixture
async def begun(folder: Path) -> Path:
    """A folder after its first start."""
    keys = load_sub_keys(folder)
    load_rsa_key(folder)
    await SqliteStore.open(folder / DATABASE_FILE, key_secret=keys.auth_keys).close()
    return folder


def test_a_folder_that_can_be_served(begun: Path) -> None:
    for subject in (RSA_FILE, STORAGE_FILE, "database"):
        assert found(begun, subject).level == "ok"


@pytest.mark.parametrize(
    ("name", "content", "subject"),
    [
        (RSA_FILE, None, RSA_FILE),
        (RSA_FILE, b"no key", RSA_FILE),
        (STORAGE_FILE, None, STORAGE_FILE),
        (STORAGE_FILE, b"short", STORAGE_FILE),
        (DATABASE_FILE, None, "database"),
        (DATABASE_FILE, b"no database" * 100, "database"),
    ],
)
def test_what_a_start_needs_is_gone_or_damaged(
    begun: Path, name: str, content: bytes | None, subject: str
) -> None:
    (begun / name).unlink()
    if content is not None:
        (begun / name).write_bytes(content)
        (begun / name).chmod(0o600)
    assert found(begun, subject).level == "bad"


@pytest.mark.parametrize(("schema", "level"), [(99, "bad"), (1, "note")])
def test_a_database_of_another_release(begun: Path, schema: int, level: str) -> None:
    connection = apsw.Connection(str(begun / DATABASE_FILE))
    connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (schema,))
    connection.close()
    assert found(begun, "database").level == level
    assert str(schema) in found(begun, "database").text


async def test_a_key_of_another_database(folder: Path) -> None:
    keys = load_sub_keys(folder)
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=keys.auth_keys)
    key = AuthKeyRecord(auth_key_id=7, secret=bytes(256), dc=2, created=1)
    await store.save_auth_key(key)
    await store.close()

    def bad() -> list[str]:
        said = [one for one in examined(folder) if one.level == "bad"]
        return [one.text for one in said if one.subject == STORAGE_FILE]

    assert bad() == []
    (folder / STORAGE_FILE).write_bytes(bytes(32))
    assert bad() == ["the keys in the database were encrypted under another"]


def test_nothing_is_missed_before_a_first_start(folder: Path) -> None:
    assert not [one for one in examined(folder) if one.level == "bad" or one.subject == "database"]
