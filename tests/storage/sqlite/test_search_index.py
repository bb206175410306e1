"""The index of words in SQLite: when it is made anew, and what a step may take."""

import shutil
from pathlib import Path

import apsw
import pytest

from heliograph.domain import words
from heliograph.domain.search import SearchQuery
from heliograph.domain.words import sought_in
from heliograph.storage.sqlite import SqliteStore, queries, search_index, word_hiding
from heliograph.storage.sqlite.migrate import migrate
from support.empty_store import open_store
from support.group_changes import PEER, make
from support.mailboxes import delete, open_accounts, send


async def found(store: SqliteStore, owner_id: int, text: str) -> list[int]:
    """Ids of matches that the index gives: nothing is read beside it but one message."""
    query = SearchQuery(
        owner_id=owner_id, peer_id=None, sought=sought_in(text), scan_max=1, matches_max=9
    )
    return [message.id for message in (await store.search(query)).page.messages]


@pytest.mark.parametrize("what", ["another key", "another way of cutting words"])
async def test_an_index_made_in_another_way_is_made_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    store = open_store(path)
    ada, bob = await open_accounts(store, 2)
    for text in ("first tea", "second tea", "third tea"):
        await send(store, ada, bob, text)
    await store.index_messages(at_most=9)
    await store.close()
    if what == "another way of cutting words":
        monkeypatch.setattr(word_hiding, "WORDS_VERSION", words.WORDS_VERSION + 1)
    key = b"\x01" * 32 if what == "another key" else bytes(32)
    again = SqliteStore.open(path, key_secret=key)
    assert await again.unindexed() == 3
    assert await found(again, ada, "tea") == [3]
    await delete(again, ada, 2)
    await again.index_messages(at_most=9)
    assert await found(again, ada, "tea") == [3, 1]
    await again.close()
    as_it_was = SqliteStore.open(path, key_secret=key)
    assert await as_it_was.unindexed() == 0
    await as_it_was.close()


async def test_an_index_with_a_groups_words_for_each_copy_is_made_anew(path: Path) -> None:
    shutil.copy(Path(__file__).parent.parent / "fixtures" / "schema-5.sqlite", path)
    before = apsw.Connection(str(path))
    before.execute("UPDATE search_progress SET indexed_to = (SELECT max(id) FROM bodies)")
    before.close()
    store = open_store(path)
    bob = 1_000_000_002
    assert await store.unindexed() > 0
    while await store.index_messages(at_most=2):
        pass
    assert await found(store, bob, "to all") == [5]
    await store.close()


async def test_a_groups_words_stand_in_the_index_once(store: SqliteStore) -> None:
    ada, *others = await open_accounts(store, 5)
    await make(store, ada, *others)
    await send(store, ada, PEER, "tea for all")
    await send(store, ada, others[0], "tea for you")
    added: list[object] = []
    add_entry = queries.load("search_index").add_entry

    def look(_: apsw.Cursor, statement: str, values: object) -> bool:
        if statement == add_entry:
            added.append(values)
        return True

    def trace(db: apsw.Connection) -> None:
        db.exec_trace = look

    await store._change(trace)
    await store.index_messages(at_most=9)
    # What a new group says of itself has no words.
    assert len(added) == 1 + 2
    for owner_id in (ada, *others[1:]):
        assert len(await found(store, owner_id, "all")) == 1


async def test_a_groups_words_are_found_in_every_part(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "_GROUP_PART", 2)
    ada, bob = await open_accounts(store, 2)
    await make(store, ada, bob)
    for number in range(7):
        await send(store, ada, PEER, f"tea {number}")
        await send(store, ada, bob, "between")
    await store.index_messages(at_most=99)
    assert await found(store, bob, "tea") == [14, 12, 10, 8, 6, 4, 2]
    await delete(store, ada, 8)
    assert await found(store, bob, "tea") == [14, 12, 10, 6, 4, 2]


async def test_long_texts_are_taken_up_a_few_at_a_time(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = await open_accounts(store, 2)
    for number in range(20):
        await send(store, ada, bob, f"{number} " + "x" * 4_000)
    steps = []
    while count := await store.index_messages(at_most=100):
        steps.append(count)
    assert sum(steps) == 20
    assert max(steps) * 4_000 <= search_index._TEXT_MAX + 4_100


@pytest.mark.parametrize(("text", "terms"), [("x" * 300, 2), ("tea " * 75, 2), ("a b c d", 5)])
async def test_a_step_merges_in_proportion_to_what_it_adds(
    store: SqliteStore, text: str, terms: int
) -> None:
    """However long the words are: each mailbox is given the words, and whose dialog it is."""
    ada, bob = await open_accounts(store, 2)
    for _ in range(50):
        await send(store, ada, bob, text)
    merged: list[int] = []
    merge = queries.load("search_index").merge

    def look(_: apsw.Cursor, statement: str, values: object) -> bool:
        if statement == merge and isinstance(values, tuple):
            merged.extend(values)
        return True

    def trace(db: apsw.Connection) -> None:
        db.exec_trace = look

    await store._change(trace)
    await store.index_messages(at_most=50)
    assert merged == [8 + 50 * 2 * terms // search_index._PAGE_OF_TERMS]


async def test_messages_cannot_be_deleted_behind_the_index(store: SqliteStore, path: Path) -> None:
    """Whoever opens the file with another program leaves no words behind."""
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob, "first tea")
    await store.index_messages(at_most=9)
    stranger = apsw.Connection(str(path))
    with pytest.raises(apsw.SQLError, match="search_terms"):
        stranger.execute("DELETE FROM copies")


@pytest.mark.parametrize(
    ("topic", "name", "count"),
    [
        ("searching", "ids_of_bodies", 2),
        ("searching", "dated", 2),
        ("searching", "saved_from", 3),
        ("searching", "indexed_copies", 5),
        ("polls", "unread_counts", 1),
        ("polls", "unread", 3),
    ],
)
def test_copies_are_looked_up_one_by_one(path: Path, topic: str, name: str, count: int) -> None:
    """Not by a walk over the mailbox, which took 0.1 s where it held 100,000 messages."""
    db = apsw.Connection(str(path))
    migrate(db, backup_folder=None)
    statement = "EXPLAIN QUERY PLAN " + getattr(queries.load(topic), name)
    plan = [row[3] for row in db.execute(statement, (0,) * count)]
    copies = [line for line in plan if " c " in line]
    assert copies
    # In one's own mailbox, or among those of channels, which have lower ids.
    assert all("(body_id=? AND owner_id" in line for line in copies), plan
