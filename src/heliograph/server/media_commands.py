"""What an operator may ask about media."""

from contextlib import suppress
from typing import Any

import msgspec

from heliograph.actions.blobs import drop_old_contents, remove_unknown_blobs
from heliograph.actions.files import remove_unheld
from heliograph.actions.verifying import verify_blobs
from heliograph.actions.withdrawing import withdraw_files
from heliograph.domain.exports import REASON_LENGTH, checked_reason
from heliograph.ports.blobs import BlobsUnreachable
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, NoArguments, command

_OWNERS = 10
_HASH_DIGITS = 64
_ID_DIGITS = 19
_ID_MAX = 2**63 - 1


class Verify(msgspec.Struct, forbid_unknown_fields=True):
    """Whether to read and hash everything as well."""

    contents: bool = False


class Withdraw(msgspec.Struct, forbid_unknown_fields=True):
    """A file's id or the SHA-256 of a content, who of the machine's users asks for it, and why."""

    file: str
    actor: str
    reason: str


@command("media.gc")
async def media_gc(desk: Desk, args: NoArguments) -> Any:
    """Remove now what would be removed within a day: how many blobs went, and how many of which
    the store knew nothing."""
    grace_s = desk.settings.limits.media_grace_s
    removed, unknown = 0, 0
    try:
        await drop_old_contents(desk.app, desk.settings.media_days)
        async for gone in remove_unheld(desk.app, grace_s=grace_s):
            removed += gone
        before = int(desk.clock.wire_now()) - grace_s
        unknown = await remove_unknown_blobs(desk.app, changed_before=before)
    except (BlobsUnreachable, OSError) as error:
        raise CommandError(f"removed {removed}, then: {error}") from None
    return {"removed": removed, "unknown": unknown}


@command("media.verify")
async def media_verify(desk: Desk, args: Verify) -> Any:
    """Which blobs are missing or spoilt."""
    try:
        return msgspec.to_builtins(await verify_blobs(desk.app, contents=args.contents))
    except (BlobsUnreachable, OSError) as error:
        raise CommandError(f"the blobs cannot be read: {error}") from None


@command("media.withdraw")
async def media_withdraw(desk: Desk, args: Withdraw) -> Any:
    """End all references to files; how many there were. Whom it is asked by is in the log."""
    reason = checked_reason(args.reason)
    if reason is None:
        raise CommandError(f"give a reason of one line and at most {REASON_LENGTH} characters")
    named = _file_or_hash(args.file)
    withdrawn = await withdraw_files(desk.app, named, actor=args.actor, reason=reason)
    if not withdrawn:
        raise CommandError(f"no file has the id or the SHA-256 {args.file}")
    return {"withdrawn": withdrawn}


def _file_or_hash(text: str) -> int | bytes:
    if len(text) == _HASH_DIGITS:
        with suppress(ValueError):
            return bytes.fromhex(text)
    if text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS:
        return min(int(text), _ID_MAX)
    raise CommandError("name a file by its id, or a content by its SHA-256 in 64 digits")


@command("media.stats")
async def media_stats(desk: Desk, args: NoArguments) -> Any:
    """How much there is of what, and whose most of it is."""
    return msgspec.to_builtins(await desk.store.media_totals(owners=_OWNERS))
