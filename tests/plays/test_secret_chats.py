"""End-to-end chats between TDLib clients: the server hands on what it cannot read.

https://core.telegram.org/api/end-to-end
"""

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play


async def agree(alice: Actor, bob: Actor) -> int:
    """A chat that Alice asked Bob for, open on both sides under one key; gives its id."""
    await bob.do("set_username", username=f"secret_{bob.user_id}")
    chat = await alice.do("secret_ask", username=f"secret_{bob.user_id}")
    for actor in (alice, bob):
        await actor.see("secret_chat", lambda told: (told["id"], told["state"]) == (chat, "ready"))
    hers, his = [await actor.do("secret_state", chat=chat) for actor in (alice, bob)]
    assert (hers["out"], his["out"]) == (True, False)
    assert hers["key"] == his["key"] != ""
    return chat


async def say(speaker: Actor, hearer: Actor, chat: int, *texts: str) -> None:
    await speaker.do("secret_send", chat=chat, texts=list(texts))
    for text in texts:
        await hearer.see_text(text)


async def test_two_tdlib_clients_talk_in_secret(cast) -> None:
    alice = await cast("tdlib", name="Alice")
    bob = await cast("tdlib", name="Bob")
    chat = await agree(alice, bob)
    await say(alice, bob, chat, "hello", "are you there?")
    await say(bob, alice, chat, "yes")
    await bob.do("secret_read", chat=chat)
    assert await alice.do("secret_read_by_other", chat=chat)
