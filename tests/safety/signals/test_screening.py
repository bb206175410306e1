"""Looking before something is shown: where it may be, for how long, and with what consequence."""

from collections.abc import Sequence

import pytest

from heliograph.safety.signals._skeleton import Skeleton
from heliograph.safety.signals.screening import BUDGET_S, Screen
from heliograph.safety.signals.signal import Match
from heliograph.safety.surfaces import Surface
from heliograph.telemetry import metrics

PRIVATE = (Surface.PRIVATE_1TO1, Surface.PRIVATE_GROUP, Surface.E2E)


class Slow(Skeleton):
    """Takes its time."""

    name = "slow"

    def __init__(self) -> None:
        self.now = 0.0
        self.looked = 0

    def look(self, text: str) -> Sequence[Match]:
        self.looked += 1
        self.now += BUDGET_S * 2
        return ()


def test_the_public_is_looked_at_and_matches_are_counted() -> None:
    counted = metrics.SIGNAL_MATCHES.labels("skeleton", "shadow")._value
    before = counted.get()
    screen = Screen([Skeleton()], monotonic=lambda: 0.0)
    assert [one.rule for one in screen.look("a skeleton", Surface.PUBLIC_CHANNEL)] == ["skeleton"]
    assert counted.get() == before + 1


@pytest.mark.parametrize("surface", PRIVATE)
def test_what_is_private_is_looked_at_by_nobody(surface: Surface) -> None:
    signal = Slow()
    screen = Screen([signal], monotonic=lambda: 0.0)
    assert screen.look("a skeleton", surface) == ()
    assert signal.looked == 0


def test_once_the_time_is_spent_no_other_signal_is_asked() -> None:
    slow, late = Slow(), Slow()
    skipped = metrics.SIGNALS_SKIPPED.labels("slow")._value
    before = skipped.get()
    screen = Screen([slow, late], monotonic=lambda: slow.now)
    assert screen.look("a skeleton", Surface.PUBLIC_GROUP) == []
    assert (slow.looked, late.looked) == (1, 0)
    assert skipped.get() == before + 1


def test_texts_that_are_shown_together_share_the_time() -> None:
    slow = Slow()
    screen = Screen([slow], monotonic=lambda: slow.now)
    assert screen.look_at_all(["", "a question", "an answer"], Surface.PUBLIC_GROUP) == []
    assert slow.looked == 1
