"""Who is told of a supergroup's posts with people by name alone asks for nobody, and names all."""

import asyncio
import re
import urllib.request
from collections import Counter

import pytest

from support.actors import Actor
from support.play_server import PlayServer

pytestmark = pytest.mark.play

KINDS = ("tdlib", "telethon", "gramjs", "kurigram", "mtcute")
POSTS = 50
_CALLS = re.compile(r'^heliograph_rpc_calls_total\{method="([^"]+)"[^}]*\} ([0-9.e+]+)$', re.M)
ASKS = (
    "users.getUsers",
    "users.getFullUser",
    "channels.getChannels",
    "channels.getFullChannel",
    "channels.getParticipant",
    "channels.getMessages",
    "messages.getPeerDialogs",
    "updates.getDifference",
    "updates.getChannelDifference",
)


async def asked(server: PlayServer) -> Counter[str]:
    """How often each method was called by now."""

    def read() -> str:
        with urllib.request.urlopen(f"{server.http}/metrics", timeout=5) as answer:
            return str(answer.read().decode())

    found: Counter[str] = Counter()
    for method, calls in _CALLS.findall(await asyncio.to_thread(read)):
        found[method] += int(float(calls))
    return found


async def gather(cast) -> tuple[dict[str, Actor], Actor]:
    """One with each client in a supergroup, known to all; and one who said nothing there yet."""
    people = {kind: await cast(kind, name=kind.title()) for kind in KINDS}
    await people["telethon"].do("make_channel", title="Hikers", username="hikers_min")
    late = await cast("telethon", name="Late")
    for one in (*people.values(), late):
        if one is not people["telethon"]:
            await one.do("join_channel", username="hikers_min")
    # Two each: by the first one clients show how they take people by name alone.
    for text in ("is here", "is ready"):
        for kind, one in people.items():
            await one.do("send", to="hikers_min", text=f"{kind} {text}")
        for kind in KINDS:
            for one in (one for other, one in people.items() if other != kind):
                await one.see_text(f"{kind} {text}")
    return people, late


@pytest.mark.long
async def test_fifty_posts_make_no_client_ask_who_that_is(cast, server: PlayServer) -> None:
    people, late = await gather(cast)
    before = await asked(server)
    writer = people.pop("telethon")
    for number in range(POSTS):
        speaker = late if number % 2 else writer
        await speaker.do("send", to="hikers_min", text=f"post {number}")
    for number in range(POSTS):
        name = "Late" if number % 2 else "Telethon"
        heard = [(await one.see_text(f"post {number}"))["by"] for one in people.values()]
        assert heard == [name] * len(people), number
        if number % 2:
            assert (await writer.see_text(f"post {number}"))["by"] == name
    calls = await asked(server) - before
    assert calls["messages.sendMessage"] == POSTS
    # Each may look after somebody new; none asks for each post.
    assert sum(calls[method] for method in ASKS) <= len(people) + 1, calls
