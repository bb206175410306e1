"""Making and removing staff, by whoever runs the server."""

from typing import Any

import msgspec

from heliograph.safety.staff import signing
from heliograph.safety.staff.records import OPERATOR, Staff
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.signing import Invited, Staffing
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, NoArguments, command

NAMES = {"staff.add", "staff.list", "staff.roles", "staff.reset", "staff.remove"}
"""All of them, which only a running server answers: whoever is changed is signed out there."""


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody of the staff."""

    name: str


class WithRoles(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody, and what they are to be there for."""

    name: str
    roles: tuple[Role, ...]


@command("staff.add")
async def add(desk: Desk, args: WithRoles) -> Any:
    """Somebody new, and the address where they set themselves up; it is shown this once."""
    staffing = _staffing(desk)
    roles = frozenset(args.roles)
    return _invited(desk, await signing.add(staffing, args.name, roles=roles, by=OPERATOR))


@command("staff.list")
async def listed(desk: Desk, args: NoArguments) -> Any:
    """Everybody of the staff, by name."""
    return [_shown(one) for one in await _staffing(desk).store.staff()]


@command("staff.roles")
async def set_roles(desk: Desk, args: WithRoles) -> Any:
    """Give somebody other roles; they sign in again."""
    roles = frozenset(args.roles)
    return _shown(await signing.set_roles(_staffing(desk), args.name, roles=roles, by=OPERATOR))


@command("staff.reset")
async def reset(desk: Desk, args: Named) -> Any:
    """Let somebody set themselves up anew; what they signed in with before is over."""
    return _invited(desk, await signing.reset(_staffing(desk), args.name, by=OPERATOR))


@command("staff.remove")
async def remove(desk: Desk, args: Named) -> Any:
    """Somebody signs in no more."""
    await signing.remove(_staffing(desk), args.name, by=OPERATOR)
    return {"removed": args.name}


def _staffing(desk: Desk) -> Staffing:
    if desk.staffing is None:
        raise CommandError("staff are made where a server runs")
    return desk.staffing


def _invited(desk: Desk, invited: Invited) -> dict[str, Any]:
    base = desk.settings.public_url or str(desk.status.get("http", ""))
    return {
        **_shown(invited.staff),
        "link": f"{base}/console/enrol?c={invited.secret}",
        "console": desk.settings.shows_console,
    }


def _shown(staff: Staff) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(staff)
    return {**shown, "roles": [role for role in Role if role in staff.roles]}
