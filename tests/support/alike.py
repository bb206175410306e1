"""Devices of one account, compared by what they show."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer

LOOKS = 15
SHOWN = 40

_SIGNED_OUT = ("AUTH_KEY_UNREGISTERED", "AuthKeyUnregistered", "Unauthorized", "SESSION_REVOKED")


def differences(views: dict[str, Any], own_id: int) -> list[str]:
    """Where two devices of an account show something else, in words."""
    (first, one), *others = views.items()
    found = []
    for name, other in others:
        for part in ("lists", "privacy"):
            if one[part] != other[part]:
                found.append(f"{part}: {first} {one[part]}, {name} {other[part]}")
        for user in sorted(one["dialogs"].keys() | other["dialogs"].keys()):
            own = user == str(own_id)
            left = _shown(one["dialogs"].get(user), own=own)
            right = _shown(other["dialogs"].get(user), own=own)
            for part in sorted(left.keys() | right.keys()):
                if left.get(part) != right.get(part):
                    found.append(f"{user} {part}: {first} {left.get(part)}")
                    found.append(f"{user} {part}: {name} {right.get(part)}")
    return found


def _shown(dialog: dict[str, Any] | None, *, own: bool) -> dict[str, Any]:
    """A dialog with the last message that each side has read in the place of its marks.

    TDLib sets its own mark on to what the account writes right behind it, and tells nobody
    (`MessagesManager::add_message_to_dialog_message_list`). Among notes to oneself no mark says
    anything.
    """
    if dialog is None:
        return {}
    marks = {"read_inbox": False, "read_outbox": True}
    read = {
        mark: 0
        if own
        else max(
            (m["id"] for m in dialog["history"] if m["out"] is out and m["id"] <= dialog[mark]),
            default=0,
        )
        for mark, out in marks.items()
    }
    return {**dialog, **read}


async def assert_alike(devices: dict[str, Actor]) -> None:
    """All devices come to show the same."""
    found = ["nobody was asked"]
    for _ in range(LOOKS):
        try:
            views = {name: await one.do("view", history=SHOWN) for name, one in devices.items()}
        except ActorError as error:
            if "FloodWait" not in str(error):
                raise
        else:
            found = differences(views, next(iter(devices.values())).user_id)
        if not found:
            return
        # What is still on its way has a moment, and whoever asked too much.
        await asyncio.sleep(2)
    pytest.fail("\n".join(found))


class ColdOffline:
    """Two devices of an account, TDLib's and Telethon's, that synchronised before a play and are
    switched off until it is over."""

    def __init__(self, server: PlayServer, phone: str, folder: Path) -> None:
        self._server = server
        self._phone = phone
        self._devices = {kind: Actor(kind, folder / kind) for kind in ("telethon", "tdlib")}

    async def prepare(self, name: str) -> None:
        """Sign both in, let them load what there is, and switch them off."""
        for kind, device in self._devices.items():
            await device.open(self._server)
            await device.sign_in(self._server, self._phone, name)
            await device.do("view", history=SHOWN)
            if kind == "tdlib":
                await device.do("switch_off")
            await device.close()

    async def compare(self, online: list[Actor]) -> None:
        """Fails unless both, back again, and those that were there come to show the same."""
        try:
            for device in self._devices.values():
                await device.open(self._server)
                await device.do("view", history=SHOWN)
        except ActorError as error:
            # Where a play ended the sessions, there is nothing to show.
            if not any(token in str(error) for token in _SIGNED_OUT):
                raise
            return
        shown = {f"cold {kind}": device for kind, device in self._devices.items()}
        for number, actor in enumerate(online):
            if await _can_show(actor):
                shown[f"{actor.kind} {number}"] = actor
        await assert_alike(shown)

    async def close(self) -> None:
        for device in self._devices.values():
            await device.close()


async def _can_show(actor: Actor) -> bool:
    """Whether a client is there and can say what it shows; some libraries keep nothing."""
    try:
        await actor.do("view", history=SHOWN)
    except ActorError:
        return False
    return True
