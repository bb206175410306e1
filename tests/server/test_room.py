"""What does not fit is not begun."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from heliograph.server.room import NoRoom, refuse_full

MIB = 1 << 20


@pytest.fixture(autouse=True)
def disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with 10 MiB left."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10 * MIB))


def test_what_fits_is_begun(tmp_path: Path) -> None:
    refuse_full([(tmp_path, 10 * MIB)])
    refuse_full([(tmp_path, 5 * MIB), (tmp_path, 5 * MIB)])


def test_what_does_not_fit_says_where_and_how_much(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match=rf"{tmp_path}: 10 MiB are free, and 11 MiB are needed"):
        refuse_full([(tmp_path, 10 * MIB + 1)])


def test_two_folders_on_one_disk_share_its_room(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(NoRoom, match=rf"{tmp_path} and {other}"):
        refuse_full([(tmp_path, 6 * MIB), (other, 5 * MIB)])


def test_a_folder_that_is_yet_to_be_made_is_on_the_disk_of_its_parent(tmp_path: Path) -> None:
    refuse_full([(tmp_path / "a" / "b", 9 * MIB)])
    with pytest.raises(NoRoom):
        refuse_full([(tmp_path / "a" / "b", 11 * MIB)])
