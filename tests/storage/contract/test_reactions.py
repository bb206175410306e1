"""What every store makes of reactions."""

from collections.abc import Sequence
from functools import partial

import pytest

from heliograph.domain import errors
from heliograph.domain.account_events import MessageReactionsChanged, RecentReactionsChanged
from heliograph.domain.history import DialogQuery, HistoryQuery, MessagePage
from heliograph.domain.people import Blocks
from heliograph.domain.reactions import (
    ReactionContext,
    ReactionLimits,
    ReactionRequest,
    Reactions,
    react,
)
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, send

UP, DOWN = "👍", "👎"
LIMITS = ReactionLimits(offered=frozenset((UP, DOWN)))


async def give(
    store: Store, account_id: int, peer_id: int, message_id: int, *signs: str
) -> Sequence[MessagePage]:
    """React as the actions do."""
    request = ReactionRequest(
        account_id=account_id, peer_id=peer_id, message_id=message_id, signs=signs, date=NOON
    )
    return await store.react(request, decide=partial(react, limits=LIMITS))


async def unread_in_dialogs(store: Store, owner_id: int) -> list[int]:
    page = await store.dialogs(DialogQuery(owner_id=owner_id))
    return [dialog.unread_reactions for dialog in page.dialogs]


def seen_ids(page: MessagePage) -> set[int]:
    return {seen.account.id for seen in page.sees}


async def test_a_reaction_is_shown_on_both_sides(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    await send(store, ada, bob, "hi")
    mine, theirs = await give(store, bob, ada, 2, UP)
    assert [(m.owner_id, m.id) for m in (*mine.messages, *theirs.messages)] == [(bob, 2), (ada, 1)]
    assert seen_ids(mine) == seen_ids(theirs) == {ada, bob}
    (kept,) = (await store.messages(ada, [1])).messages
    assert theirs.messages == (kept,)
    assert [(one.account_id, one.signs, one.unread) for one in kept.reactions] == [
        (bob, (UP,), True)
    ]
    assert (await store.state(ada)).pts == 2
    for owner, message in ((ada, theirs.messages[0]), (bob, mine.messages[0])):
        found = await store.account_difference(owner, since=0)
        assert found.changes == (MessageReactionsChanged(message=message),)
        assert {seen.account.id for seen in found.sees} == {ada, bob}


async def test_only_the_writer_has_unread_reactions(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for _ in range(3):
        await send(store, ada, bob, "hi")
    for number in (1, 2, 3):
        await give(store, bob, ada, number, UP)
    await give(store, ada, bob, 1, DOWN)
    assert await unread_in_dialogs(store, ada) == [3]
    assert await unread_in_dialogs(store, bob) == [0]
    await give(store, bob, ada, 3)
    assert await unread_in_dialogs(store, ada) == [2]
    query = HistoryQuery(owner_id=ada, peer_id=bob)
    page = await store.unread_reactions(query)
    assert ([m.id for m in page.messages], page.count) == ([2, 1], 2)


@pytest.mark.parametrize(
    ("offsets", "ids"),
    [
        ({"limit": 2}, [5, 4]),
        ({"offset_id": 4, "limit": 2}, [3, 2]),
        ({"offset_id": 4, "add_offset": -1, "limit": 2}, [4, 3]),
        ({"offset_id": 1, "add_offset": -9, "limit": 9}, [5, 4, 3, 2, 1]),
        ({"min_id": 2, "max_id": 5}, [4, 3]),
        ({"add_offset": 4}, [1]),
        ({"limit": 0}, []),
    ],
)
async def test_unread_reactions_come_in_pages(
    store: Store, people: list[int], offsets: dict[str, int], ids: list[int]
) -> None:
    ada, bob, _ = people
    for number in range(1, 6):
        await send(store, ada, bob, "hi")
        await give(store, bob, ada, number, UP)
    page = await store.unread_reactions(HistoryQuery(owner_id=ada, peer_id=bob, **offsets))
    assert [message.id for message in page.messages] == ids


async def test_reading_marks_the_newest_first(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for number in (1, 2, 3):
        await send(store, ada, bob, "hi")
        await give(store, bob, ada, number, UP)
    seen = await store.read_reactions(ada, bob, at_most=2)
    assert sorted(page.messages[0].id for page in seen) == [2, 3]
    assert all(not one.unread for page in seen for one in page.messages[0].reactions)
    assert await unread_in_dialogs(store, ada) == [1]
    assert len(await store.read_reactions(ada, bob, at_most=2)) == 1
    assert await store.read_reactions(ada, bob, at_most=2) == ()
    assert await unread_in_dialogs(store, ada) == [0]
    (kept,) = (await store.messages(bob, [1])).messages
    assert [one.unread for one in kept.reactions] == [False]


async def test_a_reaction_is_decided_on_the_message_and_on_who_blocks(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, ada, bob, "hi")
    await give(store, bob, ada, 1, UP)
    await store.set_blocked(ada, bob, True)
    seen: list[ReactionContext] = []

    def look(_: ReactionRequest, context: ReactionContext) -> Reactions:
        seen.append(context)
        raise errors.ReactionInvalid

    for owner, peer, message_id in ((bob, ada, 1), (ada, bob, 1), (ada, cyd, 1), (bob, ada, 9)):
        request = ReactionRequest(
            account_id=owner, peer_id=peer, message_id=message_id, signs=(UP,), date=NOON
        )
        with pytest.raises(errors.ReactionInvalid):
            await store.react(request, decide=look)
    bobs, adas, elsewhere, nothing = seen
    assert (bobs.writer_id, bobs.blocks) == (ada, Blocks(by_peer=True))
    assert (adas.writer_id, adas.blocks) == (ada, Blocks(of_peer=True))
    assert bobs.mine is not None
    assert (bobs.mine.account_id, bobs.others, adas.others) == (bob, frozenset(), {UP})
    assert (elsewhere.writer_id, nothing.writer_id) == (None, None)


async def test_reactions_go_with_their_message(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    await give(store, bob, ada, 1, UP)
    await delete(store, ada, 1)
    assert await unread_in_dialogs(store, ada) == []
    assert (await store.account_difference(ada, since=0)).changes == ()
    assert (await store.unread_reactions(HistoryQuery(owner_id=ada, peer_id=bob))).messages == ()


async def test_what_an_account_uses_and_prefers_is_its_own(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.use_reactions(ada, [UP])
    await store.use_reactions(ada, [DOWN])
    await store.set_default_reaction(ada, DOWN)
    known = await store.preferences(ada)
    assert (known.recent_reactions, known.default_reaction) == ((DOWN, UP), DOWN)
    assert RecentReactionsChanged() in (await store.account_difference(ada, since=0)).changes
    await store.use_reactions(ada, [])
    known = await store.preferences(ada)
    assert (known.recent_reactions, known.default_reaction) == ((), DOWN)
    assert (await store.preferences(bob)).recent_reactions == ()
