"""What takes two people, and who may be the second one."""

import msgspec
import pytest

from heliograph.safety.decisions import MeasureKind
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.proposals import (
    PROPOSAL_S,
    Pending,
    ProposalKind,
    ProposalState,
    check_proposal,
    check_second,
    check_withdrawal,
    needed,
    takes_two,
)
from heliograph.safety.staff.roles import Act, Role

PENDING = Pending(
    id=1,
    kind=ProposalKind.END,
    case_id=1,
    document=b"{}",
    reason="They go on.",
    members=0,
    proposed_by="sam",
    date=1_000,
)


@pytest.mark.parametrize(
    ("kind", "measures", "two"),
    [
        (ProposalKind.END, {MeasureKind.TERMINATE}, True),
        (ProposalKind.END, {MeasureKind.REMOVE, MeasureKind.TERMINATE}, True),
        (ProposalKind.END, {MeasureKind.FREEZE}, False),
        (ProposalKind.END, {MeasureKind.REMOVE}, False),
        (ProposalKind.EXPORT, set(), True),
        (ProposalKind.BULK, {MeasureKind.WARN}, True),
        (ProposalKind.STAFF, set(), True),
    ],
)
def test_what_takes_two(kind: ProposalKind, measures: set[MeasureKind], two: bool) -> None:
    assert takes_two(kind, measures) is two


def test_suspending_needs_more_than_deciding() -> None:
    for kind in MeasureKind:
        suspends = kind in (MeasureKind.FREEZE, MeasureKind.TERMINATE)
        assert needed({MeasureKind.WARN, kind}) is (Act.SUSPEND if suspends else Act.DECIDE)


@pytest.mark.parametrize(
    ("by", "role", "solo", "state", "now", "agrees"),
    [
        ("tom", Role.SENIOR, False, ProposalState.OPEN, 1_001, True),
        ("sam", Role.SENIOR, False, ProposalState.OPEN, 1_001, False),
        ("sam", Role.SENIOR, True, ProposalState.OPEN, 1_001, True),
        ("tom", Role.REVIEWER, False, ProposalState.OPEN, 1_001, False),
        ("tom", Role.ADMIN, True, ProposalState.OPEN, 1_001, False),
        ("tom", Role.SENIOR, False, ProposalState.AGREED, 1_001, False),
        ("tom", Role.SENIOR, False, ProposalState.WITHDRAWN, 1_001, False),
        ("tom", Role.SENIOR, False, ProposalState.OPEN, 1_000 + PROPOSAL_S - 1, True),
        ("tom", Role.SENIOR, False, ProposalState.OPEN, 1_000 + PROPOSAL_S, False),
    ],
)
def test_who_agrees(
    by: str, role: Role, solo: bool, state: ProposalState, now: int, agrees: bool
) -> None:
    pending = msgspec.structs.replace(PENDING, state=state)
    try:
        check_second(pending, by=by, roles={role}, solo=solo, now=now)
    except SafetyRefused:
        assert not agrees
    else:
        assert agrees


@pytest.mark.parametrize("kind", ProposalKind)
def test_to_the_staff_another_admin_agrees_to_all_else_a_senior(kind: ProposalKind) -> None:
    pending = msgspec.structs.replace(PENDING, kind=kind)
    for role in Role:
        wanted = Role.ADMIN if kind is ProposalKind.STAFF else Role.SENIOR
        try:
            check_second(pending, by="tom", roles={role}, solo=False, now=1_001)
        except SafetyRefused:
            assert role is not wanted
        else:
            assert role is wanted


@pytest.mark.parametrize(
    ("kind", "role", "allowed"),
    [
        (ProposalKind.END, Role.SENIOR, True),
        (ProposalKind.END, Role.REVIEWER, False),
        (ProposalKind.EXPORT, Role.ORDERS, True),
        (ProposalKind.EXPORT, Role.AUDITOR, False),
        (ProposalKind.BULK, Role.REVIEWER, True),
        (ProposalKind.BULK, Role.ADMIN, False),
        (ProposalKind.STAFF, Role.ADMIN, True),
        (ProposalKind.STAFF, Role.SENIOR, False),
    ],
)
def test_who_proposes(kind: ProposalKind, role: Role, allowed: bool) -> None:
    try:
        check_proposal(kind, reason="They go on.", roles={role})
    except SafetyRefused:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001])
def test_a_proposal_says_why(reason: str) -> None:
    with pytest.raises(SafetyRefused):
        check_proposal(ProposalKind.END, reason=reason, roles={Role.SENIOR})


def test_who_proposed_it_alone_takes_it_back() -> None:
    check_withdrawal(PENDING, by="sam")
    with pytest.raises(SafetyRefused):
        check_withdrawal(PENDING, by="tom")
