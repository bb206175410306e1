"""Whatever comes between, what was queued before a connection's end arrives, whole and in order."""

import asyncio
import struct

import hypothesis.strategies as st
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import given, settings

from heliograph.mtproto.errors import UnknownAuthKey
from heliograph.net.cipher import ASIDE_BYTES
from support.net_place import Place
from support.session_rig import PING
from support.web_clients import PING as WEB_PING
from support.web_clients import frame_head
from support.wire_rig import TURNS_MAX, StepCipher, WireRig, open_rig

UPDATE = 0x12345678
KINDS = ("abridged", "intermediate", "padded", "full")
SIZES = (40, 4_000, ASIDE_BYTES + 4, 3 * ASIDE_BYTES, 600_000)

STEPS = st.one_of(
    st.tuples(st.just("push"), st.sampled_from(SIZES)),
    st.tuples(st.just("ping"), st.booleans()),
    *(st.just((name, 0)) for name in ("long", "seal", "turn", "stop", "read")),
)
WAYS = st.tuples(st.sampled_from(KINDS), st.sampled_from(("plain", "obfuscated", "websocket")))
ENDS = st.sampled_from(("close", "refuse", "noise", "leave", "reset"))


class Play:
    """Steps of both ends, and what is true behind them."""

    def __init__(self, place: Place, rig: WireRig, cipher: StepCipher) -> None:
        self.place, self.rig, self.cipher = place, rig, cipher
        self.number = 0
        self.stopped = False

    async def step(self, name: str, what: int) -> None:
        rig = self.rig
        self.number += 1
        if name == "push":
            words = struct.pack("<II", UPDATE, self.number)
            rig.session.push(words + bytes(what - len(words)))
        elif name == "ping":
            quick_ack = bool(what) and rig.transport.kind != "full"
            rig.send(struct.pack("<Iq", PING, self.number), quick_ack=quick_ack)
        elif name == "long":
            rig.send_long()
        elif name == "seal":
            self.cipher.step()
        elif name == "turn":
            await asyncio.sleep(0)
        else:
            self.stopped = self.stopped or name == "stop"
            rig.socket.let_read(name == "read")

    def end(self, how: str) -> None:
        connection, rig = self.rig.connection, self.rig
        if how == "close":
            connection.close()
        elif how == "refuse":
            connection._refuse(UnknownAuthKey())
        elif how == "leave":
            connection.leave(rig.session)
        elif how == "noise":
            rig.send_noise()
        else:
            rig.socket.abort()

    async def settle(self) -> None:
        """Everybody does what there is to do, up to the connection's end."""
        self.rig.socket.let_read(True)
        for _ in range(TURNS_MAX):
            self.cipher.step()
            await asyncio.sleep(0)
            if self.rig.socket.lost and not self.place.server.counts()["connections"]:
                break
        assert self.rig.socket.lost

    async def check(self, how: str, promised: int) -> None:
        messages, tokens, errors = self.rig.heard()
        bodies = [got.body for got in messages]
        if how != "reset":
            assert len(bodies) >= promised
            assert errors == ([-404] if how in ("refuse", "noise") else [])
        assert bodies == self.rig.queued[: len(bodies)]
        assert len(set(tokens)) == len(tokens)
        self.rig.node.sessions.destroy(self.rig.entry, self.rig.session_id)
        for _ in range(10):
            self.cipher.step()
            await asyncio.sleep(0)
        assert self.place.used() == {"inbound": 0, "unsent": 0, "unacked": 0}


async def play(
    private_key: RSAPrivateKey,
    way: tuple[str, str],
    before: list[tuple[str, int]],
    how: str,
    after: list[tuple[str, int]],
) -> None:
    kind, carrier = way
    # A WebSocket begins with the obfuscated header, as browsers' clients do.
    hidden, cipher = carrier != "plain" and kind != "full", StepCipher()
    place, rig = await open_rig(
        private_key, cipher, kind, obfuscated=hidden, websocket=carrier == "websocket"
    )
    try:
        played = Play(place, rig, cipher)
        for step in before:
            await played.step(*step)
        promised = len(rig.queued)
        played.end(how)
        for step in after:
            await played.step(*step)
        await played.settle()
        await played.check(how, promised)
    finally:
        await place.server.stop()


@settings(max_examples=120, deadline=None)
@given(way=WAYS, before=st.lists(STEPS, max_size=14), how=ENDS, after=st.lists(STEPS, max_size=5))
def test_what_was_queued_arrives_in_order_and_nothing_is_held(
    private_key: RSAPrivateKey,
    way: tuple[str, str],
    before: list[tuple[str, int]],
    how: str,
    after: list[tuple[str, int]],
) -> None:
    asyncio.run(play(private_key, way, before, how, after))


async def test_16_4_who_is_hung_up_on_reads_no_more(private_key: RSAPrivateKey) -> None:
    place, rig = await open_rig(
        private_key, StepCipher(), "intermediate", obfuscated=False, websocket=False
    )
    rig.socket.let_read(False)
    rig.session.push(struct.pack("<II", UPDATE, 0) + bytes(40_000))
    rig.connection.flush()
    assert not rig.connection.stalled
    rig.connection.close()
    assert rig.connection.stalled
    rig.socket.let_read(True)
    await asyncio.sleep(0)
    await place.server.stop()


async def test_16_4_who_reads_nothing_draws_no_pongs_of_a_websocket(
    private_key: RSAPrivateKey,
) -> None:
    place, rig = await open_rig(
        private_key, StepCipher(), "intermediate", obfuscated=True, websocket=True
    )
    rig.socket.let_read(False)
    for _ in range(3):
        rig.session.push(struct.pack("<II", UPDATE, 0) + bytes(50_000))
        rig.connection.flush()
    assert rig.connection.stalled
    unread = rig.socket.get_write_buffer_size()
    for _ in range(100):
        rig.connection.data_received(frame_head(WEB_PING, 4, masked=True) + bytes(8))
    assert rig.socket.get_write_buffer_size() == unread
    rig.socket.let_read(True)
    rig.connection.data_received(frame_head(WEB_PING, 4, masked=True) + bytes(8))
    assert len(rig.socket.read) > unread
    rig.connection.abort("over")
    await asyncio.sleep(0)
    await place.server.stop()
