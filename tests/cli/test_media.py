"""`heliograph media`, with a server running and without one."""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.domain.files import Document
from heliograph.storage.sqlite.blobs import pack_file

KEPT, LEFT, LOST = b"kept " * 1_000, b"left over", b"lost"
OWNER = 1_000_000_001


def blob_path(folder: Path, content: bytes) -> Path:
    name = hashlib.sha256(content).hexdigest()
    return folder / "blobs" / name[:2] / name


def put(folder: Path, content: bytes, *, file_id: int | None) -> None:
    """Content as an upload leaves it, years ago: of a file, or of none."""
    path = blob_path(folder, content)
    path.write_bytes(content)
    os.utime(path, (1_000, 1_000))
    with apsw.Connection(str(folder / "heliograph.db")) as db:
        sha256 = hashlib.sha256(content).digest()
        db.execute("INSERT INTO blobs VALUES (?, ?, 0, 1000)", (sha256, len(content)))
        if file_id is not None:
            document = Document(
                id=file_id,
                access_hash=1,
                date=1_000,
                mime_type="text/plain",
                size=len(content),
                sha256=sha256,
            )
            db.execute(
                "INSERT INTO files (id, kind, owner_id, upload_id, date, size, holders, record)"
                " VALUES (?, 1, ?, 0, 1000, ?, 1, ?)",
                (file_id, OWNER, len(content), pack_file(document)),
            )
            db.execute("INSERT INTO file_blobs VALUES (?, ?)", (file_id, sha256))


@pytest.fixture(params=["offline", "running"])
def data(request: pytest.FixtureRequest, servers: Any, folder: Path, begun: Path) -> Path:
    """A folder with content of a file, content that is left over, and some without a row."""
    shutil.copytree(begun, folder)
    put(folder, KEPT, file_id=1)
    with apsw.Connection(str(folder / "heliograph.db")) as db:
        # As after a restore, so that the server doesn't do by itself what the command is to do.
        db.execute("INSERT INTO meta VALUES ('restored', 1000)")
    if request.param == "running":
        assert servers.start().ready
    put(folder, LEFT, file_id=None)
    unknown = blob_path(folder, b"unknown")
    unknown.write_bytes(b"unknown")
    os.utime(unknown, (1_000, 1_000))
    return folder


def test_what_is_left_over_goes_and_what_files_hold_stays(at_once: Any, data: Path) -> None:
    found = at_once("media", "gc", "--data-dir", data)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == "removed 1, and 1 the database knew nothing of\n"
    left = [path.read_bytes() for path in (data / "blobs").rglob("*") if path.is_file()]
    assert left == [KEPT]
    again = at_once("media", "gc", "--data-dir", data, "--json")
    assert json.loads(again.stdout) == {"removed": 0, "unknown": 0}


def test_missing_and_spoilt_content_is_named(at_once: Any, data: Path) -> None:
    whole = at_once("media", "verify", "--data-dir", data, "--contents")
    assert (whole.returncode, whole.stdout) == (0, "1 whole, 0.0 MiB\n")
    put(data, LOST, file_id=2)
    blob_path(data, LOST).unlink()
    spoilt = blob_path(data, KEPT)
    spoilt.write_bytes(KEPT[:-1] + b"!")
    found = at_once("media", "verify", "--data-dir", data, "--contents")
    assert found.returncode == 1
    assert f"1 missing:\n  {blob_path(data, LOST).name}" in found.stdout
    assert f"1 spoilt:\n  {spoilt.name}" in found.stdout
    short = at_once("media", "verify", "--data-dir", data, "--json")
    assert json.loads(short.stdout)["spoilt"] == 0, "nothing was read"
    assert short.returncode == 1


def test_files_are_counted_by_kind_and_owner(at_once: Any, data: Path) -> None:
    found = at_once("media", "stats", "--data-dir", data)
    assert (found.returncode, found.stderr) == (0, "")
    assert "documents" in found.stdout
    assert str(OWNER) in found.stdout
    totals = json.loads(at_once("media", "stats", "--data-dir", data, "--json").stdout)
    assert totals["files"] == [{"kind": 1, "count": 1, "bytes": len(KEPT)}]
    assert totals["owners"] == [{"owner_id": OWNER, "count": 1, "bytes": len(KEPT)}]
    assert {row["state"]: row["bytes"] for row in totals["blobs"]} == {0: len(LEFT), 1: len(KEPT)}


@pytest.mark.parametrize("named", ["1", hashlib.sha256(KEPT).hexdigest()])
def test_withdrawn_files_are_noted_with_the_reason(at_once: Any, data: Path, named: str) -> None:
    query = ("media", "withdraw", named, "--reason", "leaked", "--data-dir", data)
    found = at_once(*query)
    assert (found.returncode, found.stdout) == (0, "withdrew 1\n"), found.stderr
    with apsw.Connection(str(data / "heliograph.db")) as db:
        assert db.execute("SELECT generation FROM files WHERE id = 1").get == 1
    (event,) = json.loads(at_once("audit", "--json", "--data-dir", data).stdout)
    assert (event["kind"], event["account_id"]) == ("file_withdrawn", OWNER)
    assert event["reason"] == "file 1: leaked"
    for unknown, words in (("2", "no file"), ("a", "64 digits"), ("f" * 64, "no file")):
        refused = at_once("media", "withdraw", unknown, "--reason", "x", "--data-dir", data)
        assert refused.returncode == 1
        assert words in refused.stderr
