"""What viewers are shown of a message of which decisions hold something: rules, and no database."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from heliograph.domain.channels import SeenChannel
from heliograph.domain.extras import NO_EXTRAS, Extras, extras_or_none
from heliograph.domain.messages import Message
from heliograph.domain.withholding import BLOCKED, HIDDEN, SENSITIVE, Held
from heliograph.safety.decisions import MeasureKind

QUOTE = "quote"
"""Stands for a measure where a message quotes one that is withheld."""

FILE = "file"
"""Stands for a measure where a message shows a file that a decision keeps from being shown in
public: it is withheld there as its upload would have been refused."""

NOBODY = 0
"""Who looks at pages without an account, and may be anywhere."""

ELSEWHERE = -1
"""As `NOBODY`, who says that they are where nothing is blocked."""

_HIDING = (MeasureKind.HIDE, FILE)
"""What keeps a message from everybody but its author, so that it is not passed on either."""

_TITLE = 128
"""Characters of a channel's title."""


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A measure, `QUOTE` or `FILE`, that holds of a message; not for `affected_id`, whom it is
    about."""

    kind: str
    decision_id: int
    affected_id: int
    countries: tuple[str, ...] = ()


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who looks; `country` by the number of their account, empty if it tells none."""

    id: int
    country: str = ""
    language: str = "en"


class Notice(msgspec.Struct, frozen=True):
    """What is shown of a decision in somebody's language, and who had it ordered."""

    text: str
    orderer: str = ""


Notices = Mapping[tuple[int, str, str], Notice]
"""By decision, measure and language."""


def concerns(hold: Hold, viewer: Viewer, *, author_id: int) -> bool:
    """Whether what holds of a message holds for this viewer."""
    if hold.kind == FILE:
        # Whom the decision affects showed the file elsewhere.
        return viewer.id != author_id
    if viewer.id in (author_id, hold.affected_id) and viewer.id > 0:
        return hold.kind not in (MeasureKind.HIDE, MeasureKind.GEO_BLOCK, QUOTE)
    if hold.countries:
        # Whoever has no account may be anywhere, unless they say where they are not.
        return viewer.id == NOBODY or viewer.country in hold.countries
    return True


def seen(message: Message, holds: Iterable[Hold], viewer: Viewer, notices: Notices) -> Message:
    """The message as the viewer is shown it, given as its author reads it."""
    holds = list(holds)
    held = Held(hidden=any(hold.kind in _HIDING for hold in holds))
    quotes = True
    for hold in holds:
        if not concerns(hold, viewer, author_id=message.sender_id):
            continue
        told = notices.get((hold.decision_id, hold.kind, viewer.language), Notice(""))
        quotes = quotes and hold.kind != QUOTE
        before = held
        held = _with(held, hold, told)
        if viewer.id <= NOBODY and held.text != before.text:
            held = replace(held, texts=_in_all_languages(hold, notices))
    shown = replace(message, owner_id=viewer.id, held=held)
    if held.withheld:
        return _without_content(shown)
    return shown if quotes else _without_quote(shown)


def channel_seen(
    seen: SeenChannel, holds: Iterable[Hold], viewer: Viewer, notices: Notices
) -> SeenChannel:
    """A channel as the viewer is shown it: of what is withheld neither title, photo nor words."""
    held = Held()
    for hold in holds:
        if not concerns(hold, viewer, author_id=seen.channel.creator_id):
            continue
        told = notices.get((hold.decision_id, hold.kind, viewer.language), Notice(""))
        before = held
        held = _with(held, hold, told)
        if viewer.id <= NOBODY and held.text != before.text:
            held = replace(held, texts=_in_all_languages(hold, notices))
    if not held.withheld:
        return replace(seen, held=held)
    title = held.text.partition("\n")[0][:_TITLE]
    masked = replace(seen.channel, title=title, about="", photo=None)
    return replace(seen, channel=masked, held=held)


def _with(held: Held, hold: Hold, told: Notice) -> Held:
    """What is graver stands: what is hidden is not also said to be blocked somewhere."""
    match hold.kind:
        case kind if kind in _HIDING:
            return replace(held, withheld=True, reason=HIDDEN, text=told.text)
        case MeasureKind.GEO_BLOCK if held.reason != HIDDEN:
            countries = tuple(dict.fromkeys((*held.countries, *hold.countries)))
            held = replace(held, withheld=True, reason=BLOCKED, countries=countries)
            return replace(held, text=told.text, orderer=told.orderer)
        case MeasureKind.AGE_GATE if not held.withheld:
            return replace(held, reason=SENSITIVE, text=told.text)
        case MeasureKind.DEMOTE:
            return replace(held, demoted=True)
        case MeasureKind.LABEL:
            return replace(held, label="\n".join(filter(None, (held.label, told.text))))
    return held


def _in_all_languages(hold: Hold, notices: Notices) -> tuple[tuple[str, str], ...]:
    """Pages speak as their visitor does, of whom nothing is known before."""
    return tuple(
        (language, notice.text)
        for (decision_id, kind, language), notice in notices.items()
        if (decision_id, kind) == (hold.decision_id, hold.kind)
    )


def _without_content(message: Message) -> Message:
    """Where it stands and who wrote it, and the notice in the place of all that it says."""
    assert message.held is not None
    extras = message.extras
    if extras is not None:
        extras = extras_or_none(_place_of(extras))
    return replace(
        message,
        text=message.held.text,
        entities=(),
        extras=extras,
        action=None,
        poll=None,
        reactions=(),
        tally=None,
        noforwards=True,
        unopened=False,
    )


def _place_of(extras: Extras) -> Extras:
    """What tells in which thread it stands, in whose name it was said, and when it goes."""
    return replace(
        NO_EXTRAS,
        thread_id=extras.thread_id,
        topic=extras.topic,
        speaker_id=extras.speaker_id,
        ttl_period=extras.ttl_period,
        signature=extras.signature,
    )


def _without_quote(message: Message) -> Message:
    if message.extras is None:
        return message
    return replace(message, extras=extras_or_none(replace(message.extras, quote=None)))


def is_found(holds: Iterable[Hold], viewer: Viewer, *, demoted: bool) -> bool:
    """Whether somebody finds a message by what it says; `demoted` leaves out what is demoted."""
    return not any(_keeps_from(hold, viewer, demoted=demoted) for hold in holds)


def _keeps_from(hold: Hold, viewer: Viewer, *, demoted: bool) -> bool:
    match hold.kind:
        case MeasureKind.DEMOTE:
            return demoted
        case kind if kind == FILE:
            # Whom the decision affects is not who wrote this.
            return True
    return concerns(hold, viewer, author_id=hold.affected_id)
