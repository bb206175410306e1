"""What goes from dialogs, at once or by itself, and when it was read."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.messages import Body, Draft, SendContext


class ClearingOperations(Protocol):
    """Clearing dialogs and messages with a timer."""

    async def clear_history(self, clearing: Clearing, *, at_most: int, date: int) -> Cleared:
        """Take up to `at_most` messages of a dialog, the oldest first. A dialog that is empty then
        is no longer pinned."""
        ...

    async def set_timer(
        self, draft: Draft, *, period: int, decide: Callable[[Draft, SendContext], Body]
    ) -> Sent:
        """As `append_private`, and what is sent in the dialog from then on goes after `period`
        seconds."""
        ...

    async def expire(self, *, now: int, at_most: int) -> Sequence[Deleted]:
        """Take messages whose time has come from every mailbox; nothing if there are none."""
        ...

    async def read_at(self, owner_id: int, peer_id: int, message_id: int) -> int | None:
        """When the peer read up to a message of the owner's, None if they have not."""
        ...
