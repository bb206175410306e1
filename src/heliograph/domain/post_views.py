"""Who has seen which post: counted in memory, and written together.

https://core.telegram.org/method/messages.getMessagesViews
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

Place = tuple[int, int]
"""A channel's peer, and an id there."""

_REMEMBERED = 200_000
"""Views that are known not to be new; of older ones a second look counts once more."""

_WATCHING_MAX = 10_000
"""Of those who look into channels so many are told how the counts go on: who looked last."""

WATCHING_S = 300
"""How long after they looked."""


class PostViews:
    """What was seen since the counts were written last."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, int, int], None] = OrderedDict()
        self._new: Counter[Place] = Counter()
        self._forwarded: set[Place] = set()
        # When who looked into which channel last.
        self._watching: OrderedDict[tuple[int, int], int] = OrderedDict()

    def watch(self, account_id: int, peer_id: int, *, now: int) -> None:
        """Somebody looks into a channel."""
        watcher = (peer_id, account_id)
        self._watching[watcher] = now
        self._watching.move_to_end(watcher)
        if len(self._watching) > _WATCHING_MAX:
            self._watching.popitem(last=False)

    def looking_into(self, peer_id: int, *, now: int) -> AbstractSet[int]:
        """Who has looked into one channel lately."""
        return frozenset(
            account_id
            for (place, account_id), date in self._watching.items()
            if place == peer_id and date > now - WATCHING_S
        )

    def watching(self, *, now: int) -> Mapping[int, Sequence[int]]:
        """Who has looked lately, by the channel."""
        found: dict[int, list[int]] = {}
        for (peer_id, account_id), date in self._watching.items():
            if date > now - WATCHING_S:
                found.setdefault(peer_id, []).append(account_id)
        return found

    def forward(self, place: Place) -> None:
        """A post was passed on, which is counted already."""
        self._forwarded.add(place)

    def take_forwarded(self) -> AbstractSet[Place]:
        """What was passed on since this was asked last."""
        taken, self._forwarded = self._forwarded, set()
        return taken

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
