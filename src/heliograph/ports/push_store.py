"""Devices that want to be told, and what they have yet to be told, in the store."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.push import (
    PushBounds,
    PushDevice,
    PushTask,
    Registration,
    Subject,
    TokenKind,
)
from heliograph.domain.push_notices import PushContext
from heliograph.domain.push_reactions import ReactionPushContext


class PushOperations(Protocol):
    """A registration ends with the authorization of its key; a queue holds ids, never content."""

    async def register_push(self, registration: Registration, *, at_most: int) -> None:
        """Keep a registration in the place of the key's former one of that kind.

        The token leaves every other key of the account, and accounts that are not among its
        `other_ids`: it is another person's device now. Above `at_most` the account's oldest goes.
        """
        ...

    async def unregister_push(
        self, account_ids: Sequence[int], *, kind: TokenKind, token: str
    ) -> None:
        """Forget a token of these accounts."""
        ...

    async def drop_push_device(self, device: PushDevice) -> None:
        """Forget a device that is there no more, unless it registered another token since."""
        ...

    async def lock_device(self, auth_key_id: int, *, locked_from: int | None) -> None:
        """From when on nothing of a message may be shown on the key's device; None for never."""
        ...

    async def push_accounts(self) -> Sequence[int]:
        """Every account with a device that wants to be told."""
        ...

    async def push_devices(self, account_id: int) -> Sequence[PushDevice]: ...

    async def queue_push(
        self,
        device_ids: Sequence[int],
        *,
        peer_id: int,
        message_id: int,
        subject: Subject = Subject.MESSAGE,
        now: int,
        after_s: int = 0,
        bounds: PushBounds,
    ) -> int:
        """Have devices told of the newest message of a dialog, or the latest reaction in one, in so
        many seconds; gives how many will be.

        What waits for the same dialog and device becomes one with it, at the earlier of the times.
        Over `bounds` a device's oldest goes, and nothing is taken where all together are too many.
        """
        ...

    async def read_push(
        self, account_id: int, peer_id: int, *, max_id: int, now: int, bounds: PushBounds
    ) -> int:
        """A dialog was read: what waits of it goes, and devices that were told of it are to be
        told that; gives how many."""
        ...

    async def delete_push(
        self, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        """Messages were deleted: what waits of them goes, and devices that were told of them last
        are to be told that; gives how many."""
        ...

    async def see_reactions_push(
        self, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        """Nothing under these messages is new to their writer any more: as `delete_push`, of
        reactions."""
        ...

    async def edit_push(
        self, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        """Messages were edited: devices that were told of them last are to be told of them again;
        gives how many."""
        ...

    async def due_pushes(
        self, *, now: int, at_most: int, except_devices: Sequence[int] = ()
    ) -> tuple[Sequence[PushTask], int | None]:
        """Tasks whose time has come, those first that wait longest, and when the first of all
        that wait is due; None for never. Neither looks at the devices that are left out."""
        ...

    async def settle_push(self, task: PushTask, *, told: bool, retry_at: int | None) -> None:
        """What became of a task. Told: it is kept as told until it is read or expires. Otherwise
        all of the device's are due at `retry_at` at the earliest; where that is None it goes,
        unless it changed since."""
        ...

    async def push_context(
        self, owner_id: int, peer_id: int, message_id: int
    ) -> PushContext | None:
        """What a device may be told of a message; None if it is gone or read."""
        ...

    async def reaction_push_context(
        self, owner_id: int, message_id: int
    ) -> ReactionPushContext | None:
        """What a device may be told of the last reaction to a message; None if the owner has seen
        all of them, or none is there any more."""
        ...

    async def pushes_waiting(self) -> int:
        """How many tasks wait."""
        ...

    async def note_pushes(self, *, date: int) -> None:
        """Everything that came before a date is queued, as far as it is to be told."""
        ...

    async def unnoted_pushes(self, *, slack_s: int, at_most: int) -> Sequence[tuple[int, int, int]]:
        """Owner, peer and newest message of dialogs with something unread that came since that
        date, less some slack; of accounts with devices to tell. None if no date was noted."""
        ...
