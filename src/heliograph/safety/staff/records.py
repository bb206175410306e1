"""People of the staff, and where they are signed in."""

import enum
import re

import msgspec

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.roles import Role

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
NAME_LENGTH_MAX = 32
DEVICE_LENGTH_MAX = 120

OPERATOR = "operator"
"""Whoever runs the server, beside what they did by its command line."""

_TAKEN = frozenset({OPERATOR, "server", "program", "system", "victim", "nobody"})


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who decides or looks after those who do. Dates are Unix seconds.

    `name` stands beside what they did for good and goes to nobody else. They sign in once they
    are `enrolled`, which they can be until `enrolment_until`; 0 for what has not been.
    """

    id: int
    name: str
    roles: frozenset[Role]
    added: int
    enrolled: int = 0
    enrolment_until: int = 0
    removed: int = 0


class StaffAct(enum.StrEnum):
    """What becomes of somebody."""

    ADD = "add"
    ROLES = "roles"
    REMOVE = "remove"


class StaffChange(msgspec.Struct, frozen=True, kw_only=True):
    """Who, and what becomes of them; `roles` are all that they have then."""

    act: StaffAct
    name: str
    roles: frozenset[Role] = frozenset()


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody is signed in; `device` is what their browser calls itself."""

    id: int
    staff_id: int
    begun: int
    seen: int
    device: str


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey by its WebAuthn credential id; `public_key` is COSE, `sign_count` 0 for one that
    does not count. Dates are Unix seconds, `used` 0 for never."""

    id: int
    staff_id: int
    credential: bytes
    public_key: bytes
    sign_count: int
    name: str
    added: int
    used: int = 0


class SessionBounds(msgspec.Struct, frozen=True, kw_only=True):
    """How long a session lasts: after the last request, and at most."""

    idle_s: int
    lifetime_s: int

    def holds(self, session: Session, now: int) -> bool:
        """Whether it goes on at a time."""
        return now < session.seen + self.idle_s and now < session.begun + self.lifetime_s


def check_name(name: str) -> str:
    """A name somebody of the staff may have. Raises SafetyRefused."""
    if not _NAME.fullmatch(name):
        raise SafetyRefused(
            "a name has 2 to 32 small letters, digits, dots, dashes or underscores, a letter first"
        )
    if name in _TAKEN:
        raise SafetyRefused(f"{name} would be taken for somebody else")
    return name
