"""What every store makes of a channel: one mailbox that everybody in it reads."""

import itertools

import pytest

from heliograph.domain import channel_membership, channel_names, errors
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision
from heliograph.domain.chats import Asker
from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.domain.peers import channel_peer
from heliograph.domain.permissions import Role
from heliograph.domain.telling import Told
from heliograph.ports.store import Store
from support.mailboxes import NOON, send

ID = 77
PEER = channel_peer(ID)


_random_ids = itertools.count(900_000)


def asker(account_id: int) -> Asker:
    return Asker(account_id=account_id, chat_id=ID, date=NOON, random_id=next(_random_ids))


async def make(store: Store, creator_id: int, *, username: str = "hikers") -> ChannelOutcome:
    who = asker(creator_id)
    record = Channel(id=ID, title="Hikers", date=NOON, creator_id=creator_id, members=1)
    told = Told(action="ChannelCreate", arguments=(("title", "Hikers"),))
    made = await store.create_channel(
        who, record=record, member=channel_membership.creator(who), told=told
    )
    if username:
        await store.change_channel(
            who,
            username=username,
            decide=lambda context: channel_names.claim(context, username),
        )
    return made


async def join(store: Store, account_id: int) -> ChannelOutcome:
    who = asker(account_id)
    return await store.change_channel(
        who, decide=lambda context: channel_membership.join(who, context)
    )


async def counted(store: Store, account_id: int, named: int) -> tuple[int, int]:
    """In how many channels somebody is counted who asks for a change, and who is named in it."""
    found: list[tuple[int, int]] = []

    def decide(context: ChannelContext) -> None:
        found.append((context.joined, context.joined_by.get(named, 0)))

    await store.change_channel(asker(account_id), named=[named], decide=decide)
    return found[0]


async def test_what_its_creator_deleted_is_counted_for_nobody(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await make(store, ada)
    await join(store, bob)
    assert await counted(store, ada, bob) == (1, 1)
    who = asker(ada)
    await store.change_channel(who, decide=lambda context: channel_membership.close(who, context))
    assert await counted(store, ada, bob) == (0, 0)


async def unread(store: Store, account_id: int) -> int:
    return (await store.dialogs(DialogQuery(owner_id=account_id), now=NOON)).dialogs[0].unread


async def take_out(store: Store, account_id: int, ids: list[int]) -> None:
    await store.delete_posts(account_id, PEER, ids, date=NOON, check=lambda *_: None)


async def test_a_channel_begins_with_a_message_everybody_reads(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    made = await make(store, ada)
    assert made.sent is not None
    assert (made.sent.message.id, made.sent.pts, made.sent.message.out) == (1, 2, True)
    joined = await join(store, bob)
    assert (joined.channel.members, joined.changed[0].read_inbox_max_id) == (2, 1)
    sent = await send(store, ada, PEER, "hi")
    assert (sent.message.id, sent.pts) == (3, 4)
    for viewer_id in (ada, bob):
        page = await store.history(HistoryQuery(owner_id=viewer_id, peer_id=PEER))
        assert [one.text for one in page.messages] == ["hi", "", ""]
        assert page.count == 3
        assert page.messages[0].out is (viewer_id == ada)
        (seen,) = [one for one in page.sees if type(one).__name__ == "SeenChannel"]
        assert seen.viewer_id == viewer_id
    difference = await store.channel_difference(bob, PEER, pts=2, limit=100)
    assert [type(one).__name__ for one in difference.changes] == ["MessageArrived"] * 2
    assert (difference.state.pts, difference.final) == (4, True)


async def test_unread_is_what_lies_above_the_mark_and_is_not_ones_own(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await make(store, ada)
    await join(store, bob)
    for number in range(3):
        await send(store, ada, PEER, f"no. {number}", random_id=10 + number)
    await send(store, bob, PEER, "mine", random_id=20)
    page = await store.dialogs(DialogQuery(owner_id=bob), now=NOON)
    (dialog,) = page.dialogs
    assert (dialog.peer_id, dialog.top_id, dialog.unread, dialog.pts) == (PEER, 6, 3, 7)
    assert page.messages[0].text == "mine"
    mine = (await store.dialogs(DialogQuery(owner_id=ada), now=NOON)).dialogs[0]
    assert mine.unread == 2


async def test_own_posts_that_are_gone_hide_none_that_are_there(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await make(store, ada)
    await join(store, bob)
    await send(store, ada, PEER, "bob has not read this")
    mine = [(await send(store, bob, PEER, f"no. {number}")).message.id for number in range(4)]
    await take_out(store, ada, mine[1:3])
    assert [await unread(store, one) for one in (ada, bob)] == [3, 1]
    await store.read_channel(bob, PEER, max_id=mine[0])
    assert await unread(store, bob) == 0
    for number in range(3):
        await send(store, ada, PEER, f"no. {number}")
    assert await unread(store, bob) == 3
    await take_out(store, ada, mine[:1])
    assert await unread(store, bob) == 3
    await take_out(store, ada, mine[3:])
    assert await unread(store, bob) == 3
    await store.read_channel(bob, PEER, max_id=0)
    assert await unread(store, bob) == 0


async def test_the_list_goes_by_when_something_was_written(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await make(store, ada)
    await send(store, ada, bob, "older", random_id=1, date=NOON + 10)
    await send(store, ada, PEER, "between", random_id=2, date=NOON + 20)
    await send(store, ada, cyd, "newest", random_id=3, date=NOON + 30)
    everything = await store.dialogs(DialogQuery(owner_id=ada), now=NOON)
    assert [one.peer_id for one in everything.dialogs] == [cyd, PEER, bob]
    paged: list[int] = []
    query = DialogQuery(owner_id=ada, limit=1)
    for _ in range(3):
        page = await store.dialogs(query, now=NOON)
        (dialog,) = page.dialogs
        paged.append(dialog.peer_id)
        query = DialogQuery(
            owner_id=ada,
            limit=1,
            offset_date=page.messages[0].date,
            offset_id=dialog.top_id,
            offset_peer=dialog.peer_id,
        )
    assert paged == [cyd, PEER, bob]
    assert (await store.dialogs(query, now=NOON)).dialogs == ()


async def test_who_goes_has_it_no_longer(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await make(store, ada)
    await join(store, bob)
    with pytest.raises(errors.UserAlreadyParticipant):
        await join(store, bob)
    who = asker(bob)
    left = await store.change_channel(
        who, decide=lambda context: channel_membership.leave(who, context)
    )
    assert left.channel.members == 1
    assert (await store.dialogs(DialogQuery(owner_id=bob), now=NOON)).dialogs == ()
    with pytest.raises(errors.ChatWriteForbidden):
        await send(store, bob, PEER, "from outside", random_id=5)
    (member,) = await store.channel_members_among(ID, [bob])
    assert member.role is Role.LEFT


async def test_what_is_not_public_lets_nobody_in(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await make(store, ada, username="")
    with pytest.raises(errors.ChannelPrivate):
        await join(store, bob)
    with pytest.raises(errors.ChannelPrivate):
        await send(store, cyd, PEER, "from outside", random_id=5)


async def test_a_name_is_held_by_one(store: Store, people: list[int]) -> None:
    ada, _, _ = people
    await make(store, ada)
    assert await store.username_holder("hikers") == PEER
    found = await store.shown_by_username(ada, "Hikers")
    assert type(found).__name__ == "SeenChannel"
    who = asker(ada)
    with pytest.raises(errors.UsernameNotModified):
        await store.change_channel(
            who,
            username="hikers",
            decide=lambda context: channel_names.claim(context, "hikers"),
        )

    def close(context: ChannelContext) -> ChannelDecision:
        return channel_membership.close(who, context)

    await store.change_channel(who, decide=close)
    assert await store.shown_by_username(ada, "hikers") is None
    assert (await store.dialogs(DialogQuery(owner_id=ada), now=NOON)).dialogs == ()


async def test_what_moved_is_named(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await make(store, ada)
    await join(store, bob)
    await send(store, ada, PEER, "later", random_id=9, date=NOON + 500)
    for account_id, named in ((bob, [("ChannelMoved", 4)]), (cyd, [])):
        missed = await store.account_difference(account_id, since=NOON + 100)
        moved = [
            (type(one).__name__, one.pts)
            for one in missed.changes
            if type(one).__name__ == "ChannelMoved"
        ]
        assert moved == named


async def test_all_who_wrote_what_is_read_are_told_once(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await make(store, ada)
    await join(store, bob)
    await join(store, cyd)
    first = (await send(store, ada, PEER, "from ada")).message.id
    second = (await send(store, bob, PEER, "from bob")).message.id
    await send(store, cyd, PEER, "from cyd")
    _, told, _ = await store.read_channel(cyd, PEER, max_id=0)
    assert sorted(told) == [(ada, first), (bob, second)]
    mine, told, _ = await store.read_channel(bob, PEER, max_id=0)
    assert mine is not None
    assert (mine.still_unread, mine.max_id) == (0, second + 1)
    assert sorted(told) == [(cyd, second + 1)]
