"""What will happen by itself because its time has come, as it is listed after a restore."""

from collections.abc import Sequence

import apsw
import msgspec

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.people import FIRST_ACCOUNT_ID, FIRST_BOT_ID
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("due")
_DEFAULT = AccountTerms()

MEDIA_GRACE_S = 86_400
"""`Limits.media_grace_s`; a test compares the two."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """So many of a kind are due, the first of them since a date (Unix seconds)."""

    kind: str
    count: int
    since: int


def due(db: apsw.Connection, *, now: int) -> Sequence[Due]:
    """Everything that is due, by kind; kinds of which nothing is are left out."""
    values = {
        "now": now,
        "account_days": _DEFAULT.account_days,
        "session_days": _DEFAULT.session_days,
        "first_person": FIRST_ACCOUNT_ID,
        "first_bot": FIRST_BOT_ID,
        "media_grace": MEDIA_GRACE_S,
    }
    found = []
    for name, statement in vars(_SQL).items():
        ((count, since),) = rows.fetch_named(db, statement, values)
        if count:
            found.append(Due(kind=name.replace("_", " "), count=count, since=since))
    return found
