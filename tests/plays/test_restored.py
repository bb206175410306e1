"""The server comes back from a backup that is older than what its clients have seen."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from support.actors import Actor
from support.keeper import Keeper
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.timeout(240)]

BEFORE = 20
LOST = 500
ALIKE_WITHIN_S = 30
FOREVER = 2**31 - 1
BOB, ALICE = "bob_before_backup", "alice_before_backup"
PHONES = {"Alice": "9996620001", "Bob": "9996620002"}

Meet = Callable[..., Awaitable[Actor]]


@pytest.fixture
async def meet(server: PlayServer, tmp_path: Path) -> AsyncIterator[Meet]:
    """Signs clients in. No witness: what it was pushed is not all there afterwards."""
    actors: list[Actor] = []

    async def make(kind: str, name: str) -> Actor:
        actor = Actor(kind, tmp_path / f"actor-{len(actors)}-{kind}")
        actors.append(actor)
        await actor.open(server)
        await actor.sign_in(server, PHONES[name], name)
        return actor

    yield make
    for actor in actors:
        await actor.close()


async def talk(alice: Actor, bob: Actor, count: int, what: str) -> None:
    """Both write, Bob most of it."""
    for number in range(count):
        if number % 5:
            await bob.do("send", to=ALICE, text=f"{what} {number}")
        else:
            await alice.do("send", to=BOB, text=f"{what} {number}")
    await alice.see_text(f"{what} {count - 1}")


async def texts(actor: Actor, peer: str) -> list[str]:
    return [line["text"] for line in await actor.do("history", peer=peer, limit=1_000)]


@pytest.mark.parametrize(
    ("kind", "away"),
    [
        ("tdlib", False),
        pytest.param("telethon", False, marks=pytest.mark.long),
        pytest.param("tdlib", True, marks=pytest.mark.long),
        pytest.param("mtcute", False, marks=pytest.mark.long),
        pytest.param("tdlib-1.8.46", False, marks=pytest.mark.long),
    ],
)
async def test_clients_that_are_ahead_of_a_restored_server_converge(
    server: PlayServer, meet: Meet, kind: str, away: bool
) -> None:
    keeper = Keeper(server)
    alice, bob = await meet(kind, "Alice"), await meet("telethon", "Bob")
    await alice.do("set_username", username=ALICE)
    await bob.do("set_username", username=BOB)
    await talk(alice, bob, BEFORE, "before")
    await keeper.back_up()
    await talk(alice, bob, LOST, "lost")
    if away:
        await alice.do("call", function="close")
    await keeper.lose_all_and_restore()
    if away:
        assert await alice.do("restart") == "Ready"

    await bob.do("send", to=ALICE, text="after, from Bob")
    await alice.see_text("after, from Bob")
    await alice.do("send", to=BOB, text="after, from Alice")
    await bob.see_text("after, from Alice")

    fresh = {"Alice": await meet("telethon", "Alice"), "Bob": await meet("telethon", "Bob")}
    for actor, peer, name in ((alice, BOB, "Alice"), (bob, ALICE, "Bob")):
        seen = await texts(actor, peer)
        assert seen == await texts(fresh[name], peer)
        assert seen[:2] == ["after, from Alice", "after, from Bob"]
        assert len(seen) == BEFORE + 2
        assert not any(text.startswith("lost") for text in seen)


@pytest.mark.long
async def test_edits_and_what_takes_no_pts_are_as_they_were_when_the_backup_was_made(
    server: PlayServer, meet: Meet
) -> None:
    keeper = Keeper(server)
    alice, bob = await meet("tdlib", "Alice"), await meet("telethon", "Bob")
    await alice.do("set_username", username=ALICE)
    await bob.do("set_username", username=BOB)
    await talk(alice, bob, 10, "before")
    said = await bob.do("send", to=ALICE, text="as it was said")
    await alice.see_text("as it was said")
    await alice.do("view", history=20)
    await alice.do("draft", to=BOB, text="begun before")
    await keeper.back_up()
    await alice.do("draft", to=BOB, text="begun after")
    await alice.do("pin_dialog", to=BOB, pinned=True)
    await alice.do("mark_unread", to=BOB, unread=True)
    await alice.do("mute", peer=BOB, until=FOREVER)
    await bob.do("rename", first_name="Robert", about="")
    await bob.do("edit", to=ALICE, message_id=said["id"], text="as it was said later")
    await alice.see("edit", lambda line: line["text"] == "as it was said later")
    await keeper.lose_all_and_restore()

    fresh = await meet("telethon", "Alice")
    known = (await fresh.do("view", history=20))["dialogs"][str(bob.user_id)]
    assert (known["draft"], known["title"]) == ("begun before", "Bob")
    assert "as it was said" in await texts(fresh, BOB)
    deadline = time.monotonic() + ALIKE_WITHIN_S
    seen: dict[str, object] = {}
    while seen != known:
        assert time.monotonic() < deadline, f"{seen}\n{known}"
        seen = (await alice.do("view", history=20))["dialogs"][str(bob.user_id)]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["tdlib", "tdlib-1.8.46"])
async def test_what_was_read_since_the_backup_is_agreed_on_at_the_next_read(
    server: PlayServer, meet: Meet, kind: str
) -> None:
    keeper = Keeper(server)
    alice, bob = await meet(kind, "Alice"), await meet("telethon", "Bob")
    await alice.do("set_username", username=ALICE)
    await bob.do("set_username", username=BOB)
    await talk(alice, bob, 10, "before")
    said = (await alice.do("history", peer=BOB, limit=1))[0]
    heard = (await bob.do("history", peer=ALICE, limit=1))[0]
    await keeper.back_up()
    await alice.do("read", peer=BOB, max_id=said["id"])
    await bob.do("read", peer=ALICE, max_id=heard["id"])
    await keeper.lose_all_and_restore()

    fresh = await meet("telethon", "Alice")
    assert (await shown(fresh, bob))["unread"] > 0
    await bob.do("send", to=ALICE, text="after, from Bob")
    said = await alice.see_text("after, from Bob")
    await alice.do("read", peer=BOB, max_id=said["id"])
    await alice.do("send", to=BOB, text="after, from Alice")
    heard = await bob.see_text("after, from Alice")
    await bob.do("read", peer=ALICE, max_id=heard["id"])
    deadline = time.monotonic() + ALIKE_WITHIN_S
    while (seen := await shown(alice, bob)) != (known := await shown(fresh, bob)):
        assert time.monotonic() < deadline, f"{seen}\n{known}"
    assert known["unread"] == 0


async def shown(actor: Actor, other: Actor) -> dict[str, object]:
    """What is shown of the dialog with somebody."""
    dialog: dict[str, object] = (await actor.do("view", history=20))["dialogs"][str(other.user_id)]
    return dialog
