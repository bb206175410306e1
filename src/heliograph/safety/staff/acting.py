"""Who does something: by their account of the staff as it is now, whichever way in they came."""

from collections.abc import Awaitable, Callable

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.records import Staff
from heliograph.safety.staff.roles import Act, Role, in_force, may

Known = Callable[[str], Awaitable[Staff | None]]
"""Gives the account of the staff that has a name, whether or not it was removed."""


def roles_to(act: Act, staff: Staff | None, *, name: str, solo: bool) -> frozenset[Role]:
    """The roles that hold of who is about to act. SafetyRefused for a name that is nobody's of the
    staff (any more), and for one whose roles do not include the act."""
    if staff is None:
        raise SafetyRefused(f"{name} is nobody of the staff")
    if staff.removed:
        raise SafetyRefused(f"{name} is of the staff no more")
    roles = in_force(staff.roles, solo=solo)
    if not may(roles, act):
        raise SafetyRefused(f"the roles of {name} do not include this: {act.value}")
    return roles
