"""Looking for a thousand patterns at once: by hyperscan, or by re2 where it is missing.

Both take time in proportion to the text, whatever the patterns are. Python's own engine takes a
hundred times as long, and for some patterns for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Find = Callable[[str], Iterable[int]]
"""The places of the patterns that a text has, each once, in any order."""

_RE2_BYTES = 256 << 20
"""For a thousand patterns with classes of letters; its default of 8 MiB is for one."""


class PatternInvalid(ValueError):
    """No engine would take the pattern."""


class NoEngine(RuntimeError):
    """Neither library is installed."""


def find_by_hyperscan(patterns: Sequence[str]) -> Find:
    """ImportError where it is missing; PatternInvalid."""
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SINGLEMATCH
    try:
        database.compile(
            expressions=[one.encode() for one in patterns],
            ids=list(range(len(patterns))),
            flags=[flags] * len(patterns),
        )
    except hyperscan.error as error:
        raise PatternInvalid(str(error)) from None

    def find(text: str) -> Iterable[int]:
        found: list[int] = []

        def note(place: int, *_: Any) -> None:
            found.append(place)

        database.scan(text.encode("utf-8", "replace"), match_event_handler=note)
        return found

    return find


def find_by_re2(patterns: Sequence[str]) -> Find:
    """ImportError where it is missing; PatternInvalid."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _RE2_BYTES
    together = re2.Set.SearchSet(options)
    for one in patterns:
        try:
            together.Add(one)
        except re2.error as error:
            raise PatternInvalid(f"{one}: {error}") from None
    together.Compile()

    def find(text: str) -> Iterable[int]:
        found: list[int] | None = together.Match(text.encode("utf-8", "replace").decode())
        return found or ()

    return find


ENGINES: Sequence[Callable[[Sequence[str]], Find]] = (find_by_hyperscan, find_by_re2)
"""The faster first."""


def best(patterns: Sequence[str]) -> Find:
    """By the fastest engine that is installed. NoEngine, PatternInvalid."""
    for make in ENGINES:
        try:
            return make(patterns)
        except ImportError:
            continue
    raise NoEngine("rules for text need google-re2 or hyperscan")
