"""What can be changed of the staff."""

import pytest

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.changing import check_change
from heliograph.safety.staff.records import Staff, StaffAct, StaffChange
from heliograph.safety.staff.roles import Role

RITA = Staff(id=1, name="rita", roles=frozenset({Role.REVIEWER}), added=1)
GONE = Staff(id=2, name="rita", roles=frozenset({Role.REVIEWER}), added=1, removed=2)


@pytest.mark.parametrize(
    ("act", "roles", "before", "possible"),
    [
        (StaffAct.ADD, {Role.SENIOR}, None, True),
        (StaffAct.ADD, {Role.SENIOR}, RITA, False),
        (StaffAct.ADD, {Role.SENIOR}, GONE, False),
        (StaffAct.ADD, set(), None, False),
        (StaffAct.ADD, {Role.ADMIN, Role.SENIOR}, None, False),
        (StaffAct.ROLES, {Role.SENIOR}, RITA, True),
        (StaffAct.ROLES, {Role.REVIEWER}, RITA, False),
        (StaffAct.ROLES, {Role.AUDITOR, Role.REVIEWER}, RITA, False),
        (StaffAct.ROLES, {Role.SENIOR}, None, False),
        (StaffAct.ROLES, {Role.SENIOR}, GONE, False),
        (StaffAct.REMOVE, set(), RITA, True),
        (StaffAct.REMOVE, set(), GONE, False),
        (StaffAct.REMOVE, set(), None, False),
    ],
)
def test_what_becomes_of_somebody(
    act: StaffAct, roles: set[Role], before: Staff | None, possible: bool
) -> None:
    change = StaffChange(act=act, name="rita", roles=frozenset(roles))
    try:
        check_change(change, before, solo=False)
    except SafetyRefused:
        assert not possible
    else:
        assert possible


def test_one_who_runs_the_service_alone_has_every_role() -> None:
    both = frozenset({Role.ADMIN, Role.SENIOR})
    check_change(StaffChange(act=StaffAct.ADD, name="rita", roles=both), None, solo=True)


@pytest.mark.parametrize("name", ["operator", "R ita", "x", ""])
def test_nobody_is_called_what_somebody_else_is_taken_for(name: str) -> None:
    change = StaffChange(act=StaffAct.ADD, name=name, roles=frozenset({Role.SENIOR}))
    with pytest.raises(SafetyRefused):
        check_change(change, None, solo=False)
