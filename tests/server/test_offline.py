"""What a command opens on a folder that nobody serves is let go of again."""

import threading
from pathlib import Path

import pytest

from heliograph.config import Settings
from heliograph.server.errors import CannotStart
from heliograph.server.offline import offline_app


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


async def test_nothing_stays_open_where_the_place_of_blobs_is_refused(tmp_path: Path) -> None:
    before = threads()
    refused = Settings(
        data_dir=str(tmp_path),
        blobs_s3="https://s3.example/files",
        blobs_s3_key_file=str(tmp_path / "absent"),
    )
    with pytest.raises(CannotStart, match="blobs_s3_key_file: there is no file"):
        async with offline_app(refused):
            pass
    assert threads() == before
    async with offline_app(Settings(data_dir=str(tmp_path))) as (app, _, _):
        assert await app.store.owned_files(1)
