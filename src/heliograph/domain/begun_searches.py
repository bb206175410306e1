"""Searches that were counted already: what goes on with them is not counted again.

https://core.telegram.org/api/search#posts-tab
"""

from collections import OrderedDict

from heliograph.domain.words import Sought

_Search = tuple[int, frozenset[Sought]]


class BegunSearches:
    """What each account began to look for, for `window_s` seconds since it was counted.

    A search is known by its words, as where a page begins is the client's to say. At most
    `searches_max` are kept, the oldest is forgotten first.
    """

    def __init__(self, *, window_s: float = 3_600, searches_max: int = 100_000) -> None:
        self._window_s = window_s
        self._searches_max = searches_max
        self._begun: OrderedDict[_Search, float] = OrderedDict()

    def is_begun(self, account_id: int, sought: tuple[Sought, ...], *, now: float) -> bool:
        """Whether the account looks for that already; `now` is monotonic."""
        begun = self._begun.get((account_id, frozenset(sought)))
        return begun is not None and now < begun + self._window_s

    def begin(self, account_id: int, sought: tuple[Sought, ...], *, now: float) -> None:
        """Note what was just counted."""
        search = (account_id, frozenset(sought))
        self._begun[search] = now
        self._begun.move_to_end(search)
        if len(self._begun) > self._searches_max:
            self._begun.popitem(last=False)

    def __len__(self) -> int:
        return len(self._begun)
