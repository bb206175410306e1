"""What is kept of a subject when it is reported: sealed, and only for a time."""

import msgspec

from heliograph.domain.entities import Entity


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message or profile as it stood. `texts` are all its words, the main one first: a name,
    username and description, or a text with a poll's question and answers.

    `version` is 0, or when it was last edited: what was reported again unchanged is kept once.
    """

    texts: tuple[str, ...]
    entities: tuple[Entity, ...] = ()
    author_id: int = 0
    peer_id: int = 0
    date: int = 0
    version: int = 0
    file_ids: tuple[int, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot with when it was taken and when it goes (Unix seconds)."""

    id: int
    case_id: int
    taken: int
    expires: int
    snapshot: Snapshot
