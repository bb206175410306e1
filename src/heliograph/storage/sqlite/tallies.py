"""Reactions to channels' messages as somebody is told of them: counted, however many reacted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import apsw

from heliograph.domain.reactions import Reaction, Reactions, Tally
from heliograph.storage.sqlite import people, queries, rows

_SQL = queries.load("post_reactions")

_LATEST = 3
"""People shown beside a message of a supergroup; clients ask for more of them by the list."""

Place = tuple[int, int]
"""A channel's id, and an id there."""


def tallies(
    db: apsw.Connection, viewer_id: int, places: Collection[Place], *, posts: Collection[Place]
) -> Mapping[Place, Tally]:
    """How those of the messages stand that have reactions; `posts` tell nobody who reacted."""
    asked = people.as_json(places)
    counts: dict[Place, list[tuple[str, int]]] = defaultdict(list)
    for channel_id, message_id, sign, count in rows.fetch(db, _SQL.counts, (asked,)):
        counts[channel_id, message_id].append((sign, count))
    if not counts:
        return {}
    mine: dict[Place, list[str]] = defaultdict(list)
    for row in rows.fetch(db, _SQL.own, (asked, viewer_id)) if viewer_id else ():
        mine[row[0], row[1]].append(row[4])
    latest: dict[Place, list[Reaction]] = defaultdict(list)
    open_places = people.as_json(place for place in places if place not in posts)
    for row in rows.fetch(db, _SQL.latest, (open_places, _LATEST)):
        latest[row[0], row[1]].append(one_sign(row[2:]))
    return {
        place: Tally(
            counts=tuple(counted),
            mine=tuple(mine[place]),
            latest=tuple(latest[place]),
            listed=place not in posts,
        )
        for place, counted in counts.items()
    }


def one_sign(row: rows.Row) -> Reaction:
    """From account_id, shown_as, sign, date, big, unread_by."""
    account_id, shown_as, sign, date, big, unread_by = row
    return Reaction(
        account_id=account_id,
        signs=(sign,),
        date=date,
        big=bool(big),
        unread=bool(unread_by),
        shown_as=shown_as if shown_as != account_id else 0,
    )


def own(db: apsw.Connection, account_id: int, place: Place) -> Reaction | None:
    """What somebody chose under a message, None for nothing."""
    found: Reactions = tuple(
        one_sign(row[2:]) for row in rows.fetch(db, _SQL.own, (people.as_json([place]), account_id))
    )
    if not found:
        return None
    signs: Iterable[str] = (sign for one in found for sign in one.signs)
    first = found[0]
    return Reaction(
        account_id=account_id,
        signs=tuple(signs),
        date=first.date,
        big=first.big,
        unread=first.unread,
        shown_as=first.shown_as,
    )
