"""Each thing the doctor looks at, sick."""

import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from heliograph.cli import findings
from heliograph.config import Settings
from heliograph.server.lock import FolderLock

FUTURE_S = 3_600


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder; the codec of this process stays as it is."""
    monkeypatch.setattr(findings, "choose_codec", lambda settings: None)
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


def found(folder: Path, subject: str, **settings: str) -> findings.Finding:
    everything = findings.examine(Settings(data_dir=str(folder), **settings))  # type: ignore[arg-type]
    (finding,) = (finding for finding in everything if finding.subject == subject)
    return finding


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
