"""What the screens call codes, clocks and measures."""

from collections.abc import Mapping, Sequence

import msgspec

from heliograph.safety.caseload import Named
from heliograph.safety.decisions import OF_SPEAKERS, RETURNING, MeasureKind, Part, parts
from heliograph.safety.effects import REVERSIBLE
from heliograph.safety.reports import Way
from heliograph.safety.statement_texts import measure_line
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.safety.taxonomy import OTHER, title

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400

SURFACES: Mapping[Surface, str] = {
    Surface.PRIVATE_1TO1: "Private chat",
    Surface.PRIVATE_GROUP: "Private group or channel",
    Surface.PUBLIC_GROUP: "Public group",
    Surface.PUBLIC_CHANNEL: "Public channel",
    Surface.STORY: "Story",
    Surface.PROFILE: "Profile",
    Surface.BOT: "Bot",
    Surface.E2E: "Secret chat",
}
KINDS: Mapping[SubjectKind, str] = {
    SubjectKind.ACCOUNT: "Account",
    SubjectKind.BOT: "Bot",
    SubjectKind.CHAT: "Group",
    SubjectKind.CHANNEL: "Channel or group",
    SubjectKind.MESSAGE: "Message",
    SubjectKind.PHOTO: "Profile photo",
    SubjectKind.STORY: "Story",
    SubjectKind.E2E: "Secret chat",
}
WAYS: Mapping[Way, str] = {
    Way.IN_APP: "in the app",
    Way.NOTICE: "by a notice",
    Way.TRUSTED_FLAGGER: "by a trusted flagger",
    Way.VICTIM: "by a victim",
    Way.AUTHORITY: "by an authority",
    Way.DETECTOR: "by a rule",
}

_THEM = "everybody else who sees it"
MEASURES: Mapping[MeasureKind, tuple[str, str]] = {
    MeasureKind.WARN: ("Warn", "the author alone"),
    MeasureKind.LABEL: ("Put a label on it", _THEM),
    MeasureKind.FLAG_FAKE: ("Warn of a fake", "everybody who sees the name"),
    MeasureKind.FLAG_SCAM: ("Warn of a scam", "everybody who sees the name"),
    MeasureKind.AGE_GATE: ("Veil it for adults", _THEM),
    MeasureKind.DEMOTE: ("Leave it out of search", "whoever searches"),
    MeasureKind.GEO_BLOCK: ("Block it in countries", "people in the countries named"),
    MeasureKind.HIDE: ("Hide it", _THEM),
    MeasureKind.REMOVE: ("Remove it", _THEM),
    MeasureKind.SLOW: ("Slow the account down", "the account, in channels and supergroups"),
    MeasureKind.READ_ONLY: (
        "Let the account read only",
        "the account, in channels and supergroups",
    ),
    MeasureKind.FREEZE: ("Freeze the account", "the account, in all it does"),
    MeasureKind.TERMINATE: ("Close the account", "the account, for good"),
}
"""How each measure is called, and whom it concerns."""

_IN_IT = "everybody who writes in it"
_OF_CHANNELS: Mapping[MeasureKind, tuple[str, str]] = {
    MeasureKind.SLOW: ("Slow it down", _IN_IT),
    MeasureKind.READ_ONLY: ("Let nobody post in it", _IN_IT),
    MeasureKind.TERMINATE: ("Close the channel or group", "everybody who is in it"),
}
"""The same where it befalls the channel that the case is about."""

_EVENTS: Mapping[str, str] = {
    "reported": "Reported",
    "taken": "Taken",
    "given back": "Given back",
    "evidence read": "Read what was reported",
    "media shown": "Uncovered a picture or film",
    "by command line": "Under a name that was typed at the command line",
    "classified": "Said whether it is abuse of a child",
    "proposed": "Proposed to a second person",
    "agreed": "Agreed as the second person",
    "taken out": "Took out what is kept, as an archive",
    "declined": "Declined as the second person",
    "withdrawn": "Took the proposal back",
    "decided": "Decided",
    "closed": "Closed without a measure",
    "effect": "Carried out",
    "withheld in public": "Its files were withheld where something turned public",
    "appealed": "Appealed",
    "viewed": "Wrote a view on the appeal",
    "upheld": "Appeal: left standing",
    "reversed": "Appeal: taken back",
}


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """How long there is until a deadline, and how pressing that is: late, soon or calm."""

    text: str
    tone: str


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A measure as it is offered; `read` is what the affected person reads of it,
    `parts` what else of it can be chosen, each with that."""

    kind: MeasureKind
    title: str
    concerns: str
    read: str
    returns: bool
    parts: Sequence[tuple[Part, str]] = ()


def left(due: int, *, now: int) -> Left:
    """The time until a deadline in words."""
    if due <= now:
        return Left(text=f"{span(now - due)} overdue", tone="late")
    return Left(text=f"{span(due - now)} left", tone="soon" if due - now <= _DAY_S else "calm")


def span(seconds: int) -> str:
    """A time as one says it: the largest unit of which there are two at least, or one minute."""
    for unit_s, name in ((_DAY_S, "day"), (_HOUR_S, "hour"), (_MINUTE_S, "minute")):
        if seconds >= 2 * unit_s or unit_s == _MINUTE_S:
            count = max(1, seconds // unit_s)
            return f"{count} {name}{'s' if count > 1 else ''}"
    raise AssertionError


def offer(kind: MeasureKind, subject: Subject) -> Offer:
    """How a measure is offered."""
    name, concerns = MEASURES[kind]
    if subject.kind is SubjectKind.CHANNEL and kind in OF_SPEAKERS:
        name, concerns = _OF_CHANNELS[kind]
    options: tuple[tuple[Part, str], ...] = ()
    if kind is MeasureKind.REMOVE:
        options = tuple(
            (part, measure_line(kind, about=part, language="en")) for part in parts(subject)
        )
    return Offer(
        kind=kind,
        title=name,
        concerns=concerns,
        read=measure_line(kind, about=subject.kind, language="en") if not options else "",
        parts=options,
        returns=kind in REVERSIBLE or any(part in RETURNING for part, _ in options),
    )


def heading(category: str, keyword: str) -> str:
    """A heading of the taxonomy, in English."""
    if not keyword or keyword == OTHER:
        return title(category, "en")
    return f"{title(category, 'en')} › {title(keyword, 'en')}"


def about(subject: Subject, named: Named) -> str:
    """What a case is about, in a line: `Message in @news`."""
    kind = KINDS[subject.kind]
    who = f"@{named.username}" if named.username else named.name
    if subject.kind is SubjectKind.MESSAGE:
        return f"{kind} {'in' if subject.peer_id < 0 else 'by'} {who}" if who else kind
    return f"{kind} {who}".strip()


def event(kind: str) -> str:
    """What an event is called."""
    return _EVENTS.get(kind, kind.capitalize())
