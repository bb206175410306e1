"""Queries that are small on the wire and large in memory: bounded, and decoded by turns."""

import asyncio
import gc
import gzip
import struct
import sys

import pytest

from heliograph.config import Limits
from heliograph.ports.sessions import Call
from heliograph.rpc import dispatch
from heliograph.rpc.dispatch import Dispatcher
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.stage import Device, RpcError, Stage, initialised, read

PING = functions.help.GetNearestDc()
VECTOR = 0x1CB5C415
GZIP_PACKED = struct.pack("<I", 0x3072CFA1)


def people(count: int) -> bytes:
    """users.getUsers of so many inputUserEmpty: four bytes each on the wire."""
    head = struct.pack("<IIi", functions.users.GetUsers.TL_ID, VECTOR, count)
    return head + types.InputUserEmpty.TL_ID.to_bytes(4, "little") * count


def in_a_pack(query: bytes) -> bytes:
    """A query as a pack inside invokeWithLayer and initConnection."""
    wrapped = encode(initialised(PING, NEWEST), NEWEST)[: -len(encode(PING, NEWEST))]
    packed = gzip.compress(query)
    size = bytes([254]) + len(packed).to_bytes(3, "little")
    return wrapped + GZIP_PACKED + size + packed + bytes(-len(packed) % 4)


async def said(device: Device, body: bytes) -> str:
    try:
        read(await device.raw(body))
    except RpcError as refused:
        return refused.text
    return ""


async def test_16_2_query_of_more_objects_than_configured_is_too_long(stage: Stage) -> None:
    stage.service.limits = Limits(objects_per_query=50)
    stage.dispatcher = Dispatcher(stage.service)
    device = await stage.device()
    await device(PING)
    assert await said(device, people(48)) == "AUTH_KEY_UNREGISTERED"
    assert await said(device, people(50)) == "INPUT_REQUEST_TOO_LONG"


@pytest.mark.parametrize(
    "body", [in_a_pack(people(1_000)), people(9_000)], ids=["pack in a wrapper", "long"]
)
async def test_16_2_heavy_queries_leave_the_loop_to_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    turn = 0
    decoded_in: list[int] = []
    decode = dispatch.decode

    def noted(data: memoryview, limits: object) -> object:
        decoded_in.append(turn)
        return decode(data, limits)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatch, "decode", noted)
    devices = [await stage.device() for _ in range(2)]
    running = [asyncio.ensure_future(devices[i % 2].raw(body)) for i in range(10)]
    while not all(task.done() for task in running):
        turn += 1
        await asyncio.sleep(0)
    assert len(decoded_in) == len(set(decoded_in)) == 10


async def test_16_2_heavy_queries_of_one_key_do_not_hold_up_another_s(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[int] = []
    greedy, other = [await stage.device() for _ in range(2)]

    async def heavy(device: Device) -> None:
        async with stage.dispatcher._turns.of(device.key.auth_key_id):
            order.append(device.key.auth_key_id)

    await asyncio.gather(*(heavy(greedy) for _ in range(20)), heavy(other))
    assert other.key.auth_key_id in order[:3]


async def test_16_2_what_a_heavy_query_may_hold_is_counted(stage: Stage) -> None:
    device = await stage.device()
    held: list[int] = []

    def hold(size_bytes: int) -> bool:
        held.append(size_bytes)
        return len(held) == 1

    async def ask() -> str:
        call = Call(key=device.key, session=device.session, msg_id=1, address="", hold=hold)
        try:
            read(await stage.dispatcher.handle(call, memoryview(in_a_pack(people(1_000)))))
        except RpcError as refused:
            return refused.text
        return ""

    assert await ask() == "AUTH_KEY_UNREGISTERED"
    assert held[0] > 1_000 * dispatch.OBJECT_BYTES
    assert await ask() == "WORKER_BUSY_TOO_LONG_RETRY"


async def test_16_2_a_query_that_waits_for_another_is_kept_as_it_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await stage.device()
    await device(PING)
    kept: list[int] = []

    async def after(msg_ids: object, *, timeout_s: float) -> None:
        await asyncio.sleep(0)
        gc.collect()
        found = [o for o in gc.get_objects() if isinstance(o, functions.users.GetUsers)]
        kept.append(sum(len(query.id) == 5_000 for query in found))

    monkeypatch.setattr(type(device.session), "after", staticmethod(after))
    head = struct.pack("<Iq", functions.InvokeAfterMsg.TL_ID, 4)
    assert await said(device, head + people(5_000)) == "AUTH_KEY_UNREGISTERED"
    assert kept == [0]


async def test_16_2_queries_that_waited_for_the_same_one_leave_the_loop_to_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = 0
    decoded_in: list[int] = []
    decode = dispatch.decode
    waited = asyncio.Event()

    def noted(data: memoryview, limits: object) -> object:
        if waited.is_set():
            decoded_in.append(turn)
        return decode(data, limits)  # type: ignore[arg-type]

    async def after(msg_ids: object, *, timeout_s: float) -> None:
        await waited.wait()

    device = await stage.device()
    monkeypatch.setattr(dispatch, "decode", noted)
    monkeypatch.setattr(type(device.session), "after", staticmethod(after))
    body = struct.pack("<Iq", functions.InvokeAfterMsg.TL_ID, 4) + people(5_000)
    running = [asyncio.ensure_future(device.raw(body)) for _ in range(10)]
    await asyncio.sleep(0)
    waited.set()
    while not all(task.done() for task in running):
        turn += 1
        await asyncio.sleep(0)
    assert len(decoded_in) == len(set(decoded_in)) == 10


async def test_a_part_of_a_file_is_held_once_while_it_is_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await stage.device()
    await device.sign_up("8880000001", "Ada")
    part = functions.upload.SaveBigFilePart(
        file_id=1, file_part=0, file_total_parts=1, bytes=bytes(512 << 10)
    )
    packet = encode(part, NEWEST)
    call = Call(key=device.key, session=device.session, msg_id=1, address="")
    held: list[int] = []

    async def keep(*_: object, **__: object) -> None:
        held.append(sys.getrefcount(packet))

    monkeypatch.setattr(stage.service.app.staging, "keep_part", keep)
    held.append(sys.getrefcount(packet))
    await stage.dispatcher.handle(call, memoryview(packet))
    before, meanwhile = held
    assert meanwhile == before
