"""Rules for text: what they find, by either engine, and what no file may hold."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec

import pytest

from heliograph.safety.signals import engines
from heliograph.safety.signals.engines import Find, NoEngine, find_by_hyperscan, find_by_re2
from heliograph.safety.signals.signal import Mode
from heliograph.safety.signals.text_rules import RulesInvalid, TextRule, TextRules, read_rules

FILE = """
[[rule]]
id = "gold"
category = "SCAMS_AND_FRAUD"
keyword = "PHISHING"
words = ["gold for your password", "золото за пароль"]

[[rule]]
id = "cards"
category = "SCAMS_AND_FRAUD"
pattern = '[0-9]{4} [0-9]{4}'

[[rule]]
id = "not-yet"
category = "SCAMS_AND_FRAUD"
words = ["hello"]
mode = "draft"

[[rule]]
id = "special"
category = "SCAMS_AND_FRAUD"
words = ["a+b (c) [d] $5 x|y #1-2"]
"""


# The faster engine is left out where its library has no wheels.
BOTH = [find_by_hyperscan, find_by_re2] if find_spec("hyperscan") else [find_by_re2]


@pytest.fixture(params=BOTH, ids=lambda engine: engine.__name__)
def rules(request: pytest.FixtureRequest) -> TextRules:
    return TextRules(read_rules(FILE), engine=request.param)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gold for your PASSWORD!", ["gold"]),
        ("gold  for\nyour\tpassword", ["gold"]),
        ("marigold for your password", []),
        ("gold for your passwords", []),
        ("gold for your password_1", ["gold"]),
        ("ｇｏｌｄ for your password", ["gold"]),
        ("go\u200bld for your pass\u00adword", ["gold"]),
        ("gоld for yоur pаsswоrd", ["gold"]),
        ("Золото за пароль", ["gold"]),
        ("золoтo за парoль", ["gold"]),
        ("позолото за пароль", []),
        ("1234 5678, and gold for your password", ["gold", "cards"]),
        ("hello", []),
        ("pay a+b (c) [d] $5 x|y #1-2 now", ["special"]),
        ("aab c d 5 x 12", []),
    ],
)
def test_what_is_found(rules: TextRules, text: str, found: list[str]) -> None:
    assert [match.rule for match in rules.look(text)] == found


def test_rules_run_in_shadow_unless_they_say_draft() -> None:
    assert [rule.mode for rule in read_rules(FILE)][:3] == [Mode.SHADOW, Mode.SHADOW, Mode.DRAFT]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[[rule", "Expected"),
        ("[[rule]]\nid = 'x'", "category"),
        ("[[rule]]\nid = 'X y'\ncategory = 'VIOLENCE'\nwords = ['x']", "an id has"),
        ("[[rule]]\nid = 'x'\ncategory = 'NEW'\nwords = ['x']", "taxonomy"),
        (
            "[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\nkeyword = 'PHISHING'\nwords = ['x']",
            "taxonomy",
        ),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'", "looks for nothing"),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\nwords = [' ']", "empty"),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\npattern = '(x'", "x"),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\npattern = 'x*'", "fits everything|empty"),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\npattern = '\\\\bx'", "engines differ"),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\nwords = ['x']\nmode = 'live'", "live"),
        ("[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\nwords = ['x']\nacts = true", "acts"),
        (2 * "[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\nwords = ['x']\n", "twice"),
        (f"[[rule]]\nid = 'x'\ncategory = 'VIOLENCE'\nwords = ['{'x' * 501}']", "at most 500"),
    ],
)
def test_what_no_file_may_hold_is_named(content: str, why: str) -> None:
    with pytest.raises(RulesInvalid, match=why):
        read_rules(content)


def test_without_rules_nothing_is_looked_for() -> None:
    assert TextRules([]).look("anything") == ()


def test_the_other_engine_stands_in_for_one_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(patterns: Sequence[str]) -> Find:
        raise ImportError

    used: list[Callable[[Sequence[str]], Find]] = [missing, find_by_re2]
    monkeypatch.setattr(engines, "ENGINES", used)
    rule = TextRule(id="x", category="VIOLENCE", words=("x",))
    assert TextRules([rule]).look("x")
    monkeypatch.setattr(engines, "ENGINES", [missing])
    with pytest.raises(NoEngine):
        TextRules([rule])
