"""What the official apps need of connections and keys; the numbers are official-apps.md's."""

import asyncio
import struct
import time

from heliograph.config import Limits
from support.net_place import ECHO, Place, eventually
from support.whole_place import WholePlace

QUERY = struct.pack("<II", ECHO, 5)
REQ_PQ_MULTI = struct.pack("<I", 0xBE7E8EF1) + bytes(16)
PHONE = "12025550101"
# Telegram Desktop: 16 for downloads, 16 for uploads, its own, and as many again while they change.
DESKTOP_SESSIONS = 70


async def test_1_a_warm_connection_may_stay_silent_for_a_minute(place: Place) -> None:
    client = await place.client()
    await eventually(lambda: len(place.server._connections) == 1)
    (connection,) = place.server._connections
    deadline = connection._deadline
    assert deadline is not None
    assert deadline.when() - asyncio.get_running_loop().time() > 60
    connection.sweep(time.monotonic() + 3_600)
    await client.agree_key(place.public_key)
    assert await client.call(QUERY) == QUERY


async def test_3_a_probed_connection_takes_what_a_known_key_encrypted(place: Place) -> None:
    client = await place.signed()
    probe = await place.client()
    assert await probe.ask(REQ_PQ_MULTI)
    assert await probe.use(client).call(QUERY) == QUERY


async def test_5_a_binding_leaves_the_lifetime_as_it_was_agreed(whole: WholePlace) -> None:
    ann = await whole.client()
    await ann.sign_up(PHONE)
    assert ann.key is not None
    client = await whole.client(expires_in=40_000)
    assert client.key is not None
    before = await whole.store.load_auth_key(client.key.key_id)
    assert await client.bind(ann.key) is True
    after = await whole.store.load_auth_key(client.key.key_id)
    assert before is not None
    assert after is not None
    assert before.key.expires
    assert after.key.expires == before.key.expires


async def test_8_a_key_has_room_for_all_sessions_of_desktop(place: Place) -> None:
    assert Limits().sessions_per_key == 256
    first = await place.signed()
    clients = [(await place.client()).use(first) for _ in range(DESKTOP_SESSIONS)]
    answers = await asyncio.gather(*(client.call(QUERY) for client in clients))
    assert answers == [QUERY] * DESKTOP_SESSIONS
