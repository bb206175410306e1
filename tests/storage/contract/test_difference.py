"""What every store says to somebody who comes back."""

import pytest

from heliograph.domain.entities import Entity
from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.history import Difference
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, edit, send
from support.replay import Replica


def _shape(difference: Difference) -> list[tuple[str, int]]:
    return [(type(change).__name__, change.pts) for change in difference.changes]


async def test_a_new_account_has_missed_nothing(store: Store, people: list[int]) -> None:
    difference = await store.difference(people[0], pts=1, limit=100)
    assert (difference.changes, difference.final) == ((), True)
    assert (difference.state.pts, difference.state.date) == (1, NOON)


async def test_changes_come_in_the_order_of_their_pts(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "one", date=NOON + 1)
    await send(store, bob, ada, "two", date=NOON + 2)
    await edit(store, ada, 1, "uno", date=NOON + 3)
    await store.read_history(bob, ada, max_id=1, date=NOON + 4)
    await send(store, ada, bob, "three", date=NOON + 5)
    difference = await store.difference(ada, pts=1, limit=100)
    assert _shape(difference) == [
        ("MessageArrived", 2),
        ("MessageArrived", 3),
        ("Edited", 4),
        ("ReadOutbox", 5),
        ("MessageArrived", 6),
    ]
    first = difference.changes[0]
    assert isinstance(first, MessageArrived)
    assert first.message.text == "uno"
    assert (difference.state.pts, difference.state.date) == (6, NOON + 5)
    assert {one.account.id for one in difference.sees} == {ada, bob}


async def test_each_kind_of_change_is_given_as_it_was_pushed(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "one")
    await send(store, ada, bob, "two")
    inbox, outbox = await store.read_history(bob, ada, max_id=1, date=NOON)
    assert outbox is not None
    edited = await edit(store, ada, 1, "uno")
    gone = await delete(store, ada, 2)
    for owner_id, read, part in ((bob, inbox, 1), (ada, outbox, 0)):
        difference = await store.difference(owner_id, pts=3, limit=100)
        known, changed, removed = difference.changes
        assert isinstance(known, ReadInbox | ReadOutbox)
        assert known == read
        assert isinstance(changed, Edited)
        assert changed.message == edited[part].message
        assert removed == gone[part]


async def test_slices_add_up_to_the_whole(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for number in range(5):
        await send(store, ada, bob, f"{number}", date=NOON + number)
        await send(store, bob, ada, f"{number}", date=NOON + number)
        await store.read_history(bob, ada, max_id=2 * number + 1, date=NOON + number)
    await delete(store, ada, 2, 3)
    whole = await store.difference(bob, pts=1, limit=100)
    for limit in (1, 2, 3, 7):
        pts, parts = 1, []
        while True:
            piece = await store.difference(bob, pts=pts, limit=limit)
            parts += piece.changes
            assert len(piece.changes) <= limit
            assert piece.state.pts > pts
            pts = piece.state.pts
            if piece.final:
                break
        assert parts == list(whole.changes)
        assert piece.state == whole.state == await store.state(bob)


async def test_a_message_gone_since_is_left_out_and_pts_is_exact(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    for text in ("one", "two", "three"):
        await send(store, ada, bob, text)
    await edit(store, ada, 2, "dos")
    await delete(store, ada, 2)
    difference = await store.difference(bob, pts=1, limit=100)
    assert _shape(difference) == [("MessageArrived", 2), ("MessageArrived", 4), ("Deleted", 6)]
    piece = await store.difference(bob, pts=2, limit=1)
    assert (piece.changes, piece.state.pts, piece.final) == ((), 3, False)


async def test_a_pts_inside_a_deletion_gives_the_deletion_whole(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    for text in ("one", "two", "three"):
        await send(store, ada, bob, text)
    await delete(store, ada, 1, 2, 3)
    await send(store, ada, bob, "four")
    for pts in (4, 5, 6):
        difference = await store.difference(bob, pts=pts, limit=100)
        removed, arrived = difference.changes
        assert isinstance(removed, Deleted)
        assert (removed.pts, removed.pts_count, removed.ids) == (7, 3, (1, 2, 3))
        assert arrived.pts == 8


@pytest.mark.parametrize("pts", [4, 99])
async def test_who_is_ahead_gets_the_state_and_nothing_else(
    store: Store, people: list[int], pts: int
) -> None:
    ada, bob, _ = people
    for _ in range(3):
        await send(store, ada, bob)
    difference = await store.difference(ada, pts=pts, limit=100)
    assert (difference.changes, difference.state.pts, difference.final) == ((), 4, True)


@pytest.mark.parametrize("pts", [-5, 0, 1])
async def test_a_pts_before_the_first_gives_everything(
    store: Store, people: list[int], pts: int
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    assert _shape(await store.difference(ada, pts=pts, limit=9)) == [("MessageArrived", 2)]


async def test_who_is_named_in_missed_messages_is_shown(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    named = Entity(kind="MentionName", offset=0, length=1, number=cyd)
    await send(store, ada, bob, "c", entities=(named,))
    difference = await store.difference(bob, pts=1, limit=9)
    assert {one.account.id for one in difference.sees} == set(people)


async def test_replaying_the_difference_gives_the_history(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    for number in range(6):
        await send(store, ada, bob, f"a{number}")
        await send(store, bob, ada, f"b{number}")
        await send(store, cyd, ada, f"c{number}")
    await edit(store, ada, 4, "edited")
    await delete(store, ada, 1, 3)
    await delete(store, bob, 4, revoke=False)
    await store.read_history(ada, bob, max_id=8, date=NOON)
    for owner_id in people:
        replica = Replica(owner_id)
        await replica.catch_up(store, limit=4)
        await replica.compare(store)


async def test_who_read_is_shown_though_no_message_is(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    await store.read_history(bob, ada, max_id=1, date=NOON)
    for owner_id in (ada, bob):
        difference = await store.difference(owner_id, pts=2, limit=9)
        assert len(difference.changes) == 1
        assert {one.account.id for one in difference.sees} >= {ada, bob} - {owner_id}


async def test_a_slice_of_long_messages_ends_before_its_limit_and_loses_nothing(
    store: Store, people: list[int]
) -> None:
    """A page of the fullest messages would be more than any client is ever sent."""
    ada, bob, _ = people
    link = Entity(kind="TextUrl", offset=0, length=4, extra="x" * 16_000)
    for number in range(100):
        await send(store, ada, bob, "漢" * 4_000 + str(number), entities=(link,))
    await edit(store, ada, 100, "short now")
    pts, slices, arrived = 1, 0, []
    while True:
        difference = await store.difference(bob, pts=pts, limit=500)
        assert sum(map(_bytes, difference.changes)) <= 1 << 20
        assert difference.state.pts > pts
        arrived += [c.message.id for c in difference.changes if isinstance(c, MessageArrived)]
        pts, slices = difference.state.pts, slices + 1
        if difference.final:
            break
    assert arrived == list(range(1, 101))
    assert pts == 102
    assert slices == 3


async def test_a_slice_shows_only_so_many_people(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    mentions = tuple(
        Entity(kind="MentionName", offset=at, length=1, number=cyd) for at in range(100)
    )
    for number in range(30):
        await send(store, ada, bob, "x" * 100 + str(number), entities=mentions)
    difference = await store.difference(bob, pts=1, limit=500)
    assert len(difference.changes) == 10
    assert not difference.final


def _bytes(change: MailboxChange) -> int:
    if not isinstance(change, MessageArrived | Edited):
        return 0
    extras = sum(len(entity.extra) for entity in change.message.entities)
    return len(change.message.text.encode()) + extras
