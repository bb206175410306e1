"""The operator sees how the public log stands, and brings back what it lacks."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.cli.log_findings import finding
from heliograph.cli.main import heliograph
from heliograph.safety.log.heads import Standing
from heliograph.server.keys import DATABASE_FILE, load_log_key, load_rsa_key, load_sub_keys
from heliograph.storage.sqlite import SqliteStore
from support.public_log import enter_some, keeper, save

NOW = 1_795_478_400


def stands(*, waiting: int = 0, since: int = 0, held: str = "") -> Standing:
    return Standing(size=7, waiting=waiting, since=since, held=held, witnesses={})


@pytest.mark.parametrize(
    ("standing", "level", "said"),
    [
        (stands(), "ok", "7 entries, all signed"),
        (stands(waiting=2, since=NOW - 60), "ok", "7 entries"),
        (stands(waiting=2, since=NOW - 61), "bad", "2 entries wait, the first for 61 seconds"),
        (stands(held="ada knows 9 entries"), "bad", "stands still: ada knows 9 entries"),
    ],
)
def test_the_doctor_says_when_the_promise_is_not_kept(
    standing: Standing, level: str, said: str
) -> None:
    found = finding(standing, now=NOW)
    assert (found.level, said in found.text) == (level, True)


async def test_a_folder_that_nobody_serves_is_looked_at_and_mended(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    keys = load_sub_keys(folder)
    load_rsa_key(folder)
    own = keeper(key=load_log_key(folder))
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=keys.auth_keys)
    assert await store.public_log().sequence(own, date=5, at_most=9) is not None
    await store.close()
    ahead = SqliteStore.open(tmp_path / "ahead", key_secret=bytes(32))
    await enter_some(ahead, ["a", "b"])
    await ahead.public_log().sequence(own, date=5, at_most=9)
    await save(ahead.public_log(), tmp_path / "copy")
    await ahead.close()
    # The command has a loop of its own.
    results = [
        await asyncio.to_thread(run, folder, *arguments)
        for arguments in (("--json",), ("--adopt", str(tmp_path / "copy")), ())
    ]
    assert json.loads(results[0])["size"] == 0
    assert results[1] == "2 entries brought back\n"
    assert results[2].startswith("2 entries, 0 wait for their place\n")


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(heliograph, ["log", "--data-dir", str(folder), *arguments])
    assert done.exit_code == 0, done.output
    return done.output
