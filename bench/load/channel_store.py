"""Channels written straight into a folder that nobody serves: more of them, and larger ones, than
clients would make in a day."""

import time
from dataclasses import dataclass
from pathlib import Path

import apsw

from heliograph.domain.access import AccessHasher
from heliograph.domain.peers import channel_peer
from heliograph.server.keys import load_sub_keys
from load.server import DATABASE

FEW, MANY = 1_000, 1_000_000
"""Subscribers of the two that people join and leave."""

JOINED = 300
"""Channels of one account."""

_SMALL, _LARGE, _FIRST = 1, 2, 101
_STRANGERS = 5_000_000_000
"""Subscribers have ids from here on, and no accounts: only their number counts."""

_AGE_S = 86_400
"""Since when they are there: what is younger counts as what may have been missed."""

_CREATOR, _MEMBER = 4, 2


@dataclass(frozen=True)
class Place:
    """A channel as one account may name it."""

    channel_id: int
    access_hash: int


class Channels:
    """Broadcast channels, all of one creator's: `small`, `large`, and those of one subscriber."""

    def __init__(self, folder: Path, *, creator_id: int, subscriber_id: int) -> None:
        self._access = AccessHasher(load_sub_keys(folder).access_hash)
        self.small, self.large = _SMALL, _LARGE
        self.joined = range(_FIRST, _FIRST + JOINED)
        database = apsw.Connection(str(folder / DATABASE))
        try:
            with database:
                for channel_id, subscribers in ((_SMALL, FEW), (_LARGE, MANY)):
                    _write(database, channel_id, creator_id, members=subscribers + 1)
                    database.execute(_SUBSCRIBE_ALL, (channel_id, _STRANGERS, subscribers))
                    listed = (channel_peer(channel_id), _STRANGERS, subscribers)
                    database.execute(_LIST_ALL, listed)
                for channel_id in self.joined:
                    _write(database, channel_id, creator_id, members=2)
                    _join(database, channel_id, subscriber_id, _MEMBER)
        finally:
            database.close()

    def place(self, viewer_id: int, channel_id: int) -> Place:
        """Where an account finds a channel."""
        return Place(channel_id, self._access.of_channel(viewer_id, channel_id))


def kept_rows(folder: Path) -> tuple[int, int]:
    """How many messages there are, and how many rows say that a mailbox went on."""
    database = apsw.Connection(str(folder / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        bodies, copies, log = (
            database.execute(f"SELECT count(*) FROM {table}").get
            for table in ("bodies", "copies", "log")
        )
    finally:
        database.close()
    return bodies, copies + log


def _write(database: apsw.Connection, channel_id: int, creator_id: int, *, members: int) -> None:
    made = int(time.time()) - _AGE_S
    name = f"channel_{channel_id}"
    database.execute(_ADD, (channel_id, name, made, creator_id, members))
    database.execute(_ADD_MAILBOX, (channel_peer(channel_id), made))
    database.execute(_ADD_NAME, (name, channel_peer(channel_id)))
    _join(database, channel_id, creator_id, _CREATOR)


def _join(database: apsw.Connection, channel_id: int, account_id: int, role: int) -> None:
    date = int(time.time()) - _AGE_S
    database.execute(_ADD_MEMBER, (channel_id, account_id, role, date))
    database.execute(_ADD_DIALOG, (account_id, channel_peer(channel_id)))


_ADD = """
INSERT INTO channels (id, kind, title, about, date, creator_id, members, username, banned,
    noforwards, signatures, slow_mode, hidden_history, hidden_members, join_to_send, join_request,
    forum, linked_id, ttl_period, closed, posted)
VALUES (?1, 1, ?2, '', ?3, ?4, ?5, ?2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?3)
"""
_ADD_MAILBOX = (
    "INSERT INTO mailboxes (account_id, pts, top_id, unread, date) VALUES (?1, 1, 0, 0, ?2)"
)
_ADD_NAME = "INSERT INTO usernames (folded, account_id, active, editable) VALUES (?1, ?2, 1, 1)"
_ADD_MEMBER = """
INSERT INTO channel_members (channel_id, account_id, role, inviter_id, date, rights, banned, until,
    by_id, rank, read_inbox_max_id, read_outbox_max_id, own_unread, hidden_up_to, posted)
VALUES (?1, ?2, ?3, ?2, ?4, 0, 0, 0, 0, '', 0, 0, 0, 0, 0)
"""
_ADD_DIALOG = """
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
    messages)
VALUES (?1, ?2, 1, 0, 0, 0, 0)
"""
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?3) "
_SUBSCRIBE_ALL = (
    "INSERT INTO channel_members (channel_id, account_id, role, inviter_id, date, rights, banned,"
    " until, by_id, rank, read_inbox_max_id, read_outbox_max_id, own_unread, hidden_up_to, posted) "
    + _NUMBERS
    + "SELECT ?1, ?2 + i, 2, ?2 + i, 1700000000 + i, 0, 0, 0, 0, '', 0, 0, 0, 0, 0 FROM n"
)
_LIST_ALL = (
    "INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id,"
    " unread, messages) " + _NUMBERS + "SELECT ?2 + i, ?1, 1, 0, 0, 0, 0 FROM n"
)
