"""What the doctor says of the place that the content of files lies in."""

from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.cli.blob_findings import place, whole
from heliograph.cli.finding import Finding
from heliograph.config import Settings
from support.fake_s3 import KEY, fake_s3

SHA256 = bytes(range(32))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    (made / "blobs").mkdir(parents=True)
    return made


def found(folder: Path, **settings: Any) -> list[Finding]:
    return list(place(Settings(data_dir=str(folder), **settings)))


@pytest.mark.parametrize(
    ("outer", "inner", "levels"),
    [(0o700, 0o777, []), (0o755, 0o700, []), (0o755, 0o755, ["note"]), (0o755, 0o777, ["bad"])],
)
def test_a_folder_that_others_reach(data: Path, outer: int, inner: int, levels: list[str]) -> None:
    data.chmod(outer)
    (data / "blobs").chmod(inner)
    findings = found(data)
    assert [finding.level for finding in findings] == levels
    assert all(finding.remedy == f"chmod 700 {data / 'blobs'}" for finding in findings)


def test_a_bucket_that_answers_and_one_that_refuses(data: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_text(f"{KEY.access}\n{KEY.secret}\n")
    with fake_s3() as server:
        where = f"http://127.0.0.1:{server.server_port}/files"
        (fine,) = found(data, blobs_s3=where, blobs_s3_key_file=str(key))
        server.temper = 403
        (refused,) = found(data, blobs_s3=where, blobs_s3_key_file=str(key))
    (gone,) = found(data, blobs_s3=where, blobs_s3_key_file=str(key))
    (keyless,) = found(data, blobs_s3=where, blobs_s3_key_file=str(tmp_path / "none"))
    assert [one.level for one in (fine, refused, gone, keyless)] == ["ok", "bad", "bad", "bad"]
    assert "403" in refused.text
    assert "there is no file" in keyless.text


def test_missing_content_is_said_of_a_running_server(servers: Any, folder: Path) -> None:
    settings = Settings(data_dir=str(folder))
    servers.start().stop()
    assert list(whole(settings)) == []
    with apsw.Connection(str(folder / "heliograph.db")) as db:
        db.execute("INSERT INTO blobs VALUES (?, 5, 0, 1)", (SHA256,))
        db.execute("INSERT INTO file_blobs VALUES (1, ?)", (SHA256,))
    assert servers.start().ready
    (finding,) = whole(settings)
    assert (finding.level, SHA256.hex() in finding.text) == ("bad", True)
