"""What one device arranges while another is away, the other shows when it is back."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play

EQUAL_WITHIN_S = 20
FOREVER = 2**31 - 1
PINNED = {"UpdatePinnedDialogs", "UpdateDialogPinned"}
PLAIN = {"pinned": False, "archived": False, "marked": False, "muted": False, "draft": ""}


async def shows(device: Actor, wanted: dict[str, dict[str, Any]]) -> None:
    """Wait until a device shows the dialogs so."""
    await _until(lambda: device.do("arrangement"), wanted)


async def _until(look: Callable[[], Awaitable[Any]], wanted: object) -> None:
    deadline = time.monotonic() + EQUAL_WITHIN_S
    while (found := await look()) != wanted:
        if time.monotonic() > deadline:
            pytest.fail(f"it shows {found}, not {wanted}")
        await asyncio.sleep(0.1)


@pytest.mark.cold_offline
@pytest.mark.parametrize("kind", ["tdlib", pytest.param("tdlib-1.8.46", marks=pytest.mark.long)])
async def test_a_device_that_was_away_shows_what_another_arranged(cast, kind: str) -> None:
    phone = "999661000"
    phone_device, bob = await cast("telethon", phone, "Ann"), await cast("telethon", name="Bob")
    laptop = await cast(kind, phone, "Ann")
    await phone_device.do("set_username", username="ann_of_two")
    await bob.do("set_username", username="bob_of_two")
    await bob.do("send", to="ann_of_two", text="hello")
    await phone_device.do("send", to="me", text="a note")
    await laptop.see_text("a note")
    await phone_device.see_text("hello")
    ann_id, bob_id = str(phone_device.user_id), str(bob.user_id)
    await laptop.do("dialogs")
    service = {
        key: value
        for key, value in (await laptop.do("arrangement")).items()
        if key not in (ann_id, bob_id)
    }

    # The laptop is away.
    await laptop.do("disconnect")
    await phone_device.do("pin_dialog", to="me", pinned=True)
    await phone_device.do("draft", to="me", text="milk, bread")
    await phone_device.do("mute", peer="bob_of_two", until=FOREVER)
    await phone_device.do("archive", to="bob_of_two", archived=True)
    await phone_device.do("mark_unread", to="bob_of_two", unread=True)
    await phone_device.do("add_folder", number=2, title="Work", peer="bob_of_two")
    arranged = {
        **service,
        ann_id: {**PLAIN, "pinned": True, "draft": "milk, bread"},
        bob_id: {**PLAIN, "archived": True, "marked": True, "muted": True},
    }
    await shows(phone_device, arranged)
    await laptop.do("connect")
    await shows(laptop, arranged)
    await _until(lambda: laptop.do("folders"), ["Work"])

    # Both are there, and the laptop undoes it.
    await laptop.do("archive", to="bob_of_two", archived=False)
    await laptop.do("pin_dialog", to="bob_of_two", pinned=True)
    await laptop.do("mute", peer="bob_of_two", until=0)
    await laptop.do("mark_unread", to="bob_of_two", unread=False)
    await laptop.do("draft", to="me", text="")
    undone = {
        **service,
        ann_id: {**PLAIN, "pinned": True},
        bob_id: {**PLAIN, "pinned": True},
    }
    await shows(phone_device, undone)
    await shows(laptop, undone)

    # The phone is away, and is told by the difference it asks for.
    await phone_device.do("disconnect")
    phone_device.seen.clear()
    await laptop.do("draft", to="bob_of_two", text="see you")
    await laptop.do("pin_dialog", to="me", pinned=False)
    await laptop.do("archive", to="bob_of_two", archived=True)
    away = {
        **service,
        ann_id: PLAIN,
        bob_id: {**PLAIN, "archived": True, "draft": "see you"},
    }
    await shows(laptop, away)
    await phone_device.do("connect")
    await shows(phone_device, away)
    # What TDLib shows may still be on its way: then the phone is told live. Of a difference
    # Telethon tells no program what took a pts.
    for told in ({"UpdateDraftMessage"}, PINNED):
        await phone_device.see("arranged", lambda line, told=told: line["kind"] in told)


async def test_what_goes_from_a_dialog_goes_everywhere(cast) -> None:
    phone = "999661001"
    laptop, bob = await cast("tdlib", phone, "Ann"), await cast("telethon", name="Bob")
    await laptop.do("set_username", username="ann_who_clears")
    await bob.do("set_username", username="bob_who_reads")
    await bob.do("send", to="ann_who_clears", text="keep this")
    await laptop.see_text("keep this")
    chat = (await laptop.do("call", function="searchPublicChat", username="bob_who_reads"))["id"]
    me = (await laptop.do("call", function="getMe"))["id"]

    # What is forwarded to oneself is filed under whom it came from.
    history = await laptop.do("call", function="getChatHistory", chat_id=chat, limit=10)
    ids = [message["id"] for message in history["messages"]]
    own = await laptop.do("call", function="createPrivateChat", user_id=me)
    await laptop.do(
        "call",
        function="forwardMessages",
        chat_id=own["id"],
        from_chat_id=chat,
        message_ids=ids[:1],
    )
    await laptop.do("send", to="me", text="a note")
    topics = await laptop.do("saved_topics")
    assert [topic["type"]["@type"] for topic in topics] == [
        "savedMessagesTopicTypeMyNotes",
        "savedMessagesTopicTypeSavedFromChat",
    ]

    # A timer is told to both sides, and so is when a message was read.
    sent = await laptop.do("send", to="bob_who_reads", text="read me")
    await bob.see_text("read me")
    await laptop.do(
        "call",
        function="setChatMessageAutoDeleteTime",
        chat_id=chat,
        message_auto_delete_time=86400,
    )
    await bob.see("arranged", lambda told: told["kind"] == "UpdatePeerHistoryTTL")
    await bob.do("read", peer="ann_who_clears", max_id=0)
    await laptop.see("read", lambda told: told["max_id"] >= sent["id"])
    read = await laptop.do(
        "call", function="getMessageReadDate", chat_id=chat, message_id=sent["id"] << 20
    )
    assert read["@type"] == "messageReadDateRead"

    # Cleared for both, the dialog keeps its place in Ann's list and is empty in Bob's.
    await laptop.do(
        "call",
        function="deleteChatHistory",
        chat_id=chat,
        remove_from_chat_list=False,
        revoke=True,
    )
    await _until(lambda: bob.do("history", peer="ann_who_clears"), [])
    assert str(bob.user_id) in await laptop.do("arrangement")
