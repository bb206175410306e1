"""Lists of who is in a channel, is kept out of it, or limited."""

from collections.abc import Sequence
from itertools import chain

import apsw

from heliograph.domain.channel_listing import (
    REACH,
    Listed,
    MemberCounts,
    MemberPage,
    MembersAsked,
)
from heliograph.domain.people import BOTS_MAX, FIRST_BOT_ID
from heliograph.domain.permissions import AdminRight
from heliograph.storage.sqlite import account_events, channels, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("channel_listing")


def page(db: apsw.Connection, *, asked: MembersAsked) -> MemberPage:
    """See `ports.channel_member_store.ChannelMemberOperations.channel_members`."""
    hidden = _hidden(db, asked) if asked.named_only else frozenset()
    if asked.listed is Listed.RECENT and not asked.words:
        reach = min(asked.offset + asked.limit, REACH)
        found = _recent(db, asked.channel_id, at_most=reach, hidden=hidden)
        count = rows.number(db, _SQL.size, (asked.channel_id,)) - len(hidden)
    else:
        found = [one for one in _listed(db, asked) if one not in hidden]
        if asked.words:
            found = _named(db, asked, found)
        count = len(found)
    ids = found[asked.offset : asked.offset + asked.limit]
    known = {one.account_id: one for one in channels.members_among(db, asked.channel_id, ids)}
    return MemberPage(count=count, members=tuple(known[one] for one in ids))


def counts(db: apsw.Connection, *, channel_id: int, now: int) -> MemberCounts:
    """See `ports.channel_member_store.ChannelMemberOperations.channel_counts`."""
    return MemberCounts(
        admins=rows.number(db, _SQL.count_admins, (channel_id,)),
        removed=rows.number(db, _SQL.count_removed, (channel_id, now)),
        limited=rows.number(db, _SQL.count_limited, (channel_id, now)),
    )


def _hidden(db: apsw.Connection, asked: MembersAsked) -> frozenset[int]:
    """Admins whom the viewer is not told of."""
    wanted = (asked.channel_id, int(AdminRight.ANONYMOUS), asked.viewer_id)
    return frozenset(row[0] for row in rows.fetch(db, _SQL.anonymous, wanted))


def _recent(
    db: apsw.Connection, channel_id: int, *, at_most: int, hidden: frozenset[int] = frozenset()
) -> Sequence[int]:
    """Whoever is in it, the newest first."""
    members = rows.fetch(db, _SQL.recent, (channel_id, at_most))
    admins = rows.fetch(db, _SQL.admins, (channel_id,))
    by_date = sorted(chain(members, admins), key=lambda row: (-row[1], row[0]))
    return [row[0] for row in by_date if row[0] not in hidden][:at_most]


def _listed(db: apsw.Connection, asked: MembersAsked) -> Sequence[int]:
    channel_id, now = asked.channel_id, asked.date
    match asked.listed:
        case Listed.RECENT:
            return _recent(db, channel_id, at_most=REACH)
        case Listed.ADMINS:
            found = rows.fetch(db, _SQL.admins, (channel_id,))
        case Listed.REMOVED:
            found = rows.fetch(db, _SQL.removed, (channel_id, now, REACH))
        case Listed.LIMITED:
            found = rows.fetch(db, _SQL.limited, (channel_id, now, REACH))
        case Listed.BOTS:
            past = FIRST_BOT_ID + BOTS_MAX
            found = rows.fetch(db, _SQL.bots, (channel_id, FIRST_BOT_ID, past))
        case Listed.CONTACTS:
            found = rows.fetch(db, _SQL.contacts, (channel_id, asked.viewer_id))
    return [row[0] for row in found]


def _named(db: apsw.Connection, asked: MembersAsked, ids: Sequence[int]) -> Sequence[int]:
    """Those of the accounts that somebody finds by what they know them as."""
    found = rows.fetch(db, _SQL.names, (asked.viewer_id, people.as_json(ids)))
    named = {row[0] for row in found if _matches(asked.words, row[1:])}
    return [one for one in ids if one in named]


def _matches(words: str, names: Sequence[str | None]) -> bool:
    folded = [name.casefold() for name in names if name]
    whole = " ".join(folded)
    return any(name.startswith(words) for name in folded) or f" {words}" in f" {whole}"


def lift_ended(db: apsw.Connection, *, now: int, at_most: int) -> Sequence[tuple[int, int]]:
    """See `ports.channel_member_store.ChannelMemberOperations.lift_ended`."""
    found = [(row[0], row[1]) for row in rows.fetch(db, _SQL.ended, (now, at_most))]
    db.executemany(_SQL.lift, found)
    for channel_id, account_id in found:
        account_events.note(db, account_id, kind=Kind.CHANNEL, subject=channel_id)
    return found


def online_among(
    db: apsw.Connection, *, channel_id: int, account_ids: Sequence[int], now: int
) -> int:
    """See `ports.channel_member_store.ChannelMemberOperations.online_among`."""
    return rows.number(db, _SQL.online_among, (channel_id, people.as_json(account_ids), now))
