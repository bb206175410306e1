"""The data folder and the files in it."""

from pathlib import Path

import pytest

from heliograph.server import files


def test_a_new_data_folder_is_private_and_its_name_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(files, "sync_folder", synced.append)
    folder = tmp_path / "deep" / "data"
    files.make_private_folder(folder)
    assert folder.stat().st_mode & 0o077 == 0
    assert set(synced) == {tmp_path, tmp_path / "deep"}
    files.make_private_folder(folder)
    assert len(synced) == 2
