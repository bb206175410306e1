"""One account on several devices, some of them away for a while: in the end all show the same."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable

import pytest

from support.actors import Actor, ActorError
from support.alike import SHOWN, assert_alike
from support.play_server import PlayServer
from support.powercut.mains import MainsServer
from support.witness import Witness

pytestmark = pytest.mark.play

FOREVER = 2**31 - 1
TEN_MINUTES_S = 600
FRIENDS = ("friend_number0", "friend_number1")
EMOJI = ("👍", "❤")
# What two devices that act at once may rightly be told.
CROSSED = (
    "404 Not Found",
    "CHAT_FORWARDS_RESTRICTED",
    "CHAT_NOT_MODIFIED",
    "FloodWait",
    "MESSAGE_AUTHOR_REQUIRED",
    "MessageAuthorRequired",
    "Service messages can't be pinned",
    "The reaction isn't available for the message",
    "Too Many Requests",
    "Chat not in the list",
    "ChatNotModified",
    "MESSAGE_EDIT_TIME_EXPIRED",
    "MESSAGE_ID_INVALID",
    "MESSAGE_NOT_MODIFIED",
    "Message can't be edited",
    "Message not found",
    "MessageIdInvalid",
    "MessageNotModified",
    "MessageNotModifiedError",
)


class Household:
    """The devices of one account, and friends who write to it."""

    def __init__(self, chance: random.Random, devices: list[Actor], friends: list[Actor]) -> None:
        self.chance = chance
        self.devices = devices
        self.friends = friends
        self.away: set[Actor] = set()
        self._hands = {device: asyncio.Lock() for device in devices}
        self.count = 0

    async def do_something(self) -> None:
        """One deed of a device that is there, or a text of a friend."""
        self.count += 1
        if self.chance.random() < 0.25:
            friend = self.chance.choice(self.friends)
            await friend.do("send", to="household", text=f"from outside {self.count}")
            return
        device = self.chance.choice([d for d in self.devices if d not in self.away])
        deed = self.chance.choice(DEEDS)
        friend_name = self.chance.choice(FRIENDS)
        # Devices act at once, but each has done one thing before it does another.
        async with self._hands[device]:
            try:
                await deed(self, device, friend_name)
            except ActorError as error:
                if not any(token in str(error) for token in CROSSED):
                    raise
            await _be_answered(device)

    async def come_or_go(self) -> None:
        """One device leaves, or comes back; one is always there."""
        device = self.chance.choice(self.devices)
        if device in self.away:
            await device.do("connect")
            self.away.discard(device)
        elif len(self.away) + 1 < len(self.devices):
            await device.do("disconnect")
            self.away.add(device)

    async def all_come(self) -> None:
        """Everybody is there."""
        for device in list(self.away):
            await device.do("connect")
        self.away.clear()

    def flip(self) -> bool:
        return self.chance.random() < 0.5

    async def pick(self, device: Actor, friend: str, *, own: bool = False) -> int | None:
        """One of the newest messages as the device has them, None if there is none."""
        found = await device.do("history", peer=friend, limit=10)
        ids = [message["id"] for message in found if message["out"] or not own]
        return self.chance.choice(ids) if ids else None


async def _be_answered(device: Actor) -> None:
    """Wait until the server has answered what a TDLib client did.

    It says that a deed is done before it has asked for it, takes the answer for later than what was
    done and heard meanwhile (`updateFolderPeers` it applies as they come, not by their pts), and
    says what is not answered yet when it comes back. The server writes in the order asked.
    """
    if device.kind.startswith("tdlib"):
        never = {"@type": "messageAutoDeleteTime", "time": 0}
        function = "setDefaultMessageAutoDeleteTime"
        await device.do("call", function=function, message_auto_delete_time=never)


async def _send(home: Household, device: Actor, friend: str) -> None:
    await device.do("send", to=friend, text=f"{device.kind} {home.count}")


async def _edit(home: Household, device: Actor, friend: str) -> None:
    if found := await home.pick(device, friend, own=True):
        await device.do("edit", to=friend, message_id=found, text=f"edited {home.count}")


async def _delete(home: Household, device: Actor, friend: str) -> None:
    if found := await home.pick(device, friend):
        await device.do("delete", to=friend, ids=[found])


async def _read(home: Household, device: Actor, friend: str) -> None:
    # As apps do: TDLib's own way of reading takes the mark off on this device alone.
    await device.do("mark_unread", to=friend, unread=False)
    if found := await home.pick(device, friend):
        await device.do("read", peer=friend, max_id=found)


async def _draft(home: Household, device: Actor, friend: str) -> None:
    await device.do("draft", to=friend, text=f"draft {home.count}" if home.flip() else "")


async def _pin_dialog(home: Household, device: Actor, friend: str) -> None:
    await device.do("archive", to=friend, archived=False)
    await device.do("pin_dialog", to=friend, pinned=home.flip())


async def _archive(home: Household, device: Actor, friend: str) -> None:
    await device.do("archive", to=friend, archived=home.flip())


async def _mark(home: Household, device: Actor, friend: str) -> None:
    await device.do("mark_unread", to=friend, unread=home.flip())


async def _mute(home: Household, device: Actor, friend: str) -> None:
    await device.do("mute", peer=friend, until=FOREVER if home.flip() else 0)


async def _pin(home: Household, device: Actor, friend: str) -> None:
    if found := await home.pick(device, friend):
        await device.do("pin", to=friend, message_id=found, pinned=home.flip())


async def _react(home: Household, device: Actor, friend: str) -> None:
    if found := await home.pick(device, friend):
        await device.do("react", to=friend, message_id=found, emoji=home.chance.choice(EMOJI))


async def _forward(home: Household, device: Actor, friend: str) -> None:
    if found := await home.pick(device, friend):
        await device.do("forward", to=home.chance.choice(FRIENDS), source=friend, ids=[found])


async def _hide(home: Household, device: Actor, friend: str) -> None:
    rule = "DisallowAll" if home.flip() else "AllowAll"
    await device.do("set_privacy", key="Forwards", rules=[rule])


Deed = Callable[[Household, Actor, str], Awaitable[None]]
DEEDS: tuple[Deed, ...] = (
    *(_send, _send, _edit, _delete, _read, _read, _draft, _pin_dialog),
    *(_archive, _mark, _mute, _pin, _react, _forward, _hide),
)


@pytest.fixture
async def household(
    cast: Callable[..., Awaitable[Actor]], request: pytest.FixtureRequest
) -> Household:
    """An account on several devices with a dialog with each of two friends."""
    seed, kinds = request.param
    first = await cast(kinds[0], phone="9996617000", name="Household")
    await first.do("set_username", username="household")
    devices = [first]
    devices += [await cast(kind, phone="9996617000", name="Household") for kind in kinds[1:]]
    friends = []
    for number, name in enumerate(FRIENDS):
        friend = await cast("telethon", name=f"Friend {number}")
        await friend.do("set_username", username=name)
        await friend.do("send", to="household", text="hello")
        await first.do("send", to=name, text="welcome")
        friends.append(friend)
    for device in devices:
        for name in FRIENDS:
            await device.do("resolve", username=name)
        # TDLib pins only in a list that it has loaded.
        await device.do("view", history=SHOWN)
    return Household(random.Random(seed), devices, friends)


@pytest.fixture
async def cold(cast: Callable[..., Awaitable[Actor]], household: Household) -> Actor:
    """A device that synchronised and then was switched off."""
    device = await cast("tdlib", phone="9996617000", name="Household")
    await device.do("view", history=SHOWN)
    await device.do("switch_off")
    await device.close()
    return device


async def live(household: Household, deeds: int, *, at_once: int = 1) -> None:
    """Let devices do something and come and go; in the end all are there."""
    for _ in range(deeds // at_once):
        await asyncio.gather(*(household.do_something() for _ in range(at_once)))
        if household.chance.random() < 0.1:
            await household.come_or_go()
    await household.all_come()


async def assert_all_alike(household: Household, cold: Actor, server: PlayServer) -> None:
    """Those that were there and the one that was off come to show the same."""
    await cold.open(server)
    shown = {f"{device.kind} {n}": device for n, device in enumerate(household.devices)}
    await assert_alike({**shown, "cold": cold})


LATER = pytest.mark.long
EVERYBODY = ("telethon", "tdlib", "telethon-1.39", "tdlib-1.8.46")


@pytest.mark.parametrize(
    ("household", "deeds"),
    [
        ((2, ("telethon", "tdlib")), 40),
        *(pytest.param((seed, ("telethon", "tdlib")), 600, marks=LATER) for seed in range(3, 9)),
        *(pytest.param((seed, EVERYBODY), 300, marks=LATER) for seed in range(9, 12)),
    ],
    indirect=["household"],
)
async def test_devices_show_the_same_after_a_while(
    household: Household, cold: Actor, server: PlayServer, deeds: int
) -> None:
    await live(household, deeds)
    await assert_all_alike(household, cold, server)


@pytest.mark.parametrize(
    ("household", "deeds"),
    [
        *(pytest.param((seed, ("telethon", "tdlib")), 600, marks=LATER) for seed in (20, 21)),
        pytest.param((22, EVERYBODY), 300, marks=LATER),
    ],
    indirect=["household"],
)
async def test_devices_that_act_at_once_show_the_same(
    household: Household, cold: Actor, server: PlayServer, deeds: int
) -> None:
    await live(household, deeds, at_once=3)
    await assert_all_alike(household, cold, server)


@pytest.mark.long
@pytest.mark.parametrize("household", [(30, ("telethon", "tdlib"))], indirect=True)
async def test_devices_show_the_same_after_ten_minutes(
    household: Household, cold: Actor, server: PlayServer
) -> None:
    """Both at once, each away for a while now and then; what they show is compared on the way."""
    until = time.monotonic() + TEN_MINUTES_S
    while time.monotonic() < until:
        await live(household, 60, at_once=household.chance.choice((1, 2, 3)))
        shown = {f"{device.kind} {n}": device for n, device in enumerate(household.devices)}
        await assert_alike(shown)
    await assert_all_alike(household, cold, server)


@pytest.mark.parametrize(
    ("household", "kills"),
    [pytest.param((12, ("telethon", "tdlib")), 100, marks=LATER)],
    indirect=["household"],
)
async def test_devices_show_the_same_although_the_server_is_killed(
    household: Household,
    cold: Actor,
    server: PlayServer,
    witnesses: dict[str, Witness],
    kills: int,
) -> None:
    for _ in range(kills):
        await live(household, 6)
        await server.kill()
        await server.start()
        for witness in witnesses.values():
            await witness.reopen()
    await assert_all_alike(household, cold, server)


@pytest.mark.parametrize("server", [MainsServer], indirect=True)
@pytest.mark.parametrize(
    ("household", "cuts"),
    [pytest.param((13, ("telethon", "tdlib")), 100, marks=LATER)],
    indirect=["household"],
)
async def test_devices_show_the_same_although_the_power_fails(
    household: Household,
    cold: Actor,
    server: MainsServer,
    witnesses: dict[str, Witness],
    cuts: int,
) -> None:
    chance = household.chance
    for number in range(cuts):
        await live(household, 6)
        # Something is on its way to the disk when the power goes.
        friend = chance.choice(household.friends)
        sending = asyncio.create_task(friend.do("send", to="household", text=f"cut {number}"))
        await asyncio.sleep(chance.random() / 50)
        await server.cut_power(chance)
        await server.start()
        for witness in witnesses.values():
            await witness.reopen()
        # Telethon sends it again by itself, or gives up.
        with contextlib.suppress(ActorError):
            await sending
    await assert_all_alike(household, cold, server)
