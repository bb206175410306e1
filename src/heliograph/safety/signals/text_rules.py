"""Rules for text: words and patterns that an operator writes, each for a code of the taxonomy."""

import re
import tomllib
from collections.abc import Callable, Sequence

import msgspec

from heliograph.safety.signals import engines
from heliograph.safety.signals.engines import Find, PatternInvalid
from heliograph.safety.signals.normalising import forms
from heliograph.safety.signals.signal import Match, Mode
from heliograph.safety.surfaces import Rule
from heliograph.safety.taxonomy import CATEGORY_PREFIX, KEYWORD_PREFIX, OTHER, Reason, is_reason

RULES_MAX = 10_000
PATTERN_MAX = 500

_ASCII_ALONE = re.compile(r"\\[bBwW]")
"""What means other letters to one engine than to the other."""

_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class RulesInvalid(ValueError):
    """A rule cannot be used; says which and why."""


class TextRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule: any of its `words` as whole words, or its `pattern`, in lower case."""

    id: str
    category: str
    keyword: str = OTHER.removeprefix(KEYWORD_PREFIX)
    words: tuple[str, ...] = ()
    pattern: str = ""
    mode: Mode = Mode.SHADOW

    @property
    def reason(self) -> Reason:
        """What it stands for."""
        return Reason(CATEGORY_PREFIX + self.category, KEYWORD_PREFIX + self.keyword)

    def parts(self) -> list["_Part"]:
        """What is looked for."""
        made = [_words(forms(one)[0]) for one in self.words]
        return [*made, _Part(pattern=self.pattern)] if self.pattern else made


class _Part(msgspec.Struct, frozen=True):
    """A pattern for the engine, and where it is about whole words, what they stand between.

    Engines find the letters; that no others touch them is looked at afterwards, for the few texts
    that have them: as a part of the patterns it takes a minute to compile a thousand.
    """

    pattern: str
    whole: re.Pattern[str] | None = None

    def fits(self, text: str) -> bool:
        """Whether what an engine found is what was meant."""
        return self.whole is None or self.whole.search(text) is not None


class TextRules:
    """The signal: all rules of an operator, looked for at once in every form of a text."""

    name = "text_rules"

    def __init__(
        self,
        rules: Sequence[TextRule],
        *,
        engine: Callable[[Sequence[str]], Find] = engines.best,
    ) -> None:
        running = [one for one in rules if one.mode is not Mode.DRAFT]
        places = {rule.id: place for place, rule in enumerate(running)}
        pairs = [(part, places[rule.id]) for rule in running for part in rule.parts()]
        self._parts = pairs
        self._matches = [
            Match(rule=rule.id, reason=rule.reason, mode=rule.mode) for rule in running
        ]
        self._find = engine([part.pattern for part, _ in pairs]) if pairs else None

    def may_run(self, allowed: Rule) -> bool:
        """Where rules for text may run."""
        return allowed.text_rules

    def look(self, text: str) -> Sequence[Match]:
        """All rules that fit one of the forms, each once, in their order."""
        find = self._find
        if find is None:
            return ()
        found: set[int] = set()
        for form in forms(text):
            for place in find(form):
                part, rule = self._parts[place]
                if part.fits(form):
                    found.add(rule)
        return [self._matches[one] for one in sorted(found)] if found else ()


def read_rules(content: str) -> tuple[TextRule, ...]:
    """The rules of a TOML file, a table `[[rule]]` each. Raises RulesInvalid."""
    try:
        rules = msgspec.convert(tomllib.loads(content), _File, strict=True).rule
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RulesInvalid(str(error)) from None
    if len(rules) > RULES_MAX:
        raise RulesInvalid(f"{len(rules)} rules; {RULES_MAX} at most")
    known: set[str] = set()
    for rule in rules:
        if wrong := _wrong(rule) or ("its id is there twice" if rule.id in known else ""):
            raise RulesInvalid(f"rule {rule.id!r}: {wrong}")
        known.add(rule.id)
    return rules


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[TextRule, ...] = ()


def _wrong(rule: TextRule) -> str:
    """What is wrong with a rule; empty for nothing."""
    reason = rule.reason
    if not _ID.fullmatch(rule.id):
        return "an id has lower-case letters, digits and hyphens"
    if not is_reason(reason.category, reason.keyword):
        return f"the taxonomy has no {rule.category} with {rule.keyword}"
    if not rule.words and not rule.pattern:
        return "it looks for nothing"
    if any(not forms(one)[0] for one in rule.words):
        return "one of its words is empty"
    if any(len(one) > PATTERN_MAX for one in (*rule.words, rule.pattern)):
        return f"a pattern has at most {PATTERN_MAX} characters"
    if _ASCII_ALONE.search(rule.pattern):
        return r"write [\p{L}\p{N}] for \w and the like: engines differ on what they mean"
    return _unusable(rule)


def _unusable(rule: TextRule) -> str:
    try:
        find = engines.best([part.pattern for part in rule.parts()])
    except PatternInvalid as error:
        return str(error)
    return "it fits everything" if any(True for _ in find("")) else ""


def _words(text: str) -> _Part:
    """Words in the form in which they are looked for, with no letter or digit beside them."""
    whole = re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])")
    # Python escapes more than engines know.
    return _Part(_SPECIAL.sub(r"\\\g<0>", text), whole)
