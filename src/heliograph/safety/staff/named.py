"""Staff that the settings name: who decides by the command line, where nobody opens the console."""

from collections.abc import Iterable

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff import signing
from heliograph.safety.staff.records import OPERATOR
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.signing import Staffing
from heliograph.telemetry.logs import get_logger

ROLES = frozenset({Role.REVIEWER, Role.SENIOR, Role.APPEALS, Role.TRANSPARENCY})
"""What such a name may do until it is given other roles."""

log = get_logger(__name__)


async def employ(staffing: Staffing, names: Iterable[str]) -> None:
    """Make an account for each name that has and had none. Nobody signs in by it before
    `heliograph staff reset` made a link: that of now is shown to nobody."""
    for name in names:
        if await staffing.store.member(name) is not None:
            continue
        try:
            await signing.add(staffing, name, roles=ROLES, by=OPERATOR)
        except SafetyRefused as refused:
            log.warning("A name in safety_staff is nobody's.", name=name, why=str(refused))
