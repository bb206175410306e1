"""Messages found by client libraries: in one chat, everywhere, page by page, by their links."""

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play


async def found_by_tdlib(actor: Actor, function: str, **asked: object) -> list[str]:
    """All matches of a search that goes on from page to page."""
    texts: list[str] = []
    place: dict[str, object] = {"offset": ""} if function == "searchMessages" else {}
    while True:
        page = await actor.do("call", function=function, limit=2, **asked, **place)
        texts += (message["content"]["text"]["text"] for message in page["messages"])
        if not page["messages"]:
            return texts
        if function == "searchMessages":
            place = {"offset": page["next_offset"]}
            if not page["next_offset"]:
                return texts
        else:
            place = {"from_message_id": page["next_from_message_id"]}
            if not page["next_from_message_id"]:
                return texts


async def test_what_was_said_is_found_in_one_chat_and_everywhere(cast) -> None:
    alice, bob = await cast("telethon", name="Alice"), await cast("tdlib", name="Bob")
    for actor, name in ((alice, "alice_seeks"), (bob, "bob_is_sought")):
        await actor.do("set_username", username=name)
    await bob.do("resolve", username="alice_seeks")
    for number in range(3):
        await alice.do("send", to="me", text=f"Note {number}")
    said = ("Déjà vu in Łódź, noted", "東京都に住む", "https://example.org, a note", "my last note")
    for text in said:
        await alice.do("send", to="bob_is_sought", text=text)
        await bob.see_text(text)

    assert await alice.do("search", query="deja lodz") == [said[0]]
    assert await alice.do("search", query="京都") == [said[1]]
    notes = ["Note 2", "Note 1", "Note 0"]
    assert await alice.do("search", query="note") == [said[3], said[2], said[0], *notes]
    assert await alice.do("search", query="NOT", peer="me") == notes
    assert await alice.do("search", query="note last", peer="bob_is_sought") == [said[3]]
    assert await alice.do("search", kind="Url", peer="bob_is_sought") == [said[2]]

    chat = {"chat_id": alice.user_id}
    notes = [said[3], said[2], said[0]]
    assert await found_by_tdlib(bob, "searchMessages", query="note") == notes
    assert await found_by_tdlib(bob, "searchChatMessages", query="note", **chat) == notes
    assert await found_by_tdlib(bob, "searchChatMessages", query="住", **chat) == [said[1]]
    links = {"filter": {"@type": "searchMessagesFilterUrl"}}
    assert await found_by_tdlib(bob, "searchChatMessages", query="", **links, **chat) == [said[2]]
    count = await bob.do(
        "call", function="getChatMessageCount", return_local=False, **links, **chat
    )
    assert count["count"] == 1
