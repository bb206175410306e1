"""A server of the public log, and what is asked of it."""

import asyncio
import urllib.error
import urllib.request
from email.message import Message
from typing import NamedTuple

from heliograph.safety.log.store import LogStore
from heliograph.storage.sqlite import SqliteStore
from heliograph.web.transparency.snapshot import FRESH_S
from support.public_log import WITNESS_KEY, enter_some, keeper

WATCHED = keeper(witnesses=(WITNESS_KEY,))


class Answered(NamedTuple):
    """A page that came, whatever its status."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class LogPlace:
    """A log at an address, which one witness watches; a minute goes by whenever it grew."""

    def __init__(self, store: SqliteStore, base: str = "") -> None:
        self.base = base
        self.now = 1000.0
        self.store = store
        self.log: LogStore = store.public_log()

    async def get(self, path: str, data: bytes | None = None, **headers: str) -> Answered:
        """What is answered, to a form if there is data."""
        return await asyncio.to_thread(self._get, path, data, headers)

    def _get(self, path: str, data: bytes | None, headers: dict[str, str]) -> Answered:
        asked = urllib.request.Request(self.base + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return Answered(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answered(error.code, error.headers, error.read())

    async def grow(self, puids: list[str], *, event: str = "decision") -> None:
        """Entries come, and have their places."""
        await enter_some(self.store, puids, event=event)
        while await self.log.sequence(WATCHED, date=7, at_most=500):
            pass
        self.now += FRESH_S
