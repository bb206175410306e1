"""What a signal is: something that looks, and says which rule of its own fits."""

import enum
from collections.abc import Sequence
from typing import Protocol

import msgspec

from heliograph.safety.surfaces import Rule
from heliograph.safety.taxonomy import Reason


class Mode(enum.StrEnum):
    """How far a rule has come. A `draft` is not run, `shadow` is counted and acts on nothing.

    What acts is promoted by measured precision, which nothing measures yet: there is no more.
    """

    DRAFT = "draft"
    SHADOW = "shadow"


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that fits, and what it stands for."""

    rule: str
    reason: Reason
    mode: Mode = Mode.SHADOW


class Signal(Protocol):
    """Looks at a text. It keeps nothing, asks nobody, and takes time in proportion to the text."""

    @property
    def name(self) -> str:
        """What metrics and detections call it."""
        ...

    def may_run(self, allowed: Rule) -> bool:
        """Whether a row of the surface table lets it run there."""
        ...

    def look(self, text: str) -> Sequence[Match]:
        """All rules that fit, each once, in the order of the rules."""
        ...
