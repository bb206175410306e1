"""What an operator may ask about media."""

from typing import Any

import msgspec

from heliograph.actions.blobs import drop_old_contents, remove_unknown_blobs
from heliograph.actions.files import remove_unheld
from heliograph.actions.verifying import verify_blobs
from heliograph.ports.blobs import BlobsUnreachable
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, NoArguments, command

_OWNERS = 10


class Verify(msgspec.Struct, forbid_unknown_fields=True):
    """Whether to read and hash everything as well."""

    contents: bool = False


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


@command("media.stats")
async def media_stats(desk: Desk, args: NoArguments) -> Any:
    """How much there is of what, and whose most of it is."""
    return msgspec.to_builtins(await desk.store.media_totals(owners=_OWNERS))
