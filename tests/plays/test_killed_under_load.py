"""The server is killed while people write; nothing that was acknowledged is lost."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer
from support.witness import Witness

pytestmark = [pytest.mark.play, pytest.mark.timeout(600)]

KILLS = 20
ALL_BACK_WITHIN_S = 240
# While the slowest comes back, the quickest need not write what nobody can read in time.
TEXTS_PER_LIFE = 200


class Writer:
    """Keeps sending numbered texts; remembers those the server acknowledged."""

    def __init__(self, actor: Actor, to: str) -> None:
        self.actor = actor
        self.to = to
        self.acknowledged: list[str] = []
        self.progress = asyncio.Event()
        self.attempts = 0
        self._stopped = False
        self._left = TEXTS_PER_LIFE
        self._may_write = asyncio.Event()
        self._may_write.set()

    async def write(self) -> None:
        """Send until told to stop. What fails is not repeated: it may have arrived or not."""
        while not self._stopped:
            self.attempts += 1
            self._left -= 1
            text = f"{self.actor.kind} {self.attempts}"
            try:
                await self.actor.do("send", to=self.to, text=text)
            except (ActorError, TimeoutError):
                continue
            self.acknowledged.append(text)
            self.progress.set()
            if self._left <= 0 and not self._stopped:
                self._may_write.clear()
                await self._may_write.wait()

    async def wait_for_progress(self, count: int) -> None:
        """Until `count` more texts are acknowledged."""
        goal = len(self.acknowledged) + count
        async with asyncio.timeout(ALL_BACK_WITHIN_S):
            while len(self.acknowledged) < goal:
                self.progress.clear()
                await self.progress.wait()

    def go_on(self) -> None:
        """Write some more, now that the server lives again."""
        self._left = TEXTS_PER_LIFE
        self._may_write.set()

    def stop(self) -> None:
        """Finish with the text under way."""
        self._stopped = True
        self._may_write.set()


@pytest.mark.parametrize(
    ("kinds", "kills"),
    [
        (("telethon", "gramjs", "telethon-1.39"), KILLS),
        # Kurigram takes a quarter of a minute to come back.
        (("kurigram", "telethon"), 4),
        pytest.param(
            ("kurigram", "gramjs"), KILLS, marks=[pytest.mark.long, pytest.mark.timeout(3_600)]
        ),
    ],
)
async def test_nothing_acknowledged_is_lost(
    cast: Callable[..., Awaitable[Actor]],
    server: PlayServer,
    witnesses: dict[str, Witness],
    kinds: tuple[str, ...],
    kills: int,
) -> None:
    chance = random.Random(20)
    actors = [await cast(kind, name=kind.title()) for kind in kinds]
    names = [f"writer_number{n}" for n in range(len(kinds))]
    for actor, name in zip(actors, names, strict=True):
        await actor.do("set_username", username=name)
    writers = [Writer(actor, names[(n + 1) % len(names)]) for n, actor in enumerate(actors)]
    async with asyncio.TaskGroup() as load:
        for writer in writers:
            load.create_task(writer.write())
        for _ in range(kills):
            await kill_once(server, writers, witnesses, chance)
        await asyncio.gather(*(writer.wait_for_progress(1) for writer in writers))
        for writer in writers:
            writer.stop()

    # Two of them write into one dialog.
    written = sum(writer.attempts for writer in writers)
    for n, writer in enumerate(writers):
        reader = actors[(n + 1) % len(actors)]
        history = await reader.do("history", peer=names[n], limit=written + 100)
        stored = Counter(m["text"] for m in history)
        lost = [text for text in writer.acknowledged if stored[text] == 0]
        assert not lost, f"{len(lost)} of {len(writer.acknowledged)} are lost: {lost[:5]}"
        twice = [text for text, count in stored.items() if count > 1]
        assert not twice, f"stored twice: {twice[:5]}"
    assert sum(len(writer.acknowledged) for writer in writers) > kills


@pytest.mark.long
async def test_nothing_acknowledged_in_a_supergroup_is_lost_while_some_come_and_go(
    cast: Callable[..., Awaitable[Actor]],
    server: PlayServer,
    witnesses: dict[str, Witness],
) -> None:
    chance = random.Random(21)
    kinds = ("telethon", "tdlib", "kurigram")
    actors = [await cast(kind, name=kind.title()) for kind in kinds]
    guest = await cast("telethon-1.39", name="Guest")
    await actors[0].do("make_channel", title="Hikers", username="hikers_killed")
    for actor in actors[1:]:
        await actor.do("join_channel", username="hikers_killed")
    writers = [Writer(actor, "hikers_killed") for actor in actors]
    stays = asyncio.Event()
    async with asyncio.TaskGroup() as load:
        for writer in writers:
            load.create_task(writer.write())
        coming = load.create_task(come_and_go(guest, "hikers_killed", stays))
        for _ in range(4):
            await kill_once(server, writers, witnesses, chance)
        await asyncio.gather(*(writer.wait_for_progress(1) for writer in writers))
        stays.set()
        for writer in writers:
            writer.stop()
    assert await coming > 0

    written = sum(writer.attempts for writer in writers)
    room = 20 * written + 2_000
    told = [await one.do("history", peer="hikers_killed", limit=room) for one in (*actors, guest)]
    shown = [[(m["id"], m["text"]) for m in one if m.get("text")] for one in told]
    assert all(one == shown[0] for one in shown)
    stored = Counter(text for _, text in shown[0])
    lost = [text for writer in writers for text in writer.acknowledged if stored[text] == 0]
    assert not lost, f"{len(lost)} are lost: {lost[:5]}"
    twice = [text for text, count in stored.items() if count > 1]
    assert not twice, f"stored twice: {twice[:5]}"


async def kill_once(
    server: PlayServer,
    writers: Sequence[Writer],
    witnesses: Mapping[str, Witness],
    chance: random.Random,
) -> None:
    """Kill the server while all write, and have everybody come back."""
    # All at once: the quick ones stop writing while the slow ones come back.
    await asyncio.gather(*(writer.wait_for_progress(chance.randint(1, 4)) for writer in writers))
    await server.kill()
    await server.start()
    for witness in witnesses.values():
        await witness.reopen()
    for writer in writers:
        writer.go_on()


async def come_and_go(guest: Actor, name: str, stays: asyncio.Event) -> int:
    """Be in it and out of it until it is time to stay; gives how often either was acknowledged."""
    done, inside = 0, False
    while not (stays.is_set() and inside):
        try:
            await guest.do("leave_channel" if inside else "join_channel", username=name)
        except (ActorError, TimeoutError) as failed:
            # What was not acknowledged may have come to pass all the same.
            if "Participant" in str(failed):
                inside = not inside
            continue
        inside = not inside
        done += 1
    return done


@pytest.mark.parametrize(
    "kind",
    [
        "telethon",
        "telethon-1.39",
        "kurigram",
        "pyrogram",
        "gramjs",
        "tdlib",
        pytest.param("tdlib-1.8.46", marks=pytest.mark.long),
        pytest.param("mtcute", marks=pytest.mark.long),
        pytest.param("teleproto", marks=pytest.mark.long),
    ],
)
async def test_a_restart_is_hardly_noticed(
    cast: Callable[..., Awaitable[Actor]],
    server: PlayServer,
    witnesses: dict[str, Witness],
    kind: str,
) -> None:
    alice, bob = await cast(kind, name="Alice"), await cast("telethon", name="Bob")
    await bob.do("set_username", username="bob_after_restart")
    await alice.do("send", to="bob_after_restart", text="before the restart")
    await bob.see_text("before the restart")

    assert await server.stop() == 0
    await server.start()
    for witness in witnesses.values():
        await witness.reopen()

    # Bob may not be back yet.
    await alice.do("send", to="bob_after_restart", text="after the restart")
    await bob.see_text("after the restart")
    history = await alice.do("history", peer="bob_after_restart")
    assert [m["text"] for m in history] == ["after the restart", "before the restart"]
