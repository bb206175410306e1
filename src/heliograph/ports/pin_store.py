"""What the store keeps of pinned messages."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.messages import Body
from heliograph.domain.pins import PinContext, Pinned, PinOutcome, PinRequest


class PinOperations(Protocol):
    """A message is pinned in each mailbox by itself; several may be."""

    async def pin_message(
        self, request: PinRequest, *, decide: Callable[[PinRequest, PinContext], Body | None]
    ) -> PinOutcome:
        """Pin or take down a message, for both sides unless asked otherwise.

        What `decide` gives is sent in the chat as an answer to the message.
        """
        ...

    async def unpin_all(
        self,
        owner_id: int,
        peer_id: int,
        *,
        saved_peer_id: int | None = None,
        thread_id: int = 0,
        at_most: int,
        date: int,
    ) -> tuple[tuple[Pinned, ...], bool]:
        """Take down the newest pinned messages of a dialog wherever they are pinned.

        In Saved Messages only those taken from `saved_peer_id`, if it is given; in a supergroup
        only those in the thread, unless it is 0. The owner's own part comes first and is there
        always; True if more are left.
        """
        ...

    async def pinned_ids(self, owner_id: int, peer_id: int, *, at_most: int) -> tuple[int, ...]:
        """The pinned messages of a dialog, the newest first."""
        ...
