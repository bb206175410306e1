"""Who fetches what was agreed to, and until when."""

import msgspec
import pytest

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.taking_out import FETCH_S, check_fetch

AGREED = Pending(
    id=1,
    kind=ProposalKind.EXPORT,
    case_id=1,
    document=b"{}",
    reason="An order.",
    members=0,
    proposed_by="sam",
    date=500,
    state=ProposalState.AGREED,
    second_by="tom",
    ended=1_000,
)


@pytest.mark.parametrize(
    ("changed", "by", "role", "now", "fetches"),
    [
        ({}, "sam", Role.REVIEWER, 1_000, True),
        ({}, "tom", Role.SENIOR, 1_000 + FETCH_S - 1, True),
        ({}, "tom", Role.SENIOR, 1_000 + FETCH_S, False),
        ({}, "uma", Role.SENIOR, 1_000, False),
        ({}, "sam", Role.ADMIN, 1_000, False),
        ({"kind": ProposalKind.END}, "sam", Role.SENIOR, 1_000, False),
        ({"state": ProposalState.DECLINED}, "sam", Role.SENIOR, 1_000, False),
        ({"state": ProposalState.OPEN}, "sam", Role.SENIOR, 1_000, False),
    ],
)
def test_the_two_who_agreed_fetch_it_for_a_day(
    changed: dict[str, object], by: str, role: Role, now: int, fetches: bool
) -> None:
    pending = msgspec.structs.replace(AGREED, **changed)
    try:
        check_fetch(pending, by=by, roles={role}, now=now)
    except SafetyRefused:
        assert not fetches
    else:
        assert fetches
