"""A running server: what people delete leaves its folder, its log and its search in time."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient
from support.leaving_no_trace import WAYS, marker, traces
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long, pytest.mark.timeout(240)]

WITHIN_S = 60
INDEXED_WITHIN_S = 10


class Person:
    """A `support.leaving_no_trace.Writer` on a connection of their own."""

    def __init__(self, server: PlayServer, phone: str) -> None:
        self._server = server
        self._client = ApiClient()
        self._known: dict[int, int] = {}
        self.phone = phone
        self.id = 0

    async def open(self) -> None:
        """Connect and sign up."""
        await self._client.connect(self._server.host, self._server.port)
        await self._client.agree_key(self._server.public_key.read_bytes())
        me = await self._client.sign_in(self.phone, lambda: self._server.code(self.phone), "Plain")
        self.id = me.id

    async def meet(self, other: "Person") -> None:
        """Have them in the address book for a moment, which tells how to name them."""
        entry = types.InputPhoneContact(
            client_id=1, phone=other.phone, first_name="Other", last_name=""
        )
        (user,) = (await self(functions.contacts.ImportContacts(contacts=[entry]))).users
        self._known[user.id] = user.access_hash
        await self(functions.contacts.DeleteContacts(id=[self.user(other)]))

    async def __call__(self, query: Any) -> Any:
        return await self._client.call(query)

    def to(self, other: "Person") -> types.InputPeerUser:
        return types.InputPeerUser(user_id=other.id, access_hash=self._known[other.id])

    def user(self, other: "Person") -> types.InputUser:
        return types.InputUser(user_id=other.id, access_hash=self._known[other.id])

    async def close(self) -> None:
        """Leave."""
        await self._client.close()


async def until_gone(folder: Path, markers: dict[str, str], *, meanwhile: Person) -> set[str]:
    """What still lies in the folder when all time is up."""
    deadline = time.monotonic() + WITHIN_S
    left = await asyncio.to_thread(traces, folder, markers)
    while left and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        # Who says nothing is hung up on.
        await meanwhile(functions.updates.GetState())
        left = await asyncio.to_thread(traces, folder, markers)
    return left


async def test_what_was_deleted_is_nowhere_within_a_minute(
    server: PlayServer, tmp_path: Path
) -> None:
    ann, ben = Person(server, "9996630001"), Person(server, "9996630002")
    for person in (ann, ben):
        await person.open()
    await ann.meet(ben)
    markers = {way: marker(way) for way in WAYS}
    take_out = {way: await plant(ann, ben, markers[way]) for way, plant in WAYS.items()}
    async with asyncio.timeout(INDEXED_WITHIN_S):
        while markers["text"] not in _texts(await _search(ann, markers["text"])):
            pass
    # The folder, the server's log and the codes it sent.
    assert traces(tmp_path, markers) == markers.keys()
    for delete in take_out.values():
        await delete()
    assert await until_gone(tmp_path, markers, meanwhile=ann) == set()
    assert _texts(await _search(ann, markers["text"])) == ""
    await ann.close()
    await ben.close()


async def _search(who: Person, word: str) -> Any:
    asked = functions.messages.SearchGlobal(
        q=word,
        filter=types.InputMessagesFilterEmpty(),
        min_date=0,
        max_date=0,
        offset_rate=0,
        offset_peer=types.InputPeerEmpty(),
        offset_id=0,
        limit=10,
    )
    return await who(asked)


def _texts(found: Any) -> str:
    return " ".join(message.message for message in found.messages)
