"""Every act is by somebody of the staff who may, whichever way in they came."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

import heliograph
from heliograph.safety import casework, deciding
from heliograph.safety.deciding import Safety
from heliograph.safety.decisions import Ground, MeasureKind, Proposal
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff import signing
from heliograph.safety.staff.acting import roles_to
from heliograph.safety.staff.named import ROLES, employ
from heliograph.safety.staff.records import Staff
from heliograph.safety.staff.roles import MAY, Act, Role
from support.console import Console
from support.stage import Stage
from support.stage_fixture import stage

__all__ = ["stage"]


def staff(*roles: Role, removed: int = 0) -> Staff:
    return Staff(id=1, name="rita", roles=frozenset(roles), added=1, removed=removed)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (None, "nobody of the staff"),
        (staff(Role.SENIOR, removed=9), "no more"),
        (staff(Role.AUDITOR), "do not include"),
        # What is kept apart holds only alone, or of one who runs the service alone.
        (staff(Role.ADMIN, Role.APPEALS), "do not include"),
    ],
)
def test_who_does_not_decide(who: Staff | None, why: str) -> None:
    with pytest.raises(SafetyRefused, match=why):
        roles_to(Act.DECIDE, who, name="rita", solo=False)


def test_who_decides() -> None:
    assert roles_to(Act.DECIDE, staff(Role.REVIEWER), name="rita", solo=False) == {Role.REVIEWER}
    alone = staff(Role.ADMIN, Role.SENIOR)
    assert Role.ADMIN in roles_to(Act.MANAGE_STAFF, alone, name="rita", solo=True)
    with pytest.raises(SafetyRefused):
        roles_to(Act.MANAGE_STAFF, alone, name="rita", solo=False)


def proposal(*measures: MeasureKind, by: str = "rita", second: str = "") -> Proposal:
    return Proposal(
        case_id=1,
        ground=Ground.TERMS,
        clause="4.2",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword="KEYWORD_PHISHING",
        facts="It phishes.",
        measures=measures,
        decided_by=by,
        second_by=second,
    )


WARN = proposal(MeasureKind.WARN)
FREEZE = proposal(MeasureKind.FREEZE)
SECOND = proposal(MeasureKind.TERMINATE, by="sam", second="rita")
DOINGS: dict[str, tuple[Act, Callable[[Safety], Awaitable[object]]]] = {
    "decide": (Act.DECIDE, lambda safety: deciding.decide_case(safety, WARN)),
    "suspend": (Act.SUSPEND, lambda safety: deciding.decide_case(safety, FREEZE)),
    "second": (Act.SECOND, lambda safety: deciding.decide_case(safety, SECOND, agreed=1)),
    "close": (Act.DECIDE, lambda safety: deciding.close_case(safety, 1, by="rita")),
    "view": (
        Act.REVIEW_APPEAL,
        lambda safety: deciding.write_view(safety, 1, reviewer="rita", view="x"),
    ),
    "end": (
        Act.REVIEW_APPEAL,
        lambda safety: deciding.end_appeal(safety, 1, reviewer="rita", reversed_=True, reasons="x"),
    ),
    "take": (Act.DECIDE, lambda safety: casework.take_case(safety, 1, by="rita")),
    "over": (Act.SUSPEND, lambda safety: casework.take_case(safety, 1, by="rita", over=True)),
    "leave": (Act.DECIDE, lambda safety: casework.leave_case(safety, 1, by="rita")),
    "read": (
        Act.READ_EVIDENCE,
        lambda safety: casework.read_evidence(safety, 1, by="rita", reason="x"),
    ),
    "uncover": (
        Act.READ_EVIDENCE,
        lambda safety: casework.note_shown(safety, 1, by="rita", what="x"),
    ),
    "open": (
        Act.READ_EVIDENCE,
        lambda safety: casework.open_copy(safety, 1, by="rita", reason="x"),
    ),
    "classify": (
        Act.CLASSIFY,
        lambda safety: casework.classify(safety, 1, by="rita", abuse=False, reason="x"),
    ),
    "erase": (
        Act.ERASE_LOGGED,
        lambda safety: casework.erase_logged(safety, "x", by="rita"),
    ),
    "attest": (
        Act.ATTEST,
        lambda safety: casework.attest_period(
            safety, cast("Any", Gate()), "2020", figures={}, by="rita"
        ),
    ),
    "type": (
        Act.READ_APPEALS,
        lambda safety: casework.note_typed(safety, Act.READ_APPEALS, by="rita", typed="x"),
    ),
}
"""What Rita does, and the act that it is."""


class Reached(Exception):
    """The store was asked: whoever did may do it."""


class Gate:
    """A store that says so whatever it is asked."""

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)


@pytest.fixture
def safety(stage: Stage) -> Safety:
    return Console(stage).site.safety


def with_roles(safety: Safety, *roles: Role, removed: int = 0) -> Safety:
    """Rita has these, Sam is a senior."""
    people = {"rita": staff(*roles, removed=removed), "sam": staff(Role.SENIOR)}

    async def known(name: str) -> Staff | None:
        return people.get(name)

    return msgspec.structs.replace(safety, staff=known, store=cast("Any", Gate()))


@pytest.mark.parametrize("doing", DOINGS)
async def test_each_takes_the_role_of_its_act(safety: Safety, doing: str) -> None:
    act, do = DOINGS[doing]
    for role in Role:
        with pytest.raises(Reached if role in MAY[act] else SafetyRefused):
            await do(with_roles(safety, role))
    with pytest.raises(SafetyRefused, match="no more"):
        await do(with_roles(safety, *ROLES, removed=9))
    with pytest.raises(SafetyRefused, match="nobody of the staff"):
        await do(msgspec.structs.replace(with_roles(safety), staff=nobody))


async def nobody(name: str) -> Staff | None:
    return None


GUARDED = (
    "decide|close_case|write_view|end_appeal|take_case|leave_case|read_evidence|note_shown|"
    "evidence_copy|classify|erase_logged|note_typed|decisions_counted"
)


def test_no_way_in_goes_to_the_store_by_itself() -> None:
    """What takes a role is asked of an action that looks at it."""
    package = Path(heliograph.__file__).parent
    faces = [path for way in ("web", "server", "cli", "rpc") for path in (package / way).rglob("*")]
    found = [
        f"{path.relative_to(package)}: {hit}"
        for path in faces
        if path.suffix == ".py"
        for hit in re.findall(rf"\bstore\.(?:{GUARDED})\(.*", path.read_text())
    ]
    # A worker's own reading, which nobody asks for by a command.
    assert [one for one in found if not one.startswith("server/evidence.py")] == []


async def test_names_of_the_settings_are_staff_once(stage: Stage) -> None:
    site = Console(stage).site
    await signing.add(site.staffing, "sam", roles=frozenset({Role.AUDITOR}), by="operator")
    await signing.add(site.staffing, "tom", roles=frozenset({Role.SENIOR}), by="operator")
    await signing.remove(site.staffing, "tom", by="operator")
    for _ in range(2):
        await employ(site.staffing, ("rita", "sam", "tom", "No Name", "operator"))
    known = {one.name: one for one in await site.staff.staff()}
    assert known.keys() == {"rita", "sam", "tom"}
    assert known["rita"].roles == ROLES
    assert known["sam"].roles == {Role.AUDITOR}
    assert known["tom"].removed
    # Nobody can sign in as who was named.
    assert await site.staff.credentials("rita") is None
