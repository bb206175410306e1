"""Who has seen which post: counted in memory, and written together.

https://core.telegram.org/method/messages.getMessagesViews
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping

Place = tuple[int, int]
"""A channel's peer, and an id there."""

_REMEMBERED = 200_000
"""Views that are known not to be new; of older ones a second look counts once more."""


class PostViews:
    """What was seen since the counts were written last."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, int, int], None] = OrderedDict()
        self._new: Counter[Place] = Counter()

    def look(self, account_id: int, peer_id: int, ids: Iterable[int]) -> None:
        """Somebody sees these posts."""
        for message_id in ids:
            view = (account_id, peer_id, message_id)
            if view not in self._seen:
                self._seen[view] = None
                self._new[peer_id, message_id] += 1
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def unwritten(self, place: Place) -> int:
        """How many views of a post are not written yet."""
        return self._new.get(place, 0)

    def take(self) -> Mapping[Place, int]:
        """All that is to be written; it counts as written from now on."""
        taken, self._new = self._new, Counter()
        return taken
