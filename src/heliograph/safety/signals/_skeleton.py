"""The smallest signal there is, to begin another from: it finds one word.

Copy it, give it a name, and put it among those of `tests/safety/signals/test_contract.py`.
"""

from collections.abc import Sequence

from heliograph.safety.signals.signal import Match
from heliograph.safety.surfaces import Rule
from heliograph.safety.taxonomy import Reason

_WORD = "skeleton"
_REASON = Reason("STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE")


class Skeleton:
    """Finds its own name."""

    name = "skeleton"

    def may_run(self, allowed: Rule) -> bool:
        """Each kind of look has a column of the surface table; this one reads text."""
        return allowed.text_rules

    def look(self, text: str) -> Sequence[Match]:
        """Nothing is awaited, logged or kept here."""
        return (Match(rule=_WORD, reason=_REASON),) if _WORD in text else ()
