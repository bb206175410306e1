"""Who has a small group's members before them, and is told who of those comes and goes.

Whoever knows somebody by a contact or a dialog is told in any case; members of a group are as long
as somebody looks into it. https://core.telegram.org/constructor/updateUserStatus
"""

from collections import OrderedDict
from collections.abc import Collection

GROUP_MAX = 200
"""Members of a group of whose coming and going others are told: in larger ones each who opens an
app would be told to too many. Of those apps ask how many are there."""

INTEREST_S = 900
"""How long after somebody looked into a group."""

_KEPT_MAX = 50_000
"""Pairs of who looks and whom they see, about 5 MB; those who looked longest ago are forgotten."""

_Look = tuple[int, int]
"""Who looks into which group, by its peer."""


class Interests:
    """Kept in memory: whoever looks again after a restart is told again."""

    def __init__(self, *, kept_max: int = _KEPT_MAX) -> None:
        self._kept_max = kept_max
        # Until when, and whom they were shown; who looked last stands at the end.
        self._looks: OrderedDict[_Look, tuple[int, frozenset[int]]] = OrderedDict()
        self._looks_at: dict[int, set[_Look]] = {}
        self._pairs = 0

    def look(self, viewer_id: int, peer_id: int, shown: Collection[int], *, now: int) -> None:
        """Somebody is shown members of a group, beside those that they were shown before."""
        self._forget_over(now)
        look = (viewer_id, peer_id)
        _, before = self._looks.get(look, (0, frozenset[int]()))
        fresh = frozenset(shown) - before - {viewer_id}
        for account_id in fresh:
            self._looks_at.setdefault(account_id, set()).add(look)
        self._pairs += len(fresh)
        self._looks[look] = (now + INTEREST_S, before | fresh)
        self._looks.move_to_end(look)
        while self._pairs > self._kept_max:
            self._forget_oldest()

    def renew(self, viewer_id: int, peer_id: int, *, now: int) -> None:
        """Somebody still has a group before them."""
        look = (viewer_id, peer_id)
        known = self._looks.get(look)
        if known is not None:
            self._looks[look] = (now + INTEREST_S, known[1])
            self._looks.move_to_end(look)

    def in_account(self, account_id: int, *, now: int) -> frozenset[int]:
        """Who is to be told whether somebody is there."""
        self._forget_over(now)
        return frozenset(viewer_id for viewer_id, _ in self._looks_at.get(account_id, ()))

    def _forget_over(self, now: int) -> None:
        while self._looks and next(iter(self._looks.values()))[0] <= now:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        look, (_, shown) = self._looks.popitem(last=False)
        self._pairs -= len(shown)
        for account_id in shown:
            looks = self._looks_at[account_id]
            looks.discard(look)
            if not looks:
                del self._looks_at[account_id]
