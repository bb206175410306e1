"""Which role may do what: one table."""

import enum
from collections.abc import Collection, Mapping

from heliograph.safety.errors import SafetyRefused


class Role(enum.StrEnum):
    """What somebody of the staff is there for."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    APPEALS = "appeals"
    ORDERS = "orders"
    RULES = "rules"
    TRANSPARENCY = "transparency"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Act(enum.Enum):
    """What staff do, at the console or by the command line."""

    OWN_ACCOUNT = "own_account"
    READ_LOG = "read_log"
    READ_INBOX = "read_inbox"
    READ_CASE = "read_case"
    READ_EVIDENCE = "read_evidence"
    READ_REPORTERS = "read_reporters"
    CLASSIFY = "classify"
    DECIDE = "decide"
    SUSPEND = "suspend"
    PROPOSE = "propose"
    SECOND = "second"
    READ_APPEALS = "read_appeals"
    REVIEW_APPEAL = "review_appeal"
    HANDLE_ORDER = "handle_order"
    WRITE_RULES = "write_rules"
    ATTEST = "attest"
    ERASE_LOGGED = "erase_logged"
    READ_AUDIT = "read_audit"
    READ_STAFF = "read_staff"
    MANAGE_STAFF = "manage_staff"


_EVERYBODY = frozenset(Role)
_CASEWORK = frozenset({Role.REVIEWER, Role.SENIOR})
_READERS = _CASEWORK | {Role.APPEALS, Role.ORDERS, Role.AUDITOR}

MAY: Mapping[Act, frozenset[Role]] = {
    Act.OWN_ACCOUNT: _EVERYBODY,
    # What it says is public but for what waits.
    Act.READ_LOG: _EVERYBODY,
    Act.READ_INBOX: _READERS,
    Act.READ_CASE: _READERS,
    # Each reading is noted, an auditor's, too.
    Act.READ_EVIDENCE: _READERS,
    # Who reported: of no use to most decisions, and a danger to whoever did.
    Act.READ_REPORTERS: frozenset({Role.SENIOR}),
    # Looking at what is said to show the abuse of a child, to say whether it does.
    Act.CLASSIFY: frozenset({Role.SENIOR}),
    Act.DECIDE: _CASEWORK,
    # Freezing and ending accounts and channels.
    Act.SUSPEND: frozenset({Role.SENIOR}),
    # What takes two people: one proposes, another one agrees.
    Act.PROPOSE: _CASEWORK | {Role.ORDERS},
    Act.SECOND: frozenset({Role.SENIOR}),
    Act.READ_APPEALS: frozenset({Role.APPEALS, Role.AUDITOR}),
    Act.REVIEW_APPEAL: frozenset({Role.APPEALS}),
    Act.HANDLE_ORDER: frozenset({Role.ORDERS}),
    Act.WRITE_RULES: frozenset({Role.RULES}),
    Act.ATTEST: frozenset({Role.TRANSPARENCY}),
    Act.ERASE_LOGGED: frozenset({Role.TRANSPARENCY}),
    Act.READ_AUDIT: frozenset({Role.AUDITOR, Role.ADMIN}),
    Act.READ_STAFF: frozenset({Role.AUDITOR, Role.ADMIN}),
    Act.MANAGE_STAFF: frozenset({Role.ADMIN}),
}
"""Who may do each act."""

APART = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that nobody has beside another one: whoever makes accounts or looks at what others did
decides on nothing. One person who runs the service alone has to."""


def may(roles: Collection[Role], act: Act) -> bool:
    """Whether somebody with these roles may do it."""
    return not MAY[act].isdisjoint(roles)


def check_roles(roles: Collection[Role], *, solo: bool) -> frozenset[Role]:
    """The roles that somebody is to have. Raises SafetyRefused for none, and for what is kept
    apart."""
    wanted = frozenset(roles)
    if not wanted:
        raise SafetyRefused("staff have a role at least")
    if (apart := wanted & APART) and len(wanted) > 1 and not solo:
        names = " and ".join(sorted(apart))
        raise SafetyRefused(f"{names} goes with no other role unless safety_solo is set")
    return wanted


def in_force(roles: Collection[Role], *, solo: bool) -> frozenset[Role]:
    """What of somebody's roles holds: those that are kept apart fall away beside others once the
    service is not run by one person any more."""
    held = frozenset(roles)
    return held if solo or len(held) == 1 else held - APART
