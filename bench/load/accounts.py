"""The accounts a folder was seeded with, as `heliograph dev seed` writes them."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from load.client import LoadClient, connect
from load.queries import LAYER
from load.server import Server

CONNECT_AT_ONCE = 20


@dataclass(frozen=True)
class Person:
    """One account with a ready key, and the neighbour it may write to."""

    user_id: int
    key: bytes
    friend_id: int
    friend_hash: int


def read_accounts(path: Path) -> list[Person]:
    """All accounts; person i's friend is person i ^ 1, so 2k and 2k + 1 are a pair."""
    found = json.loads(path.read_text())
    users, hashes = found["users"], found["pairs"]
    return [
        Person(user_id, bytes.fromhex(key), users[i ^ 1][0], hashes[str(i)])
        for i, (user_id, _, key) in enumerate(users)
        if str(i) in hashes
    ]


def read_busy(path: Path) -> list[Person]:
    """The busiest of a seeded community, each with the friend they write to most."""
    found = json.loads(path.read_text())
    return [
        Person(user_id, bytes.fromhex(key), one["peer_id"], one["access_hash"])
        for one in found.get("busy", ())
        for user_id, _, key in [found["users"][one["index"]]]
    ]


def read_chats(path: Path) -> dict[int, int]:
    """The ids of basic groups of the first accounts, by how many there are in each."""
    found = json.loads(path.read_text()).get("chats", {})
    return {int(size): chat_id for size, chat_id in found.items()}


def read_supergroups(path: Path) -> dict[int, tuple[int, int]]:
    """Id and access hash, as the first account has it, of supergroups of the first accounts, by how
    many there are in each."""
    found = json.loads(path.read_text()).get("groups", {})
    return {int(size): (group["id"], group["hash"]) for size, group in found.items()}


async def connect_all(
    server: Server, people: list[Person], *, layer: int = LAYER
) -> list[LoadClient]:
    """A client for each, in order; another session if there is one already."""
    gate = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def one(person: Person) -> LoadClient:
        async with gate:
            return await connect(server.host, server.port, person.key, layer=layer)

    return await asyncio.gather(*map(one, people))
