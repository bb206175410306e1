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
from heliograph.storage.sqlite import queries, rows, withholding
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
        for line, action in zip(lines, _shown(db, asked, lines), strict=True):
            entry = _wanted(asked, line, action)
            if entry is not None:
                found.append(entry)
                if len(found) >= asked.limit:
                    return found
        if len(lines) < _PAGE:
            break
        below = lines[-1][0]
    return found


def _shown(db: apsw.Connection, asked: LogAsked, lines: Sequence[rows.Row]) -> list[Action]:
    """What entries tell to who asks: nothing that is withheld from them by now."""
    actions = [unpack_log_action(line[4]) for line in lines]
    told = [message for action in actions for message in messages_in(action)]
    if not told:
        return actions
    shown = iter(withholding.logged(db, asked.viewer_id, channel_peer(asked.channel_id), told))
    return [with_messages(action, [next(shown) for _ in messages_in(action)]) for action in actions]


def _wanted(asked: LogAsked, line: rows.Row, action: Action) -> LogEntry | None:
    entry_id, date, account_id, sort, _ = line
    if asked.sorts is not None and sort not in asked.sorts:
        return None
    if asked.account_ids is not None and account_id not in asked.account_ids:
        return None
    if asked.words and not any(asked.words in text.casefold() for text in said_in(action)):
        return None
    return LogEntry(id=entry_id, date=date, account_id=account_id, action=action)


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what nobody is told of any more."""
    db.execute(_SQL.drop_old, (now - KEPT_S, at_most))
