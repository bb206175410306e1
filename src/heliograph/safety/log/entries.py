"""What one leaf of the public log says: only what tells nobody who it is about.

A leaf is public for ever. So it holds closed sets of coarse words and a day; all that is finer is
in a private record, of which the leaf holds a salted hash. Whoever has salt and record can show
that the leaf is about them; once both are deleted, nobody can tell any more what it was about.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

VERSION = 1
SALT_BYTES = 32
LEAF_BYTES_MAX = 65_535
"""An entry bundle gives each entry's length in 16 bits: https://c2sp.org/tlog-tiles"""

EVENTS = (
    "notice",
    "decision",
    "provisional",
    "statement_delivered",
    "measure_ended",
    "appeal",
    "appeal_upheld",
    "reversal",
    "order",
    "setting",
)
"""What happened. An `appeal_upheld` left the decision standing, a `reversal` took it back; a
`provisional` measure ends by itself unless a decision follows; a `setting` changed what is
scanned."""

CATEGORY = re.compile(r"(STATEMENT_CATEGORY_[A-Z_]{1,80})?")
"""A top-level category of the EU's transparency database; nothing where there is none."""

MEASURES = ("visibility", "monetary", "service", "account")
"""The four classes in which the transparency database sorts restrictions."""

# "" is of an entry that says none. All are in the order in which totals show them.
GROUNDS = ("", "law", "terms")
AUTOMATION = ("", "none", "partial", "full")
SOURCES = (
    "",
    "in_app",
    "notice",
    "trusted_flagger",
    "victim",
    "authority",
    "detector",
    "own_initiative",
)
SURFACES = ("", "public", "profile", "bot", "private")

SURFACE_CLASSES: Mapping[str, str] = {
    "": "",
    "private_1to1": "private",
    "private_group": "private",
    "e2e": "private",
    "public_group": "public",
    "public_channel": "public",
    "story": "public",
    "profile": "profile",
    "bot": "bot",
}
"""The class under which a surface stands in the log."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TERMS = re.compile(r"[A-Za-z0-9._-]{0,32}")


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The public part of an entry. Raises ValueError for anything outside the closed sets.

    `measures` are classes, `surface` is a class (`SURFACE_CLASSES`), `day` as `day_of` gives it,
    `terms` the version of the terms that held.
    """

    event: str
    day: str
    category: str = ""
    measures: tuple[str, ...] = ()
    ground: str = ""
    automation: str = ""
    source: str = ""
    surface: str = ""
    terms: str = ""

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("event", self.event, EVENTS),
            ("ground", self.ground, GROUNDS),
            ("automation", self.automation, AUTOMATION),
            ("source", self.source, SOURCES),
            ("surface", self.surface, SURFACES),
        ):
            if value not in allowed:
                raise ValueError(f"a log entry has no {name} {value!r}")
        for name, value, shape in (
            ("category", self.category, CATEGORY),
            ("day", self.day, _DAY),
            ("terms", self.terms, _TERMS),
        ):
            if not shape.fullmatch(value):
                raise ValueError(f"a log entry has no {name} {value!r}")
        if not set(MEASURES).issuperset(self.measures):
            raise ValueError(f"a log entry has no measures {self.measures!r}")


def day_of(date: int) -> str:
    """The day of a Unix time in UTC: nothing in the log is dated more finely."""
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d")


def canonical(value: Any) -> bytes:
    """A value as JSON in its one spelling: sorted keys, no blanks, UTF-8."""
    return msgspec.json.encode(value, order="deterministic")


def commitment(*, salt: bytes, record: bytes) -> bytes:
    """The hash by which a leaf is bound to a private record: SHA-256(salt ‖ record).

    The salt is `SALT_BYTES` long and drawn for this record: without it nobody can try out which
    record it was.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hashlib.sha256(salt + record).digest()


def leaf_of(entry: LogEntry, *, commit: bytes) -> bytes:
    """The bytes that enter the tree, and that everybody may read."""
    return canonical(
        {
            "v": VERSION,
            "event": entry.event,
            "day": entry.day,
            "category": entry.category,
            "measures": sorted(set(entry.measures)),
            "ground": entry.ground,
            "automation": entry.automation,
            "source": entry.source,
            "surface": entry.surface,
            "terms": entry.terms,
            "commit": commit.hex(),
        }
    )


def kind_of(leaf: bytes) -> bytes:
    """What a leaf is counted under: all of it but the commitment; nothing for an attestation."""
    said = msgspec.json.decode(leaf)
    return canonical({k: v for k, v in said.items() if k != "commit"}) if "commit" in said else b""
