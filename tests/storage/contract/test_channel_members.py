"""Who is in a channel, page by page, and what is kept of what was done there."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import channel_membership
from heliograph.domain.channel_listing import Listed, MemberCounts, MembersAsked
from heliograph.domain.channel_log import KEPT_S, AdminChanged, LogAsked, Sort, TextChanged
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision, ChannelMember
from heliograph.domain.chats import Asker
from heliograph.domain.permissions import AdminRight, Right, Role
from heliograph.domain.telling import Told
from heliograph.ports.store import Store
from support.mailboxes import NOON

ID = 77
_random_ids = itertools.count(950_000)


def asker(account_id: int, date: int = NOON) -> Asker:
    return Asker(account_id=account_id, chat_id=ID, date=date, random_id=next(_random_ids))


@pytest.fixture
async def crowd(store: Store, people: list[int]) -> list[int]:
    """A supergroup of the first, with the others in it."""
    ada, *others = people
    who = asker(ada)
    record = Channel(id=ID, title="Hikers", date=NOON, creator_id=ada, members=1)
    told = Told(action="ChannelCreate", arguments=(("title", "Hikers"),))
    creator = channel_membership.creator(who)
    await store.create_channel(who, record=record, member=creator, told=told)
    coming = [
        ChannelMember(account_id=one, role=Role.MEMBER, inviter_id=ada, date=NOON + number)
        for number, one in enumerate(others, 1)
    ]
    await change(store, ada, others, coming, members=len(people))
    return people


async def change(
    store: Store,
    by: int,
    named: Sequence[int],
    changed: Sequence[ChannelMember],
    *,
    date: int = NOON,
    **fields: Any,
) -> None:
    def decide(context: ChannelContext) -> ChannelDecision:
        return ChannelDecision(channel=replace(context.channel, **fields), changed=tuple(changed))

    await store.change_channel(asker(by, date), named=named, decide=decide)


async def listed(
    store: Store, viewer_id: int, sort: Listed, **fields: Any
) -> tuple[int, list[int]]:
    wanted = {"limit": 100, "date": NOON, **fields}
    asked = MembersAsked(channel_id=ID, viewer_id=viewer_id, listed=sort, **wanted)
    page = await store.channel_members(asked)
    return page.count, [one.account_id for one in page.members]


async def kept(store: Store, account_id: int, *, members: int = 3, **fields: Any) -> None:
    (one,) = await store.channel_members_among(ID, [account_id])
    await change(store, account_id, [account_id], [replace(one, **fields)], members=members)


async def test_the_newest_come_first_and_pages_do_not_overlap(
    store: Store, crowd: list[int]
) -> None:
    ada, bob, cyd = crowd
    assert await listed(store, ada, Listed.RECENT) == (3, [cyd, bob, ada])
    assert await listed(store, ada, Listed.RECENT, offset=1, limit=1) == (3, [bob])
    assert await listed(store, ada, Listed.RECENT, offset=3) == (3, [])


async def test_admins_stand_apart_the_creator_first(store: Store, crowd: list[int]) -> None:
    ada, bob, cyd = crowd
    await kept(store, cyd, role=Role.ADMIN, rights=AdminRight.OTHER)
    assert await listed(store, bob, Listed.ADMINS) == (2, [ada, cyd])
    assert await listed(store, bob, Listed.RECENT) == (3, [cyd, bob, ada])
    assert await listed(store, bob, Listed.BOTS) == (0, [])


async def test_anonymous_admins_may_be_left_out_but_never_the_viewer(
    store: Store, crowd: list[int]
) -> None:
    ada, bob, cyd = crowd
    await kept(store, cyd, role=Role.ADMIN, rights=AdminRight.OTHER | AdminRight.ANONYMOUS)
    for viewer_id, others in ((bob, []), (cyd, [cyd])):
        recent, admins = [*others, bob, ada], [ada, *others]
        assert await listed(store, viewer_id, Listed.RECENT, named_only=True) == (
            len(recent),
            recent,
        )
        page = await listed(store, viewer_id, Listed.RECENT, named_only=True, offset=1, limit=1)
        assert page == (len(recent), recent[1:2])
        found = await listed(store, viewer_id, Listed.ADMINS, named_only=True)
        assert found == (len(admins), admins)


async def test_who_is_kept_out_and_who_is_limited_until_it_ends(
    store: Store, crowd: list[int]
) -> None:
    ada, bob, cyd = crowd
    out = {"role": Role.REMOVED, "banned": Right.VIEW_MESSAGES, "until": NOON + 60}
    await kept(store, bob, members=2, **out)
    await kept(store, cyd, members=2, banned=Right.SEND_POLLS)
    assert await listed(store, ada, Listed.REMOVED) == (1, [bob])
    assert await listed(store, ada, Listed.LIMITED) == (1, [cyd])
    assert await store.channel_counts(ID, now=NOON) == MemberCounts(admins=1, removed=1, limited=1)
    assert await listed(store, ada, Listed.REMOVED, date=NOON + 60) == (0, [])
    later = await store.channel_counts(ID, now=NOON + 60)
    assert later == MemberCounts(admins=1, removed=0, limited=1)


async def test_members_are_found_by_the_beginnings_of_their_names(
    store: Store, crowd: list[int]
) -> None:
    ada, bob, _ = crowd
    (account,) = [one.account for one in await store.seen(ada, [bob])]
    words = account.first_name.casefold()[:3]
    count, found = await listed(store, ada, Listed.RECENT, words=words)
    assert bob in found
    assert count == len(found)
    assert await listed(store, ada, Listed.RECENT, words="nobody") == (0, [])


async def log(store: Store, **fields: Any) -> list[Any]:
    wanted = {"limit": 100, "date": NOON, **fields}
    return list(await store.channel_log(LogAsked(channel_id=ID, **wanted)))


async def test_what_is_done_is_kept_the_newest_first(store: Store, crowd: list[int]) -> None:
    ada, bob, _ = crowd
    await change(store, ada, [], [], title="Climbers")
    (one,) = await store.channel_members_among(ID, [bob])
    admin = replace(one, role=Role.ADMIN, rights=AdminRight.OTHER, by_id=ada)
    await change(store, ada, [bob], [admin])
    newest, second, *_ = await log(store)
    assert newest.action == AdminChanged(before=one, after=admin)
    assert second.action == TextChanged(what="ChangeTitle", before="Hikers", after="Climbers")
    assert newest.id > second.id
    assert (newest.account_id, newest.date) == (ada, NOON)
    assert await log(store, sorts=frozenset({Sort.INFO})) == [second]
    assert await log(store, words="climb") == [second]
    assert await log(store, account_ids=frozenset({bob})) == []
    assert await log(store, below_id=newest.id, limit=1) == [second]
    assert await log(store, above_id=second.id) == [newest]


async def test_nothing_is_told_after_two_days(store: Store, crowd: list[int]) -> None:
    ada, *_ = crowd
    await change(store, ada, [], [], title="Climbers")
    assert await log(store, date=NOON + KEPT_S)
    assert await log(store, date=NOON + KEPT_S + 1) == []


async def test_what_was_forbidden_until_then_is_lifted(store: Store, crowd: list[int]) -> None:
    _, bob, cyd = crowd
    out = {"role": Role.REMOVED, "banned": Right.VIEW_MESSAGES, "until": NOON + 60}
    await kept(store, bob, members=2, **out)
    await kept(store, cyd, members=2, banned=Right.SEND_POLLS, until=NOON + 61)
    assert await store.lift_ended(now=NOON + 59, at_most=10) == []
    assert await store.lift_ended(now=NOON + 99, at_most=1) == [(ID, bob)]
    assert await store.lift_ended(now=NOON + 99, at_most=10) == [(ID, cyd)]
    assert await store.lift_ended(now=NOON + 99, at_most=10) == []
    found = await store.channel_members_among(ID, [bob, cyd])
    assert [(one.role, one.banned, one.until) for one in found] == [
        (Role.STRANGER, Right(0), 0),
        (Role.MEMBER, Right(0), 0),
    ]
