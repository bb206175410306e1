"""Signing in by a QR code and as a bot, and ending sessions elsewhere, with ordinary clients."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer

pytestmark = pytest.mark.play

Enter = Callable[[str], Awaitable[Actor]]
DAY_S = 86_400
PHONE = "9996655555"
NEEDED = r"SessionPasswordNeeded|SESSION_PASSWORD_NEEDED"
REVOKED = r"AuthKeyUnregistered|AUTH_KEY_UNREGISTERED|Unauthorized|Closed|ended|401|connection"


@pytest.fixture
async def enter(server: PlayServer, tmp_path: Path) -> AsyncIterator[Enter]:
    """Makes clients that nobody is signed in with."""
    actors: list[Actor] = []
    numbers = itertools.count(1)

    async def make(kind: str) -> Actor:
        actor = Actor(kind, tmp_path / f"entering-{next(numbers)}-{kind}")
        actors.append(actor)
        await actor.open(server)
        return actor

    yield make
    for actor in actors:
        await actor.close()


# Who shows the code, and who reads it.
PAIRS = [
    ("telethon", "kurigram"),
    ("gramjs", "telethon"),
    ("tdlib", "mtcute"),
    pytest.param("kurigram", "tdlib", marks=pytest.mark.long),
    pytest.param("mtcute", "gramjs", marks=pytest.mark.long),
    pytest.param("tdlib-1.8.46", "pyrogram", marks=pytest.mark.long),
    pytest.param("teleproto", "tdlib-1.8.46", marks=pytest.mark.long),
    pytest.param("telethon-1.39", "teleproto", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("showing", "reading"), PAIRS)
async def test_14_3_one_client_lets_another_in(
    cast, enter: Enter, showing: str, reading: str
) -> None:
    alice = await cast(reading, phone=PHONE, name="Alice")
    newcomer = await enter(showing)
    token = await newcomer.do("show_qr")
    await alice.do("accept_qr", token=token)
    assert await newcomer.do("let_in") == alice.user_id
    assert (await newcomer.do("me"))["first_name"] == "Alice"
    with pytest.raises(ActorError, match=r"AUTH_TOKEN_|AuthToken"):
        await alice.do("accept_qr", token=token)
    await newcomer.do("send", to="me", text="from the new device")
    await alice.see_text("from the new device")


@pytest.mark.parametrize("showing", ["telethon", "tdlib"])
async def test_14_3_a_password_is_asked_for_after_the_code(
    cast, enter: Enter, showing: str
) -> None:
    alice = await cast("telethon", phone=PHONE, name="Alice")
    await alice.do("set_password", new="correct horse")
    newcomer = await enter(showing)
    await alice.do("accept_qr", token=await newcomer.do("show_qr"))
    with pytest.raises(ActorError, match=NEEDED):
        await newcomer.do("let_in")
    assert await newcomer.do("enter_password", password="correct horse") == alice.user_id
    await alice.do("set_password", current="correct horse")


@pytest.mark.parametrize(
    ("ending", "ended"),
    [
        ("telethon", "gramjs"),
        ("tdlib", "telethon"),
        pytest.param("kurigram", "mtcute", marks=pytest.mark.long),
        pytest.param("gramjs", "tdlib", marks=pytest.mark.long),
        pytest.param("mtcute", "kurigram", marks=pytest.mark.long),
    ],
)
async def test_14_5_a_session_is_ended_elsewhere(
    cast, enter: Enter, server: PlayServer, ending: str, ended: str
) -> None:
    alice = await cast(ending, phone=PHONE, name="Alice")
    known = {device["id"] for device in await alice.do("devices")}
    lost = await enter(ended)
    await lost.sign_in(server, PHONE, "")
    (device,) = [d for d in await alice.do("devices") if d["id"] not in known]
    with pytest.raises(ActorError, match=r"FRESH_RESET|FreshReset"):
        await alice.do("end_device", device=device["id"])
    await server.pass_time(DAY_S)
    await alice.do("end_device", device=device["id"])
    assert device["id"] not in {d["id"] for d in await alice.do("devices")}
    with pytest.raises((ActorError, TimeoutError), match=REVOKED):
        await lost.do("sessions")


async def bring(actor: Actor, channel: str, username: str) -> None:
    """Have somebody put a bot into a supergroup."""
    place = await actor.do("input_of", who=channel)
    who = await actor.do("input_of", who=username)
    query = {
        "_": "channels.inviteToChannel",
        "channel": {"_": "inputChannel", **place},
        "users": [{"_": "inputUser", **who}],
    }
    await actor.do("ask", query=query)


@pytest.mark.parametrize("kind", ["telethon", "kurigram", "tdlib"])
async def test_14_4_a_bot_answers_who_writes_to_it(
    cast, enter: Enter, server: PlayServer, kind: str
) -> None:
    alice = await cast("telethon", phone=PHONE, name="Alice")
    await alice.do("set_username", username="alice_alone")
    bot_id, token = await server.add_bot("Echo", "echo_bot")
    bot = await enter(kind)
    assert await bot.do("sign_in_bot", token=token) == bot_id
    await alice.do("send", to="echo_bot", text="/start")
    await bot.see_text("/start")
    await bot.do("send", to="alice_alone", text="started")
    await alice.see_text("started")

    place = await alice.do("make_channel", title="Hikers", username="hikers_and_bot")
    await bring(alice, "hikers_and_bot", "echo_bot")
    for text in ("not for it", "/echo", "not this", "and @echo_bot hears", "/echo@other_bot"):
        await alice.do("send", to="hikers_and_bot", text=text)
    await bot.see_text("/echo")
    await bot.see_text("and @echo_bot hears")
    assert not {"not for it", "not this", "/echo@other_bot"} & set(bot.texts())
    await bot.do("send", to="hikers_and_bot", text="echo")
    await alice.see_text("echo")
    if kind == "tdlib":
        chat_id = -(10**12) - place
        changed = await bot.do("told", update="updateChatMember", chat_id=chat_id)
        assert changed["new_chat_member"]["member_id"]["user_id"] == bot_id
    elif kind == "telethon":
        changed = await bot.see("member", lambda line: line["user"] == bot_id)
        assert changed["qts"] > 1
