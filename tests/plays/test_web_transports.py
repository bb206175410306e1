"""People whose clients come by WebSocket or HTTP sign up, talk and come back like all others."""

import urllib.request

import pytest

from support.actors import Actor
from support.play_server import PlayServer

pytestmark = pytest.mark.play

PAIRS = [
    ("gramjs-ws", "tdlib-http"),
    pytest.param("mtcute-ws", "telethon", marks=pytest.mark.long),
]


def came_by_web(server: PlayServer) -> set[str]:
    """The HTTP statuses that MTProto has answered with, as /metrics counts them."""
    with urllib.request.urlopen(server.http + "/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {x.split('"')[1] for x in lines if x.startswith("heliograph_http_answers_total{")}


async def say(sender: Actor, to: str, hearer: Actor, text: str) -> None:
    await sender.do("send", to=to, text=text)
    await hearer.see_text(text)


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_1_6_1_7_web_clients_talk(cast, server: PlayServer, first: str, second: str) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    await alice.do("set_username", username="alice_on_the_web")
    await bob.do("set_username", username="bob_of_the_web")
    assert await alice.do("resolve", username="bob_of_the_web") == bob.user_id
    assert await bob.do("resolve", username="alice_on_the_web") == alice.user_id

    for number in range(3):
        await say(alice, "bob_of_the_web", bob, f"there {number} 😀")
        await say(bob, "alice_on_the_web", alice, f"and back {number}")

    await alice.do("disconnect")
    await bob.do("send", to="alice_on_the_web", text="while you were away")
    await alice.do("connect")
    history = await alice.do("history", peer="bob_of_the_web")
    assert history[0]["text"] == "while you were away"
    await say(bob, "alice_on_the_web", alice, "now that you are back")
    expected = {"101", "200"} if second == "tdlib-http" else {"101"}
    assert came_by_web(server) == expected
