"""Pins, reactions and polls as client libraries have them, on both sides."""

from typing import Any

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play

_SHIFT = 20
THUMB = {"@type": "reactionTypeEmoji", "emoji": "👍"}
PAIRS = [
    ("telethon", "kurigram"),
    pytest.param("kurigram", "pyrogram", marks=pytest.mark.long),
    pytest.param("pyrogram", "telethon", marks=pytest.mark.long),
]


async def introduce(alice: Actor, bob: Actor) -> tuple[str, str]:
    """Names under which they find each other."""
    names = ("alice_asks", "bob_answers")
    for actor, name in zip((alice, bob), names, strict=True):
        await actor.do("set_username", username=name)
    await alice.do("resolve", username=names[1])
    await bob.do("resolve", username=names[0])
    return names


async def say(talker: Actor, hearer: Actor, *, to: str, text: str) -> tuple[int, int]:
    """The ids of a message, the talker's and the hearer's."""
    sent = await talker.do("send", to=to, text=text)
    return sent["id"], (await hearer.see_text(text))["id"]


async def test_taps_on_an_emoji_are_shown_to_the_other_side(cast) -> None:
    alice, bob = await cast("telethon", name="Alice"), await cast("telethon", name="Bob")
    _, bob_name = await introduce(alice, bob)
    # So that the message has another id on each side.
    await alice.do("send", to="me", text="a note")
    mine, theirs = await say(alice, bob, to=bob_name, text="🎉")
    assert mine != theirs
    peer = {"_": "inputPeerUser", **await alice.do("input_of", who=bob_name)}
    taps = {"_": "dataJSON", "data": '{"v":1,"a":[{"i":1,"t":0.0}]}'}
    action = {"_": "sendMessageEmojiInteraction", "emoticon": "🎉", "interaction": taps}
    query = {"_": "messages.setTyping", "peer": peer, "action": {**action, "msg_id": mine}}
    await alice.do("ask", query=query)
    told = await bob.see("typing", lambda line: line["action"] == "SendMessageEmojiInteraction")
    assert (told["user"], told["msg_id"]) == (alice.user_id, theirs)


@pytest.mark.cold_offline
@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_libraries_pin_react_and_vote(cast, first: str, second: str) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    alice_name, bob_name = await introduce(alice, bob)
    mine, theirs = await say(alice, bob, to=bob_name, text="look at this")

    await bob.do("react", to=alice_name, message_id=theirs, emoji="🔥")
    await alice.see("reactions", lambda line: line["reactions"] == [[bob.user_id, "🔥"]])
    await bob.do("react", to=alice_name, message_id=theirs, emoji="")
    await alice.see("reactions", lambda line: line["reactions"] == [])

    await alice.do("pin_message", to=bob_name, message_id=mine)
    await bob.see("pinned", lambda line: line["pinned"] and line["ids"] == [theirs])
    await bob.do("unpin_messages", to=alice_name)
    await alice.see("pinned", lambda line: not line["pinned"] and line["ids"] == [mine])

    # What tells of the pin has come in between.
    asked = await alice.do("poll", to=bob_name, question="Is it?", answers=["yes", "no"])
    poll = await bob.see("message", lambda line: line["id"] == theirs + 2)
    await bob.do("vote", to=alice_name, message_id=poll["id"], places=[1])
    await alice.see("poll", lambda line: line["voters"] == 1)
    await alice.do("stop", to=bob_name, message_id=asked["id"])
    await bob.see("poll", lambda line: line["closed"])


async def _message(tdlib: Actor, chat: int, message_id: int) -> dict[str, Any]:
    found: dict[str, Any] = await tdlib.do(
        "call", function="getMessage", chat_id=chat, message_id=message_id
    )
    return {name: value for name, value in found.items() if value}


async def _content(tdlib: Actor, chat: int, message_id: int) -> dict[str, Any]:
    content: dict[str, Any] = (await _message(tdlib, chat, message_id))["content"]
    return content


def _asked(**kind: Any) -> dict[str, Any]:
    answers = [{"text": {"text": text}} for text in ("yes", "no", "maybe")]
    return {
        "@type": "inputMessagePoll",
        "question": {"text": "Is it?"},
        "options": answers,
        "allows_revoting": True,
        "allows_multiple_answers": True,
        "type": {"@type": "inputPollTypeRegular"},
        **kind,
    }


async def _found(tdlib: Actor, chat: int, kind: str) -> list[int]:
    """The messages that a filter of TDLib's finds."""
    page = await tdlib.do(
        "call", function="searchChatMessages", chat_id=chat, filter={"@type": kind}, limit=10
    )
    return [message["id"] for message in page["messages"]]


@pytest.mark.long
async def test_tdlib_pins_and_reacts(cast) -> None:
    alice, bob = await cast("tdlib", name="Alice"), await cast("telethon", name="Bob")
    alice_name, _ = await introduce(alice, bob)
    chat = bob.user_id
    mine, theirs = await say(alice, bob, to="bob_answers", text="look at this")
    shifted = mine << _SHIFT

    await bob.do("react", to=alice_name, message_id=theirs, emoji="👍")
    await alice.do("told", update="updateMessageInteractionInfo", message_id=shifted)
    assert len((await _message(alice, chat, shifted))["unread_reactions"]) == 1
    assert await _found(alice, chat, "searchMessagesFilterUnreadReaction") == [shifted]
    await alice.do("call", function="readAllChatReactions", chat_id=chat)
    assert "unread_reactions" not in await _message(alice, chat, shifted)
    await alice.do(
        "call",
        function="addMessageReaction",
        chat_id=chat,
        message_id=shifted,
        reaction_type=THUMB,
        update_recent_reactions=True,
    )
    both = sorted([one, "👍"] for one in (alice.user_id, bob.user_id))
    await bob.see("reactions", lambda line: line["reactions"] == both)
    listed = await alice.do(
        "call", function="getMessageAddedReactions", chat_id=chat, message_id=shifted, limit=10
    )
    assert listed["total_count"] == 2

    offered = await alice.do(
        "call", function="getMessageAvailableReactions", chat_id=chat, message_id=shifted
    )
    assert THUMB in [one["type"] for one in offered["top_reactions"]]
    await alice.do("call", function="clearRecentReactions")
    await alice.do("call", function="setDefaultReactionType", reaction_type=THUMB)

    await alice.do("call", function="pinChatMessage", chat_id=chat, message_id=shifted)
    await bob.see("pinned", lambda line: line["ids"] == [theirs])
    await alice.do("told", update="updateMessageIsPinned", is_pinned=True)
    assert await _found(alice, chat, "searchMessagesFilterPinned") == [shifted]
    pinned = await alice.do("call", function="getChatPinnedMessage", chat_id=chat)
    assert pinned["id"] == shifted
    await alice.do("call", function="unpinAllChatMessages", chat_id=chat)
    await bob.see("pinned", lambda line: not line["pinned"])


@pytest.mark.long
async def test_tdlib_asks_itself(cast) -> None:
    """It asks no polls in private chats but in one's own."""
    alice = await cast("tdlib", name="Alice")
    chat = alice.user_id
    await alice.do("call", function="createPrivateChat", user_id=chat)
    made = await alice.do(
        "call", function="sendMessage", chat_id=chat, input_message_content=_asked()
    )
    sent = await alice.do("told", update="updateMessageSendSucceeded", old_message_id=made["id"])
    place = {"chat_id": chat, "message_id": sent["message"]["id"]}
    for chosen, counts in (([1], [0, 1, 0]), ([0, 2], [1, 0, 1]), ([], [0, 0, 0])):
        await alice.do("call", function="setPollAnswer", **place, option_ids=chosen)
        poll = (await _content(alice, chat, place["message_id"]))["poll"]
        assert [one["voter_count"] for one in poll["options"]] == counts
    await alice.do("call", function="setPollAnswer", **place, option_ids=[1])
    voters = await alice.do("call", function="getPollVoters", **place, option_id=1, limit=10)
    assert voters["total_count"] == 1
    await alice.do("call", function="stopPoll", **place)
    assert (await _content(alice, chat, place["message_id"]))["poll"]["is_closed"]


@pytest.mark.long
async def test_tdlib_answers_a_quiz(cast) -> None:
    alice, bob = await cast("telethon", name="Alice"), await cast("tdlib", name="Bob")
    _, bob_name = await introduce(alice, bob)
    # What tells of the pin has come in between.
    asked = await alice.do("poll", to=bob_name, question="Is it?", answers=["yes", "no"], correct=1)
    arrived = await bob.see("message", lambda line: line["id"] > 0 and not line["text"])
    chat, message_id = alice.user_id, arrived["id"] << _SHIFT
    await bob.do(
        "call", function="setPollAnswer", chat_id=chat, message_id=message_id, option_ids=[0]
    )
    poll = (await _content(bob, chat, message_id))["poll"]
    assert poll["type"]["correct_option_ids"] == [1]
    assert [one["is_chosen"] for one in poll["options"]] == [True, False]
    await alice.see("poll", lambda line: line["id"] == asked["id"] and line["voters"] == 1)


@pytest.mark.long
async def test_tdlib_looks_at_votes(cast) -> None:
    """Of the public poll of another of its account's devices, as it asks none itself."""
    alice, bob = await cast("telethon", name="Alice"), await cast("telethon", name="Bob")
    alice_name, bob_name = await introduce(alice, bob)
    asked = await alice.do("poll", to=bob_name, question="Is it?", answers=["yes", "no"])
    arrived = await bob.see("message", lambda line: line["id"] > 0 and not line["text"])
    await bob.do("vote", to=alice_name, message_id=arrived["id"], places=[1])
    await alice.see("poll", lambda line: line["voters"] == 1)
    other = await cast("tdlib", phone="9996600001")
    assert other.user_id == alice.user_id
    await other.do("resolve", username=bob_name)
    await other.do("call", function="createPrivateChat", user_id=bob.user_id)
    unread = await _found(other, bob.user_id, "searchMessagesFilterUnreadPollVote")
    assert unread == [asked["id"] << _SHIFT]
    await other.do("call", function="readAllChatPollVotes", chat_id=bob.user_id)


@pytest.mark.long
async def test_tdlib_ticks_things_off(cast) -> None:
    alice, bob = await cast("telethon", name="Alice"), await cast("tdlib", name="Bob")
    _, bob_name = await introduce(alice, bob)
    listed = await alice.do("list", to=bob_name, title="To buy", things=["Milk", "Bread"])
    arrived = await bob.see("message", lambda line: line["id"] > 0 and not line["text"])
    place = {"chat_id": alice.user_id, "message_id": arrived["id"] << _SHIFT}
    await bob.do("call", function="markChecklistTasksAsDone", **place, marked_as_done_task_ids=[3])
    content = await _content(bob, alice.user_id, place["message_id"])
    tasks = content["list"]["tasks"]
    assert [(one["id"], "completed_by" in one) for one in tasks] == [(1, False), (3, True)]
    await bob.do(
        "call",
        function="addChecklistTasks",
        **place,
        tasks=[{"id": 4, "text": {"text": "Eggs"}}],
    )
    await alice.do("tick", to=bob_name, message_id=listed["id"], done=[1])
    await bob.do("told", update="updateMessageContent", message_id=place["message_id"])
    found = await alice.do("things", of=bob_name, message_id=listed["id"])
    assert found["things"] == [[1, "Milk"], [3, "Bread"], [4, "Eggs"]]
    assert found["done"] == [[1, alice.user_id], [3, bob.user_id]]
    content = await _content(bob, alice.user_id, place["message_id"])
    assert [one["id"] for one in content["list"]["tasks"]] == [1, 3, 4]
