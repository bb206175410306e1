"""The server gives entries their places, and says when it cannot."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from prometheus_client import REGISTRY

from heliograph.config import Settings
from heliograph.safety.log import notes
from heliograph.server.errors import CannotStart
from heliograph.server.public_log import make_keeper, measure, step
from heliograph.storage.sqlite import SqliteStore
from support.empty_store import open_store
from support.public_log import KEY, WITNESS_KEY, enter_some, keeper, witnessed

NOW = 1_000


class Clock:
    def now(self) -> int:
        return NOW


CLOCK = cast("Any", Clock())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = open_store(tmp_path / "store.sqlite")
    yield opened
    await opened.close()


def metric(name: str) -> float | None:
    return REGISTRY.get_sample_value(f"heliograph_log_{name}")


async def test_all_that_waits_gets_its_place(store: SqliteStore) -> None:
    log = store.public_log()
    await enter_some(store, ["a", "b"], date=NOW - 61)
    assert "more than 60 seconds" in await measure(log, keeper(), now=NOW)
    assert metric("waiting_seconds") == 61
    await step(log, keeper(), CLOCK)
    assert await measure(log, keeper(), now=NOW) == ""
    assert (metric("entries"), metric("waiting_seconds")) == (2, 0)


async def test_a_log_that_stands_still_says_why(store: SqliteStore, tmp_path: Path) -> None:
    ahead = open_store(tmp_path / "ahead")
    await enter_some(ahead, ["a"])
    watched = keeper(witnesses=(WITNESS_KEY,))
    await step(ahead.public_log(), watched, CLOCK)
    head = await ahead.public_log().newest_head()
    await ahead.close()
    assert head is not None
    log = store.public_log()
    await step(log, watched, CLOCK)
    await log.take_witnessed(witnessed(head), watched, date=NOW)
    await enter_some(store, ["b"])
    await step(log, watched, CLOCK)
    assert "stands still: witness.example knows 1" in await measure(log, watched, now=NOW)
    assert metric("stands_still") == 1


@pytest.mark.parametrize(
    ("witnesses", "said"),
    [
        (("nonsense",), "verifier key"),
        ((notes.log_key(KEY).vkey(),), "cosignatures"),
        ((WITNESS_KEY.vkey(), WITNESS_KEY.vkey()), "one name"),
    ],
)
def test_a_witness_that_is_none_keeps_the_server_from_starting(
    witnesses: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CannotStart, match=said):
        make_keeper(KEY, Settings(log_witnesses=witnesses))
