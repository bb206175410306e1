"""What somebody finds of a basic group is what they have of it, though its words are kept once."""

import pytest

from heliograph.domain.search import SearchQuery
from heliograph.domain.words import sought_in
from heliograph.ports.store import Store
from support.group_changes import PEER, add, make, remove
from support.mailboxes import delete, edit, send


async def texts(store: Store, owner_id: int, word: str, peer_id: int | None = PEER) -> list[str]:
    query = SearchQuery(
        owner_id=owner_id, peer_id=peer_id, sought=sought_in(word), scan_max=1, matches_max=9
    )
    page = (await store.search(query)).page
    assert page.count == len(page.messages)
    return [message.text for message in page.messages]


async def index_all(store: Store) -> None:
    while await store.index_messages(at_most=50):
        pass


async def test_whoever_comes_later_finds_nothing_said_before(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob)
    await send(store, ada, PEER, "tea before")
    await add(store, ada, cyd, random_id=2)
    await send(store, bob, PEER, "tea after")
    await index_all(store)
    for peer_id in (PEER, None):
        assert await texts(store, bob, "tea", peer_id) == ["tea after", "tea before"]
        assert await texts(store, cyd, "tea", peer_id) == ["tea after"]


async def test_what_one_deleted_or_never_had_others_still_find(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob, cyd)
    sent = await send(store, ada, PEER, "tea for all")
    await index_all(store)
    await delete(store, ada, sent.message.id, revoke=False)
    assert await texts(store, ada, "tea") == []
    assert await texts(store, bob, "tea") == ["tea for all"]
    (place,) = [one for one in sent.spread if one.owner_id == bob]
    await delete(store, bob, place.message_id, revoke=False)
    assert await texts(store, cyd, "tea", None) == ["tea for all"]
    (place,) = [one for one in sent.spread if one.owner_id == cyd]
    await delete(store, cyd, place.message_id, revoke=False)
    for owner_id in people:
        assert await texts(store, owner_id, "tea", None) == []


async def test_what_one_deleted_between_others_counts_for_others_alone(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await make(store, ada, bob)
    sent = [await send(store, ada, PEER, f"tea {number}") for number in range(3)]
    await index_all(store)
    await delete(store, ada, sent[1].message.id, revoke=False)
    assert await texts(store, ada, "tea") == ["tea 2", "tea 0"]
    assert await texts(store, bob, "tea") == ["tea 2", "tea 1", "tea 0"]


@pytest.mark.parametrize("indexed_first", [True, False], ids=["index", "changes first"])
async def test_who_is_out_finds_what_they_kept_and_no_more(
    store: Store, people: list[int], indexed_first: bool
) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob, cyd)
    sent = await send(store, ada, PEER, "tea at noon")
    if indexed_first:
        await index_all(store)
    await remove(store, ada, bob, random_id=3)
    await edit(store, ada, sent.message.id, "coffee at noon")
    await index_all(store)
    assert await texts(store, bob, "tea") == ["tea at noon"]
    assert await texts(store, bob, "coffee", None) == []
    assert await texts(store, cyd, "tea", None) == []
    assert await texts(store, cyd, "coffee") == ["coffee at noon"]
    await add(store, ada, bob, random_id=4)
    await edit(store, ada, sent.message.id, "water at noon")
    for word, found in (("tea", []), ("coffee", []), ("water", ["water at noon"])):
        assert await texts(store, bob, word) == found
        assert await texts(store, cyd, word, None) == found


async def test_a_groups_words_and_a_friends_come_in_one_order(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await make(store, ada, bob)
    said = []
    for number in range(12):
        said.append(f"tea {number}")
        await send(store, ada, PEER if number % 3 else bob, said[-1])
    await index_all(store)
    assert await texts(store, bob, "tea", None) == said[:2:-1]
