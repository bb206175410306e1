"""What every store makes of pinned messages."""

import itertools
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.events import MailboxChange
from heliograph.domain.messages import Body
from heliograph.domain.people import Blocks
from heliograph.domain.pins import PinContext, Pinned, PinOutcome, PinRequest, pin
from heliograph.domain.search import SearchQuery
from heliograph.domain.words import sought_in
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, send

_random_ids = itertools.count(1_000_000)


async def put(
    store: Store, owner_id: int, peer_id: int, message_id: int, **how: bool
) -> PinOutcome:
    """Pin as the actions do."""
    request = PinRequest(
        owner_id=owner_id,
        peer_id=peer_id,
        message_id=message_id,
        pinned=how.pop("pinned", True),
        random_id=next(_random_ids),
        date=NOON,
        **how,
    )
    return await store.pin_message(request, decide=pin)


def places(parts: Sequence[Pinned]) -> list[tuple[int, int, tuple[int, ...], bool]]:
    return [(part.owner_id, part.pts, part.ids, part.pinned) for part in parts]


async def missed(store: Store, owner_id: int, pts: int) -> tuple[MailboxChange, ...]:
    return (await store.difference(owner_id, pts=pts, limit=100)).changes


async def test_a_message_is_pinned_on_both_sides_and_told_of(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    await send(store, ada, bob, "hi")
    outcome = await put(store, ada, bob, 1)
    assert places(outcome.parts) == [(ada, 3, (1,), True), (bob, 4, (2,), True)]
    sent = outcome.sent
    assert sent is not None
    assert (sent.message.action, sent.message.reply_to_id, sent.pts) == ("PinMessage", 1, 4)
    assert sent.delivered is not None
    assert (sent.delivered.reply_to_id, sent.delivered_pts) == (2, 5)
    assert (await store.messages(bob, [2])).messages[0].pinned
    assert await store.pinned_ids(bob, ada, at_most=5) == (2,)
    pinned, arrived = await missed(store, bob, 3)
    assert pinned == outcome.parts[1]
    assert arrived.pts == 5


async def test_one_side_alone_may_pin(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    outcome = await put(store, bob, ada, 1, one_sided=True)
    assert (places(outcome.parts), outcome.sent) == ([(bob, 3, (1,), True)], None)
    assert not (await store.messages(ada, [1])).messages[0].pinned
    # For both from now on: the one who has it already hears of nothing but the message.
    again = await put(store, bob, ada, 1)
    assert places(again.parts) == [(ada, 3, (1,), True)]
    taken = await put(store, bob, ada, 1, pinned=False)
    assert [part.owner_id for part in taken.parts] == [bob, ada]
    assert taken.sent is None
    assert await store.pinned_ids(ada, bob, at_most=5) == ()
    last = (await missed(store, ada, taken.parts[1].pts - 1))[-1]
    assert last == taken.parts[1]


async def test_a_pin_is_decided_on_the_copy_and_on_who_blocks(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    await store.set_blocked(bob, ada, True)
    seen: list[PinContext] = []

    def look(_: PinRequest, context: PinContext) -> Body | None:
        seen.append(context)
        raise errors.ChatNotModified

    for owner, peer, message_id in ((ada, bob, 1), (bob, ada, 1), (ada, bob, 7)):
        request = PinRequest(
            owner_id=owner,
            peer_id=peer,
            message_id=message_id,
            pinned=True,
            random_id=1,
            date=NOON,
        )
        with pytest.raises(errors.ChatNotModified):
            await store.pin_message(request, decide=look)
    adas, bobs, nobodys = seen
    assert (adas.changes, adas.blocks) == (True, Blocks(by_peer=True))
    assert (bobs.changes, bobs.blocks) == (True, Blocks(of_peer=True))
    assert (nobodys.changes, nobodys.message) == (False, None)
    assert (await store.state(ada)).pts == 2


async def test_all_are_taken_down_in_slices_on_both_sides(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    for _ in range(3):
        await send(store, ada, bob)
    await send(store, ada, cyd)
    for number in (1, 2, 3):
        await put(store, ada, bob, number, one_sided=number == 3)
    await put(store, ada, cyd, 4, one_sided=True)
    parts, more = await store.unpin_all(ada, bob, at_most=2, date=NOON)
    assert [(part.owner_id, part.ids, part.pts_count) for part in parts] == [
        (ada, (2, 3), 2),
        (bob, (2,), 1),
    ]
    assert more
    parts, more = await store.unpin_all(ada, bob, at_most=2, date=NOON)
    assert [part.ids for part in parts] == [(1,), (1,)]
    assert not more
    (nothing,), more = await store.unpin_all(ada, bob, at_most=2, date=NOON)
    assert (nothing.ids, nothing.pts_count, more) == ((), 0, False)
    assert nothing.pts == parts[0].pts
    assert await store.pinned_ids(ada, cyd, at_most=5) == (4,)


async def test_a_deleted_message_is_pinned_no_longer(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    await send(store, ada, bob)
    await put(store, ada, bob, 1, one_sided=True)
    await put(store, ada, bob, 2, one_sided=True)
    assert await store.pinned_ids(ada, bob, at_most=1) == (2,)
    await delete(store, ada, 2)
    assert await store.pinned_ids(ada, bob, at_most=5) == (1,)


async def test_nothing_is_told_to_a_deleted_account(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    await store.end_account(bob, decide=lambda _: None)
    before = (await store.state(bob)).pts
    outcome = await put(store, ada, bob, 1)
    assert outcome.sent is None
    assert outcome.parts[0].owner_id == ada
    assert (await store.messages(ada, [1])).messages[0].pinned
    assert (await store.state(bob)).pts <= before + 1


async def test_pinned_messages_are_found(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for text in ("one", "two", "three"):
        await send(store, ada, bob, text)
    for number in (1, 3):
        await put(store, ada, bob, number, one_sided=True)
    query = SearchQuery(owner_id=ada, peer_id=bob, pinned=True, scan_max=100, matches_max=100)
    found = await store.search(query)
    assert ([m.id for m in found.page.messages], found.page.count) == ([3, 1], 2)
    while await store.index_messages(at_most=1):
        pass
    by_word = await store.search(replace(query, sought=sought_in("one")))
    assert [m.id for m in by_word.page.messages] == [1]
