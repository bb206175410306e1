"""What a decision is made on, and what is made together with it in one transaction."""

from collections.abc import Callable, Sequence

import msgspec

from heliograph.safety.audit import Logged
from heliograph.safety.cases import Case
from heliograph.safety.content import Content
from heliograph.safety.decisions import Decision
from heliograph.safety.effects import Planned
from heliograph.safety.notice_texts import ShownNotice
from heliograph.safety.provisional import Asked, ReviewFirst
from heliograph.safety.reports import Way
from heliograph.safety.statements import Document


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """An open case with what is known besides: how we learnt of it, and of each decision that
    stands against whom it affects when they were `told` (Unix seconds, None for not yet). `stood`
    is when what it is about was written, or stood there still (Unix seconds): never when somebody
    reported it, which could tell who did; `contents` are what a message is made of. `provisional`
    is the puid of what holds until somebody decides, empty for none; `proposals` are the numbers of
    what waits for a second person."""

    case: Case
    way: Way
    stood: int
    told: tuple[int | None, ...] = ()
    provisional: str = ""
    proposals: tuple[int, ...] = ()
    contents: tuple[Content, ...] = ()


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with its statement, what it brings, what of it is logged, and what it has others
    shown in the place of what they do not see; `typed` as in `decisions.Proposal`."""

    decision: Decision
    document: Document
    effects: Sequence[Planned]
    logged: Logged
    notices: Sequence[ShownNotice] = ()
    typed: str = ""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of reasons as it is kept; `delivered` is when it was put before the affected."""

    puid: str
    document: Document
    affected_id: int
    made: int
    delivered: int | None = None


Compose = Callable[[Matter], Made]
"""Decides or refuses (SafetyRefused)."""

ComposeHiding = Callable[[Matter, Asked], Made | ReviewFirst]
"""Decides to hide something for a victim, or leaves it to a person (or SafetyRefused)."""
