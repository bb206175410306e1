"""The index of words: brought up to date behind the messages, in bounded steps.

Each word stands in it behind the mailbox that has it, so a search reads nobody else's. What
triggers take out of it again (`migrations/0003`) is made of the same terms.
"""

from typing import Any

import apsw

from heliograph.domain.search import Mark, marks_of
from heliograph.domain.words import WORDS_VERSION, Sought, words_of
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.blobs import unpack_entities

_SQL = queries.load("search_index")

_TEXT_MAX = 20_000
"""Characters of one step: about 20 ms of the writer if each begins a word of its own."""

_MERGED_PAGES = 32
"""Of the index, in one step: 4 ms. As SQLite merges by itself, one step in a hundred takes 25."""


def know_words(connection: apsw.Connection) -> None:
    """Give the triggers of messages that are edited or go `search_terms()`."""
    connection.create_scalar_function("search_terms", lambda *row: _terms(*row), 4)


def renew_if_outdated(db: apsw.Connection) -> None:
    """Empty an index whose words were cut in another way; it is then made anew from the start."""
    if rows.number(db, _SQL.words_version, ()) == WORDS_VERSION:
        return
    with db:
        db.execute(_SQL.empty)
        db.execute(_SQL.begin_anew, (WORDS_VERSION,))


def unindexed(db: apsw.Connection) -> int:
    """About how many messages are in no index yet."""
    return rows.number(db, _SQL.unindexed, ())


def index_messages(db: apsw.Connection, *, at_most: int) -> int:
    """Take up the next messages, oldest first; gives how many. 0: there is nothing left to do."""
    indexed_to = rows.number(db, _SQL.indexed_to, ())
    entries: list[tuple[int, str]] = []
    count = length = last = 0
    for body_id, text, entities, owner_id, peer_id in db.execute(
        _SQL.next_bodies, (indexed_to, at_most)
    ):
        if body_id != last:
            if length > _TEXT_MAX:
                break
            last = body_id
            count += 1
            length += len(text)
            words, marks = words_of(text), marks_of(unpack_entities(entities))
        if words or marks:
            entries.append((body_id, _joined(owner_id, peer_id, words, marks)))
    if last:
        db.executemany(_SQL.add_entry, entries)
        db.execute(_SQL.note_progress, (last,))
        db.execute(_SQL.merge, (_MERGED_PAGES,))
    return count


def expression(
    owner_id: int, *, peer_id: int | None, sought: tuple[Sought, ...], mark: Mark | None
) -> str:
    """What FTS5 is asked for, in its own language.

    https://www.sqlite.org/fts5.html#full_text_query_syntax
    """
    key = _key(owner_id)
    terms = [f'"{key}{one.word}"' + ("" if one.whole else " *") for one in sought]
    if mark is not None:
        terms.append(f'"{key}~{mark}"')
    if peer_id is not None:
        terms.append(f'"{key}~{peer_id:x}"')
    return " AND ".join(terms)


def _terms(owner_id: Any, peer_id: Any, text: Any, entities: Any) -> str:
    words, marks = words_of(text), marks_of(unpack_entities(entities))
    return _joined(owner_id, peer_id, words, marks) if words or marks else ""


def _joined(owner_id: int, peer_id: int, words: set[str], marks: tuple[Mark, ...]) -> str:
    key = _key(owner_id)
    terms = [key + word for word in words]
    terms += (f"{key}~{mark}" for mark in marks)
    terms.append(f"{key}~{peer_id:x}")
    return " ".join(terms)


def _key(owner_id: int) -> str:
    return f"{owner_id:x}_"
