"""Clients that are away are told by the push service that they named; the others are not."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.domain.push import TokenKind
from heliograph.domain.push_notices import PushNotice
from heliograph.mtproto.notices import seal_notice
from heliograph.server.keys import DATABASE_FILE, load_sub_keys
from heliograph.storage.sqlite import push
from heliograph.storage.sqlite.connection import open_reader
from heliograph.storage.sqlite.sealing import Sealer
from support.actors import Actor
from support.outside import HOST, FakeGateway, serving
from support.play_server import PlayServer
from support.push_tokens import Browser, b64
from support.witness import Witness

pytestmark = pytest.mark.play

SIMPLE_PUSH, WEB_PUSH = 4, 10
FOR_EVER = 2**31 - 1


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PlayServer]:
    made = PlayServer(tmp_path / "server", environment={"HELIOGRAPH_PUSH_NETWORKS": "127.0.0.0/8"})
    await made.start()
    yield made
    assert await made.stop() == 0, made.log.read_text()[-3000:]


@pytest.fixture
async def service() -> AsyncIterator[FakeGateway]:
    """The push service of Alice's browser."""
    async with serving(FakeGateway()) as fake:
        yield fake


def browser_of(service: FakeGateway) -> Browser:
    return Browser(f"http://{HOST}:{service.port}/send/alice")


def as_tdlib_has_it(browser: Browser) -> dict[str, str]:
    return {
        "@type": "deviceTokenWebPush",
        "endpoint": browser.endpoint,
        "p256dh_base64url": b64(browser.public_key),
        "auth_base64url": b64(browser.auth),
    }


async def writers(cast: Any, *names: str) -> list[Actor]:
    made = []
    for name in names:
        actor = await cast("telethon", name=name)
        await actor.do("set_username", username=f"{name.lower()}_writes")
        made.append(actor)
    return made


async def notice(service: FakeGateway, browser: Browser, number: int) -> Any:
    """The notice of that number, from 1 on, as the browser reads it."""
    _, _, body = await service.request(number)
    return browser.notice(body)


async def test_a_browser_is_told_while_its_client_is_away(cast: Any, service: FakeGateway) -> None:
    alice, bob, carol = await writers(cast, "Alice", "Bob", "Carol")
    browser = browser_of(service)
    await alice.do("resolve", username="bob_writes")
    await alice.do("register_push", token_type=WEB_PUSH, token=browser.token())

    await bob.do("send", to="alice_writes", text="while you are here")
    seen = await alice.see_text("while you are here")
    # Else it might be told after all: clients acknowledge late, and then are gone.
    await alice.do("read", peer="bob_writes", max_id=seen["id"])
    await alice.do("disconnect")
    sent = await bob.do("send", to="alice_writes", text="while you are away")
    first = await notice(service, browser, 1)
    assert (first["loc_key"], first["loc_args"]) == ("MESSAGE_TEXT", ["Bob", "while you are away"])
    assert first["custom"]["from_id"] == str(bob.user_id)
    assert (first["user_id"], sent["id"] > 0) == (alice.user_id, True)

    await alice.do("connect")
    await alice.do("mute", peer="bob_writes", until=FOR_EVER)
    await alice.do("disconnect")
    await bob.do("send", to="alice_writes", text="muted")
    await carol.do("send", to="alice_writes", text="not muted")
    # What is not told leaves no trace but that the next one comes first.
    told = [
        await notice(service, browser, number) for number in range(2, len(service.requests) + 1)
    ]
    if not told or told[-1]["loc_args"] != ["Carol", "not muted"]:
        told.append(await notice(service, browser, len(service.requests) + 1))
    assert [one["loc_args"] for one in told if one["loc_key"] == "MESSAGE_TEXT"] == [
        ["Carol", "not muted"]
    ]
    await alice.do("connect")


async def test_a_locked_device_is_shown_nothing_and_one_that_unregistered_is_told_nothing(
    cast: Any, service: FakeGateway
) -> None:
    alice, bob = await writers(cast, "Alice", "Bob")
    browser, simple = browser_of(service), f"http://{HOST}:{service.port}/up/alice"
    await alice.do("register_push", token_type=WEB_PUSH, token=browser.token())
    assert await alice.do("lock_device", period=0)
    await alice.do("disconnect")
    await bob.do("send", to="alice_writes", text="for your eyes")
    assert (await notice(service, browser, 1))["loc_key"] == "LOCKED_MESSAGE"

    await alice.do("connect")
    assert await alice.do("unregister_push", token_type=WEB_PUSH, token=browser.token())
    assert await alice.do("register_push", token_type=SIMPLE_PUSH, token=simple)
    await alice.do("disconnect")
    await bob.do("send", to="alice_writes", text="again")
    first, _, body = await service.request(2)
    assert first == "PUT /up/alice HTTP/1.1"
    assert body.startswith(b"version=")
    await alice.do("connect")


@pytest.mark.long
async def test_what_a_push_service_did_not_take_outlives_a_killed_server(
    cast: Any, server: PlayServer, service: FakeGateway, witnesses: dict[str, Witness]
) -> None:
    alice, bob = await writers(cast, "Alice", "Bob")
    browser = browser_of(service)
    await alice.do("register_push", token_type=WEB_PUSH, token=browser.token())
    await alice.do("disconnect")
    service.statuses = [503]
    await bob.do("send", to="alice_writes", text="through thick and thin")
    assert (await notice(service, browser, 1))["loc_args"][1] == "through thick and thin"
    await server.kill()
    before = len(service.requests)
    service.statuses = [201]
    await server.start()
    for witness in witnesses.values():
        await witness.reopen()
    told = await notice(service, browser, before + 1)
    assert told["loc_args"] == ["Bob", "through thick and thin"]
    await alice.do("connect")


async def test_tdlib_registers_a_browser_and_understands_what_it_is_told(
    cast: Any, service: FakeGateway
) -> None:
    alice, (bob,) = await cast("tdlib"), await writers(cast, "Bob")
    browser = browser_of(service)
    await alice.do("set_username", username="alice_writes")
    token = as_tdlib_has_it(browser)
    receiver = await alice.do("call", function="registerDevice", device_token=token)
    assert receiver["id"] == str(alice.user_id)

    value = {"@type": "optionValueInteger", "value": "5"}
    for name in ("notification_group_count_max", "notification_group_size_max"):
        await alice.do("call", function="setOption", name=name, value=value)
    await bob.do("send", to="alice_writes", text="so that you know me")
    seen = await alice.see_text("so that you know me")
    await alice.do("read", peer="bob_writes", max_id=seen["id"])

    await alice.do("disconnect")
    await bob.do("send", to="alice_writes", text="hello TDLib")
    told = await notice(service, browser, 1)
    payload = json.dumps(told)
    found = await alice.do("call", function="getPushReceiverId", payload=payload)
    assert found["id"] == str(alice.user_id)
    await alice.do("call", function="processPushNotification", payload=payload)
    assert await alice.do("notified", text="hello TDLib") == bob.user_id
    await alice.do("connect")
    await alice.see_text("hello TDLib")


async def test_tdlib_opens_what_is_sealed_with_its_key(cast: Any, server: PlayServer) -> None:
    alice, (bob,) = await cast("tdlib"), await writers(cast, "Bob")
    await alice.do("set_username", username="alice_writes")
    value = {"@type": "optionValueInteger", "value": "5"}
    for name in ("notification_group_count_max", "notification_group_size_max"):
        await alice.do("call", function="setOption", name=name, value=value)
    token = {"@type": "deviceTokenFirebaseCloudMessaging", "token": "phone", "encrypt": True}
    receiver = await alice.do("call", function="registerDevice", device_token=token)
    await bob.do("send", to="alice_writes", text="so that you know me")
    told = await alice.see_text("so that you know me")
    await alice.do("disconnect")

    (device,) = await registered(server, alice.user_id)
    assert (device.kind, device.token, device.no_muted) == (TokenKind.FCM, "phone", True)
    notice = PushNotice(
        user_id=alice.user_id,
        loc_key="MESSAGE_TEXT",
        loc_args=("Bob", "for your eyes"),
        custom={"from_id": str(bob.user_id), "msg_id": str(told["id"] + 1)},
    )
    sealed = b64(seal_notice(device.secret, json.dumps(notice.as_record()).encode()))
    payload = json.dumps({"p": sealed})
    found = await alice.do("call", function="getPushReceiverId", payload=payload)
    assert found["id"] == receiver["id"] != str(alice.user_id)
    await alice.do("call", function="processPushNotification", payload=payload)
    assert await alice.do("notified", text="for your eyes") == bob.user_id
    await alice.do("connect")


async def test_who_wrote_a_message_is_told_of_a_reaction(cast: Any, service: FakeGateway) -> None:
    alice, (bob,) = await cast("tdlib"), await writers(cast, "Bob")
    browser = browser_of(service)
    await alice.do("set_username", username="alice_writes")
    await bob.do("send", to="alice_writes", text="so that you know me")
    await alice.see_text("so that you know me")
    everybody = {
        "@type": "reactionNotificationSettings",
        "message_reaction_source": {"@type": "reactionNotificationSourceAll"},
        "show_preview": True,
    }
    settings = {"function": "setReactionNotificationSettings", "notification_settings": everybody}
    await alice.do("call", **settings)
    token = as_tdlib_has_it(browser)
    await alice.do("call", function="registerDevice", device_token=token)
    await alice.do("send", to="bob_writes", text="what do you think?")
    question = await bob.see_text("what do you think?")
    await alice.do("disconnect")
    await bob.do("react", to="alice_writes", message_id=question["id"], emoji="👍")
    told = [await notice(service, browser, 1)]
    while told[-1]["loc_key"] != "REACT_TEXT":
        told.append(await notice(service, browser, len(told) + 1))
    assert told[-1]["loc_args"] == ["Bob", "👍", "what do you think?"]
    assert told[-1]["custom"]["from_id"] == str(bob.user_id)
    await alice.do("connect")


async def registered(server: PlayServer, account_id: int) -> Any:
    """What the server keeps of an account's devices, read from beside it."""
    keys, path = load_sub_keys(server.folder), server.folder / DATABASE_FILE
    db = open_reader(str(path), vfs=None)
    try:
        return push.devices(db, account_id, Sealer(keys.auth_keys))
    finally:
        db.close()


@pytest.mark.long
@pytest.mark.parametrize("broadcast", [False, True], ids=["supergroup", "channel"])
async def test_tdlib_understands_what_it_is_told_of_a_channel(
    cast: Any, service: FakeGateway, broadcast: bool
) -> None:
    alice, (bob,) = await cast("tdlib"), await writers(cast, "Bob")
    browser = browser_of(service)
    token = as_tdlib_has_it(browser)
    await alice.do("call", function="registerDevice", device_token=token)
    value = {"@type": "optionValueInteger", "value": "5"}
    for name in ("notification_group_count_max", "notification_group_size_max"):
        await alice.do("call", function="setOption", name=name, value=value)
    place = {"title": "Hikers", "username": "hikers_all", "broadcast": broadcast}
    await bob.do("make_channel", **place)
    await alice.do("join_channel", username="hikers_all")
    await bob.do("send", to="hikers_all", text="so that you know us")
    seen = await alice.see_text("so that you know us")
    await alice.do("read", peer="hikers_all", max_id=seen["id"])
    await alice.do("disconnect")
    await bob.do("send", to="hikers_all", text="up the hill")
    told = await notice(service, browser, 1)
    key = "CHANNEL_MESSAGE_TEXT" if broadcast else "CHAT_MESSAGE_TEXT"
    assert told["loc_key"] == key
    await alice.do("call", function="processPushNotification", payload=json.dumps(told))
    assert await alice.do("notified", text="up the hill") < -(10**12)
    await alice.do("connect")
    await alice.see_text("up the hill")
