"""Decisions: what is done about a subject, on which ground, by whom; and what may be decided."""

import enum

import msgspec

from heliograph.domain.people import FIRST_ACCOUNT_ID
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.priority import DAY_S, severity
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import RULES
from heliograph.safety.taxonomy import CHILD_ABUSE, INTIMATE_IMAGES, is_reason

FACTS_LENGTH_MAX = 2_000
CLAUSE_LENGTH_MAX = 500
"""As the EU's transparency database has them for explanation and ground."""

LABEL_LENGTH_MAX = 300
ORDERER_LENGTH_MAX = 200
COUNTRIES_MAX = 250

APPEAL_S = 183 * DAY_S
"""Six months, in which an affected person may complain: DSA Art. 20(1)."""


class Ground(enum.StrEnum):
    """Against the law, or against the terms of the service."""

    LAW = "law"
    TERMS = "terms"


class Automation(enum.StrEnum):
    """How much of a decision a program made."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


class MeasureKind(enum.StrEnum):
    """What can be done, the least intrusive first."""

    WARN = "warn"
    LABEL = "label"
    FLAG_FAKE = "flag_fake"
    FLAG_SCAM = "flag_scam"
    AGE_GATE = "age_gate"
    DEMOTE = "demote"
    GEO_BLOCK = "geo_block"
    HIDE = "hide"
    REMOVE = "remove"
    SLOW = "slow"
    READ_ONLY = "read_only"
    FREEZE = "freeze"
    TERMINATE = "terminate"


class Part(enum.StrEnum):
    """What is removed of something: all of it, or a part."""

    WHOLE = ""
    MEDIA = "media"
    PHOTO = "photo"
    USERNAME = "username"
    ABOUT = "about"
    TITLE = "title"


class Grave(enum.StrEnum):
    """Why somebody is suspended at once, also if they were not warned before: what makes the harm
    grave. Whoever decides picks it, and whom it affects reads it."""

    NONE = ""
    LIFE = "life"
    CHILDREN = "children"
    SECURITY = "security"
    INTIMACY = "intimacy"
    THEFT = "theft"


OF_ACCOUNTS = frozenset({MeasureKind.FREEZE, MeasureKind.TERMINATE})
"""What suspends somebody."""

OF_SPEAKERS = frozenset({MeasureKind.SLOW, MeasureKind.READ_ONLY, MeasureKind.TERMINATE})
"""What befalls the channel that the case is about, or whoever it affects."""

EVERY_S_MIN, EVERY_S_MAX = 10, 86_400
"""Between which lies how far apart posts are kept: at most one a day."""

TAKEN = frozenset({MeasureKind.REMOVE, MeasureKind.HIDE})
"""What keeps a message from everybody: its files can be kept from coming back."""

OF_SIGHT = frozenset(
    {
        MeasureKind.LABEL,
        MeasureKind.AGE_GATE,
        MeasureKind.DEMOTE,
        MeasureKind.GEO_BLOCK,
        MeasureKind.HIDE,
    }
)
"""What limits how a message or a channel is seen, and leaves it where it is."""

WITHHOLDING = frozenset({MeasureKind.HIDE, MeasureKind.GEO_BLOCK})
"""What takes something from somebody, who sees a notice in its place."""

_WHO = frozenset({SubjectKind.ACCOUNT, SubjectKind.BOT, SubjectKind.CHANNEL})

_WHERE: dict[MeasureKind, frozenset[SubjectKind]] = {
    MeasureKind.WARN: frozenset(SubjectKind),
    MeasureKind.FLAG_FAKE: _WHO,
    MeasureKind.FLAG_SCAM: _WHO,
    **dict.fromkeys(OF_SIGHT, frozenset({SubjectKind.MESSAGE, SubjectKind.CHANNEL})),
    MeasureKind.DEMOTE: _WHO | {SubjectKind.MESSAGE},
    MeasureKind.HIDE: _WHO | {SubjectKind.MESSAGE},
    MeasureKind.REMOVE: _WHO | {SubjectKind.CHAT, SubjectKind.MESSAGE, SubjectKind.PHOTO},
    MeasureKind.SLOW: frozenset(SubjectKind) - {SubjectKind.CHAT},
    MeasureKind.READ_ONLY: frozenset(SubjectKind) - {SubjectKind.CHAT},
    MeasureKind.FREEZE: frozenset(SubjectKind),
    MeasureKind.TERMINATE: frozenset(SubjectKind),
}
"""What can be carried out by now, and on what. A decision names nothing that would not happen."""

MARKS = frozenset({MeasureKind.FLAG_FAKE, MeasureKind.FLAG_SCAM})
"""What warns everybody of an account or a channel, beside its name."""

_OF_PROFILES = (Part.PHOTO, Part.USERNAME, Part.ABOUT, Part.TITLE)
_PARTS: dict[SubjectKind, tuple[Part, ...]] = {
    SubjectKind.MESSAGE: (Part.WHOLE, Part.MEDIA),
    SubjectKind.PHOTO: (Part.PHOTO,),
    # A basic group has no username.
    SubjectKind.CHAT: (Part.PHOTO, Part.ABOUT, Part.TITLE),
    **dict.fromkeys(_WHO, _OF_PROFILES),
}
"""What can be removed, of what."""

_WITH_FILES = frozenset({Part.WHOLE, Part.MEDIA, Part.PHOTO})
"""What there are files in."""

RETURNING = frozenset(Part) - {Part.WHOLE}
"""What is there again when its removal ends. A message that was removed is in no mailbox any more,
and clients take none with a number that is gone: what may turn out otherwise is hidden first."""

_GRAVE = 4

_ENDING_PLACES = frozenset({SubjectKind.CHANNEL, SubjectKind.ACCOUNT, SubjectKind.BOT})
"""What shows nothing any more once it is ended; what somebody posted elsewhere stays."""

CHILDREN_FIRST = (
    "abuse of a child stays where nobody sees it: remove the content, whatever else is done; an"
    " account or a channel that is made of it can be ended instead"
)
"""Why a decision under such a heading is refused that would leave it in public."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to decide about a case.

    `clause` is the law's article or the terms' paragraph, `facts` what was found, both as the
    affected person reads them. `ends` is when the measures end by themselves (Unix seconds), 0 for
    never, `every_s` the seconds between two posts where they are slowed. `second_by` agreed where
    two people are needed. `countries` are where something is blocked, by their two letters,
    `orderer` who had that ordered (empty for the service itself), `label` the line of a label.
    `block_files` keeps the files from coming back in public, `part` is what is removed; `grave` is
    why somebody is suspended at once. `typed` is what is noted of a proposal that came by the
    command line, empty for the console.
    """

    case_id: int
    ground: Ground
    clause: str
    category: str
    keyword: str
    facts: str
    measures: tuple[MeasureKind, ...]
    ends: int = 0
    every_s: int = 0
    part: Part = Part.WHOLE
    automation: Automation = Automation.NONE
    decided_by: str
    second_by: str = ""
    countries: tuple[str, ...] = ()
    orderer: str = ""
    label: str = ""
    block_files: bool = False
    grave: Grave = Grave.NONE
    typed: str = ""


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided before against whom a decision affects, and how many of that are still
    `unread`: they were not told, or too short a while ago, and it does not count yet."""

    strikes: int = 0
    unread: int = 0


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided. `puid` names it outside; `solo` says that one person runs the service and
    decided alone; `supersedes` is the puid of the decision whose place it takes, empty for none.
    `territory` are the countries where it holds, none for everywhere; `provisional` says that it
    holds only until a person decides; `blocks_files` that the files of it are kept from coming
    back in public; `grave` is why it suspends somebody at once. `label` is what a label says,
    `orderer` who had a block in countries ordered, empty for the service itself."""

    puid: str
    case_id: int
    subject: Subject
    ground: Ground
    clause: str
    category: str
    keyword: str
    facts: str
    measures: tuple[MeasureKind, ...]
    date: int
    ends: int = 0
    every_s: int = 0
    part: Part = Part.WHOLE
    automation: Automation = Automation.NONE
    decided_by: str
    second_by: str = ""
    solo: bool = False
    supersedes: str = ""
    territory: tuple[str, ...] = ()
    provisional: bool = False
    blocks_files: bool = False
    grave: Grave = Grave.NONE
    label: str = ""
    orderer: str = ""

    @property
    def appeal_until(self) -> int:
        """Until when it can be appealed."""
        return self.date + APPEAL_S


def held_until(decision: Decision) -> int:
    """Until when files that it takes are held, as they may return: as long as it can be complained
    of, or until it ends by itself. 0 for what is not held at all: of the abuse of a child nothing
    lies anywhere but sealed, as evidence."""
    if decision.keyword in CHILD_ABUSE:
        return 0
    return max(decision.appeal_until, decision.ends)


def withholds_channel(kind: MeasureKind | None, subject: Subject) -> bool:
    """Whether a measure takes a whole channel from somebody, and with it all its posts."""
    return kind in WITHHOLDING and subject.kind is SubjectKind.CHANNEL


def spreads(decision: Decision) -> bool:
    """Whether others who show the same file in public are looked for: where files may be compared,
    and a person decided that nobody sees this one."""
    subject = decision.subject
    taken = TAKEN & set(decision.measures) and decision.part in _WITH_FILES
    compared = subject.kind is SubjectKind.MESSAGE and RULES[subject.surface].exact_hash
    return bool(taken) and compared and not decision.provisional


def befallen(kind: MeasureKind, subject: Subject) -> int:
    """Who or what a measure is upon that holds for somebody: a peer, 0 for nobody."""
    named = kind in MARKS | OF_SIGHT or (
        kind in OF_SPEAKERS and subject.kind is SubjectKind.CHANNEL
    )
    return subject.peer_id if named else max(subject.affected_id, 0)


class Counted(msgspec.Struct, frozen=True):
    """How often it was decided in a period under a heading, by a person or for good."""

    category: str
    keyword: str
    count: int


def possible(subject: Subject) -> tuple[MeasureKind, ...]:
    """What can be done about a subject, the least intrusive first."""
    return tuple(
        kind
        for kind in MeasureKind
        if subject.kind in _WHERE.get(kind, ())
        and (kind not in OF_ACCOUNTS | OF_SPEAKERS or befallen(kind, subject))
    )


def parts(subject: Subject) -> tuple[Part, ...]:
    """What can be removed of a subject, the least first; nothing of most."""
    return tuple(sorted(_PARTS.get(subject.kind, ()), key=lambda part: part is Part.WHOLE))


def decide(
    proposal: Proposal,
    subject: Subject,
    history: History,
    *,
    puid: str,
    now: int,
    solo: bool = False,
) -> Decision:
    """The decision, or SafetyRefused with what it lacks."""
    _check_reasons(proposal)
    _check_measures(proposal, subject, history, now=now)
    _check_limits(proposal)
    _check_people(proposal, solo=solo)
    return Decision(
        puid=puid,
        case_id=proposal.case_id,
        subject=subject,
        ground=proposal.ground,
        clause=proposal.clause.strip(),
        category=proposal.category,
        keyword=proposal.keyword,
        facts=proposal.facts.strip(),
        measures=tuple(kind for kind in MeasureKind if kind in proposal.measures),
        date=now,
        ends=proposal.ends,
        every_s=proposal.every_s if MeasureKind.SLOW in proposal.measures else 0,
        part=proposal.part,
        automation=proposal.automation,
        decided_by=proposal.decided_by,
        second_by=proposal.second_by,
        solo=solo,
        territory=tuple(sorted(set(proposal.countries))),
        blocks_files=_blocks_files(proposal),
        grave=proposal.grave,
        label=proposal.label.strip(),
        orderer=proposal.orderer.strip() if proposal.countries else "",
    )


def _check_reasons(proposal: Proposal) -> None:
    for name, text, most in (
        ("a clause of the law or the terms", proposal.clause, CLAUSE_LENGTH_MAX),
        ("the facts it rests on", proposal.facts, FACTS_LENGTH_MAX),
    ):
        if not text.strip():
            raise SafetyRefused(f"a decision names {name}")
        if len(text) > most:
            raise SafetyRefused(f"{name}: at most {most} characters")
    if not is_reason(proposal.category, proposal.keyword):
        raise SafetyRefused(f"no category {proposal.category} has the keyword {proposal.keyword}")


def _check_measures(proposal: Proposal, subject: Subject, history: History, *, now: int) -> None:
    wanted = set(proposal.measures)
    if not wanted:
        raise SafetyRefused("a decision names a measure; a case without one is closed")
    if proposal.ends and proposal.ends <= now:
        raise SafetyRefused("a measure ends later than it begins")
    if 0 < subject.affected_id < FIRST_ACCOUNT_ID:
        raise SafetyRefused("nothing is decided about an account of the service itself")
    impossible = sorted(wanted - set(possible(subject)))
    if impossible:
        raise SafetyRefused(f"cannot be done about a {subject.kind}: {', '.join(impossible)}")
    _check_part(proposal, subject)
    if proposal.keyword in CHILD_ABUSE and not _takes_abuse_away(proposal, subject):
        raise SafetyRefused(CHILDREN_FIRST)
    if MeasureKind.TERMINATE in wanted and proposal.ends:
        raise SafetyRefused("what is ended does not come back by itself: freeze it instead")
    if MeasureKind.TERMINATE in wanted and proposal.automation is Automation.FULL:
        raise SafetyRefused("no program ends an account or a channel")
    if MeasureKind.SLOW in wanted and not EVERY_S_MIN <= proposal.every_s <= EVERY_S_MAX:
        raise SafetyRefused(f"posts are {EVERY_S_MIN} to {EVERY_S_MAX} seconds apart")
    _check_warned(proposal, history)


def _takes_abuse_away(proposal: Proposal, subject: Subject) -> bool:
    """Whether what abuses a child is gone by a decision: of secret chats nothing can be removed,
    and without its name something shows the same to who knows it."""
    if subject.kind not in _PARTS:
        return not OF_ACCOUNTS.isdisjoint(proposal.measures)
    if MeasureKind.TERMINATE in proposal.measures and subject.kind in _ENDING_PLACES:
        return True
    return MeasureKind.REMOVE in proposal.measures and proposal.part is not Part.USERNAME


def _check_warned(proposal: Proposal, history: History) -> None:
    """Nobody is suspended without a warning but for grave harm, which is named. DSA Art. 23(1):
    after having issued a prior warning."""
    grave, suspends = proposal.grave, not OF_ACCOUNTS.isdisjoint(proposal.measures)
    if grave and not suspends:
        raise SafetyRefused("grave harm is named where it suspends somebody, and nowhere else")
    if suspends and not history.strikes and not grave and history.unread:
        raise SafetyRefused(
            "warned too short a while ago to have read it: wait, or name what makes the harm grave"
        )
    if suspends and not history.strikes and not grave:
        raise SafetyRefused("warn first: who was not is suspended for grave harm alone; name it")
    if grave and severity(proposal.category, proposal.keyword) < _GRAVE:
        raise SafetyRefused("warn first: under this heading no harm is grave")


def _check_limits(proposal: Proposal) -> None:
    """What limits how something is seen says where, and what is shown beside it."""
    wanted = set(proposal.measures)
    if bool(proposal.countries) is not (MeasureKind.GEO_BLOCK in wanted):
        raise SafetyRefused("a block in countries names them, and nothing else does")
    if len(proposal.countries) > COUNTRIES_MAX or not all(map(is_country, proposal.countries)):
        raise SafetyRefused("a country is two capital letters, as ISO 3166-1 has them")
    if {MeasureKind.GEO_BLOCK, MeasureKind.HIDE} <= wanted:
        raise SafetyRefused("what is hidden from everybody is not also blocked in countries")
    if bool(proposal.label.strip()) is not (MeasureKind.LABEL in wanted):
        raise SafetyRefused("a label says something, and nothing else does")
    if len(proposal.label) > LABEL_LENGTH_MAX or "\n" in proposal.label.strip():
        raise SafetyRefused(f"a label is one line of at most {LABEL_LENGTH_MAX} characters")
    if len(proposal.orderer) > ORDERER_LENGTH_MAX or "\n" in proposal.orderer.strip():
        raise SafetyRefused(f"who ordered it: one line of at most {ORDERER_LENGTH_MAX} characters")


def _blocks_files(proposal: Proposal) -> bool:
    """What is removed for being an intimate image or the abuse of a child comes back nowhere in
    public; of other harm whoever decides says so."""
    taken = TAKEN & set(proposal.measures) if proposal.part in _WITH_FILES else frozenset()
    if proposal.block_files and not taken:
        raise SafetyRefused("files are kept out of what is removed or hidden")
    grave = proposal.keyword in INTIMATE_IMAGES | CHILD_ABUSE
    return proposal.block_files or (grave and MeasureKind.REMOVE in taken)


def is_country(code: str) -> bool:
    """Whether it can be a country: two capital letters, as ISO 3166-1 has them."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def _check_part(proposal: Proposal, subject: Subject) -> None:
    if MeasureKind.REMOVE not in proposal.measures:
        if proposal.part is not Part.WHOLE:
            raise SafetyRefused("only what is removed has a part")
        return
    parts = _PARTS[subject.kind]
    if proposal.part not in parts:
        raise SafetyRefused(f"of a {subject.kind} can be removed: {', '.join(filter(None, parts))}")


def _check_people(proposal: Proposal, *, solo: bool) -> None:
    if not proposal.decided_by:
        raise SafetyRefused("a decision names who decided")
    if proposal.second_by == proposal.decided_by:
        raise SafetyRefused("the second person is another one")
    if MeasureKind.TERMINATE in proposal.measures and not (proposal.second_by or solo):
        raise SafetyRefused("ending an account or a channel takes two people")
