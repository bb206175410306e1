"""Which files are about to be shown, from asking who shows them already until a message does.

Two that are sent at once would both learn that nobody shows the file.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Showing:
    """Counts the sends under way by file, those whose media go also apart from the others."""

    def __init__(self) -> None:
        self._any: Counter[int] = Counter()
        self._going: Counter[int] = Counter()

    @contextmanager
    def begin(self, file_id: int, *, goes: bool) -> Iterator[bool]:
        """One more until the end; gives whether another is in its way.

        To what `goes` that is each, to what stays one that goes.
        """
        counts = (self._any, self._going) if goes else (self._any,)
        in_the_way = bool((self._any if goes else self._going)[file_id])
        for count in counts:
            count[file_id] += 1
        try:
            yield in_the_way
        finally:
            for count in counts:
                count[file_id] -= 1
                if not count[file_id]:
                    del count[file_id]
