"""The server dies while people report, staff decide and the log grows: nothing that was
acknowledged is lost, what is decided is done and told once, the log has neither fork nor hole."""

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from support.accountable import ENVIRONMENT, Town
from support.aftermath import agreed, faults
from support.play_server import PlayServer
from support.powercut.mains import MainsServer
from support.powercut.mortal import MortalServer

End = Callable[[PlayServer, random.Random], Awaitable[None]]
EVENTS_MOST = 8
COMMITS_MOST = 40
LONG_DEATHS = 20
LONG = [pytest.mark.long, pytest.mark.timeout(3 * 3_600)]


async def kill(server: PlayServer, dice: random.Random) -> None:
    await server.kill()


async def cut_power(server: PlayServer, dice: random.Random) -> None:
    assert isinstance(server, MainsServer)
    await server.cut_power(dice)


async def died(
    server: PlayServer, end: End, *, deaths: int, seed: str, founded: bool = False
) -> Town:
    """What became of a town whose server died so often; it runs again. `founded` says that its
    people at least are not lost, whatever is."""
    dice = random.Random(seed)
    town = Town(server, dice, together=isinstance(server, MortalServer | MainsServer))
    await town.start()
    await town.found()
    if founded:
        await town.end(server.stop)
        await town.start()
    for _ in range(deaths):
        if isinstance(server, MortalServer):
            server.die_after(dice.randint(1, COMMITS_MOST))
        await town.live(lambda: end(server, dice), events=dice.randint(1, EVENTS_MOST))
        await town.start()
    return town


@pytest.mark.parametrize("deaths", [2, pytest.param(50, marks=LONG)])
async def test_deaths_between_any_two_commits_lose_no_report_and_no_decision(
    tmp_path: Path, deaths: int
) -> None:
    server = MortalServer(tmp_path / "data", environment=ENVIRONMENT)
    try:
        town = await died(server, kill, deaths=deaths, seed=f"commits {deaths}")
        assert await faults(town) == []
        assert deaths < LONG_DEATHS or agreed(town)
    finally:
        await server.kill()


@pytest.mark.parametrize("deaths", [pytest.param(100, marks=LONG)])
async def test_kills_lose_no_report_and_no_decision(tmp_path: Path, deaths: int) -> None:
    server = PlayServer(tmp_path / "data", environment=ENVIRONMENT)
    try:
        town = await died(server, kill, deaths=deaths, seed=f"kills {deaths}")
        assert await faults(town) == []
        assert town.ledger.decisions
    finally:
        await server.kill()


@pytest.mark.parametrize(
    ("cuts", "seed"),
    [
        (1, 0),
        *(pytest.param(25, seed, marks=LONG) for seed in range(1, 5)),
    ],
)
async def test_power_cuts_lose_no_report_and_no_decision(
    tmp_path: Path, cuts: int, seed: int
) -> None:
    server = MainsServer(tmp_path / "data", environment=ENVIRONMENT)
    try:
        town = await died(server, cut_power, deaths=cuts, seed=f"cuts {seed}")
        assert await faults(town) == []
        assert town.ledger.decisions
        assert cuts < LONG_DEATHS or agreed(town)
    finally:
        await server.kill()


@pytest.mark.long
async def test_the_same_deaths_find_losses_where_answers_come_before_the_commit(
    tmp_path: Path,
) -> None:
    server = MortalServer(tmp_path / "data", environment=ENVIRONMENT, early=True)
    try:
        town = await died(server, kill, deaths=6, seed="early")
        assert [line for line in await faults(town) if line.startswith("lost: ")]
    finally:
        await server.kill()


@pytest.mark.long
async def test_the_same_cuts_find_losses_where_commits_are_not_synced(tmp_path: Path) -> None:
    server = MainsServer(tmp_path / "data", environment=ENVIRONMENT, synchronous="NORMAL")
    try:
        town = await died(server, cut_power, deaths=2, seed="unsynced", founded=True)
        assert [line for line in await faults(town) if line.startswith("lost: ")]
    finally:
        await server.kill()
