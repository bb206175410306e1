"""What counts once, however often somebody says so."""

from collections import OrderedDict
from collections.abc import Hashable


class CountedOnce:
    """Remembers what was counted; at most `most` of it, the oldest is forgotten first."""

    def __init__(self, *, most: int = 100_000) -> None:
        self._most = most
        self._counted: OrderedDict[Hashable, None] = OrderedDict()

    def is_first(self, what: Hashable) -> bool:
        """Whether it was not counted before; from now on it was."""
        if what in self._counted:
            return False
        self._counted[what] = None
        if len(self._counted) > self._most:
            self._counted.popitem(last=False)
        return True

    def __len__(self) -> int:
        return len(self._counted)
