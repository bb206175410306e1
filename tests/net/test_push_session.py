"""A session that a device keeps while its app is closed is told that there are updates.

As Android does without Google's services: it asks nothing by that session, and only pings.
"""

import asyncio
import struct
from contextlib import suppress

from heliograph.delivery.push_session import SessionPush
from heliograph.delivery.pushes import PushWatch
from heliograph.domain.push import TokenKind
from heliograph.mtproto.constructors import PING, PONG, UPDATES_TOO_LONG
from heliograph.server.push.loop import PushLoop
from heliograph.server.push.post import Post
from heliograph.tl import functions, types
from support.fake_post import FakePost
from support.net_place import eventually
from support.whole_place import OpenWhole, WholeClient, WholePlace


async def ping(client: WholeClient) -> None:
    client.send(struct.pack("<Iq", PING, 1), seqno=0)
    await client.until(PONG)


async def told_devices(whole: WholePlace) -> asyncio.Task[None]:
    """Let devices be told, as the server does."""
    app = whole.stage.app
    post = Post(
        web=FakePost(),  # type: ignore[arg-type]
        callers={TokenKind.SESSION: SessionPush(app)},
        vendors={},
        lifetime_s=60,
    )
    loop = PushLoop(app, post, at_once=5)
    watch = PushWatch(app, post, wake=loop.wake)
    app.bus.subscribe(watch.receive)  # type: ignore[attr-defined]

    async def run() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(watch.follow())
            group.create_task(loop.run())

    return asyncio.create_task(run())


async def test_a_session_that_only_pings_is_told_of_a_message(open_whole: OpenWhole) -> None:
    whole = await open_whole()
    running = await told_devices(whole)
    app, ben = await whole.client(), await whole.client()
    ann = await app.sign_up("12025550101", "Ann")
    ben_user = await ben.sign_up("12025550102", "Ben")
    assert app.key is not None
    kept = await whole.client(app.key)
    await ping(kept)
    token = str(kept.session_id % (1 << 64))
    await app.ask_for(
        functions.account.RegisterDevice(
            token_type=7, token=token, app_sandbox=False, secret=b"", other_uids=[]
        )
    )
    app.close()
    await eventually(
        lambda: not any(one.connected for one in whole.server.sessions.of_account(ann.id))
    )
    hash_of = whole.stage.service.access.of_user
    peer = types.InputPeerUser(user_id=ann.id, access_hash=hash_of(ben_user.id, ann.id))
    await ben.ask_for(functions.messages.SendMessage(peer=peer, message="hi", random_id=1))
    got = await asyncio.wait_for(kept.until(UPDATES_TOO_LONG), 10)
    assert got
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
