"""Reports of posts in public channels, and decisions on them over the control socket."""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import apsw
import msgspec

from heliograph.safety.log import verify
from heliograph.tl import functions, types
from heliograph.tl.codec import decode, encode
from load import queries
from load.accounts import Person, connect_all, read_accounts
from load.client import LoadClient
from load.figures import percentile
from load.meter import Meter
from load.server import DATABASE, Server

USERS = 200
"""Every other one has a channel, which the next one reads and reports."""

STAFF_AT_ONCE = 8
REPORTS_AT_ONCE = 32
POSTS_AT_ONCE = 64
SETTLED_WITHIN_S = 90

_TITLES = ("Scam or fraud", "Phishing")
_TEXT = b"gold for your password, today only"
_MEASURES = (
    {"measures": ["remove"]},
    {"measures": ["hide"]},
    {"measures": ["label"], "label": "Asks for passwords"},
    {"measures": ["warn"]},
)
_UNDONE = (
    "SELECT (SELECT count(*) FROM safety_effects WHERE due IS NOT NULL)"
    " + (SELECT count(*) FROM log_pending)"
)
_DONE = """
SELECT (SELECT count(*) FROM safety_decisions), (SELECT count(*) FROM safety_reports),
    (SELECT count(*) FROM safety_statements WHERE delivered IS NOT NULL),
    (SELECT count(*) FROM log_private WHERE event = 'decision' AND place IS NOT NULL),
    (SELECT max((SELECT min(date) FROM log_heads WHERE size > p.place) - d.date)
     FROM safety_decisions AS d JOIN log_private AS p ON p.puid = d.puid AND p.event = 'decision')
"""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A channel: who writes in it and who reads it, each with how they name it."""

    author: LoadClient
    own: types.InputChannel
    reader: LoadClient
    peer: types.InputPeerChannel
    option: bytes


async def measure(server: Server, accounts: Path, options: argparse.Namespace) -> dict[str, float]:
    """Post, report, decide; gives the figures."""
    wanted = int(options.minutes * 60 * options.per_s)
    places = await found_places(server, read_accounts(accounts))
    posts = await write_posts(places, wanted)
    async with Meter(server) as reporting:
        await report_all(posts)
    async with Meter(server) as deciding:
        latencies = await decide_all(server, seconds=options.minutes * 60)
    undone_s = await settled(server)
    decided, reports, told, logged, waited_s = _read(server, _DONE)
    if not len(latencies) == decided == told == logged or reports != len(posts):
        raise RuntimeError(f"{decided} decided, {told} told, {logged} logged, {reports} reported")
    verified_s = await asyncio.to_thread(_verify, server)
    return {
        "reports": float(reports),
        "reports_per_s": reports / reporting.wall_s,
        "report_cpu_ms": reporting.cpu_s / reports * 1e3,
        "decisions": float(decided),
        "decisions_per_s": decided / deciding.wall_s,
        "decision_cpu_ms": deciding.cpu_s / decided * 1e3,
        "decision_p50_ms": percentile(latencies, 50) * 1e3,
        "decision_p99_ms": percentile(latencies, 99) * 1e3,
        "first_minute_p50_ms": percentile(latencies[: decided // 10], 50) * 1e3,
        "last_minute_p50_ms": percentile(latencies[-decided // 10 :], 50) * 1e3,
        "logged_within_s": float(waited_s),
        "all_done_s_after": undone_s,
        "fsyncs_per_s": deciding.commits / deciding.wall_s,
        "verify_s": verified_s,
        "client_cores": deciding.client_cpu_s / deciding.wall_s,
        "other_cores": deciding.other_cores,
        "stolen_cores": deciding.stolen_cores,
    }


async def found_places(server: Server, people: Sequence[Person]) -> list[Place]:
    """A public channel of every other account, and what the next one reports its posts by."""
    clients = await connect_all(server, list(people))
    pairs = [(clients[at], clients[at + 1]) for at in range(0, len(clients) - 1, 2)]
    return [
        await _found_place(author, reader, name=f"cheap_gold_{number}")
        for number, (author, reader) in enumerate(pairs)
    ]


async def _found_place(author: LoadClient, reader: LoadClient, *, name: str) -> Place:
    made = await call(
        author, functions.channels.CreateChannel(title="Gold", about="", broadcast=True)
    )
    (chat,) = made.chats
    channel = types.InputChannel(channel_id=chat.id, access_hash=chat.access_hash)
    await call(author, functions.channels.UpdateUsername(channel=channel, username=name))
    found = await call(reader, functions.contacts.ResolveUsername(username=name))
    (seen,) = found.chats
    peer = types.InputPeerChannel(channel_id=seen.id, access_hash=seen.access_hash)
    option = b""
    for title in _TITLES:
        step = await call(
            reader, functions.messages.Report(peer=peer, id=[1], option=option, message="")
        )
        (option,) = [one.option for one in step.options if one.text == title]
    return Place(author=author, own=channel, reader=reader, peer=peer, option=option)


async def call(client: LoadClient, request: Any) -> Any:
    """What a method answers."""
    return decode(await client.call(encode(request, queries.LAYER)))


async def write_posts(places: Sequence[Place], wanted: int) -> list[tuple[Place, int]]:
    """So many posts, as many in each place; gives where each is and its number there."""

    async def write(place: Place) -> None:
        own = place.own
        said = queries.send_to_channel(own.channel_id, own.access_hash, _TEXT)
        await place.author.call(said)

    each = -(-wanted // len(places))
    await _at_once([lambda p=p: write(p) for _ in range(each) for p in places], POSTS_AT_ONCE)
    # The first one is that the channel was made.
    return [(place, number) for number in range(2, each + 2) for place in places]


async def report_all(posts: Sequence[tuple[Place, int]]) -> None:
    """Have each be reported by who reads it."""

    async def report(place: Place, number: int) -> None:
        said = functions.messages.Report(
            peer=place.peer, id=[number], option=place.option, message="it phishes"
        )
        assert isinstance(await call(place.reader, said), types.ReportResultReported)

    await _at_once([lambda p=p, n=n: report(p, n) for p, n in posts], REPORTS_AT_ONCE)


async def decide_all(server: Server, *, seconds: float, most: int = sys.maxsize) -> list[float]:
    """Decide until there are no cases, or no time, or so many are; gives how long each took, in
    seconds."""
    until, latencies = time.perf_counter() + seconds, list[float]()
    cases: asyncio.Queue[int] = asyncio.Queue()
    known: set[int] = set()
    refilling = asyncio.Lock()

    async def refill(staff: "Staff") -> None:
        """An inbox shows a hundred: what is being decided is still among them."""
        async with refilling:
            if cases.empty():
                listed = await staff.ask("inbox", by="ann")
                fresh = [one["id"] for one in listed if one["id"] not in known]
                known.update(fresh)
                for one in fresh:
                    cases.put_nowait(one)

    async def decide(number: int) -> None:
        async with at_the_desk(server) as staff:
            while time.perf_counter() < until and len(latencies) < most:
                if cases.empty():
                    await refill(staff)
                if cases.empty():
                    return
                began, case = time.perf_counter(), cases.get_nowait()
                await staff.decide(case)
                latencies.append(time.perf_counter() - began)

    await asyncio.gather(*(decide(number) for number in range(STAFF_AT_ONCE)))
    return latencies


class Staff:
    """Somebody at the control socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, command: str, **args: Any) -> Any:
        """What a command answers."""
        self._writer.write(json.dumps({"cmd": f"safety.{command}", "args": args}).encode() + b"\n")
        answer = json.loads(await self._reader.readline())
        if "ok" not in answer:
            raise RuntimeError(answer["error"])
        return answer["ok"]

    async def decide(self, case: int) -> None:
        """Decide on a case, one measure after the other by its number."""
        await self.ask(
            "decide",
            case=case,
            by="ann",
            ground="terms",
            clause="4.2",
            facts="It asks for passwords.",
            **_MEASURES[case % len(_MEASURES)],
        )


@asynccontextmanager
async def at_the_desk(server: Server) -> AsyncIterator[Staff]:
    """Somebody of the staff, at work."""
    path = str(server.folder / "control.sock")
    reader, writer = await asyncio.open_unix_connection(path, limit=1 << 20)
    try:
        yield Staff(reader, writer)
    finally:
        writer.close()


async def settled(server: Server) -> float:
    """Wait until all is done and logged; gives how many seconds that took."""
    began = time.perf_counter()
    async with asyncio.timeout(SETTLED_WITHIN_S):
        # A store has no event to wait for.
        while _read(server, _UNDONE) != (0,):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    return time.perf_counter() - began


def _read(server: Server, statement: str) -> tuple[Any, ...]:
    database = apsw.Connection(str(server.folder / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        database.set_busy_timeout(5_000)
        return next(iter(database.execute(statement)))
    finally:
        database.close()


def _verify(server: Server) -> float:
    began = time.perf_counter()
    heads = str(server.folder / "bench-heads.json")
    command = [sys.executable, verify.__file__, server.ready["http"], "--heads", heads]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"verify.py: {done.stderr}")
    return time.perf_counter() - began


async def _at_once(calls: Sequence[Callable[[], Awaitable[None]]], most: int) -> None:
    """Make all calls, so many at a time."""
    waiting = iter(calls)

    async def work() -> None:
        for call in waiting:
            await call()

    await asyncio.gather(*(work() for _ in range(most)))
