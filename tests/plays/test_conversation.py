"""Two people with ordinary clients sign up, find each other and talk."""

import asyncio
import os

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer

pytestmark = pytest.mark.play

# Every library in both parts, and old beside new layers.
PAIRS = [
    ("telethon", "gramjs"),
    ("gramjs", "tdlib"),
    ("tdlib", "kurigram"),
    ("kurigram", "tdlib-1.8.46"),
    ("tdlib-1.8.46", "mtcute"),
    ("mtcute", "telethon-1.39"),
    ("telethon-1.39", "pyrogram"),
    ("pyrogram", "teleproto"),
    ("teleproto", "telethon"),
]
# `make test` sees every client sign in, send, receive and come back; the rest only with some.
LATER = ("tdlib", "tdlib-1.8.46", "mtcute", "teleproto")
KINDS = [pytest.param(kind, marks=pytest.mark.long) if kind in LATER else kind for kind, _ in PAIRS]


async def introduce(alice: Actor, bob: Actor) -> tuple[str, str]:
    """Give both a username and let each find the other; returns their names."""
    names = (f"alice_{alice.kind[:4]}_a", f"bob_{bob.kind[:4]}_b")
    await alice.do("set_username", username=names[0])
    await bob.do("set_username", username=names[1])
    assert await alice.do("resolve", username=names[1]) == bob.user_id
    assert await bob.do("resolve", username=names[0]) == alice.user_id
    return names


@pytest.mark.both_codecs
async def test_each_codec_carries_a_talk(cast, server: PlayServer) -> None:
    assert server.ready["codec"] == os.environ.get("HELIOGRAPH_CODEC", "c")
    alice, bob = await cast("pyrogram", name="Alice"), await cast("telethon", name="Bob")
    alice_name, bob_name = await introduce(alice, bob)
    await alice.do("send", to=bob_name, text="old to new")
    await bob.see_text("old to new")
    await bob.do("send", to=alice_name, text="new to old")
    await alice.see_text("new to old")


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_two_people_talk(cast, first: str, second: str) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    alice_name, bob_name = await introduce(alice, bob)

    sent = await alice.do("send", to=bob_name, text="hello Bob 😀 bold", bold=[13, 4])
    heard = await bob.see_text("hello Bob 😀 bold")
    assert not heard["out"]

    await bob.do("send", to=alice_name, text="hello Alice")
    await alice.see_text("hello Alice")

    newest, oldest = await bob.do("history", peer=alice_name)
    assert (newest["text"], newest["out"]) == ("hello Alice", True)
    assert (oldest["text"], oldest["bold"]) == ("hello Bob 😀 bold", [[13, 4]])

    await bob.do("read", peer=alice_name, max_id=heard["id"])
    await alice.see("read", lambda line: line["max_id"] == sent["id"])

    await alice.do("edit", to=bob_name, message_id=sent["id"], text="hello Robert")
    await bob.see("edit", lambda line: line["text"] == "hello Robert")

    await alice.do("delete", to=bob_name, ids=[sent["id"]])
    await bob.see("delete", lambda line: line["ids"] == [heard["id"]])
    assert [m["text"] for m in await bob.do("history", peer=alice_name)] == ["hello Alice"]

    dialogs = {d["id"]: d for d in await alice.do("dialogs")}
    assert dialogs[bob.user_id]["text"] == "hello Alice"
    assert dialogs[bob.user_id]["unread"] == 1


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_who_was_away_misses_nothing(cast, first: str, second: str) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    alice_name, bob_name = await introduce(alice, bob)
    await alice.do("send", to=bob_name, text="before")
    await bob.see_text("before")

    state = await bob.do("state")
    await bob.do("disconnect")
    away = [f"while you were away {n}" for n in range(20)]
    for text in away:
        await alice.do("send", to=bob_name, text=text)
    await bob.do("connect")

    # The service account's word on the witness's code may come meanwhile.
    missed = await bob.do("difference", **state)
    assert [text for text in missed if not text.startswith("Login code")] == away
    await alice.do("send", to=bob_name, text="welcome back")
    await bob.see_text("welcome back")
    history = [m["text"] for m in await bob.do("history", peer=alice_name)]
    assert history == ["welcome back", *reversed(away), "before"]


@pytest.mark.parametrize("kind", KINDS)
async def test_all_devices_of_both_see_a_message(cast, onlookers: int, kind: str) -> None:
    alice = await cast(kind, phone="9996611111", name="Alice")
    desk = await cast("telethon", phone="9996611111")
    bob = await cast("telethon-1.39", name="Bob")
    _, bob_name = await introduce(alice, bob)
    assert desk.user_id == alice.user_id

    await alice.do("send", to=bob_name, text="from my phone")
    await bob.see_text("from my phone")
    assert (await desk.see_text("from my phone"))["out"]
    assert await alice.do("sessions") == 2 + onlookers


@pytest.mark.parametrize("kind", KINDS)
async def test_a_second_device_is_sent_the_code_by_the_service_account(cast, kind: str) -> None:
    alice = await cast(kind, phone="9996622222", name="Alice")
    # The witness signed in right after, with a code of its own.
    told = await alice.see("message", lambda line: "code" in line["text"].lower())
    assert "Do not give this code to anyone" in told["text"]


@pytest.mark.parametrize("kind", KINDS)
async def test_saved_messages_are_a_dialog_with_oneself(cast, kind: str) -> None:
    alice = await cast(kind, name="Alice")
    await alice.do("send", to="me", text="note to self")
    (note,) = await alice.do("history", peer="me")
    assert note["text"] == "note to self"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_phone_in_the_address_book_finds_the_account(cast, kind: str) -> None:
    alice, bob = await cast(kind, name="Alice"), await cast("telethon", name="Bob")
    found = await alice.do("contact", phone=f"+{bob.phone}", first_name="Bobby")
    assert found == [bob.user_id]


@pytest.mark.parametrize("kind", KINDS)
async def test_after_logging_out_nothing_answers(cast, kind: str) -> None:
    alice = await cast(kind, name="Alice")
    assert await alice.do("log_out")
    with pytest.raises((ActorError, asyncio.TimeoutError)):
        await alice.do("state")


@pytest.mark.parametrize("kind", ["tdlib", "tdlib-1.8.46"])
@pytest.mark.long
async def test_a_client_started_again_is_still_signed_in(cast, kind: str) -> None:
    alice, bob = await cast(kind, name="Alice"), await cast("telethon", name="Bob")
    alice_name, _ = await introduce(alice, bob)
    assert await alice.do("restart") == "Ready"
    await bob.do("send", to=alice_name, text="still there?")
    await alice.see_text("still there?")
