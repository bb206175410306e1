"""Files that lie sealed or in a bucket come back whole, and the disk does not tell them."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from support import fake_s3
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

MARK = b"words that the disk must not tell "
CONTENT = MARK * 20_000


@pytest.fixture(params=["sealed", "bucket", "sealed in a bucket"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def server(kind: str, tmp_path: Path) -> AsyncIterator[PlayServer]:
    settings = {"HELIOGRAPH_BLOBS_SEALED": "yes" if "sealed" in kind else "no"}
    with ExitStack() as stack:
        if "bucket" in kind:
            bucket = stack.enter_context(fake_s3.fake_s3())
            key = tmp_path / "s3-key"
            key.touch(0o600)
            key.write_text(f"{fake_s3.KEY.access}\n{fake_s3.KEY.secret}\n")
            settings["HELIOGRAPH_BLOBS_S3"] = f"http://127.0.0.1:{bucket.server_port}/files"
            settings["HELIOGRAPH_BLOBS_S3_KEY_FILE"] = str(key)
        made = PlayServer(tmp_path / "server", environment=settings)
        await made.start()
        yield made
        assert await made.stop() == 0, made.log.read_text()[-3000:]
        if "bucket" in kind:
            assert bucket.objects
            told = any(MARK in content for content in bucket.objects.values())
            assert told is ("sealed" not in kind)


def content_of(path: str) -> bytes:
    return Path(path).read_bytes()


def tells(folder: Path) -> bool:
    return any(MARK in path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_a_file_comes_back_whole_and_the_data_folder_tells_nothing(
    cast, server: PlayServer, tmp_path: Path
) -> None:
    ann, ben = await cast("telethon", name="Ann"), await cast("telethon", name="Ben")
    await ann.do("set_username", username="ann_at_rest")
    await ben.do("set_username", username="ben_at_rest")
    await ann.do("resolve", username="ben_at_rest")
    await ben.do("resolve", username="ann_at_rest")
    source, target = tmp_path / "source.txt", tmp_path / "came.txt"
    source.write_bytes(CONTENT)
    await ann.do("send_file", to="ben_at_rest", path=str(source), caption="here")
    await ann.do("send", to="ben_at_rest", text="there it is")
    await ben.see_text("there it is")
    assert not tells(server.folder)
    came = await ben.do("fetch_file", peer="ann_at_rest", path=str(target))
    assert content_of(came) == CONTENT
