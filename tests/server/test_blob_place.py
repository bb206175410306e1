"""The settings decide where content lies and whether the place can be read."""

from pathlib import Path

import pytest

from heliograph.config import Settings
from heliograph.server.blob_place import open_blobs
from heliograph.server.errors import CannotStart
from heliograph.server.keys import load_sub_keys
from support.contents import put_content
from support.fake_s3 import KEY, fake_s3

CONTENT = b"readable words " * 100


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "s3-key"
    path.touch(0o600)
    path.write_text(f"{KEY.access}\n{KEY.secret}\n")
    return path


def lying(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in (folder / "blobs").rglob("*") if path.is_file()]


@pytest.mark.parametrize("sealed", [False, True])
async def test_content_lies_in_the_data_folder_sealed_where_asked(
    tmp_path: Path, sealed: bool
) -> None:
    settings = Settings(data_dir=str(tmp_path), blobs_sealed=sealed)
    blobs = open_blobs(settings, load_sub_keys(tmp_path))
    sha256 = await put_content(blobs, CONTENT)
    await blobs.close()
    (found,) = lying(tmp_path)
    assert (b"readable" in found) is not sealed
    (name,) = (path.name for path in (tmp_path / "blobs").rglob("*") if path.is_file())
    assert (name == sha256.hex()) is not sealed
    assert sealed is (sha256.hex()[:16] not in name)
    again = open_blobs(settings, load_sub_keys(tmp_path))
    assert await again.read(sha256, offset=0, limit=10_000) == CONTENT
    await again.close()


async def test_content_lies_in_a_bucket(tmp_path: Path, key_file: Path) -> None:
    with fake_s3() as server:
        settings = Settings(
            data_dir=str(tmp_path),
            blobs_s3=f"http://127.0.0.1:{server.server_port}/files/of/ours",
            blobs_s3_key_file=str(key_file),
        )
        blobs = open_blobs(settings, load_sub_keys(tmp_path))
        sha256 = await put_content(blobs, CONTENT)
        await blobs.close()
        assert server.objects == {f"/files/of/ours/{sha256.hex()}": CONTENT}
    assert not (tmp_path / "blobs").exists()


def test_a_key_file_that_holds_no_key_is_refused(tmp_path: Path, key_file: Path) -> None:
    settings = Settings(
        data_dir=str(tmp_path),
        blobs_s3="https://s3.example/files",
        blobs_s3_key_file=str(key_file),
    )
    keys = load_sub_keys(tmp_path)
    key_file.write_text("one line\nand\nmore")
    with pytest.raises(CannotStart, match="two lines"):
        open_blobs(settings, keys)
    key_file.chmod(0o644)
    with pytest.raises(CannotStart, match="may be read by other users"):
        open_blobs(settings, keys)
