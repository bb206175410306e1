"""How every store looks for messages, whether its index holds them yet or not."""

from typing import Any

import pytest

from heliograph.domain.entities import Entity
from heliograph.domain.search import Mark, SearchQuery
from heliograph.domain.words import sought_in
from heliograph.ports.store import Store
from heliograph.storage.sqlite import search_index
from support.mailboxes import NOON, delete, edit, send

TEXTS = ("Grüße", "plain tea", "GREEN TEA", "no drink", "tea, again", "https://example.org tea")


@pytest.fixture(
    params=[(0, 0), (3, 0), (7, 0), (7, 2)], ids=["no index", "half", "index", "index in parts"]
)
def indexed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of the messages the index holds, maybe with so many ids of a mailbox in a part."""
    count, part = request.param
    if part:
        monkeypatch.setattr(search_index, "_PART", part)
    return int(count)


@pytest.fixture
async def dialog(store: Store, people: list[int], indexed: int) -> list[int]:
    """Ids 1 to 6, a minute apart, from ada and bob in turn; the last has a link."""
    ada, bob, cyd = people
    for number, text in enumerate(TEXTS, 1):
        sender, recipient = (ada, bob) if number % 2 else (bob, ada)
        link = (Entity(kind="Url", offset=0, length=19),) if "://" in text else ()
        await send(store, sender, recipient, text, date=NOON + 60 * number, entities=link)
    await send(store, ada, cyd, "tea elsewhere", date=NOON + 60 * 7)
    if indexed:
        assert await store.index_messages(at_most=indexed) == indexed
    assert await store.unindexed() == 7 - indexed
    return people


def query(people: list[int], text: str = "", **asked: Any) -> SearchQuery:
    ada, bob, _ = people
    bounds = {"peer_id": bob, "scan_max": 100, "matches_max": 100, **asked}
    return SearchQuery(owner_id=ada, sought=sought_in(text), **bounds)


async def index_all(store: Store, *, at_most: int = 100) -> None:
    while await store.index_messages(at_most=at_most):
        pass


CASES: list[tuple[str, dict[str, Any], list[int]]] = [
    ("tea", {}, [6, 5, 3, 2]),
    ("TEA green", {}, [3]),
    ("gru", {}, [1]),
    ("gr", {}, []),
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
    ("", {"mark": Mark.LINK}, [6]),
    ("again", {"mark": Mark.LINK}, []),
    ("", {"mark": Mark.LINK, "limit": 1, "offset_id": 6}, []),
]


@pytest.mark.parametrize(("text", "asked", "expected"), CASES)
async def test_a_search_finds_what_matches(
    store: Store, dialog: list[int], text: str, asked: dict[str, Any], expected: list[int]
) -> None:
    found = await store.search(query(dialog, text, **asked))
    assert [message.id for message in found.page.messages] == expected
    assert not found.inexact
    assert {one.account.id for one in found.page.sees} == {*dialog[:2]}


async def test_a_search_may_ask_for_one_sender(store: Store, dialog: list[int]) -> None:
    found = await store.search(query(dialog, "tea", sender_id=dialog[1]))
    assert [message.id for message in found.page.messages] == [6, 2]


OFFSETS: list[dict[str, int]] = [
    {},
    {"limit": 2},
    {"limit": 0},
    {"offset_id": 5},
    {"offset_id": 4, "limit": 1},
    {"offset_id": 1, "add_offset": -2, "limit": 2},
    {"offset_id": 2, "add_offset": -2, "limit": 2},
    {"offset_id": 6, "add_offset": -2, "limit": 2},
    {"offset_id": 3, "add_offset": -9, "limit": 10},
    {"offset_id": 3, "add_offset": -9, "limit": 5},
    {"offset_id": 3, "add_offset": -1, "limit": 2},
    {"add_offset": 1},
    {"offset_id": 5, "add_offset": 1},
    {"max_id": 5, "min_id": 1},
    {"max_id": 5, "offset_id": 2, "add_offset": -5},
    {"min_id": 3, "offset_id": 1, "add_offset": -5},
    {"min_date": NOON + 60 * 3},
    {"max_date": NOON + 60 * 3},
]


@pytest.mark.parametrize("indexed", [(0, 0), (7, 0)], indirect=True)
@pytest.mark.parametrize("asked", OFFSETS)
async def test_what_the_owner_wrote_is_cut_as_other_matches_are(
    store: Store, dialog: list[int], asked: dict[str, int]
) -> None:
    """Three of the six are ada's; a word that all three have makes it a search as others."""
    for message_id in (1, 3, 5):
        await edit(store, dialog[0], message_id, f"mine {message_id}")
    while await store.index_messages(at_most=100):
        pass
    own = await store.search(query(dialog, sender_id=dialog[0], **asked))
    others = await store.search(query(dialog, "mine", sender_id=dialog[0], **asked))
    assert own == others


async def test_what_the_owner_wrote_is_found_however_much_there_is(
    store: Store, dialog: list[int]
) -> None:
    ada = dialog[0]
    bounds = {"sender_id": ada, "scan_max": 1, "matches_max": 1, "limit": 1}
    newest = await store.search(query(dialog, **bounds))
    assert ([one.id for one in newest.page.messages], newest.inexact) == ([5], True)
    found = []
    page = (await store.search(query(dialog, offset_id=1, add_offset=-1, **bounds))).page.messages
    while page:
        found += [one.id for one in page]
        wanted = query(dialog, offset_id=found[-1] + 1, add_offset=-1, **bounds)
        page = (await store.search(wanted)).page.messages
    assert found == [1, 3, 5], "from the oldest on, as clients take it out"
    assert {one.sender_id for one in newest.page.messages} == {ada}


async def test_a_page_tells_how_many_match_and_are_newer(store: Store, dialog: list[int]) -> None:
    found = await store.search(query(dialog, "tea", offset_id=5, limit=1))
    assert (found.page.count, found.page.offset_id_offset) == (4, 2)


async def test_what_is_deleted_is_not_found(store: Store, dialog: list[int]) -> None:
    await delete(store, dialog[0], 5)
    found = await store.search(query(dialog, "tea"))
    assert [message.id for message in found.page.messages] == [6, 3, 2]


@pytest.mark.parametrize("indexed", [(0, 0)], indirect=True)
async def test_a_search_ends_at_its_bound_and_says_so(store: Store, dialog: list[int]) -> None:
    found = await store.search(query(dialog, "tea", scan_max=3))
    assert [message.id for message in found.page.messages] == [6, 5]
    assert found.inexact
    behind = await store.search(query(dialog, "tea", scan_max=3, max_id=4))
    assert [message.id for message in behind.page.messages] == [3, 2]


async def test_of_many_matches_the_newest_are_counted_and_all_are_found(
    store: Store, dialog: list[int]
) -> None:
    asked = query(dialog, "tea", matches_max=2, limit=2)
    first = await store.search(asked)
    assert [message.id for message in first.page.messages] == [6, 5]
    rest = await store.search(query(dialog, "tea", matches_max=2, limit=2, offset_id=5))
    assert [message.id for message in rest.page.messages] == [3, 2]
    last = await store.search(
        query(dialog, "tea", matches_max=2, limit=2, offset_id=6, add_offset=2)
    )
    assert [message.id for message in last.page.messages] == [2]


async def test_a_mailbox_is_searched_whole_and_alone(store: Store, dialog: list[int]) -> None:
    ada, bob, cyd = dialog
    found = await store.search(query(dialog, "tea", peer_id=None))
    assert [message.id for message in found.page.messages] == [7, 6, 5, 3, 2]
    found = await store.search(query(dialog, "tea", peer_id=None, min_date=NOON + 60 * 6))
    assert [message.id for message in found.page.messages] == [7, 6]
    found = await store.search(query(dialog, "tea", peer_id=None, sender_id=bob))
    assert [message.id for message in found.page.messages] == [6, 2]
    theirs = await store.search(query([cyd, ada, bob], "tea", peer_id=None))
    assert [message.text for message in theirs.page.messages] == ["tea elsewhere"]


async def test_what_is_edited_is_found_by_its_new_words_alone(
    store: Store, dialog: list[int]
) -> None:
    ada, bob, _ = dialog
    await edit(store, ada, 3, "black coffee")
    await edit(store, bob, 6, "no link any more")
    for me, peer in ((ada, bob), (bob, ada)):
        for asked, ids in (("green", []), ("coffee", [3]), ("tea", [5, 2]), ("more", [6])):
            found = await store.search(query([me, peer, 0], asked))
            assert [message.id for message in found.page.messages] == ids
        links = await store.search(query([me, peer, 0], mark=Mark.LINK))
        assert links.page.messages == ()


async def test_what_one_side_deleted_the_other_finds(store: Store, dialog: list[int]) -> None:
    ada, bob, _ = dialog
    await delete(store, ada, 5, 6, revoke=False)
    mine = await store.search(query(dialog, "tea"))
    theirs = await store.search(query([bob, ada, 0], "tea"))
    assert [message.id for message in mine.page.messages] == [3, 2]
    assert [message.id for message in theirs.page.messages] == [6, 5, 3, 2]


async def test_what_follows_a_deleted_newest_message_is_indexed(
    store: Store, people: list[int]
) -> None:
    """A store may give its inner number out again."""
    ada, bob, _ = people
    await send(store, ada, bob, "first")
    await send(store, ada, bob, "second")
    await index_all(store)
    await delete(store, ada, 2)
    await send(store, ada, bob, "third")
    assert await store.unindexed() == 1
    for _ in range(2):
        for asked, ids in (("second", []), ("third", [3]), ("first", [1])):
            found = await store.search(query(people, asked))
            assert [message.id for message in found.page.messages] == ids
        await index_all(store)


async def test_an_index_goes_on_where_it_stopped(store: Store, dialog: list[int]) -> None:
    await index_all(store, at_most=2)
    assert await store.unindexed() == 0
    assert await store.index_messages(at_most=2) == 0
    found = await store.search(query(dialog, "tea"))
    assert [message.id for message in found.page.messages] == [6, 5, 3, 2]


async def test_texts_that_grow_when_folded_count_as_what_they_grow_to(
    store: Store, people: list[int]
) -> None:
    """One sign stands for a whole phrase of 18 letters."""
    ada, bob, _ = people
    await send(store, ada, bob, "tea")
    for number in range(20):
        await send(store, ada, bob, "\ufdfa" * 4_000 + str(number))
    found = await store.search(query(people, "tea"))
    assert (found.page.messages, found.inexact) == ((), True)
    assert len((await store.search(query(people, limit=50))).page.messages) == 21
