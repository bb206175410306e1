"""The data folder and the files in it."""

import os
from pathlib import Path

import pytest

from heliograph.config import Settings
from heliograph.server import files
from heliograph.server.keys import load_rsa_key
from heliograph.server.offline import offline_app


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


async def test_what_root_makes_in_a_folder_belongs_to_the_owner_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, tuple[int, int]] = {}

    def fchown(descriptor: int, owner: int, group: int) -> None:
        made = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        given[made.name.removesuffix(f".{os.getpid()}").removeprefix(".")] = (owner, group)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", fchown)
    load_rsa_key(tmp_path)
    async with offline_app(Settings(data_dir=str(tmp_path))):
        pass
    owner = os.stat(tmp_path)
    made = ("server_key.pem", "server_key.pub.pem", "storage.key", "heliograph.db", "lock")
    assert given == dict.fromkeys(made, (owner.st_uid, owner.st_gid))


def test_what_nobody_but_root_may_read_stays_so_outside_of_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda *_: pytest.fail("given away"))
    files.write_durably(tmp_path / "accounts.json", b"{}", to_owner_of_folder=False)
    assert (tmp_path / "accounts.json").read_bytes() == b"{}"
