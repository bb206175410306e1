"""What staff do about reports by the command line: look, decide, propose, review.

Nothing proves there that somebody is who they say, but to whoever proposes what takes two people:
each act is by a name of the staff that has the role for it, and noted as typed.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from heliograph.safety.appeals import Appeal, blinded
from heliograph.safety.cases import Case, CaseState
from heliograph.safety.casework import (
    attest_period,
    classify,
    erase_logged,
    note_typed,
    read_evidence,
    typed,
)
from heliograph.safety.deciding import Safety, close_case, decide_case, end_appeal, write_view
from heliograph.safety.decisions import (
    Grave,
    Ground,
    History,
    MeasureKind,
    Part,
    Proposal,
    possible,
)
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.evidence import Evidence
from heliograph.safety.staff import signing
from heliograph.safety.staff.proposals import needed
from heliograph.safety.staff.roles import Act
from heliograph.safety.staff.seconding import Person, propose_ending, waits
from heliograph.safety.strikes import proposed
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, command
from heliograph.server.safety import carry_out_now

_PAGE = 100
_HOUR_S = 3_600

NAMES = {
    "safety.inbox",
    "safety.case",
    "safety.classify",
    "safety.decide",
    "safety.close",
    "safety.appeals",
    "safety.view",
    "safety.end_appeal",
    "safety.attest",
    "safety.erase",
}
"""All of them, which only a running server answers: what is decided is carried out there."""


class Typed(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody does: `by` is their name of the staff, `actor` which user of the machine types
    it."""

    by: str
    actor: str = "unknown"


class CaseRead(Typed):
    """A case with what is kept for it; reading that is noted under `by` and `reason`."""

    case: int
    reason: str


class Classify(Typed):
    """A file of the evidence, by its number in a case, and what somebody found it to be."""

    file: int
    abuse: bool
    reason: str


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    """What `by` signs in to the console with."""

    passphrase: str
    code: str

    def __repr__(self) -> str:
        return "Proof(...)"


class Decide(Typed):
    """What is decided; `hours` is how long it holds, 0 for without end, `every` the seconds between
    two posts where they are slowed, `part` what is removed of something, `countries` where
    something is blocked and `orderer` who had that ordered, `label` the line of a label,
    `block_files` whether its files are kept from coming back in public, `grave` why somebody is
    suspended who was not warned before. `proof` is asked for where it takes two people."""

    case: int
    ground: Ground
    clause: str
    facts: str
    measures: tuple[MeasureKind, ...]
    category: str = ""
    keyword: str = ""
    hours: int = 0
    every: int = 0
    part: Part = Part.WHOLE
    countries: tuple[str, ...] = ()
    orderer: str = ""
    label: str = ""
    block_files: bool = False
    grave: Grave = Grave.NONE
    proof: Proof | None = None


class Close(Typed):
    """A case in which nothing was found."""

    case: int


class View(Typed):
    """What a reviewer thinks before they see the first reasoning."""

    appeal: int
    view: str


class EndAppeal(Typed):
    """What becomes of an appeal, and why."""

    appeal: int
    reversed: bool
    reasons: str


class Attest(Typed):
    """A period that is over, and what the operator says of it."""

    period: str
    figures: dict[str, int | str] = {}


class Erase(Typed):
    """A decision, by its name."""

    puid: str


@command("safety.inbox")
async def inbox(desk: Desk, args: Typed) -> Any:
    """Open cases, the most urgent first; that somebody looked is noted."""
    safety = await _noted(desk, args, Act.READ_INBOX, "inbox")
    return [_shown(case) for case in await safety.store.inbox(limit=_PAGE)]


@command("safety.case")
async def read_case(desk: Desk, args: CaseRead) -> Any:
    """A case with its evidence and what can be done; that it was read is noted."""
    case = await _known(desk, args, args.case)
    safety = await _noted(desk, args, Act.READ_CASE, "case", case_id=case.id)
    file = await safety.store.case_file(case.id, now=safety.clock.now())
    sealed = file is not None and file.sealed
    kept: Sequence[Evidence] = ()
    if not sealed:
        kept = await read_evidence(safety, case.id, by=args.by, reason=args.reason)
    history = History()
    if case.state is CaseState.OPEN:
        history = safety.history((await safety.store.matter(case.id, now=safety.clock.now())).told)
    measures = possible(case.subject)
    return {
        **_shown(case),
        "sealed": sealed,
        "evidence": msgspec.to_builtins(kept),
        "possible": [str(kind) for kind in measures],
        "strikes": history.strikes,
        "unread": history.unread,
        "proposed": [str(kind) for kind in proposed(measures, history)],
    }


@command("safety.classify")
async def say_what_it_is(desk: Desk, args: Classify) -> Any:
    """Say of a file that a report calls abuse of a child whether it is."""
    safety = await _noted(desk, args, Act.CLASSIFY, f"classify {args.file}")
    await classify(safety, args.file, by=args.by, abuse=args.abuse, reason=args.reason)
    return {"file": args.file, "abuse": args.abuse}


@command("safety.decide")
async def decide(desk: Desk, args: Decide) -> Any:
    """Decide a case; what can be done at once is done when this answers. What takes two people is
    proposed instead, once whoever does has shown who they are."""
    safety, case = _safety(desk), await _known(desk, args, args.case)
    if args.hours < 0:
        raise SafetyRefused("a measure lasts some hours, or 0 for without end")
    proposal = Proposal(
        case_id=case.id,
        ground=args.ground,
        clause=args.clause,
        category=args.category or case.category,
        keyword=args.keyword or case.keyword,
        facts=args.facts,
        measures=args.measures,
        ends=safety.clock.now() + args.hours * _HOUR_S if args.hours else 0,
        every_s=args.every,
        part=args.part,
        decided_by=args.by,
        countries=args.countries,
        orderer=args.orderer,
        label=args.label,
        block_files=args.block_files,
        grave=args.grave,
        typed=typed("decide", args.actor),
    )
    if waits(safety, proposal):
        return await _propose(desk, args, proposal)
    made = await decide_case(safety, proposal)
    await _carry_out(desk)
    return {"puid": made.decision.puid, "page": safety.page(made.decision.puid)}


async def _propose(desk: Desk, args: Decide, proposal: Proposal) -> Any:
    """Have it wait for a second person, who signs in to the console. Neither of the two is taken at
    their word: whoever types both names would be both of them."""
    act, safety = needed(proposal.measures), _safety(desk)
    roles = await safety.roles_to(act, args.by)
    if desk.staffing is None or args.proof is None:
        return {"asks": "proof"}
    await _noted(desk, args, act, "propose", case_id=proposal.case_id)
    try:
        await signing.confirm(
            desk.staffing, args.by, passphrase=args.proof.passphrase, code=args.proof.code
        )
    except signing.Wrong:
        raise SafetyRefused(f"that is not what {args.by} signs in with") from None
    by = Person(name=args.by, roles=roles)
    pending = await propose_ending(safety, desk.staffing.store, proposal, by=by)
    console = desk.settings.shows_console
    return {"proposal": pending.id, "until": pending.until, "console": console}


@command("safety.close")
async def close(desk: Desk, args: Close) -> Any:
    """Close a case in which nothing was found, and tell who reported."""
    safety = await _noted(desk, args, Act.DECIDE, "close", case_id=args.case)
    await close_case(safety, args.case, by=args.by)
    await _carry_out(desk)
    return {"closed": args.case}


@command("safety.appeals")
async def appeals(desk: Desk, args: Typed) -> Any:
    """Appeals that wait, the oldest first; the first reasoning only once a view is written."""
    safety = await _noted(desk, args, Act.READ_APPEALS, "appeals")
    return [_appeal(one) for one in await safety.store.open_appeals(limit=_PAGE)]


@command("safety.view")
async def view_appeal(desk: Desk, args: View) -> Any:
    """Write a view of an appeal down, and see what was decided first."""
    safety = await _noted(desk, args, Act.REVIEW_APPEAL, f"view of appeal {args.appeal}")
    return _appeal(await write_view(safety, args.appeal, reviewer=args.by, view=args.view))


@command("safety.end_appeal")
async def finish_appeal(desk: Desk, args: EndAppeal) -> Any:
    """Leave a decision standing, or take it back: then what it did ends."""
    safety = await _noted(desk, args, Act.REVIEW_APPEAL, f"end of appeal {args.appeal}")
    ended = await end_appeal(
        safety, args.appeal, reviewer=args.by, reversed_=args.reversed, reasons=args.reasons
    )
    await _carry_out(desk)
    return _appeal(ended)


@command("safety.attest")
async def attest(desk: Desk, args: Attest) -> Any:
    """Close a period: the leaf that is logged, with small cells merged."""
    safety = await _noted(desk, args, Act.ATTEST, f"attest {args.period[:20]}")
    log = desk.store.public_log()
    leaf = await attest_period(safety, log, args.period, figures=args.figures, by=args.by)
    return msgspec.json.decode(leaf)


@command("safety.erase")
async def erase(desk: Desk, args: Erase) -> Any:
    """Delete what the public log's entries of a decision are about; the entries stay."""
    safety = await _noted(desk, args, Act.ERASE_LOGGED, "erase")
    return {"erased": await erase_logged(safety, args.puid, by=args.by)}


async def _noted(desk: Desk, args: Typed, act: Act, what: str, *, case_id: int = 0) -> Safety:
    """What cases are worked on with, for somebody who may: that they do is noted before they do."""
    safety, said = _safety(desk), typed(what, args.actor)
    await note_typed(safety, act, by=args.by, typed=said, case_id=case_id)
    return safety


def _safety(desk: Desk) -> Safety:
    if desk.safety is None:
        raise CommandError("cases are decided where a server runs")
    return desk.safety


async def _carry_out(desk: Desk) -> None:
    if desk.executor is not None:
        await carry_out_now(desk.executor, desk.store)


async def _known(desk: Desk, args: Typed, case_id: int) -> Case:
    """A case, for somebody of the staff; what they may do with it is for the act."""
    safety = _safety(desk)
    await safety.roles_to(Act.READ_CASE, args.by)
    case = await safety.store.case(case_id)
    if case is None:
        raise NothingThere(f"no case {case_id}")
    return case


def _shown(case: Case) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(case)
    return shown


def _appeal(appeal: Appeal) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(blinded(appeal))
    return shown
