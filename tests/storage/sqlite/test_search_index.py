"""The index of words in SQLite: when it is made anew, and what a step may take."""

from pathlib import Path

import apsw
import pytest

from heliograph.domain import words
from heliograph.domain.search import SearchQuery
from heliograph.domain.words import sought_in
from heliograph.storage.sqlite import SqliteStore, queries, search_index, word_hiding
from heliograph.storage.sqlite.migrate import migrate
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
    store = SqliteStore.open(path, key_secret=bytes(32))
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
    (copies,) = [line for line in plan if " c " in line]
    assert "(body_id=? AND owner_id=?)" in copies
