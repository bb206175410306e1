"""Staff for tests whose matter is not who may do what: whatever the name, it is theirs to do."""

from heliograph.safety.staff.named import ROLES
from heliograph.safety.staff.records import Staff


async def everybody(name: str) -> Staff | None:
    """Somebody of any name who decides, reviews and erases."""
    return Staff(id=1, name=name, roles=ROLES, added=1)
