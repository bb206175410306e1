"""What the store keeps of messages that wait to be sent."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.people import Account, Seen
from heliograph.domain.schedule import (
    Dispatched,
    Scheduled,
    ScheduledPage,
    ScheduleEdit,
    Waiting,
)


class ScheduleOperations(Protocol):
    """A scheduled message has an id of its dialog's own, never given out twice."""

    async def schedule(
        self, drafts: Sequence[Draft], *, decide: Callable[[Draft, SendContext, int], Body]
    ) -> tuple[Waiting, ...]:
        """Keep messages until `Draft.due`, all or none; `decide` hears how many wait in the dialog.

        What is due within seconds is sent, as `domain.schedule.goes_at_once` says.
        A known random_id gives the message again, also one that was sent since, as
        `MessageOperations.append_private` does. Drafts whose source is gone are left out;
        MESSAGE_ID_INVALID if that is all of them.
        """
        ...

    async def edit_scheduled(
        self,
        edit: ScheduleEdit,
        *,
        decide: Callable[[ScheduleEdit, Account, Scheduled | None, Seen | None], Scheduled],
    ) -> Waiting:
        """Change a message that waits; `decide` sees its owner, it and its recipient."""
        ...

    async def drop_scheduled(
        self, owner_id: int, peer_id: int, ids: Sequence[int]
    ) -> tuple[int, ...]:
        """Those of the messages that waited and do no longer."""
        ...

    async def dispatch_scheduled(
        self,
        owner_id: int,
        peer_id: int,
        ids: Sequence[int],
        *,
        date: int,
        decide: Callable[[Draft, SendContext, Body], Body],
        drop_refused: bool,
    ) -> tuple[Dispatched, ...]:
        """Send messages that wait, the first due first, each in the step that stops its waiting.

        A refusal undoes it all, or with `drop_refused` ends that message's waiting.
        """
        ...

    async def due_scheduled(self, *, now: int, at_most: int) -> Sequence[tuple[int, int, int]]:
        """Owner, peer and id of what is to be sent by now."""
        ...

    async def scheduled(
        self, owner_id: int, peer_id: int, ids: Sequence[int] | None = None
    ) -> ScheduledPage:
        """What waits in a dialog, the latest first; or those of the ids that do."""
        ...

    async def has_scheduled(self, owner_id: int, peer_id: int) -> bool: ...
