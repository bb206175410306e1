"""The real server after power cuts: what was said in a supergroup is there, and who moved."""

import asyncio
import contextlib
import random
from pathlib import Path
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient, ApiError
from support.mtproto_client import ClientKey
from support.powercut.mains import MainsServer
from support.powercut.watched_client import signed_up

ALICE, BOB = "99966000021", "99966000022"
USERNAME = "hikers_in_the_dark"
AT_ONCE = 12
MOVES = 6
channels = functions.channels


class Answered:
    """What the server said is so, over all its lives."""

    def __init__(self) -> None:
        self.posts: dict[int, str] = {}
        self.pts = 0
        self.inside: bool | None = False
        """Whether Bob is in it, None if the power went before he was told."""


async def back(server: MainsServer, key: ClientKey) -> tuple[ApiClient, types.InputChannel]:
    """A client of somebody who knows the group."""
    client = ApiClient(key)
    await client.connect(server.host, server.port)
    found = await client.call(functions.contacts.ResolveUsername(username=USERNAME))
    (group,) = found.chats
    return client, types.InputChannel(channel_id=group.id, access_hash=group.access_hash)


async def call(client: ApiClient, query: Any) -> Any:
    """ConnectionError also where the power went before anything was asked."""
    if client.closed.done():
        raise ConnectionError
    return await client.call(query)


async def post(client: ApiClient, named: types.InputChannel, said: Answered, number: int) -> None:
    peer = types.InputPeerChannel(channel_id=named.channel_id, access_hash=named.access_hash)
    query = functions.messages.SendMessage(peer=peer, message=f"post {number}", random_id=number)
    with contextlib.suppress(ConnectionError, TimeoutError):
        answer = await call(client, query)
        (made,) = [one for one in answer.updates if isinstance(one, types.UpdateNewChannelMessage)]
        said.posts[made.message.id] = made.message.message
        said.pts = max(said.pts, made.pts)


async def come_and_go(client: ApiClient, named: types.InputChannel, said: Answered) -> None:
    with contextlib.suppress(ConnectionError, TimeoutError):
        for _ in range(MOVES):
            inside, said.inside = bool(said.inside), None
            move = channels.LeaveChannel if inside else channels.JoinChannel
            await call(client, move(channel=named))
            said.inside = not inside


async def is_inside(client: ApiClient, named: types.InputChannel) -> bool:
    try:
        await client.call(channels.GetParticipant(channel=named, participant=types.InputPeerSelf()))
    except ApiError as refused:
        if refused.text != "USER_NOT_PARTICIPANT":
            raise
        return False
    return True


async def one_life(
    server: MainsServer, keys: tuple[ClientKey, ClientKey], said: Answered, dice: random.Random
) -> None:
    """Say much at once while one comes and goes, until the power fails."""
    (alice, group), (bob, same) = [await back(server, key) for key in keys]
    doing = [
        asyncio.create_task(post(alice, group, said, dice.getrandbits(60) | 1))
        for _ in range(AT_ONCE)
    ]
    doing.append(asyncio.create_task(come_and_go(bob, same, said)))
    # Once some are through, the others are on their way to the disk.
    await asyncio.wait(doing, return_when=asyncio.FIRST_COMPLETED)
    await server.cut_power(dice)
    await asyncio.gather(*doing)
    await alice.close()
    await bob.close()


async def check(server: MainsServer, keys: tuple[ClientKey, ClientKey], said: Answered) -> None:
    """That all that was answered is so, and the channel's pts has no hole."""
    (alice, group), (bob, same) = [await back(server, key) for key in keys]
    inside = await is_inside(bob, same)
    assert said.inside in (None, inside)
    said.inside = inside
    (full,) = [await alice.call(channels.GetFullChannel(channel=group))]
    assert full.full_chat.participants_count == 1 + inside
    found, pts, final = dict[int, Any](), 1, False
    while not final:
        told = await alice.call(
            functions.updates.GetChannelDifference(
                channel=group, filter=types.ChannelMessagesFilterEmpty(), pts=pts, limit=100
            )
        )
        assert not isinstance(told, types.updates.ChannelDifferenceTooLong)
        arrived = getattr(told, "new_messages", [])
        assert not found.keys() & {one.id for one in arrived}
        found |= {one.id: one for one in arrived}
        pts, final = told.pts, told.final
    assert pts >= said.pts
    # Each message took one pts, and nothing else happened here.
    assert sorted(found) == list(range(1, len(found) + 1))
    assert pts == 1 + len(found)
    texts = {one.id: one.message for one in found.values() if isinstance(one, types.Message)}
    assert said.posts.items() <= texts.items()
    assert len(set(texts.values())) == len(texts)
    await alice.close()
    await bob.close()


@pytest.mark.parametrize("cuts", [1, pytest.param(20, marks=pytest.mark.long)])
async def test_a_supergroup_survives_power_cuts_while_people_post_and_move(
    tmp_path: Path, cuts: int
) -> None:
    server, dice, said = MainsServer(tmp_path / "data"), random.Random("group"), Answered()
    await server.start()
    try:
        clients = [await signed_up(server, *who) for who in ((ALICE, "Alice"), (BOB, "Bob"))]
        made = await clients[0].call(
            channels.CreateChannel(title="Hikers", about="", megagroup=True)
        )
        (group,) = made.chats
        named = types.InputChannel(channel_id=group.id, access_hash=group.access_hash)
        await clients[0].call(channels.UpdateUsername(channel=named, username=USERNAME))
        keys = tuple(one.key for one in clients)
        for client in clients:
            await client.close()
        for _ in range(cuts):
            await one_life(server, keys, said, dice)
            await server.start()
            await check(server, keys, said)
    finally:
        await server.kill()
    assert len(said.posts) >= cuts
