"""What the store keeps of live locations."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.messages import Body, Edit, EditContext
from heliograph.domain.proximity import Approach, MoveOutcome


class LocationOperations(Protocol):
    """A live location lies in the message that shows it, the same for whoever has that."""

    async def move_location(
        self,
        edit: Edit,
        *,
        random_id: int,
        decide: Callable[[Edit, EditContext], Body],
        alert: Callable[[Approach], Body | None],
    ) -> MoveOutcome:
        """As `MessageOperations.edit_message`; what `alert` gives is sent in the chat.

        It is told of the newest location that the other side still keeps up in the dialog.
        """
        ...
