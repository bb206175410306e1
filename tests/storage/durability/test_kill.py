"""`kill -9` under load, several times over: what was answered is there, and nothing is twice."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

from heliograph.domain.history import HistoryQuery
from heliograph.ports.store import Store
from support.powercut.driven import Driver, driver
from support.powercut.driver import ACCOUNTS, accounts_of
from support.powercut.runs import open_store

TALKERS = 24
KILLS = 5
ANSWERS_A_LIFE = 300
HUB = ACCOUNTS - 1


class Talker:
    """One connection at a time, sending to the hub; what was not answered is sent again."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.sender = number % HUB
        self.answered: dict[int, dict[str, Any]] = {}
        self.unanswered: int | None = None
        self._last = number * 1_000_000

    async def talk(self, port: int, answered: asyncio.Queue[None]) -> None:
        """Until the connection breaks."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            if self.unanswered is None:
                self._last += 1
                self.unanswered = self._last
            request = {
                "from": self.sender,
                "to": HUB,
                "random_id": self.unanswered,
                "text": str(self.unanswered),
            }
            try:
                writer.write(json.dumps(request).encode() + b"\n")
                line = await reader.readline()
            except ConnectionError:
                line = b""
            if not line.endswith(b"\n"):
                writer.close()
                return
            self.answered[self.unanswered] = json.loads(line)
            self.unanswered = None
            answered.put_nowait(None)


async def one_life(driven: Driver, talkers: list[Talker]) -> None:
    """Let everybody talk at once, and kill the driver in the middle of it."""
    answered: asyncio.Queue[None] = asyncio.Queue()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for talker in talkers:
            group.create_task(talker.talk(driven.port, answered))
        for _ in range(ANSWERS_A_LIFE):
            await answered.get()
        driven.kill()


async def test_nothing_answered_is_lost_in_kills(tmp_path: Path) -> None:
    talkers = [Talker(number) for number in range(TALKERS)]
    for _ in range(KILLS):
        with driver(tmp_path) as driven:
            await one_life(driven, talkers)
    store = open_store(tmp_path)
    ids = await accounts_of(store)
    for sender in range(HUB):
        mine = [talker for talker in talkers if talker.sender == sender]
        await _check(store, ids[sender], hub_id=ids[HUB], talkers=mine)
    await store.close()


async def _check(store: Store, owner_id: int, *, hub_id: int, talkers: list[Talker]) -> None:
    answered = {str(i): a for talker in talkers for i, a in talker.answered.items()}
    query = HistoryQuery(owner_id=owner_id, peer_id=hub_id, limit=100_000)
    messages = (await store.history(query)).messages
    ids = {message.text: message.id for message in messages}
    assert {text: answer["id"] for text, answer in answered.items()}.items() <= ids.items()
    assert [text for text, count in Counter(m.text for m in messages).items() if count > 1] == []
    pts = (await store.state(owner_id)).pts
    assert pts == 1 + len(messages)
    received = await store.history(HistoryQuery(owner_id=hub_id, peer_id=owner_id, limit=100_000))
    assert {m.text for m in received.messages} == ids.keys()
