"""Working on cases: taking them, looking at what was reported, erasing what was logged.

Each act is its own event under the name of who does it, and takes the roles that name has then.
"""

from collections.abc import Mapping, Sequence

from heliograph.safety.attesting import attest
from heliograph.safety.deciding import Safety
from heliograph.safety.evidence import Evidence, SealedCopy
from heliograph.safety.log.store import LogStore
from heliograph.safety.staff.roles import Act, may

_TYPED_LENGTH_MAX = 200


def typed(what: str, actor: str) -> str:
    """What is noted beside a name that was typed: what they do, and which user of the machine typed
    it."""
    said = "".join(one for one in f"{what}, typed by {actor}" if one.isprintable())
    return said[:_TYPED_LENGTH_MAX]


async def note_typed(safety: Safety, act: Act, *, by: str, typed: str, case_id: int = 0) -> None:
    """Note that somebody is about to do something by the command line, where a name is only said;
    `typed` as the function gives it. SafetyRefused for who may not."""
    await safety.roles_to(act, by)
    await safety.store.note_typed(case_id, by=by, typed=typed, date=safety.clock.now())


async def take_case(safety: Safety, case_id: int, *, by: str, over: bool = False) -> None:
    """Have a case be somebody's; `over` takes it from whoever has it. May be repeated.
    NothingThere, SafetyRefused if it is another's or decided."""
    await safety.roles_to(Act.SUSPEND if over else Act.DECIDE, by)
    await safety.store.take_case(case_id, by=by, over=over, date=safety.clock.now())


async def leave_case(safety: Safety, case_id: int, *, by: str) -> None:
    """Give one's case back to all; does nothing to another's."""
    await safety.roles_to(Act.DECIDE, by)
    await safety.store.leave_case(case_id, by=by, date=safety.clock.now())


async def read_evidence(
    safety: Safety, case_id: int, *, by: str, reason: str, taken_out: bool = False
) -> Sequence[Evidence]:
    """What is kept for a case, as this person is shown it; what is `taken_out` is without all that
    may be abuse of a child, whoever takes it. That it was read, and why, is noted before it is.
    SafetyRefused for what is sealed."""
    roles = await safety.roles_to(Act.READ_EVIDENCE, by)
    return await safety.store.read_evidence(
        case_id,
        reader=by,
        reason=reason,
        classifying=may(roles, Act.CLASSIFY) and not taken_out,
        date=safety.clock.now(),
    )


async def note_shown(safety: Safety, case_id: int, *, by: str, what: str) -> None:
    """Note that somebody is about to see a picture or a film of what was reported."""
    await safety.roles_to(Act.READ_EVIDENCE, by)
    await safety.store.note_shown(case_id, reader=by, what=what, date=safety.clock.now())


async def open_copy(
    safety: Safety, kept_id: int, *, by: str, reason: str, taken_out: bool = False
) -> SealedCopy:
    """The sealed copy of a file, for who is shown it; as `read_evidence`.
    NothingThere."""
    roles = await safety.roles_to(Act.READ_EVIDENCE, by)
    return await safety.store.evidence_copy(
        kept_id,
        reader=by,
        reason=reason,
        classifying=may(roles, Act.CLASSIFY) and not taken_out,
        date=safety.clock.now(),
    )


async def classify(safety: Safety, kept_id: int, *, by: str, abuse: bool, reason: str) -> None:
    """Say of a file that was reported as abuse of a child whether it is, and why: known abuse is
    shown to nobody any more, anything else to whoever decides. NothingThere, SafetyRefused."""
    await safety.roles_to(Act.CLASSIFY, by)
    await safety.store.classify(kept_id, abuse=abuse, by=by, reason=reason, date=safety.clock.now())


async def erase_logged(safety: Safety, puid: str, *, by: str) -> int:
    """Delete what the public log's entries of a decision are about; gives how many. NothingThere
    for none."""
    await safety.roles_to(Act.ERASE_LOGGED, by)
    return await safety.store.erase_logged(puid, by=by, date=safety.clock.now())


async def attest_period(
    safety: Safety, log: LogStore, period: str, *, figures: Mapping[str, int | str], by: str
) -> bytes:
    """Close a period in the public log, once; gives the leaf. SafetyRefused as `attest`."""
    await safety.roles_to(Act.ATTEST, by)
    now = safety.clock.now()
    return await attest(safety.store, log, period=period, figures=figures, by=by, now=now)
