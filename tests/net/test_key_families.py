"""What a permanent key and the temporary keys bound to it may have together."""

import struct

from heliograph.net.queries import BUSY
from heliograph.tl import functions
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.net_place import eventually
from support.stage import initialised
from support.whole_place import OpenWhole, WholeClient

CONFIG = functions.help.GetConfig()


def wait_forever(client: WholeClient) -> int:
    """A query that waits for one that never comes."""
    query = functions.InvokeAfterMsg(msg_id=client.msg_id(), query=CONFIG)
    return client.send(encode(query, NEWEST))


async def test_sessions_are_counted_for_all_keys_of_the_family(open_whole: OpenWhole) -> None:
    whole = await open_whole(sessions_per_key=2)
    permanent = await whole.client()
    assert permanent.key is not None
    one, two = await whole.bound(permanent.key), await whole.bound(permanent.key)
    for client in (one, two):
        await client.api(CONFIG)
    permanent.send(encode(initialised(CONFIG, NEWEST), NEWEST))
    assert await permanent.end() == [struct.pack("<i", -429)]


async def test_queries_are_counted_for_all_keys_of_the_family(open_whole: OpenWhole) -> None:
    whole = await open_whole(queries_pending_per_key=3)
    permanent = await whole.client()
    assert permanent.key is not None
    one, two = await whole.bound(permanent.key), await whole.bound(permanent.key)
    for client in (one, one, two):
        wait_forever(client)
    await eventually(lambda: whole.server.counts()["queries"] == 3)
    for client in (one, two, permanent):
        assert await client.call(encode(CONFIG, NEWEST)) == BUSY


async def test_a_binding_gives_back_what_was_counted_before_it(open_whole: OpenWhole) -> None:
    whole = await open_whole(queries_pending_per_key=2)
    permanent = await whole.client()
    assert permanent.key is not None
    for _ in range(3):
        client = await whole.client(expires_in=86_400)
        assert await client.bind(permanent.key) is True
        assert await client.bind(permanent.key) is True
    await eventually(lambda: whole.server.counts()["queries"] == 0)
    assert (await permanent.api(CONFIG)).this_dc == 2
