"""Reading out all of an account, and the log of who did so."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.exports import (
    AuditEvent,
    ExportedDialog,
    ExportedMessages,
    ExportedPosts,
    Leftovers,
)
from heliograph.domain.messages import Message
from heliograph.domain.people import Account


class ExportOperations(Protocol):
    """Pages for exports; the audit log takes new events and changes none."""

    async def note_audit(
        self,
        account_id: int,
        *,
        kind: str,
        actor: str,
        reason: str = "",
        of: int = 0,
        date: int,
        decide: Callable[[Account], None],
    ) -> AuditEvent:
        """Add an event to the log, unless `decide` refuses. USER_ID_INVALID for no account."""
        ...

    async def audit_event(self, event_id: int) -> tuple[AuditEvent, bool] | None:
        """An event, and whether another says that it came to its end."""
        ...

    async def audit_log(self, *, after_id: int, limit: int) -> Sequence[AuditEvent]:
        """By rising id."""
        ...

    async def export_top(self, owner_id: int) -> int:
        """The highest id of a message in the mailbox, 0 in an empty one."""
        ...

    async def export_dialogs(
        self, owner_id: int, *, after_id: int, limit: int
    ) -> Sequence[ExportedDialog]:
        """By the rising id of the peer."""
        ...

    async def export_messages(
        self, owner_id: int, peer_id: int, *, after_id: int, up_to_id: int, limit: int
    ) -> ExportedMessages:
        """Those above an id, oldest first."""
        ...

    async def export_posts(
        self, account_id: int, peer_id: int, *, after_id: int, looked_at: int
    ) -> ExportedPosts:
        """What the account wrote among so many ids of a channel above one."""
        ...

    async def export_scheduled(
        self, owner_id: int, peer_id: int, *, after_id: int, limit: int
    ) -> Sequence[Message]:
        """What waits behind a dialog's message, by the rising id of the peer and in a dialog of the
        message; ids are those of each dialog's scheduled messages."""
        ...

    async def export_leftovers(self, account_id: int) -> Leftovers: ...
