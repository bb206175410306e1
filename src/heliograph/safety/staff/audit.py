"""Who did what, as whoever looks after the staff asks for it."""

import msgspec

KINDS = (
    "evidence read",
    "taken out",
    "media shown",
    "classified",
    "by command line",
    "decided",
    "closed",
    "attested",
    "viewed",
    "upheld",
    "reversed",
    "proposed",
    "agreed",
    "declined",
    "withdrawn",
    "signed in",
    "sign-in failed",
    "proved again",
    "signed out",
    "enrolled",
    "passkey added",
    "passkey removed",
    "staff added",
    "staff reset",
    "staff removed",
    "roles changed",
)
"""What may be asked for; others show among all."""


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which acts: of one person, of one kind, in one case; "" and 0 for any. `before` is the id of
    the last one seen, 0 for the newest."""

    actor: str = ""
    kind: str = ""
    case_id: int = 0
    before: int = 0
    limit: int = 100


class Acted(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did; `about` is no content."""

    id: int
    date: int
    kind: str
    actor: str
    case_id: int
    about: str
