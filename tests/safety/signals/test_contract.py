"""What every signal keeps to, whichever it is: a new one is put among `SIGNALS`."""

from collections.abc import Callable
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.safety.signals._skeleton import Skeleton
from heliograph.safety.signals.engines import find_by_hyperscan, find_by_re2
from heliograph.safety.signals.signal import Mode, Signal
from heliograph.safety.signals.text_rules import TextRule, TextRules
from heliograph.safety.surfaces import RULES, Surface
from heliograph.safety.taxonomy import is_reason

RULE = TextRule(id="skeleton", category="SCAMS_AND_FRAUD", words=("skeleton",))
SIGNALS: dict[str, Callable[[], Signal]] = {
    "skeleton": Skeleton,
    "text_rules by re2": lambda: TextRules([RULE], engine=find_by_re2),
}
if find_spec("hyperscan"):
    SIGNALS["text_rules by hyperscan"] = lambda: TextRules([RULE], engine=find_by_hyperscan)
PRIVATE = (Surface.PRIVATE_1TO1, Surface.PRIVATE_GROUP, Surface.E2E)


@pytest.fixture(params=sorted(SIGNALS))
def signal(request: pytest.FixtureRequest) -> Signal:
    return SIGNALS[request.param]()


def test_it_finds_something_and_says_what_it_stands_for(signal: Signal) -> None:
    (match,) = signal.look("here is a skeleton indeed")
    assert match.rule
    assert is_reason(match.reason.category, match.reason.keyword)


def test_it_acts_on_nothing_until_it_was_measured(signal: Signal) -> None:
    assert [match.mode for match in signal.look("a skeleton")] == [Mode.SHADOW]


def test_it_never_runs_where_people_talk_in_private(signal: Signal) -> None:
    assert not any(signal.may_run(RULES[surface]) for surface in PRIVATE)
    assert signal.may_run(RULES[Surface.PUBLIC_CHANNEL])


def test_it_finds_nothing_in_nothing(signal: Signal) -> None:
    assert list(signal.look("")) == []


def test_each_rule_is_named_once(signal: Signal) -> None:
    assert len(signal.look("skeleton skeleton skeleton")) == 1


def test_it_keeps_nothing_from_one_look_to_the_next(signal: Signal) -> None:
    first = list(signal.look("a skeleton"))
    assert list(signal.look("nobody")) == []
    assert list(signal.look("a skeleton")) == first


def test_any_text_whatever_is_looked_at(signal: Signal) -> None:
    @given(st.text(max_size=200))
    def looks(text: str) -> None:
        signal.look(text)
        signal.look(text + " skeleton")

    looks()
    signal.look("\ud800 broken")
    signal.look("x" * 4_096)
