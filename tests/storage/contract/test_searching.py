"""How every store looks for messages in a dialog."""

from typing import Any

import pytest

from heliograph.domain.entities import Entity
from heliograph.domain.search import SearchQuery, words_of
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, send

TEXTS = ("Grüße", "plain tea", "GREEN TEA", "no drink", "tea, again", "https://example.org tea")
LINK = frozenset({"Url"})


@pytest.fixture
async def dialog(store: Store, people: list[int]) -> list[int]:
    """Ids 1 to 6, a minute apart, from ada and bob in turn; the last has a link."""
    ada, bob, cyd = people
    for number, text in enumerate(TEXTS, 1):
        sender, recipient = (ada, bob) if number % 2 else (bob, ada)
        link = (Entity(kind="Url", offset=0, length=19),) if "://" in text else ()
        await send(store, sender, recipient, text, date=NOON + 60 * number, entities=link)
    await send(store, ada, cyd, "tea elsewhere", date=NOON + 60 * 7)
    return people


def query(people: list[int], text: str = "", **asked: Any) -> SearchQuery:
    ada, bob, _ = people
    bounds = {"scan_max": 100, **asked}
    return SearchQuery(owner_id=ada, peer_id=bob, words=words_of(text), **bounds)


CASES: list[tuple[str, dict[str, Any], list[int]]] = [
    ("tea", {}, [6, 5, 3, 2]),
    ("TEA green", {}, [3]),
    ("grü", {}, [1]),
    ("GRÜSSE", {}, [1]),
    ("coffee", {}, []),
    ("", {}, [6, 5, 4, 3, 2, 1]),
    ("tea", {"limit": 2}, [6, 5]),
    ("tea", {"limit": 0}, []),
    ("tea", {"offset_id": 5}, [3, 2]),
    ("tea", {"offset_id": 4, "limit": 1}, [3]),
    ("tea", {"offset_id": 5, "add_offset": -1, "limit": 2}, [5, 3]),
    ("tea", {"offset_id": 5, "add_offset": -9, "limit": 10}, [6, 5, 3]),
    ("tea", {"offset_id": 5, "add_offset": -9, "limit": 5}, []),
    ("tea", {"add_offset": 3}, [2]),
    ("tea", {"max_id": 6, "min_id": 2}, [5, 3]),
    ("tea", {"min_date": NOON + 60 * 5}, [6, 5]),
    ("tea", {"max_date": NOON + 60 * 3}, [3, 2]),
    ("", {"min_date": NOON + 60 * 4, "max_date": NOON + 60 * 5}, [5, 4]),
    ("", {"kinds": LINK}, [6]),
    ("again", {"kinds": LINK}, []),
    ("", {"kinds": LINK, "limit": 1, "offset_id": 6}, []),
]


@pytest.mark.parametrize(("text", "asked", "expected"), CASES)
async def test_a_search_finds_what_matches(
    store: Store, dialog: list[int], text: str, asked: dict[str, Any], expected: list[int]
) -> None:
    found = await store.search_dialog(query(dialog, text, **asked))
    assert [message.id for message in found.page.messages] == expected
    assert not found.inexact
    assert {one.account.id for one in found.page.sees} == {*dialog[:2]}


async def test_a_search_may_ask_for_one_sender(store: Store, dialog: list[int]) -> None:
    found = await store.search_dialog(query(dialog, "tea", sender_id=dialog[1]))
    assert [message.id for message in found.page.messages] == [6, 2]


async def test_a_page_tells_how_many_match_and_are_newer(store: Store, dialog: list[int]) -> None:
    found = await store.search_dialog(query(dialog, "tea", offset_id=5, limit=1))
    assert (found.page.count, found.page.offset_id_offset) == (4, 2)


async def test_what_is_deleted_is_not_found(store: Store, dialog: list[int]) -> None:
    await delete(store, dialog[0], 5)
    found = await store.search_dialog(query(dialog, "tea"))
    assert [message.id for message in found.page.messages] == [6, 3, 2]


async def test_a_search_ends_at_its_bound_and_says_so(store: Store, dialog: list[int]) -> None:
    found = await store.search_dialog(query(dialog, "tea", scan_max=3))
    assert [message.id for message in found.page.messages] == [6, 5]
    assert found.inexact
    behind = await store.search_dialog(query(dialog, "tea", scan_max=3, max_id=4))
    assert [message.id for message in behind.page.messages] == [3, 2]


async def test_texts_that_grow_when_folded_count_as_what_they_grow_to(
    store: Store, people: list[int]
) -> None:
    """One sign stands for a whole phrase of 18 letters."""
    ada, bob, _ = people
    await send(store, ada, bob, "tea")
    for number in range(20):
        await send(store, ada, bob, "\ufdfa" * 4_000 + str(number))
    found = await store.search_dialog(query(people, "tea"))
    assert (found.page.messages, found.inexact) == ((), True)
    assert len((await store.search_dialog(query(people, limit=50))).page.messages) == 21
