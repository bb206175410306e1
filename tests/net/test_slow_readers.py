"""In a supergroup nobody waits for somebody who does not read."""

import asyncio

from heliograph.mtproto.constructors import UPDATES_TOO_LONG
from heliograph.net.connection import Connection
from heliograph.tl import functions, types
from support.net_place import eventually
from support.whole_place import OpenWhole, WholeClient, WholePlace

POSTS = 12
QUEUED = 4


async def stop_reading(place: WholePlace, client: WholeClient, account_id: int) -> Connection:
    """Have a client's buffers be full; gives its connection."""
    (session,) = place.server.sessions.of_account(account_id)
    (connection,) = session.carriers()
    assert isinstance(connection, Connection)
    client.stop_reading()
    while not connection.stalled:
        session.push(bytes(60_000))
        connection.flush()
        await asyncio.sleep(0)
    return connection


async def test_who_does_not_read_keeps_nobody_waiting(open_whole: OpenWhole) -> None:
    place = await open_whole(pushes_queued_per_session=QUEUED)
    ann, ben, cat = [await place.client() for _ in range(3)]
    users = [
        await client.sign_up(f"1202555010{number}", name)
        for number, (client, name) in enumerate(((ann, "Ann"), (ben, "Ben"), (cat, "Cat")), 1)
    ]
    made = await ann.ask_for(
        functions.channels.CreateChannel(title="Hikers", about="", megagroup=True)
    )
    channel_id, access = made.chats[0].id, place.stage.service.access
    mine = access.of_channel(users[0].id, channel_id)
    named = types.InputChannel(channel_id=channel_id, access_hash=mine)
    await ann.ask_for(functions.channels.UpdateUsername(channel=named, username="hikers"))
    for client, user in ((ben, users[1]), (cat, users[2])):
        theirs = access.of_channel(user.id, channel_id)
        their = types.InputChannel(channel_id=channel_id, access_hash=theirs)
        await client.ask_for(functions.channels.JoinChannel(channel=their))
    await place.stage.settle()

    connection = await stop_reading(place, cat, users[2].id)
    peer = types.InputPeerChannel(channel_id=channel_id, access_hash=mine)
    for number in range(POSTS):
        post = functions.messages.SendMessage(
            peer=peer, message=f"post {number}", random_id=number + 1
        )
        await ann.ask_for(post)
        await place.stage.settle()
        # Each has come before the next one is written.
        while f"post {number}".encode() not in (await ben.message()).body:
            pass
    (slow,) = place.server.sessions.of_account(users[2].id)
    assert connection.stalled
    assert slow.wire.outbox.too_long
    assert not slow.wire.outbox.main.queue

    cat.go_on_reading()
    while (await cat.message()).kind != UPDATES_TOO_LONG:
        pass
    await eventually(lambda: not connection.stalled)
