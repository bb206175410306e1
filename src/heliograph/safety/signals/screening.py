"""Looking at what is about to be shown, within the little time that a message has.

What a signal finds in shadow is counted and changes nothing: whoever writes waits two
milliseconds at most, and never learns that anything was looked at.
"""

from collections.abc import Callable, Sequence
from itertools import product

from heliograph.safety.signals.signal import Match, Signal
from heliograph.safety.surfaces import RULES, Surface
from heliograph.telemetry import metrics

BUDGET_S = 0.002
"""Of all signals together, before a message commits."""


class Screen:
    """The signals of a server; `monotonic` is the clock of their budget."""

    def __init__(self, signals: Sequence[Signal], *, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        # Decided once: a row of the table is no setting.
        self._on = {
            surface: tuple(one for one in signals if one.may_run(allowed))
            for surface, allowed in RULES.items()
        }

    def look(self, text: str, surface: Surface) -> Sequence[Match]:
        """As `look_at_all`, for a single text."""
        return self.look_at_all((text,), surface)

    def look_at_all(self, texts: Sequence[str], surface: Surface) -> Sequence[Match]:
        """What fits texts that are about to be shown there together, nothing on surfaces that are
        off.

        Once the budget is spent, which they share, nothing more is asked of what is left, and that
        is counted.
        """
        signals = self._on[surface]
        if not signals or not any(texts):
            return ()
        found: list[Match] = []
        until = self._monotonic() + BUDGET_S
        for signal, text in product(signals, filter(None, texts)):
            if self._monotonic() > until:
                metrics.SIGNALS_SKIPPED.labels(signal.name).inc()
                continue
            for match in signal.look(text):
                metrics.SIGNAL_MATCHES.labels(signal.name, str(match.mode)).inc()
                found.append(match)
        return found
