"""Keeping and reading what was done in channels."""

from collections.abc import Iterable, Sequence

import apsw

from heliograph.domain.channel_log import (
    KEPT_S,
    Action,
    LogAsked,
    LogEntry,
    messages_in,
    said_in,
    sort_of,
    with_messages,
)
from heliograph.domain.peers import channel_peer
from heliograph.storage.sqlite import people, queries, rows, withholding
from heliograph.storage.sqlite.blobs import pack_log_action, unpack_log_action

_SQL = queries.load("channel_log")

_PAST_ALL = 2**62
_PAGE = 500
_LOOKED_THROUGH = 10_000
"""Entries among which those are looked for that somebody or some sort of them is asked for."""

_READ_FOR_WORDS = 2_000
"""Entries that are unpacked for one question by words, which takes fifty times as long."""


def note(
    db: apsw.Connection, channel_id: int, actor_id: int, actions: Iterable[Action], *, date: int
) -> None:
    """Keep what somebody did."""
    for action in actions:
        line = (channel_id, date, actor_id, sort_of(action).value, pack_log_action(action))
        db.execute(_SQL.add, line)


def read(db: apsw.Connection, *, asked: LogAsked) -> Sequence[LogEntry]:
    """See `ports.channel_log_store.ChannelLogOperations.channel_log`."""
    if asked.limit <= 0:
        return ()
    if not asked.words:
        return _shown(db, asked, _lines(db, asked, asked.below_id or _PAST_ALL, asked.limit))
    found: list[LogEntry] = []
    below = asked.below_id or _PAST_ALL
    for _ in range(_READ_FOR_WORDS // _PAGE):
        lines = _lines(db, asked, below, _PAGE)
        # What is withheld from who asks is not to be found either: only what fits is looked up.
        fits = [line for line in lines if _says(unpack_log_action(line[4]), asked.words)]
        shown = _shown(db, asked, fits)
        found += [entry for entry in shown if _says(entry.action, asked.words)]
        if len(lines) < _PAGE or len(found) >= asked.limit:
            break
        below = lines[-1][0]
    return found[: asked.limit]


def _lines(db: apsw.Connection, asked: LogAsked, below: int, limit: int) -> Sequence[rows.Row]:
    """The newest entries below an id, of the sorts and by the admins that are asked for."""
    sorts = None if asked.sorts is None else people.as_json(one.value for one in asked.sorts)
    admins = None if asked.account_ids is None else people.as_json(asked.account_ids)
    span = (asked.channel_id, asked.above_id, below, asked.date - KEPT_S)
    return rows.fetch(db, _SQL.entries, (*span, _LOOKED_THROUGH, sorts, admins, limit))


def _says(action: Action, words: str) -> bool:
    return any(words in text.casefold() for text in said_in(action))


def _shown(db: apsw.Connection, asked: LogAsked, lines: Sequence[rows.Row]) -> list[LogEntry]:
    """Entries as who asks is told them: nothing that is withheld from them by now."""
    actions = [unpack_log_action(line[4]) for line in lines]
    told = [message for action in actions for message in messages_in(action)]
    if told:
        shown = withholding.logged(db, asked.viewer_id, channel_peer(asked.channel_id), told)
        left = iter(shown)
        actions = [with_messages(one, [next(left) for _ in messages_in(one)]) for one in actions]
    return [
        LogEntry(id=line[0], date=line[1], account_id=line[2], action=action)
        for line, action in zip(lines, actions, strict=True)
    ]


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what nobody is told of any more."""
    db.execute(_SQL.drop_old, (now - KEPT_S, at_most))
