"""Who may do what."""

import pytest

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.records import check_name
from heliograph.safety.staff.roles import Act, Role, check_roles, in_force, may

_ = False
TABLE = {
    #                       reviewer senior appeals orders rules transp. auditor admin
    Act.OWN_ACCOUNT: (True, True, True, True, True, True, True, True),
    Act.READ_LOG: (True, True, True, True, True, True, True, True),
    Act.READ_INBOX: (True, True, True, True, _, _, True, _),
    Act.READ_CASE: (True, True, True, True, _, _, True, _),
    Act.READ_EVIDENCE: (True, True, True, True, _, _, True, _),
    Act.READ_REPORTERS: (_, True, _, _, _, _, _, _),
    Act.CLASSIFY: (_, True, _, _, _, _, _, _),
    Act.DECIDE: (True, True, _, _, _, _, _, _),
    Act.SUSPEND: (_, True, _, _, _, _, _, _),
    Act.PROPOSE: (True, True, _, True, _, _, _, _),
    Act.SECOND: (_, True, _, _, _, _, _, _),
    Act.READ_APPEALS: (_, _, True, _, _, _, True, _),
    Act.REVIEW_APPEAL: (_, _, True, _, _, _, _, _),
    Act.HANDLE_ORDER: (_, _, _, True, _, _, _, _),
    Act.WRITE_RULES: (_, _, _, _, True, _, _, _),
    Act.ATTEST: (_, _, _, _, _, True, _, _),
    Act.ERASE_LOGGED: (_, _, _, _, _, True, _, _),
    Act.READ_AUDIT: (_, _, _, _, _, _, True, True),
    Act.READ_STAFF: (_, _, _, _, _, _, True, True),
    Act.MANAGE_STAFF: (_, _, _, _, _, _, _, True),
}
CHANGES = {
    Act.DECIDE,
    Act.SUSPEND,
    Act.PROPOSE,
    Act.SECOND,
    Act.REVIEW_APPEAL,
    Act.HANDLE_ORDER,
    Act.WRITE_RULES,
    Act.ATTEST,
    Act.ERASE_LOGGED,
    Act.CLASSIFY,
    Act.MANAGE_STAFF,
}
CONTENT = {
    Act.READ_INBOX,
    Act.READ_CASE,
    Act.READ_EVIDENCE,
    Act.READ_REPORTERS,
    Act.CLASSIFY,
    Act.READ_APPEALS,
}


@pytest.mark.parametrize("act", Act)
def test_each_role_may_do_what_the_table_says(act: Act) -> None:
    assert tuple(may({role}, act) for role in Role) == TABLE[act]


def test_an_auditor_changes_nothing_and_an_admin_sees_no_content() -> None:
    assert not any(may({Role.AUDITOR}, act) for act in CHANGES)
    assert not any(may({Role.ADMIN}, act) for act in CONTENT)


def test_several_roles_may_what_one_of_them_may() -> None:
    assert may({Role.REVIEWER, Role.APPEALS}, Act.REVIEW_APPEAL)
    assert not may({Role.REVIEWER, Role.APPEALS}, Act.SUSPEND)
    assert not may((), Act.OWN_ACCOUNT)


@pytest.mark.parametrize("apart", [Role.ADMIN, Role.AUDITOR])
def test_who_makes_accounts_or_looks_on_decides_nothing_unless_alone(apart: Role) -> None:
    both = {apart, Role.SENIOR}
    with pytest.raises(SafetyRefused):
        check_roles(both, solo=False)
    assert check_roles(both, solo=True) == both
    assert in_force(both, solo=True) == both
    # Once others are there, too.
    assert in_force(both, solo=False) == {Role.SENIOR}
    assert in_force({apart}, solo=False) == {apart}


def test_nobody_is_there_for_nothing() -> None:
    with pytest.raises(SafetyRefused):
        check_roles((), solo=True)


@pytest.mark.parametrize(
    "name", ["", "r", "Rita", "1rita", "rita b", "rita\n", "r" * 33, "operator", "program", "réa"]
)
def test_a_name_is_plain_and_nobody_else_s(name: str) -> None:
    with pytest.raises(SafetyRefused):
        check_name(name)
    assert check_name("rita.b-2_x") == "rita.b-2_x"
