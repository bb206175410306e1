"""What the index of words has of a search: in the owner's mailbox, and in their basic groups.

A group's words are found by everybody; what they were said with counts only for who has a copy.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

import apsw
import msgspec

from heliograph.domain.peers import is_chat
from heliograph.domain.search import SearchQuery
from heliograph.storage.sqlite import queries, rows, search_index
from heliograph.storage.sqlite.word_hiding import WordHider

_SQL = queries.load("searching")


class Bounds(msgspec.Struct, frozen=True):
    """The ids in the mailbox between which to look, both left out."""

    below: int
    above: int


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked in one part, by a statement that may need the owner, and the newest and the
    oldest body of those that the bounds allow."""

    statement: str
    expression: str
    newest: int
    oldest: int
    owner: tuple[int, ...]


def look_up(
    db: apsw.Connection,
    query: SearchQuery,
    bounds: Bounds,
    hider: WordHider,
    *,
    indexed_to: int,
    at_most: int,
    whose: bool,
) -> Sequence[rows.Row]:
    """Bodies, newest first, up to the one that the index has come to.

    Each with the dialog it is in and who said it if that is asked for, as `whose`.
    """
    places = [_in_mailbox(db, query, bounds, hider, whose=whose)]
    if query.peer_id is None or is_chat(query.peer_id):
        places += _in_groups(db, query, bounds, hider)
    found: list[rows.Row] = []
    for place in places:
        found += _newest(db, place, indexed_to=indexed_to, at_most=at_most)
    found.sort(key=itemgetter(0), reverse=True)
    return found[:at_most]


def _newest(
    db: apsw.Connection, place: Iterable[_Asked], *, indexed_to: int, at_most: int
) -> list[rows.Row]:
    """What one place has, part after part."""
    found: list[rows.Row] = []
    for asked in place:
        wanted = (asked.expression, min(asked.newest, indexed_to), asked.oldest)
        found += rows.fetch(db, asked.statement, (*wanted, at_most - len(found), *asked.owner))
        if len(found) >= at_most:
            break
    return found


def _in_mailbox(
    db: apsw.Connection, query: SearchQuery, bounds: Bounds, hider: WordHider, *, whose: bool
) -> Iterator[_Asked]:
    oldest = db.execute(_SQL.oldest_body, (query.owner_id, bounds.above)).get
    below = bounds.below
    while row := db.execute(_SQL.newest_body, (query.owner_id, below)).fetchone():
        newest, message_id = row
        if oldest is None or message_id <= bounds.above:
            return
        part = search_index.part_of(message_id)
        yield _Asked(
            statement=_SQL.indexed_copies if whose else _SQL.indexed,
            expression=search_index.expression(query, hider, part=part),
            newest=newest,
            oldest=oldest,
            owner=(query.owner_id,) if whose else (),
        )
        below = search_index.first_of(part)


def _in_groups(
    db: apsw.Connection, query: SearchQuery, bounds: Bounds, hider: WordHider
) -> list[Iterator[_Asked]]:
    wanted = (query.owner_id, query.peer_id, bounds.below, bounds.above)
    return [
        _in_group(query, hider, peer_id=peer_id, newest=newest, oldest=oldest)
        for peer_id, newest, oldest in rows.fetch(db, _SQL.group_spans, wanted)
    ]


def _in_group(
    query: SearchQuery, hider: WordHider, *, peer_id: int, newest: int, oldest: int
) -> Iterator[_Asked]:
    for part in search_index.group_parts(newest, oldest):
        yield _Asked(
            statement=_SQL.indexed_in_group,
            expression=search_index.group_expression(query, hider, peer_id=peer_id, part=part),
            newest=newest,
            oldest=oldest,
            owner=(query.owner_id,),
        )
