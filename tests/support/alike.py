"""Devices of one account, compared by what they show."""

import asyncio
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from heliograph.domain.peers import is_channel
from support.actors import Actor, ActorError
from support.play_server import PlayServer

LOOKS = 15
SHOWN = 40
COLD = "cold"
"""How the names begin of devices that were off."""

_SHOWING = ("telethon", "tdlib")
"""How the kinds of client begin that can say what they show; the others keep nothing."""
_SIGNED_OUT = ("AUTH_KEY_UNREGISTERED", "AuthKeyUnregistered", "Unauthorized", "SESSION_REVOKED")
_GONE = (*_SIGNED_OUT, " ended: ", "disconnected", "Request aborted")


def differences(views: dict[str, Any], own_id: int) -> list[str]:
    """Where two devices of an account show something else, in words."""
    (first, one), *others = views.items()
    found = []
    for name, view in others:
        other = view if name.startswith(COLD) else _without_emptied(view, one)
        for listed in sorted(one["lists"].keys() | other["lists"].keys()):
            left, right = _listed(one, listed), _listed(other, listed)
            if left != right:
                found.append(f"{listed}: {first} {left}, {name} {right}")
        if one["privacy"] != other["privacy"]:
            found.append(f"privacy: {first} {one['privacy']}, {name} {other['privacy']}")
        for user in sorted(one["dialogs"].keys() | other["dialogs"].keys()):
            own = user == str(own_id)
            mine = _shown(one["dialogs"].get(user), own=own)
            theirs = _shown(other["dialogs"].get(user), own=own)
            if is_channel(int(user)) and "tdlib" in name:
                _take_reactions_for_shown(theirs, mine)
                _take_counted_twice_for_once(theirs, mine)
            for part in sorted(mine.keys() | theirs.keys()):
                if mine.get(part) != theirs.get(part):
                    found.append(f"{user} {part}: {first} {mine.get(part)}")
                    found.append(f"{user} {part}: {name} {theirs.get(part)}")
    return found


def _listed(view: dict[str, Any], name: str) -> list[int]:
    """One of the lists of dialogs; those that end in the same second by their ids, if a channel is
    among them.

    Apps set them by the ids of their newest messages, which say nothing of those in two mailboxes.
    """
    shown: list[int] = []
    runs = groupby(view["lists"].get(name, ()), key=lambda peer: _place(view["dialogs"][str(peer)]))
    for (is_pinned, _), run in runs:
        peers = list(run)
        shown += sorted(peers) if any(map(is_channel, peers)) and not is_pinned else peers
    return shown


def _place(dialog: dict[str, Any]) -> tuple[bool, int]:
    return dialog["pinned"], dialog["newest"]


def _without_emptied(view: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """The view without the dialogs in which nothing is left and which nobody else has any more.

    TDLib leaves the place in its list to a dialog whose last message it deleted for its user, and
    tells nobody (`MessagesManager::set_dialog_is_empty`). A device that was off deleted nothing.
    """
    emptied = {
        peer
        for peer, dialog in view["dialogs"].items()
        if not (dialog["history"] or dialog["draft"] or peer in known["dialogs"])
    }
    lists = {
        name: [peer for peer in peers if str(peer) not in emptied]
        for name, peers in view["lists"].items()
    }
    left = {peer: dialog for peer, dialog in view["dialogs"].items() if peer not in emptied}
    return {**view, "lists": lists, "dialogs": left}


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


def _take_reactions_for_shown(dialog: dict[str, Any], known: dict[str, Any]) -> None:
    """Give the messages of a channel those reactions that TDLib has, but does not show.

    It hides those of messages it had before it asked what is offered there, and asks for them anew
    only while they are on the screen (`MessagesManager::is_visible_message_reactions`).
    """
    shown = {line["id"]: line["reactions"] for line in known.get("history", ())}
    dialog["history"] = [
        {**line, "reactions": line["reactions"] or shown.get(line["id"], [])}
        for line in dialog.get("history", ())
    ]


def _take_counted_twice_for_once(dialog: dict[str, Any], known: dict[str, Any]) -> None:
    """Let TDLib count more unread posts than there are, never fewer.

    It adds a post that is pushed to the count of the list of dialogs that it asked for meanwhile,
    and that may hold the post already (`MessagesManager::on_get_dialogs`).
    """
    if dialog and known and dialog["unread"] > known["unread"]:
        dialog["unread"] = known["unread"]


async def assert_alike(devices: dict[str, Actor]) -> None:
    """All devices come to show the same."""
    found = ["nobody was asked"]
    for _ in range(LOOKS):
        try:
            looks = (one.do("view", history=SHOWN) for one in devices.values())
            views = dict(zip(devices, await asyncio.gather(*looks), strict=True))
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
        self._known: set[int] = set()
        self._channels: set[str] = set()
        """The channels that it knew before."""

    async def prepare(self, name: str) -> None:
        """Sign both in, let them load what there is, and switch them off."""
        await self._open()
        for kind, device in self._devices.items():
            await device.sign_in(self._server, self._phone, name)
            view = await device.do("view", history=SHOWN)
            self._known |= {line["id"] for line in _lines(view)}
            self._channels |= {peer for peer in view["dialogs"] if is_channel(int(peer))}
            # So that each keeps where its mailbox stands.
            await device.do("switch_off" if kind == "tdlib" else "disconnect")
            await device.close()

    async def compare(self, online: list[Actor]) -> None:
        """Fails unless both, back again, and those that were there come to show the same."""
        there = {
            f"{actor.kind} {number}": actor
            for number, actor in enumerate(online)
            if actor.kind.startswith(_SHOWING) and await _shows(actor, unless=_GONE)
        }
        await self._open()
        back = {
            f"{COLD} {kind}": device
            for kind, device in self._devices.items()
            if await _shows(device, unless=_SIGNED_OUT)
        }
        if not (back or there):
            # The play ended all sessions: nobody has anything to show.
            return
        assert len(back) == len(self._devices), f"of those that were off only {[*back]} may return"
        await assert_alike({**back, **there})
        await self._assert_told(self._devices["telethon"])

    async def _assert_told(self, device: Actor) -> None:
        """Telethon keeps no messages: it tells its program of each that it missed, but of a channel
        only what came after it got to know that."""
        view = await device.do("view", history=SHOWN)
        view["dialogs"] = {
            peer: dialog
            for peer, dialog in view["dialogs"].items()
            if peer in self._channels or not is_channel(int(peer))
        }
        missed = {line["id"] for line in _lines(view) if line["text"]} - self._known
        try:
            for number in missed:
                await device.see("message", lambda line, number=number: line["id"] == number)
        except TimeoutError:
            told = {line["id"] for line in device.seen if line["event"] == "message"}
            pytest.fail(f"Telethon was not told of {sorted(missed - told)}")

    async def _open(self) -> None:
        await asyncio.gather(*(one.open(self._server) for one in self._devices.values()))

    async def close(self) -> None:
        for device in self._devices.values():
            await device.close()


def _lines(view: dict[str, Any]) -> list[dict[str, Any]]:
    """All messages of a view."""
    return [line for dialog in view["dialogs"].values() for line in dialog["history"]]


async def _shows(actor: Actor, *, unless: tuple[str, ...]) -> bool:
    """Whether a client shows something, unless it says one of these words."""
    try:
        await actor.do("view", history=SHOWN)
    except ActorError as error:
        if any(words in str(error) for words in unless):
            return False
        raise
    return True
