"""Looking back: pages of history, the dialog list, searches, in the mailbox of somebody busy."""

import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from load import queries
from load.accounts import Person
from load.client import LoadClient, connect
from load.figures import percentile
from load.meter import Meter
from load.server import Server

PAGE = 100
PAGES = 100
LISTS = 20
SEARCHES = 400
_WORD = re.compile(rb"[a-z]{3,12}")


async def measure(server: Server, busy: Sequence[Person]) -> dict[str, Any]:
    """CPU of pages and of the whole dialog list; seconds from a search to its answer."""
    reader = busy[0]
    client = await connect(server.host, server.port, reader.key)
    page = queries.get_history(reader.friend_id, reader.friend_hash, limit=PAGE)
    body = await client.call(page)
    result: dict[str, Any] = {"messages_on_page": queries.count_messages(body)}
    result["cpu_ms_per_page"] = await _cpu_ms(server, PAGES, lambda: client.call(page))
    result["dialogs"] = await _read_dialogs(client)
    result["cpu_ms_per_dialog_list"] = await _cpu_ms(server, LISTS, lambda: _read_dialogs(client))
    texts = _sought(body)
    for name, query in (("everywhere", _everywhere), ("dialog", _in_dialog)):
        result |= await _searches(server, client, [query(reader, text) for text in texts], name)
    client.close()
    return result


async def _cpu_ms(server: Server, times: int, work: Callable[[], Awaitable[object]]) -> float:
    async with Meter(server) as meter:
        for _ in range(times):
            await work()
    return meter.cpu_s / times * 1e3


async def _read_dialogs(client: LoadClient) -> int:
    """The whole list, page by page; gives how many dialogs it has."""
    count = offset_id = 0
    while True:
        tops = queries.top_messages(await client.call(queries.get_dialogs(offset_id, limit=PAGE)))
        count += len(tops)
        if len(tops) < PAGE:
            return count
        offset_id = min(tops)


def _sought(page: bytes) -> list[bytes]:
    """Words as often as they are written, how they begin, two together, and what nobody wrote."""
    drawn = random.Random(1)
    words = _WORD.findall(page)
    found: list[bytes] = []
    for number in range(SEARCHES):
        word, other = drawn.choice(words), drawn.choice(words)
        kinds = (word, word, word[:3], word + b" " + other, b"unheard of %d" % number)
        found.append(kinds[number % len(kinds)])
    return found


def _everywhere(_: Person, text: bytes) -> bytes:
    return queries.search_global(text, limit=20)


def _in_dialog(reader: Person, text: bytes) -> bytes:
    return queries.search(reader.friend_id, reader.friend_hash, text, limit=20)


async def _searches(
    server: Server, client: LoadClient, asked: Sequence[bytes], name: str
) -> dict[str, Any]:
    took_s: list[float] = []
    found = 0
    async with Meter(server) as meter:
        for query in asked:
            began = time.perf_counter()
            body = await client.call(query)
            took_s.append(time.perf_counter() - began)
            found += bool(queries.count_messages(body))
    return {
        f"{name}_p50_ms": percentile(took_s, 50) * 1e3,
        f"{name}_p95_ms": percentile(took_s, 95) * 1e3,
        f"{name}_max_ms": max(took_s) * 1e3,
        f"{name}_cpu_ms": meter.cpu_s / len(asked) * 1e3,
        f"{name}_found": found,
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }
