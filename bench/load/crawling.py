"""What a crawler on the public log and staff at work do to the latency of messages."""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from load import open_loop
from load.accounting import (
    Staff,
    at_the_desk,
    decide_all,
    found_places,
    report_all,
    settled,
    write_posts,
)
from load.accounts import connect_all, read_accounts
from load.figures import percentile
from load.meter import Meter
from load.server import Server

TALKERS = 20
CRAWLERS = 4
READS_PER_S = 100
"""As many as one address may ask for (`log_reads_per_address_per_minute`, which `bench` lifts)."""

_STAFF_EVERY_S = 0.5
_STARTED_WITHIN_S = 30
_LESS_URGENT = 10
_WARM_UP_S = 3.0
_PAGES = ("/transparency", "/transparency.csv", "/transparency.json", "/.well-known/trust.json")


async def measure(server: Server, accounts: Path, options: argparse.Namespace) -> dict[str, float]:
    """By turns with and without them; gives medians over all rounds.

    Before anybody looks on so many decisions are logged, and as many reports wait.
    """
    logged = options.logged
    people = read_accounts(accounts)
    posts = await write_posts(await found_places(server, people), 2 * logged)
    await report_all(posts)
    await decide_all(server, seconds=max(60, logged / 20), most=logged)
    await settled(server)
    clients = await connect_all(server, people[:TALKERS])

    async def talk(seconds: float) -> float:
        rate = options.messages_per_s
        latencies = await open_loop.talk(people[:TALKERS], clients, per_s=rate, seconds=seconds)
        return percentile(latencies, 99) * 1e3

    await talk(_WARM_UP_S)
    alone, watched, pages, decided, other = [], [], 0, 0, []
    for _ in range(options.rounds):
        async with Meter(server) as meter:
            alone.append(await talk(options.seconds))
        other.append(meter.other_cores)
        over = asyncio.Event()
        with _crawled(server.ready["http"]) as answered:
            working = asyncio.create_task(_work(server, over))
            watched.append(await talk(options.seconds))
            over.set()
            decided += await working
        pages += answered.value
    for client in clients:
        client.close()
    seconds = options.rounds * options.seconds
    return {
        "alone_p99_ms": statistics.median(alone),
        "crawled_p99_ms": statistics.median(watched),
        "times": statistics.median(watched) / statistics.median(alone),
        "worst_times": max(with_ / without for with_, without in zip(watched, alone, strict=True)),
        "pages_per_s": pages / seconds,
        "decisions_per_s": decided / seconds,
        "other_cores": statistics.median(other),
    }


@contextmanager
def _crawled(site: str) -> Iterator[Any]:
    """Crawlers at work; `value` is how many answers they had, all of them when they have stopped.

    They are a process of their own that gives way to this one: they stand for other machines, and
    whoever measures a latency here should not wait for them.
    """
    context = multiprocessing.get_context("spawn")
    answered, begun, over = context.Value("q", 0), context.Event(), context.Event()
    process = context.Process(target=_crawl_at_once, args=(site, begun, over, answered))
    process.start()
    try:
        if not begun.wait(_STARTED_WITHIN_S):
            raise RuntimeError("no crawler came")
        yield answered
    finally:
        over.set()
        process.join()


def _crawl_at_once(site: str, begun: Event, over: Event, answered: Any) -> None:
    os.nice(_LESS_URGENT)
    asked = (site, over, answered)
    crawlers = [threading.Thread(target=_crawl, args=asked) for _ in range(CRAWLERS)]
    for one in crawlers:
        one.start()
    begun.set()
    for one in crawlers:
        one.join()


def _crawl(site: str, over: Event, answered: Any) -> None:
    """Everything that the log offers, again and again."""
    size = int(_fetch(f"{site}/log/checkpoint").decode().split("\n")[1])
    tiles = [f"/log/tile/entries/{number:03}" for number in range(min(size // 256, 1_000))]
    tiles += [f"/log/tile/0/{number:03}" for number in range(min(size // 256, 1_000))]
    proofs = [f"/log/consistency?first={size // share}&second={size}" for share in (2, 3, 7)]
    while not over.is_set():
        for page in (*_PAGES, *tiles, *proofs):
            if over.is_set():
                return
            due = time.monotonic() + CRAWLERS / READS_PER_S
            _fetch(site + page)
            with answered.get_lock():
                answered.value += 1
            over.wait(max(0.0, due - time.monotonic()))


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        content: bytes = answer.read()
    return content


async def _work(server: Server, over: asyncio.Event) -> int:
    """Somebody looks through the inbox, opens a case and decides it, twice a second."""
    decided = 0
    async with at_the_desk(server) as staff:
        while not over.is_set():
            decided += await _look_and_decide(staff)
            await asyncio.sleep(_STAFF_EVERY_S)
    return decided


async def _look_and_decide(staff: Staff) -> int:
    cases: list[dict[str, Any]] = await staff.ask("inbox", by="ann")
    if not cases:
        return 0
    case = cases[0]["id"]
    shown = await staff.ask("case", case=case, by="ann", reason="review")
    assert json.dumps(shown)
    await staff.decide(case)
    return 1
