"""The store's operations on live locations."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.messages import Body, Edit, EditContext
from heliograph.domain.proximity import Approach, MoveOutcome
from heliograph.storage.sqlite import locations
from heliograph.storage.sqlite.asking import Change


class LocationOperations:
    """Implements `ports.location_store.LocationOperations`."""

    _change: Change

    async def move_location(
        self,
        edit: Edit,
        *,
        random_id: int,
        decide: Callable[[Edit, EditContext], Body],
        alert: Callable[[Approach], Body | None],
    ) -> MoveOutcome:
        work = partial(locations.move, edit=edit, random_id=random_id, decide=decide, alert=alert)
        return await self._change(work, erases=True)
