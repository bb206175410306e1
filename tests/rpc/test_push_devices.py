"""Devices register to be told of messages while they are not connected."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.push import PushBounds, PushDevice, PushRules, TokenKind
from heliograph.tl import functions
from support.push_tokens import Browser
from support.stage import RpcError
from support.talk import People


def register(token_type: int, token: str, **fields: Any) -> Any:
    asked = {"app_sandbox": False, "secret": b"", "other_uids": [], **fields}
    return functions.account.RegisterDevice(token_type=token_type, token=token, **asked)


def unregister(token_type: int, token: str, *others: int) -> Any:
    return functions.account.UnregisterDevice(
        token_type=token_type, token=token, other_uids=list(others)
    )


async def devices(people: People) -> list[PushDevice]:
    return list(await people.stage.store.push_devices(people.ann.id))


@pytest.mark.parametrize("make", [register, unregister])
async def test_devices_are_looked_at_first(people: People, make: Any) -> None:
    assert await people.ann(make(2, "token"))
    for token_type in (0, 14, -1):
        with pytest.raises(RpcError, match="TOKEN_TYPE_INVALID"):
            await people.ann(make(token_type, "token"))
    with pytest.raises(RpcError, match="TOKEN_EMPTY"):
        await people.ann(make(1, ""))


async def test_what_a_device_registers_is_kept_until_it_takes_it_back(people: People) -> None:
    ann = people.ann
    token = Browser().token()
    await ann(register(10, token, no_muted=True, secret=bytes(256), app_sandbox=True))
    (kept,) = await devices(people)
    assert (kept.kind, kept.token, kept.secret) == (TokenKind.WEB, token, bytes(256))
    assert (kept.no_muted, kept.sandbox) == (True, True)
    assert kept.auth_key_id == ann.device.key.auth_key_id
    await people.ben(unregister(10, token))
    assert len(await devices(people)) == 1
    await people.ben(unregister(10, token, ann.id))
    assert await devices(people) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"endpoint": "https://127.0.0.1/"}, "WEBPUSH_TOKEN_INVALID"),
        ({"p256dh": "AAAA"}, "WEBPUSH_KEY_INVALID"),
        ({"auth": "AAAA"}, "WEBPUSH_AUTH_INVALID"),
    ],
)
async def test_a_browsers_token_is_refused_by_its_fault(
    people: People, changes: dict[str, str], refusal: str
) -> None:
    with pytest.raises(RpcError, match=refusal):
        await people.ann(register(10, Browser().token(**changes)))
    with pytest.raises(RpcError, match="TOKEN_INVALID"):
        await people.ann(register(4, "https://192.168.0.1/up"))
    assert await devices(people) == []


async def test_a_crowd_is_not_unregistered_at_once(people: People) -> None:
    with pytest.raises(RpcError, match="TOKEN_INVALID"):
        await people.ann(unregister(2, "token", *range(101)))


async def test_an_account_registers_only_so_many(people: People) -> None:
    people.stage.turn(push_rules=PushRules(bounds=PushBounds(devices_per_account=1)))
    await people.ann(register(2, "first"))
    people.stage.clock.date += 1
    await people.ann(register(1, "second"))
    assert [one.token for one in await devices(people)] == ["second"]


async def test_a_screen_lock_hides_messages_after_a_while(people: People) -> None:
    await people.ann(register(2, "token"))
    now = people.stage.clock.now()
    for period, locked_from in ((60, now + 60), (0, now), (-1, None)):
        assert await people.ann(functions.account.UpdateDeviceLocked(period=period))
        (device,) = await devices(people)
        assert device.locked_from == locked_from
        assert replace(device, locked_from=now).is_locked(now)
    assert not device.is_locked(now)
