"""Commands on the public log: how it stands, and bringing back what a restored store lacks."""

import asyncio
from typing import Any

import msgspec

from heliograph.safety.log import notes, verify
from heliograph.safety.log.heads import LogHeld, LogKeeper
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, NoArguments, command
from heliograph.server.keys import load_log_key
from heliograph.server.public_log import make_keeper


class Copy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A folder with a copy of the log, as `verify.py --save` writes it."""

    folder: str


@command("log.standing")
async def log_standing(desk: Desk, args: NoArguments) -> Any:
    """How the log stands: entries, how many wait and since when, why it stands still, witnesses."""
    return msgspec.to_builtins(await desk.store.public_log().log_standing(_keeper(desk)))


@command("log.adopt")
async def log_adopt(desk: Desk, args: Copy) -> Any:
    """Append the entries that a copy has beyond this log, up to its head; gives how many."""
    keeper = _keeper(desk)
    try:
        note, leaves = await asyncio.to_thread(_read, args.folder, keeper)
        adopted = await desk.store.public_log().adopt(
            note, keeper, leaves=leaves, date=desk.clock.now()
        )
    except (verify.Wrong, verify.Unreachable, notes.BadNote, LogHeld) as error:
        raise CommandError(str(error)) from None
    return {"adopted": adopted}


def _keeper(desk: Desk) -> LogKeeper:
    return make_keeper(load_log_key(desk.settings.folder), desk.settings)


def _read(folder: str, keeper: LogKeeper) -> tuple[notes.Note, list[bytes]]:
    place = verify.Place(folder, None)
    note = notes.parse_note(place.read("log/checkpoint").decode(errors="replace"))
    if note.checkpoint.origin != keeper.key.name or not notes.is_signed(note, keeper.key):
        raise notes.BadNote("the copy's head is not signed by this log")
    return note, list(verify.entries(place, note.checkpoint.size))
