"""Reading an account out for its owner, a page at a time, so that nobody else waits for it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from heliograph.actions import exporting
from heliograph.domain.exports import (
    REASON_LENGTH,
    AuditEvent,
    ExportBegun,
    ExportedAccount,
    ExportedDialog,
    ExportedMessages,
    ExportedPosts,
    checked_reason,
)
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.ports.blobs import BlobMissing, BlobSpoilt, BlobsUnreachable
from heliograph.safety.deciding import Safety
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, command, named_account

DIALOGS = 200
MESSAGES = 200
"""Of a page: a reader is busy for some milliseconds, and the loop for one."""

POSTS = 2_000
"""Of a channel, by whomever, are looked at for a page of one's own."""

MEDIA_BYTES = 512 << 10
_BEFORE_ALL = -(2**62)
"""Below every peer's id."""

AUDITED = 1_000


class Begin(msgspec.Struct, forbid_unknown_fields=True):
    """Whose data, who of the machine's users wants it, and why."""

    who: str
    actor: str
    reason: str


class Export(msgspec.Struct, forbid_unknown_fields=True):
    """An export that has begun, by its number."""

    export: int


class End(msgspec.Struct, forbid_unknown_fields=True):
    """An export that is over, and who says so."""

    export: int
    actor: str


class DialogsAfter(msgspec.Struct, forbid_unknown_fields=True):
    """A page of dialogs behind a peer, None for the first."""

    export: int
    after: int | None = None


class MessagesAfter(msgspec.Struct, forbid_unknown_fields=True):
    """A page of the messages of one dialog, those above an id and up to another."""

    export: int
    peer: int
    up_to: int
    after: int = 0


class PostsAfter(msgspec.Struct, forbid_unknown_fields=True):
    """A page of what the account wrote in a channel, above an id."""

    export: int
    peer: int
    after: int = 0


class ScheduledAfter(msgspec.Struct, forbid_unknown_fields=True):
    """A page of what waits to be sent behind a peer's message, None for the first."""

    export: int
    peer: int | None = None
    after: int = 0


class Media(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a content, by its SHA-256 in hexadecimal."""

    export: int
    sha256: str
    offset: int = 0


class After(msgspec.Struct, forbid_unknown_fields=True):
    """A page of the audit log behind an event."""

    after: int = 0


@command("export.begin")
async def export_begin(desk: Desk, args: Begin) -> ExportBegun:
    """The number of an export: its account has been told, and the log says who and why."""
    reason = checked_reason(args.reason)
    if reason is None:
        raise CommandError(
            f"give a reason of one line and at most {REASON_LENGTH} characters: it is kept, and "
            "the account's owner reads it"
        )
    known = await named_account(desk, args.who)
    return await exporting.begin_export(desk.app, known.id, actor=args.actor, reason=reason)


@command("export.end")
async def export_end(desk: Desk, args: End) -> Any:
    """Nothing is read under the export any more."""
    account_id = await _account(desk, args.export)
    await exporting.end_export(desk.app, args.export, account_id, actor=args.actor)
    return {"ended": args.export}


@command("export.account")
async def export_account(desk: Desk, args: Export) -> ExportedAccount:
    """All about the account but its dialogs."""
    found = await exporting.read_account(desk.app, await _account(desk, args.export))
    return found if desk.safety is None else _with_pages(found, desk.safety)


def _with_pages(found: ExportedAccount, safety: Safety) -> ExportedAccount:
    """Where the statements stand that the account was given: its own alone, as their addresses open
    them to whoever has them."""
    decided = [replace(one, page=safety.page(one.number)) for one in found.leftovers.decisions]
    return replace(found, leftovers=replace(found.leftovers, decisions=tuple(decided)))


@command("export.dialogs")
async def export_dialogs(desk: Desk, args: DialogsAfter) -> Sequence[ExportedDialog]:
    """A page of the dialogs, by the rising id of the peer."""
    account_id = await _account(desk, args.export)
    after_id = _BEFORE_ALL if args.after is None else args.after
    return await desk.store.export_dialogs(account_id, after_id=after_id, limit=DIALOGS)


@command("export.messages")
async def export_messages(desk: Desk, args: MessagesAfter) -> ExportedMessages:
    """A page of a dialog's messages, oldest first; none behind the last."""
    account_id = await _account(desk, args.export)
    return await desk.store.export_messages(
        account_id, args.peer, after_id=args.after, up_to_id=args.up_to, limit=MESSAGES
    )


@command("export.posts")
async def export_posts(desk: Desk, args: PostsAfter) -> ExportedPosts:
    """What the account wrote among the next posts of a channel, oldest first."""
    account_id = await _account(desk, args.export)
    if not is_channel(args.peer):
        raise CommandError(f"{args.peer} is no channel's peer")
    return await desk.store.export_posts(
        account_id, args.peer, after_id=args.after, looked_at=POSTS
    )


@command("export.scheduled")
async def export_scheduled(desk: Desk, args: ScheduledAfter) -> Sequence[Message]:
    """A page of the messages that wait to be sent, by the rising ids of peer and message."""
    account_id = await _account(desk, args.export)
    peer_id = _BEFORE_ALL if args.peer is None else args.peer
    return await desk.store.export_scheduled(
        account_id, peer_id, after_id=args.after, limit=MESSAGES
    )


@command("export.media")
async def export_media(desk: Desk, args: Media) -> bytes | None:
    """Part of a content, None where it is there no more; the answer has it in base64."""
    await _account(desk, args.export)
    try:
        sha256 = bytes.fromhex(args.sha256)
        return await desk.app.blobs.read(sha256, offset=args.offset, limit=MEDIA_BYTES)
    except (BlobMissing, BlobSpoilt, ValueError):
        return None
    except (BlobsUnreachable, OSError) as error:
        raise CommandError(f"the files cannot be read: {error}") from None


@command("audit.list")
async def audit_list(desk: Desk, args: After) -> Sequence[AuditEvent]:
    """A page of what operators did that people may ask about."""
    return await desk.store.audit_log(after_id=args.after, limit=AUDITED)


async def _account(desk: Desk, export_id: int) -> int:
    account_id = await exporting.exported_account(desk.app, export_id)
    if account_id is None:
        raise CommandError(f"no export {export_id} is under way")
    return account_id
