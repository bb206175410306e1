"""Backups refer to the content of files; a restore says what of it is missing."""

import hashlib
import shutil
import tarfile
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

CONTENTS = (b"first " * 100, b"second " * 100)
NAMES = [hashlib.sha256(content).hexdigest() for content in CONTENTS]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.touch(0o600)
    file.write_text("correct horse battery staple\n")
    return file


@pytest.fixture
def file(servers: Any, folder: Path, heliograph: Any, secret: Path, tmp_path: Path) -> Path:
    """A backup of a folder with two files."""
    servers.start().stop()
    heliograph("user", "add", "--data-dir", folder, "+15550100001", "Alice")
    with apsw.Connection(str(folder / "heliograph.db")) as db:
        for number, (name, content) in enumerate(zip(NAMES, CONTENTS, strict=True), 1):
            (folder / "blobs" / name[:2] / name).write_bytes(content)
            sha256 = bytes.fromhex(name)
            db.execute("INSERT INTO blobs VALUES (?, ?, 0, 1000)", (sha256, len(content)))
            db.execute("INSERT INTO file_blobs VALUES (?, ?)", (number, sha256))
    target = tmp_path / "backup.tar"
    made = heliograph("backup", target, "--data-dir", folder, "--passphrase-file", secret)
    assert made.returncode == 0, made.stderr
    assert f"2 contents of files, which it does not hold: copy {folder / 'blobs'}" in made.stdout
    return target


def test_the_manifest_says_what_the_database_refers_to(file: Path) -> None:
    with tarfile.open(file) as tar:
        manifest = msgspec.json.decode(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    hashes = b"".join(sorted(bytes.fromhex(name) for name in NAMES))
    assert manifest["blobs"] == {
        "count": 2,
        "bytes": sum(map(len, CONTENTS)),
        "sha256": hashlib.sha256(hashes).hexdigest(),
    }


def test_a_restore_beside_a_copy_of_the_blobs_is_whole_or_says_what_is_missing(
    file: Path, folder: Path, heliograph: Any, secret: Path, tmp_path: Path
) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    for target in (whole, part):
        shutil.copytree(folder / "blobs", target / "blobs")
    (part / "blobs" / NAMES[0][:2] / NAMES[0]).unlink()
    done = heliograph("restore", file, "--data", whole, "--passphrase-file", secret)
    assert done.returncode == 0, done.stderr
    assert "2 contents of files are there, 0 are missing" in done.stdout
    done = heliograph("restore", file, "--data", part, "--passphrase-file", secret)
    assert done.returncode == 0, done.stderr
    assert f"1 contents of files are there, 1 are missing\n  {NAMES[0]}\n" in done.stdout
    assert (part / "blobs" / NAMES[1][:2] / NAMES[1]).read_bytes() == CONTENTS[1]
