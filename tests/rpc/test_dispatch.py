"""From bytes to an answer: decoding, the caller's layer, who may call what, and faults."""

import gzip
import struct
from typing import Any

import pytest
from prometheus_client import REGISTRY

from heliograph.config import Limits
from heliograph.domain import errors
from heliograph.rpc import dispatch
from heliograph.rpc.context import Context
from heliograph.rpc.dispatch import Dispatcher
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import Method, load_methods
from heliograph.tl import functions, types
from heliograph.tl import registry as schema
from heliograph.tl.codec import decode_as_written, encode
from heliograph.tl.layers import NEWEST
from support.stage import Device, RpcError, Stage, init_connection, initialised, read

PING = functions.help.GetNearestDc()
GZIP_PACKED = struct.pack("<I", 0x3072CFA1)
UNKNOWN_ID = struct.pack("<I", 0xDEADBEEF)


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


async def raw_refusal(device: Device, body: bytes) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        read(await device.raw(body))
    return refused.value.code, refused.value.text


def with_method(stage: Stage, name: str, run: Any, **options: Any) -> None:
    """Let another function answer a method."""
    plain = {"signed_in": False, "half_signed_in": False, "subscribes": True, "unbound": False}
    settings = plain | {"rate": Rate.CALLS} | options
    methods = {**load_methods(), name: Method(name, run, **settings)}
    stage.dispatcher = Dispatcher(stage.service, methods)


async def test_first_call_in_its_wrappers_is_answered(stage: Stage) -> None:
    device = await stage.device()
    assert await device(PING) == types.NearestDc(country="", this_dc=2, nearest_dc=2)


async def test_10_2_call_before_the_first_wrappers_is_not_inited(stage: Stage) -> None:
    device = await stage.device()
    assert await raw_refusal(device, encode(PING, NEWEST)) == (400, "CONNECTION_NOT_INITED")


async def test_10_2_initialised_key_is_known_after_a_restart(stage: Stage) -> None:
    device = await stage.device()
    await device(PING)
    stored = await stage.store.load_auth_key(device.key.auth_key_id)
    assert stored is not None
    device.key.client = stored.client
    assert read(await device.raw(encode(PING, NEWEST)))


async def test_10_1_client_is_written_only_when_it_changes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await stage.device()
    written = []
    save = stage.store.save_client

    async def counted(auth_key_id: int, client: Any) -> None:
        written.append(client.device_model)
        await save(auth_key_id, client)

    monkeypatch.setattr(
        type(stage.store), "save_client", lambda _, key, client: counted(key, client)
    )
    for model in ("Desk", "Desk", "Phone", "Phone"):
        query = functions.InvokeWithLayer(layer=NEWEST, query=init_connection(PING, model))
        await device.raw(encode(query, NEWEST))
    assert written == ["Desk", "Phone"]


async def test_10_3_outdated_layer_is_told_to_update(stage: Stage) -> None:
    device = await stage.device()
    body = encode(initialised(PING, 151), NEWEST)
    assert await raw_refusal(device, body) == (406, "UPDATE_APP_TO_LOGIN")


async def test_10_3_newer_layer_is_served_as_the_newest(stage: Stage) -> None:
    device = await stage.device()
    device.layer = NEWEST + 7
    assert (await device(functions.help.GetConfig())).this_dc == 2


@pytest.mark.parametrize(
    ("body", "token"),
    [
        (b"", "INPUT_FETCH_ERROR"),
        (b"\x01\x02", "INPUT_FETCH_ERROR"),
        (UNKNOWN_ID, "INPUT_METHOD_INVALID"),
        (UNKNOWN_ID + bytes(40), "INPUT_METHOD_INVALID"),
        (encode(initialised(PING, NEWEST), NEWEST)[:-4] + UNKNOWN_ID, "INPUT_METHOD_INVALID"),
        (encode(initialised(PING, NEWEST), NEWEST)[:-1], "INPUT_FETCH_ERROR"),
        (
            struct.pack("<IIiI", functions.users.GetUsers.TL_ID, 0x1CB5C415, 1, 0xDEADBEEF),
            "INPUT_CONSTRUCTOR_INVALID",
        ),
        (
            struct.pack("<IIi", functions.users.GetUsers.TL_ID, 0x1CB5C415, 2**31 - 1),
            "INPUT_FETCH_ERROR",
        ),
        (encode(types.InputUserSelf(), NEWEST), "CONNECTION_NOT_INITED"),
    ],
)
async def test_15b_malformed_query_is_a_400(stage: Stage, body: bytes, token: str) -> None:
    device = await stage.device()
    assert await raw_refusal(device, body) == (400, token)


async def test_15b_pack_in_a_wrapper_grows_to_the_configured_size_at_most(stage: Stage) -> None:
    device = await stage.device()
    plain = encode(PING, NEWEST)
    wrapped = encode(initialised(PING, NEWEST), NEWEST)[: -len(plain)]

    async def said(content: bytes) -> str:
        packed = gzip.compress(content)
        size = bytes([254]) + len(packed).to_bytes(3, "little")
        body = wrapped + GZIP_PACKED + size + packed + bytes(-len(packed) % 4)
        try:
            read(await device.raw(body))
        except RpcError as refused:
            return refused.text
        return ""

    most = len(plain) + 12
    stage.service.limits = Limits(inflated_bytes_max=most)
    stage.dispatcher = Dispatcher(stage.service)
    assert await said(plain + bytes(12)) == ""
    assert await said(plain + bytes(16)) == "INPUT_REQUEST_TOO_LONG"


async def test_15b_constructor_in_the_place_of_a_method_is_no_method(stage: Stage) -> None:
    device = await stage.device()
    await device(PING)
    body = encode(types.InputUserSelf(), NEWEST)
    assert await raw_refusal(device, body) == (400, "INPUT_METHOD_INVALID")
    assert stage.dispatcher.lacking.rows() == []


async def test_15b_method_we_lack_is_refused_and_counted_by_client(stage: Stage) -> None:
    device = await stage.device()
    query = functions.smsjobs.GetStatus()
    for _ in range(3):
        assert await refusal(device, query) == (400, "INPUT_METHOD_INVALID")
    ((asked, times),) = stage.dispatcher.lacking.rows()
    assert (asked.method, asked.client, asked.layer, times) == ("smsjobs.getStatus", "1.0", 229, 3)


async def test_methods_we_lack_share_one_label_of_the_calls(stage: Stage) -> None:
    def counted(method: str) -> float | None:
        labels = {"method": method, "result": "INPUT_METHOD_INVALID"}
        return REGISTRY.get_sample_value("heliograph_rpc_calls_total", labels)

    before = counted("") or 0
    device = await stage.device()
    await refusal(device, functions.smsjobs.GetStatus())
    await refusal(device, functions.smsjobs.IsEligibleToJoin())
    assert counted("") == before + 2
    assert counted("smsjobs.getStatus") is None


@pytest.mark.parametrize(
    "query",
    [
        functions.users.GetUsers(id=[types.InputUserSelf()]),
        functions.updates.GetState(),
        functions.contacts.GetContacts(hash=0),
        functions.account.GetAuthorizations(),
    ],
)
async def test_13_calls_before_sign_in_are_401(stage: Stage, query: Any) -> None:
    device = await stage.device()
    assert await refusal(device, query) == (401, "AUTH_KEY_UNREGISTERED")


async def test_8_3_call_subscribes_its_session_unless_it_says_otherwise(stage: Stage) -> None:
    device = await stage.device()
    await device(functions.InvokeWithoutUpdates(query=PING))
    assert not device.session.subscribed
    await device(PING)
    assert device.session.subscribed


async def test_8_3_method_may_leave_its_session_unsubscribed(stage: Stage) -> None:
    device = await stage.device()

    async def run(context: Context, query: Any) -> types.NearestDc:
        return types.NearestDc(country="", this_dc=1, nearest_dc=1)

    with_method(stage, "help.getNearestDc", run, subscribes=False)
    await device(PING)
    assert not device.session.subscribed


async def test_fault_is_500_and_logged_once_with_the_calls_number(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await stage.device()
    lines: list[dict[str, Any]] = []

    class Log:
        def exception(self, event: str, **fields: Any) -> None:
            lines.append(fields)

    async def run(context: Context, query: Any) -> bool:
        raise RuntimeError("boom")

    monkeypatch.setattr(dispatch, "log", Log())
    with_method(stage, "help.getNearestDc", run)
    assert await refusal(device, PING) == (500, "INTERNAL")
    assert lines == [{"method": "help.getNearestDc", "msg_id": 1}]


async def test_answer_that_cannot_be_encoded_is_a_fault(stage: Stage) -> None:
    device = await stage.device()

    async def run(context: Context, query: Any) -> Any:
        return "no TL object"

    with_method(stage, "help.getNearestDc", run)
    assert await refusal(device, PING) == (500, "INTERNAL")


async def test_10_5_sessions_are_answered_in_their_own_layers(stage: Stage) -> None:
    new, old = await stage.device(), await stage.device()
    old.layer = 158
    me = functions.users.GetUsers(id=[types.InputUserSelf()])
    await new.sign_up("12025550101", "Ann")
    await old.sign_in("12025550101")
    written = []
    for device in (new, old, new):
        answer = await device.raw(encode(me, NEWEST))
        written.append(decode_as_written(answer[8:]).TL_DEFINITION)
    assert [d.first <= 158 <= d.last for d in written] == [False, True, False]


async def test_10_5_sessions_of_one_key_keep_their_own_layers(stage: Stage) -> None:
    old = await stage.device()
    old.layer = 158
    await old.sign_up("12025550101", "Ann")
    new, silent = old.sibling(), old.sibling()
    me = encode(functions.users.GetUsers(id=[types.InputUserSelf()]), NEWEST)
    await new(PING)
    written = []
    for device in (old, new, silent):
        answer = await device.raw(me)
        written.append(decode_as_written(answer[8:]).TL_DEFINITION)
    assert [d.first <= 158 <= d.last for d in written] == [True, False, False]
    stored = await stage.store.load_auth_key(old.key.auth_key_id)
    assert stored is not None
    assert stored.client is not None
    assert stored.client.layer == NEWEST
    assert [device.session.layer for device in (old, new, silent)] == [158, NEWEST, NEWEST]


async def test_10_6_old_request_is_understood_from_a_client_of_any_layer(stage: Stage) -> None:
    ann = await stage.person("12025550101", "Ann")
    old = schema.at_layer("contacts.resolveUsername", 152)
    assert old is not None
    assert old is not schema.newest("contacts.resolveUsername")
    body = struct.pack("<IB", old.id, 7) + b"nobody1"
    assert await raw_refusal(ann, body) == (400, "USERNAME_NOT_OCCUPIED")


async def test_10_7_failing_store_is_no_401(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await stage.person("12025550101", "Ann")

    async def fail(*_: Any) -> Any:
        raise OSError("no store")

    monkeypatch.setattr(type(stage.store), "seen", fail)
    monkeypatch.setattr(type(stage.store), "save_client", fail)
    me = functions.users.GetUsers(id=[types.InputUserSelf()])
    assert await refusal(ann, me) == (500, "INTERNAL")
    changed = functions.InvokeWithLayer(layer=200, query=init_connection(PING, "New"))
    assert await refusal(ann, changed) == (500, "INTERNAL")
    assert ann.key.account_id


async def test_refusal_reaches_the_client_with_code_and_text(stage: Stage) -> None:
    device = await stage.device()

    async def run(context: Context, query: Any) -> Any:
        raise errors.Wait(17)

    with_method(stage, "help.getNearestDc", run)
    assert await refusal(device, PING) == (420, "FLOOD_WAIT_17")


async def test_10_8_too_many_calls_must_wait_and_then_may(stage: Stage) -> None:
    device = await stage.device()
    most = Limits().calls_per_key_per_minute
    body = encode(initialised(PING, NEWEST), NEWEST)
    for _ in range(most):
        await device.raw(body)
    assert await raw_refusal(device, body) == (420, "FLOOD_WAIT_1")
    stage.monotonic += 1
    assert read(await device.raw(body))


async def test_too_many_malformed_calls_must_wait_too(stage: Stage) -> None:
    device = await stage.device()
    for _ in range(Limits().calls_per_key_per_minute):
        await device.raw(UNKNOWN_ID)
    assert (await raw_refusal(device, UNKNOWN_ID))[0] == 420


async def test_activity_is_noted_at_most_every_ten_minutes(stage: Stage) -> None:
    device = await stage.person("12025550101", "Ann")
    start = stage.clock.date
    seen = []
    for step in (0, 300, 300, 5):
        stage.clock.date += step
        await device(functions.account.UpdateStatus(offline=False))
        (record,) = await stage.store.authorizations(device.key.account_id or 0)
        seen.append(record.active - start)
    assert seen == [0, 0, 600, 600]
