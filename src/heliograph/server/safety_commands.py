"""What staff do about reports, until there is a console: look, decide, review."""

from collections.abc import Sequence
from typing import Any

import msgspec

from heliograph.safety.appeals import Appeal, blinded
from heliograph.safety.attesting import attest
from heliograph.safety.cases import Case, CaseState
from heliograph.safety.casework import classify, erase_logged, read_evidence
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
from heliograph.safety.staff.roles import Act
from heliograph.safety.strikes import proposed
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, NoArguments, command
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


class CaseRead(msgspec.Struct, forbid_unknown_fields=True):
    """A case with what is kept for it; reading that is noted under `by` and `reason`."""

    case: int
    by: str
    reason: str


class Classify(msgspec.Struct, forbid_unknown_fields=True):
    """A file of the evidence, by its number in a case, and what somebody found it to be."""

    file: int
    by: str
    abuse: bool
    reason: str


class Decide(msgspec.Struct, forbid_unknown_fields=True):
    """What is decided; `hours` is how long it holds, 0 for without end, `every` the seconds between
    two posts where they are slowed, `part` what is removed of something, `countries` where
    something is blocked and `orderer` who had that ordered, `label` the line of a label,
    `block_files` whether its files are kept from coming back in public, `grave` why somebody is
    suspended who was not warned before."""

    case: int
    by: str
    ground: Ground
    clause: str
    facts: str
    measures: tuple[MeasureKind, ...]
    category: str = ""
    keyword: str = ""
    hours: int = 0
    every: int = 0
    part: Part = Part.WHOLE
    second: str = ""
    countries: tuple[str, ...] = ()
    orderer: str = ""
    label: str = ""
    block_files: bool = False
    grave: Grave = Grave.NONE


class Close(msgspec.Struct, forbid_unknown_fields=True):
    """A case in which nothing was found."""

    case: int
    by: str


class View(msgspec.Struct, forbid_unknown_fields=True):
    """What a reviewer thinks before they see the first reasoning."""

    appeal: int
    by: str
    view: str


class EndAppeal(msgspec.Struct, forbid_unknown_fields=True):
    """What becomes of an appeal, and why."""

    appeal: int
    by: str
    reversed: bool
    reasons: str


@command("safety.inbox")
async def inbox(desk: Desk, args: NoArguments) -> Any:
    """Open cases, the most urgent first."""
    return [_shown(case) for case in await _safety(desk).store.inbox(limit=_PAGE)]


@command("safety.case")
async def read_case(desk: Desk, args: CaseRead) -> Any:
    """A case with its evidence and what can be done; that it was read is noted."""
    safety = _safety(desk)
    await safety.roles_to(Act.READ_CASE, args.by)
    case = await _known(safety, args.case)
    file = await safety.store.case_file(case.id, now=safety.clock.now())
    sealed = file is not None and file.sealed
    kept: Sequence[Evidence] = ()
    if not sealed:
        kept = await read_evidence(safety, case.id, by=args.by, reason=args.reason)
    history = History()
    if case.state is CaseState.OPEN:
        history = (await safety.store.matter(case.id, now=safety.clock.now())).history
    measures = possible(case.subject)
    return {
        **_shown(case),
        "sealed": sealed,
        "evidence": msgspec.to_builtins(kept),
        "possible": [str(kind) for kind in measures],
        "strikes": history.strikes,
        "proposed": [str(kind) for kind in proposed(measures, history)],
    }


@command("safety.classify")
async def say_what_it_is(desk: Desk, args: Classify) -> Any:
    """Say of a file that a report calls abuse of a child whether it is."""
    await classify(_safety(desk), args.file, by=args.by, abuse=args.abuse, reason=args.reason)
    return {"file": args.file, "abuse": args.abuse}


@command("safety.decide")
async def decide(desk: Desk, args: Decide) -> Any:
    """Decide a case; what can be done at once is done when this answers."""
    safety = _safety(desk)
    case = await _known(safety, args.case)
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
        second_by=args.second,
        countries=args.countries,
        orderer=args.orderer,
        label=args.label,
        block_files=args.block_files,
        grave=args.grave,
    )
    made = await decide_case(safety, proposal)
    await _carry_out(desk)
    return {"puid": made.decision.puid, "page": safety.page(made.decision.puid)}


@command("safety.close")
async def close(desk: Desk, args: Close) -> Any:
    """Close a case in which nothing was found, and tell who reported."""
    await close_case(_safety(desk), args.case, by=args.by)
    await _carry_out(desk)
    return {"closed": args.case}


@command("safety.appeals")
async def appeals(desk: Desk, args: NoArguments) -> Any:
    """Appeals that wait, the oldest first; the first reasoning only once a view is written."""
    return [_appeal(one) for one in await _safety(desk).store.open_appeals(limit=_PAGE)]


@command("safety.view")
async def view_appeal(desk: Desk, args: View) -> Any:
    """Write a view of an appeal down, and see what was decided first."""
    safety = _safety(desk)
    return _appeal(await write_view(safety, args.appeal, reviewer=args.by, view=args.view))


@command("safety.end_appeal")
async def finish_appeal(desk: Desk, args: EndAppeal) -> Any:
    """Leave a decision standing, or take it back: then what it did ends."""
    ended = await end_appeal(
        _safety(desk),
        args.appeal,
        reviewer=args.by,
        reversed_=args.reversed,
        reasons=args.reasons,
    )
    await _carry_out(desk)
    return _appeal(ended)


class Attest(msgspec.Struct, forbid_unknown_fields=True):
    """A period that is over, and what the operator says of it."""

    period: str
    figures: dict[str, int | str] = {}


@command("safety.attest")
async def attest_period(desk: Desk, args: Attest) -> Any:
    """Close a period: the leaf that is logged, with small cells merged."""
    safety = _safety(desk)
    leaf = await attest(
        safety.store,
        desk.store.public_log(),
        period=args.period,
        figures=args.figures,
        now=safety.clock.now(),
    )
    return msgspec.json.decode(leaf)


class Erase(msgspec.Struct, forbid_unknown_fields=True):
    """A decision, by its name."""

    puid: str
    by: str


@command("safety.erase")
async def erase(desk: Desk, args: Erase) -> Any:
    """Delete what the public log's entries of a decision are about; the entries stay."""
    return {"erased": await erase_logged(_safety(desk), args.puid, by=args.by)}


def _safety(desk: Desk) -> Safety:
    if desk.safety is None:
        raise CommandError("cases are decided where a server runs")
    return desk.safety


async def _carry_out(desk: Desk) -> None:
    if desk.executor is not None:
        await carry_out_now(desk.executor, desk.store)


async def _known(safety: Safety, case_id: int) -> Case:
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
