"""Keeping and reading what was done in channels."""

from collections.abc import Iterable, Sequence

import apsw

from heliograph.domain.channel_log import KEPT_S, Action, LogAsked, LogEntry, said_in, sort_of
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.blobs import pack_log_action, unpack_log_action

_SQL = queries.load("channel_log")

_PAST_ALL = 2**62
_PAGE = 500
_LOOKED_THROUGH = 10_000
"""Entries that are read for one question."""


def note(
    db: apsw.Connection, channel_id: int, actor_id: int, actions: Iterable[Action], *, date: int
) -> None:
    """Keep what somebody did."""
    for action in actions:
        line = (channel_id, date, actor_id, sort_of(action).value, pack_log_action(action))
        db.execute(_SQL.add, line)


def read(db: apsw.Connection, *, asked: LogAsked) -> Sequence[LogEntry]:
    """See `ports.channel_log_store.ChannelLogOperations.channel_log`."""
    found: list[LogEntry] = []
    below, since = asked.below_id or _PAST_ALL, asked.date - KEPT_S
    for _ in range(_LOOKED_THROUGH // _PAGE):
        page = (asked.channel_id, asked.above_id, below, since, _PAGE)
        lines = rows.fetch(db, _SQL.entries, page)
        for line in lines:
            entry = _wanted(asked, line)
            if entry is not None:
                found.append(entry)
                if len(found) >= asked.limit:
                    return found
        if len(lines) < _PAGE:
            break
        below = lines[-1][0]
    return found


def _wanted(asked: LogAsked, line: rows.Row) -> LogEntry | None:
    entry_id, date, account_id, sort, blob = line
    if asked.sorts is not None and sort not in asked.sorts:
        return None
    if asked.account_ids is not None and account_id not in asked.account_ids:
        return None
    action = unpack_log_action(blob)
    if asked.words and not any(asked.words in text.casefold() for text in said_in(action)):
        return None
    return LogEntry(id=entry_id, date=date, account_id=account_id, action=action)


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what nobody is told of any more."""
    db.execute(_SQL.drop_old, (now - KEPT_S, at_most))
